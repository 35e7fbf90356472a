//! The state of replicates in the middle of their run, saved on a signal and now and then.
//!
//! In: replicates of a shard. Out: `state-FIRST-COUNT.bin`, a checkpoint in the form of a run's,
//! and `state-FIRST-COUNT.parquet`, their series so far. A state that does not read, or is
//! another's, is as if it were not there: the replicates begin again and come to the same bytes.

use std::path::{Path, PathBuf};

use crate::record::{Checkpoint, disk, made, read_table, table_bytes};
use crate::results::RunError;
use crate::scenario::Scenario;
use crate::simulation::{Halt, Maker, Replicates, most_words, series_columns};
use crate::table::{Cast, Column, Value};

use super::BatchError;
use super::plan::Shard;
use super::store;

/// Where the state of some replicates is saved.
pub(super) struct SavedState {
    place: PathBuf,
    /// Name of its files without their endings.
    stem: String,
    /// The identity and the replicates, which a state must name.
    name: String,
}

impl SavedState {
    /// Of consecutive replicates of a shard.
    pub(super) fn new(study: &Path, shard: &Shard, replicates: &[u32]) -> SavedState {
        let (first, count) = (replicates.first().copied().unwrap_or(0), replicates.len());
        let stem = format!("state-{first:06}-{count:02}");
        SavedState {
            place: store::directory(study, shard),
            name: format!("{} {stem}", shard.identity),
            stem,
        }
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.place.join(format!("{}.{ending}", self.stem))
    }

    /// The replicates at the time point that was saved, else at their start.
    pub(super) fn begin<'s>(
        &self,
        scenario: &'s Scenario,
        replicates: &[u32],
        engine: &Maker,
        series: bool,
    ) -> Result<Replicates<'s>, RunError> {
        let mut run = Replicates::new(scenario, replicates, engine, series)?;
        let saved = Checkpoint::read(&self.file("bin"), most_words(scenario, replicates.len()))
            .ok()
            .filter(|checkpoint| checkpoint.scenario_digest == self.name);
        let Some(checkpoint) = saved else { return Ok(run) };
        let columns = series_columns(scenario);
        let present = |(found, rows): (Vec<Column>, Vec<Vec<Value>>)| {
            let cast = Cast::new(&found, &columns);
            rows.iter().map(|row| cast.row(row)).collect()
        };
        let rows = read_table(&self.file("parquet")).map(present).unwrap_or_default();
        let (step, wanted) = (checkpoint.step, checkpoint.series_rows);
        if run.load(step, &checkpoint.states(), rows, wanted).is_err() {
            // half loaded: once more from the start
            run = Replicates::new(scenario, replicates, engine, series)?;
        }
        Ok(run)
    }

    /// Saves them: the series first, so that a state never speaks of rows that are not there.
    pub(super) fn save(&self, run: &mut Replicates) -> Result<(), RunError> {
        let Halt { tissue_step, states, rows } = run.save()?;
        let series_rows = rows.as_ref().map_or(0, |rows| rows.len() as u64);
        let checkpoint = Checkpoint::of(tissue_step, self.name.clone(), states, series_rows, 0);
        let mut files = Vec::new();
        if let Some(rows) = rows {
            let path = self.file("parquet");
            files.push((
                format!("{}.parquet", self.stem),
                table_bytes(&path, &series_columns(run.scenario()), rows)?,
            ));
        }
        files.push((format!("{}.bin", self.stem), checkpoint.encode(&self.file("bin"))?));
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        Ok(disk::replace_together(&self.place, &files)?)
    }
}

/// Removes the saved states of a shard that is done.
pub(super) fn remove_all(study: &Path, shard: &Shard) -> Result<(), BatchError> {
    let place = store::directory(study, shard);
    for name in disk::names(&place)?
        .iter()
        .filter(|name| name.starts_with("state-") && made::SHARD.has(name))
    {
        disk::remove(&place.join(name))?;
    }
    Ok(())
}
