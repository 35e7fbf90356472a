//! What a run has from another that stands: its first hours, whole.
//!
//! In: a finished run, and a run of the same animals that equals it up to a time point: a branch in
//! a directory of its own, or the same run made longer in its own place. Out: in the directory of
//! the second the newest checkpoint up to that time point, the rows and frames that the checkpoint
//! speaks of, and their pictures, all as if the second had made them. A process that is killed here
//! may do it again.

use crate::frames::{FRAMES, FrameKey, FramesReader};
use crate::host::Host;
use crate::outcome::Rules;
use crate::record::{Checkpoint, Occasion, RecordError, RunDir, TableWriter, disk, read_table};
use crate::results::{RunError, picture, picture_name};
use crate::scenario::Scenario;
use crate::simulation::{Plan, going_on, most_words, series_columns};
use crate::table::Cast;

/// A run's directory and its scenario.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub dir: &'a RunDir,
    pub scenario: &'a Scenario,
}

/// Takes over what `from` had by `at_h`; the host step of it, or `None` where nothing serves.
pub(super) fn take_over(from: Of, into: Of, at_h: f64) -> Result<Option<u64>, RunError> {
    let plan = Plan::new(from.scenario, None);
    let last = plan.tissue_step(plan.step_at(at_h));
    let most = most_words(from.scenario, from.scenario.run.replicates as usize);
    let digests = [from.scenario.digest(), into.scenario.digest()];
    let Some(mut checkpoint) = Checkpoint::latest_until(from.dir, &digests, most, last)? else {
        return Ok(None);
    };
    let step = plan.host_step(checkpoint.step);
    let now_h = plan.time_h(step);
    if !FramesReader::open(&from.dir.of_its_length(FRAMES)?)?.is_current()
        || !agree(from.scenario, into.scenario, now_h)
    {
        return Ok(None);
    }
    let (host, ended) = (&mut checkpoint.host, &mut checkpoint.ended);
    adopt(into.scenario, now_h, (0..).zip(host.iter_mut().zip(ended)))?;
    take_rows(from, into, checkpoint.series_rows)?;
    take_frames(from, into, checkpoint.frames_len)?;
    checkpoint.scenario_digest = into.scenario.digest();
    checkpoint.save(into.dir, Occasion::Scheduled)?;
    Ok(Some(step))
}

/// Whether two runs of the same animals have the same rows, frames and ends up to a time point.
pub(crate) fn agree(one: &Scenario, other: &Scenario, now_h: f64) -> bool {
    records_alike(one, other, now_h) && Rules::of(one).agree_until(&Rules::of(other), now_h)
}

/// Makes states of a run those of another that agrees with it: of each replicate the host and the
/// trajectory.
pub(crate) fn adopt<'s>(
    into: &Scenario,
    now_h: f64,
    states: impl Iterator<Item = (u32, (&'s mut Vec<u8>, &'s mut Vec<u8>))>,
) -> Result<(), RunError> {
    let rules = Rules::of(into);
    for (replicate, (host, ended)) in states {
        let mut own = Host::new(into, &into.draw(replicate));
        own.adopt(host, now_h)?;
        *host = own.state();
        *ended = going_on(replicate, ended, &rules, now_h, into.run.host_step_h)?;
    }
    Ok(())
}

/// Whether both record the same up to a time point.
fn records_alike(one: &Scenario, other: &Scenario, now_h: f64) -> bool {
    let frames = |of: &Scenario| {
        of.record.frames_h.iter().copied().filter(|time_h| *time_h <= now_h).collect::<Vec<_>>()
    };
    one.record.series_every_h == other.record.series_every_h
        && one.record.columns == other.record.columns
        && one.record.replicates == other.record.replicates
        && one.record.frames_h.is_empty() == other.record.frames_h.is_empty()
        && frames(one) == frames(other)
}

/// The first rows of the series, as one segment.
fn take_rows(from: Of, into: Of, count: u64) -> Result<(), RunError> {
    let (found, rows) = read_table(&from.dir.whole("series.parquet")?)?;
    let mut series = TableWriter::create(into.dir, "series", series_columns(into.scenario))?;
    let cast = Cast::new(&found, series.columns());
    for row in rows.iter().take(count as usize) {
        series.append(cast.row(row))?;
    }
    Ok(series.flush()?)
}

/// The first bytes of `frames.bin`, and the pictures of their frames; in a run's own place the
/// pictures of before go, for they show its length.
fn take_frames(from: Of, into: Of, length: u64) -> Result<(), RunError> {
    let mut frames = disk::read(&from.dir.of_its_length(FRAMES)?)?;
    let written = FramesReader::open(&from.dir.file(FRAMES))?.list();
    frames.truncate(length as usize);
    if from.dir.path() == into.dir.path() {
        remove_pictures(into, &written)?;
    }
    into.dir.write(FRAMES, &frames)?;
    let mut reader = FramesReader::open(&into.dir.file(FRAMES))?;
    if reader.torn_tail() > 0 {
        let what = "one of the frames before the time point is changed";
        return Err(RecordError::damaged(&from.dir.file(FRAMES), what).into());
    }
    for key in reader.list() {
        let (name, bytes) =
            picture(into.scenario, &reader.read(key.replicate, key.site, key.step)?);
        into.dir.write(&name, &bytes)?;
    }
    Ok(())
}

/// Removes the pictures of frames, and the directories that are empty then.
pub(super) fn remove_pictures(of: Of, frames: &[FrameKey]) -> Result<(), RunError> {
    for key in frames {
        let path = of.dir.file(&picture_name(of.scenario, *key));
        disk::remove(&path)?;
        for directory in path.ancestors().skip(1).take(2) {
            // Refused where something is in it.
            let _ = std::fs::remove_dir(directory);
        }
    }
    Ok(())
}
