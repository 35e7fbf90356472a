//! Runs again what a directory holds, on any engine, and compares digests.
//!
//! In: a finished run, the replicates wanted, an engine. Out: for each replicate the time at which
//! the two first differ, if they do. Writes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use crate::events::{Event, Observer};
use crate::record::RecordError;
use crate::record::{Manifest, RunDir, Status, read_table};
use crate::simulation::{DIGEST, EngineRequest, Ensemble, FIRST_COLUMNS, Plan, series_columns};
use crate::table::{Column, Value};

use super::error::RunError;
use super::stored::{self, scenario_of};

/// How one replicate compares.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The replicate.
    pub replicate: u32,
    /// Digests compared: its record times, and its end.
    pub compared: usize,
    /// The first time at which they differ, h.
    pub differs_at_h: Option<f64>,
}

/// Digests of a run by replicate and record time.
struct Recorded {
    /// Record time in host steps and digest, ascending; none where the series has no digests.
    series: Option<BTreeMap<u32, BTreeMap<u64, String>>>,
    /// Digest at the end.
    last: BTreeMap<u32, String>,
}

/// Compares the given replicates (all if none is given).
///
/// # Errors
/// [`RunError::Unfinished`], [`RunError::NoReplicate`] for one that the run does not have;
/// otherwise what the engine or the disk refuses.
pub fn verify(
    path: &Path,
    replicates: &[u32],
    engine: &EngineRequest,
    observer: &mut Observer,
) -> Result<Vec<Verdict>, RunError> {
    let dir = RunDir::open(path)?;
    let manifest = Manifest::load(&dir)?;
    if manifest.status != Status::Done {
        return Err(RunError::Unfinished { path: path.to_path_buf() });
    }
    let scenario = scenario_of(&dir, &manifest)?;
    manifest.must_match(&dir, &scenario.digest())?;
    stored::say_if_unchecked(&dir, &manifest, observer);
    let mut wanted: Vec<u32> = if replicates.is_empty() {
        (0..scenario.run.replicates).collect()
    } else {
        replicates.to_vec()
    };
    wanted.sort_unstable();
    wanted.dedup();
    if let Some(&replicate) = wanted.iter().find(|&&r| r >= scenario.run.replicates) {
        let last = scenario.run.replicates - 1;
        return Err(RunError::NoReplicate { path: path.to_path_buf(), replicate, last });
    }
    let plan = Plan::new(&scenario, manifest.stop_h);
    let has_digests = series_columns(&scenario).iter().any(|column| column.name == DIGEST);
    let recorded = recorded(&dir, &plan, has_digests)?;
    if recorded.series.is_none() {
        let what = "has no digests (record.columns), so the last states alone are compared";
        observer.say(format!("{}: its series {what}", path.display()));
    }
    let maker = engine.maker()?;
    observer.say(maker.describe());

    let mut ensemble = Ensemble::new(&scenario, &wanted, plan.time_h(plan.last()), &maker)?;
    let mut verdicts: Vec<Verdict> = wanted
        .iter()
        .map(|&replicate| Verdict { replicate, compared: 0, differs_at_h: None })
        .collect();
    loop {
        for (member, verdict) in verdicts.iter_mut().enumerate() {
            compare(&plan, &mut ensemble, member, verdict, &recorded)?;
        }
        if ensemble.active() == 0 || (observer.stop)() {
            break;
        }
        ensemble.advance()?;
        let (time_h, until_h) = (plan.time_h(ensemble.step()), plan.time_h(plan.last()));
        (observer.tell)(Event::Step {
            time_h,
            until_h,
            active: ensemble.active(),
            total: verdicts.len(),
        });
    }
    Ok(verdicts)
}

/// Compares one replicate at the present time, where the run recorded it.
fn compare(
    plan: &Plan,
    ensemble: &mut Ensemble,
    member: usize,
    verdict: &mut Verdict,
    recorded: &Recorded,
) -> Result<(), RunError> {
    let step = ensemble.step();
    if verdict.differs_at_h.is_some() || !ensemble.present(member) {
        return Ok(());
    }
    let rows = recorded.series.as_ref();
    let row = rows.and_then(|rows| rows.get(&verdict.replicate)?.get(&step));
    let end = if ensemble.members()[member].active() {
        None
    } else {
        recorded.last.get(&verdict.replicate)
    };
    let row_is_missing =
        rows.is_some() && row.is_none() && (ensemble.closes_now(member) || plan.row_due(step));
    if row.is_none() && end.is_none() && !row_is_missing {
        return Ok(());
    }
    let digest = ensemble.digest(member)?;
    verdict.compared += row.into_iter().chain(end).count();
    if row_is_missing || row.into_iter().chain(end).any(|other| *other != digest) {
        verdict.differs_at_h = Some(plan.time_h(step));
    }
    Ok(())
}

/// Reads what the run recorded.
fn recorded(dir: &RunDir, plan: &Plan, has_digests: bool) -> Result<Recorded, RunError> {
    let path = dir.whole("series.parquet")?;
    let [replicate, ..] = FIRST_COLUMNS;
    let series = if has_digests { Some(of_series(&path, plan)?) } else { None };
    let path = dir.whole("outcomes.parquet")?;
    let (columns, rows) = read_table(&path)?;
    let at = |name| place(&path, &columns, name);
    let (r, d) = (at(replicate)?, at("final_digest")?);
    let mut last = BTreeMap::new();
    for row in &rows {
        if let (Some(replicate), Value::Text(digest)) = (number(&row[r]), &row[d]) {
            last.insert(replicate, digest.clone());
        }
    }
    Ok(Recorded { series, last })
}

/// The digests of the series.
fn of_series(
    path: &Path,
    plan: &Plan,
) -> Result<BTreeMap<u32, BTreeMap<u64, String>>, RecordError> {
    let (columns, rows) = read_table(path)?;
    let [replicate, _, time_h] = FIRST_COLUMNS;
    let at = |name| place(path, &columns, name);
    let (r, t, d) = (at(replicate)?, at(time_h)?, at(DIGEST)?);
    let mut series: BTreeMap<u32, BTreeMap<u64, String>> = BTreeMap::new();
    for row in &rows {
        if let (Some(replicate), Value::Number(time_h), Value::Text(digest)) =
            (number(&row[r]), &row[t], &row[d])
        {
            series.entry(replicate).or_default().insert(plan.step_at(*time_h), digest.clone());
        }
    }
    Ok(series)
}

fn number(value: &Value) -> Option<u32> {
    match value {
        Value::Count(count) => u32::try_from(*count).ok(),
        _ => None,
    }
}

fn place(path: &Path, columns: &[Column], name: &str) -> Result<usize, RecordError> {
    columns
        .iter()
        .position(|column| column.name == name)
        .ok_or_else(|| RecordError::damaged(path, format!("it has no column `{name}`")))
}
