//! What a run's directory says of its scenario.

use std::path::Path;

use crate::events::Observer;
use crate::frames::{FRAMES, FramesHeader, FramesReader};
use crate::record::{Manifest, RecordError, RunDir, Status};
use crate::scenario::Scenario;

use super::error::RunError;

/// Opens a run to read it; says so where its files cannot be checked.
pub(crate) fn open(path: &Path, observer: &mut Observer) -> Result<(RunDir, Manifest), RunError> {
    let dir = RunDir::open(path)?;
    let manifest = Manifest::load(&dir)?;
    say_if_unchecked(&dir, &manifest, observer);
    Ok((dir, manifest))
}

/// Says of a finished run whose manifest has no digests of its files that they are not checked.
pub(crate) fn say_if_unchecked(dir: &RunDir, manifest: &Manifest, observer: &mut Observer) {
    if manifest.says_nothing_of_files() {
        observer.say(format!(
            "{}: il2sim {} wrote down no digests of its files, so they are read unchecked",
            dir.path().display(),
            manifest.version
        ));
    }
}

/// The frames of a run, which must fit its scenario; those of a finished run must be whole, and one
/// that was killed early may have none.
pub(crate) fn frames_of(
    dir: &RunDir,
    manifest: &Manifest,
    scenario: &Scenario,
) -> Result<Option<FramesReader>, RunError> {
    let path = dir.of_its_length(FRAMES);
    let reader = if manifest.status == Status::Done {
        FramesReader::open_finished(&path?)?
    } else if let Ok(path) = path
        && path.exists()
    {
        FramesReader::open(&path)?
    } else {
        return Ok(None);
    };
    let fits = FramesHeader::of(scenario);
    if reader.header().sites != fits.sites || reader.header().tissue_step_h != fits.tissue_step_h {
        let what = "its sites are not those of the run's scenario";
        return Err(RecordError::damaged(&dir.file(FRAMES), what).into());
    }
    Ok(Some(reader))
}

/// The scenario of a run's directory, as the run was made from it.
pub(crate) fn scenario_of(dir: &RunDir, manifest: &Manifest) -> Result<Scenario, RunError> {
    let path = dir.whole("scenario.toml")?;
    let mut scenario = Scenario::load(&path, &[]).map_err(RunError::Scenario)?;
    scenario.name.clone_from(&manifest.scenario);
    Ok(scenario)
}
