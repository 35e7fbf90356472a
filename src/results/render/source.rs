//! Where the frames of a rendering come from: `frames.bin`, or the replicate run again.

use crate::events::Observer;
use crate::frames::{FRAMES, FrameKey, FramesHeader, FramesReader, FramesWriter};
use crate::input::units::day;
use crate::picture;
use crate::record::{Manifest, RecordError, RunDir, Status, read_some};
use crate::scenario::Scenario;
use crate::simulation::Plan;
use crate::table::Value;

use super::super::error::RunError;
use super::super::replay::replay;
use super::super::show::keys;
use super::super::stored::frames_of;
use super::error::RenderError;
use super::request::RenderRequest;

/// Interval of the frames of a replicate that runs again where its scenario records none, h.
const EVERY_H: f64 = 12.0;

/// Frames, and the folder in which they lie if they were made for this.
pub(super) struct FrameSource {
    /// None where nothing was recorded yet.
    pub reader: Option<FramesReader>,
    _folder: Option<tempfile::TempDir>,
}

impl FrameSource {
    /// The frames of a run; one that was killed before it began has none.
    pub(super) fn open(
        dir: &RunDir,
        manifest: &Manifest,
        scenario: &Scenario,
    ) -> Result<FrameSource, RunError> {
        Ok(FrameSource { reader: frames_of(dir, manifest, scenario)?, _folder: None })
    }

    /// The first replicate with frames.
    pub(super) fn first(&self) -> Option<u32> {
        self.reader.as_ref()?.list().iter().map(|key| key.replicate).min()
    }

    /// The frames of a replicate and site, in time order.
    pub(super) fn keys(&self, replicate: u32, site: u32) -> Vec<FrameKey> {
        self.reader.as_ref().map_or(Vec::new(), |reader| keys(reader, replicate, site))
    }
}

/// The frames of a replicate that kept none; `None` when asked to stop.
pub(super) fn replay_run(
    dir: &RunDir,
    manifest: &Manifest,
    scenario: &Scenario,
    replicate: u32,
    request: &RenderRequest,
    observer: &mut Observer,
) -> Result<Option<FrameSource>, RunError> {
    let path = || dir.path().to_path_buf();
    if replicate >= scenario.run.replicates {
        let last = scenario.run.replicates - 1;
        return Err(RunError::NoReplicate { path: path(), replicate, last });
    }
    if manifest.status != Status::Done {
        return Err(RenderError::NoFrames { path: path(), replicate }.into());
    }
    manifest.must_match(dir, &scenario.digest())?;
    let outcomes = dir.whole("outcomes.parquet")?;
    let rows = read_some(&outcomes, &["replicate", "final_digest"])?;
    let digest = rows.iter().find_map(|row| match row.as_slice() {
        [Value::Count(found), Value::Text(digest)] if *found == u64::from(replicate) => {
            Some(digest.clone())
        }
        _ => None,
    });
    let digest = digest.ok_or_else(|| {
        RecordError::damaged(&outcomes, format!("it has no row of replicate {replicate}"))
    })?;
    let mut scenario = scenario.clone();
    if scenario.record.frames_h.is_empty() {
        scenario.record.frames_h = (0..)
            .map(|n| f64::from(n) * EVERY_H)
            .take_while(|time_h| *time_h <= scenario.run.until_h)
            .collect();
    }
    let plan = Plan::new(&scenario, manifest.stop_h);
    observer.say(format!("no frames were kept of replicate {replicate}: running it again"));
    let maker = request.engine.maker()?;
    observer.say(maker.describe());
    let folder = tempfile::tempdir()
        .map_err(|error| RecordError::io(&std::env::temp_dir(), "make a directory in", error))?;
    let path = folder.path().join(FRAMES);
    let mut writer = FramesWriter::create(&path, &FramesHeader::of(&scenario))?;
    let at_its_end = replay((&scenario, &plan), &maker, replicate, &digest, observer, |alone| {
        for site in 0..scenario.sites.len() {
            writer.append(&alone.frame(0, site)?.take()?)?;
        }
        Ok(())
    })?;
    if !at_its_end {
        return Ok(None);
    }
    writer.finish()?;
    Ok(Some(FrameSource { reader: Some(FramesReader::open(&path)?), _folder: Some(folder) }))
}

/// The time points that are shown.
pub(super) fn chosen(
    keys: &[FrameKey],
    request: &RenderRequest,
    scenario: &Scenario,
) -> Result<Vec<FrameKey>, RenderError> {
    let time_h = |key: &FrameKey| key.step as f64 * scenario.run.tissue_step_h;
    let slack_h = 0.5 * scenario.run.tissue_step_h;
    let inside = |key: &&FrameKey| {
        request.from_h.is_none_or(|from_h| time_h(key) >= from_h - slack_h)
            && request.to_h.is_none_or(|to_h| time_h(key) <= to_h + slack_h)
    };
    let kept: Vec<FrameKey> = keys.iter().filter(inside).copied().collect();
    if let ([first, .., last] | [first @ last], true) = (keys, kept.is_empty()) {
        let (first_day, last_day) = (day(time_h(first)), day(time_h(last)));
        return Err(RenderError::NoFrameBetween { count: keys.len(), first_day, last_day });
    }
    if let (Some(pictures), Some(last)) = (request.orbit, kept.last()) {
        return Ok(vec![*last; pictures]);
    }
    Ok(picture::evenly(kept.len(), request.pictures).into_iter().map(|place| kept[place]).collect())
}
