//! What is damaged in a finished run is made again, where it can be.
//!
//! In: a finished run. Out: pictures, time-lapse, page and summary from its tables and frames; where
//! those are damaged themselves, the whole run from its start, which comes to the same bytes.

use crate::events::Observer;
use crate::record::{Manifest, RecordError, RunDir, Status, discard_after, disk, read_table};
use crate::results::{self, FileFault, RunError};
use crate::scenario::Scenario;
use crate::simulation::{EngineRequest, sampled_keys};

use super::finish::{Ending, summary};
use super::whole::carry_on;

/// Goes on with a finished run: nothing, unless a file is damaged or missing.
pub(super) fn mend(
    reading: RunDir,
    manifest: Manifest,
    engine: &EngineRequest,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let faults = results::faults(&reading, &manifest)?;
    if faults.is_empty() {
        reading.settle()?;
        return Ok(done(&reading, "finished already: nothing to do"));
    }
    for FileFault { file, what } in &faults {
        observer.say(format!("{file}: {what}"));
    }
    let scenario = results::scenario_of(&reading, &manifest)?;
    let path = reading.path().to_path_buf();
    if faults.iter().all(|fault| follows(&fault.file)) {
        drop(reading);
        let held = RunDir::resume(&path)?;
        let left = remake(&held, manifest, &scenario, &faults, observer)?;
        held.settle()?;
        return Ok(done(&held, &made_again(faults.len() - left, left)));
    }
    manifest.must_match(&reading, &scenario.digest())?;
    engine.check()?;
    drop(reading);
    let held = RunDir::resume(&path)?;
    observer.say("the run is computed again from its start");
    held.log("damaged files: the run is computed again from its start")?;
    let before = manifest.files.clone();
    let mut manifest = manifest;
    manifest.status = Status::Interrupted;
    manifest.files.clear();
    manifest.save(&held)?;
    discard_after(&held, None)?;
    let ending = carry_on(&held, manifest, || engine.maker().map_err(RunError::from), observer)?;
    let after = Manifest::load(&held)?.files;
    let differs = |name: &&str| before.get(*name) != after.get(*name);
    if let Some(name) = TABLES.iter().find(|name| !after.is_empty() && differs(name)) {
        let what = "computed again it is not the file that the run wrote first";
        return Err(RecordError::damaged(&held.file(name), what).into());
    }
    Ok(ending)
}

/// What must come out the same when a run is computed again.
const TABLES: [&str; 2] = ["series.parquet", "outcomes.parquet"];

/// Whether a file follows from tables and frames, or is not needed.
fn follows(name: &str) -> bool {
    ["frames/", "render/", "state/"].iter().any(|folder| name.starts_with(folder))
        || ["timelapse.gif", "report.html", "summary.json"].contains(&name)
}

/// Makes files again that follow from others; how many it could not make.
fn remake(
    held: &RunDir,
    mut manifest: Manifest,
    scenario: &Scenario,
    faults: &[FileFault],
    observer: &mut Observer,
) -> Result<usize, RunError> {
    let mut left = 0;
    let pictures: Vec<&str> = faults
        .iter()
        .map(|fault| fault.file.as_str())
        .filter(|n| n.starts_with("frames/"))
        .collect();
    repaint(held, &manifest, scenario, &pictures)?;
    for FileFault { file, .. } in faults {
        match file.as_str() {
            "timelapse.gif" => {
                if let Some(bytes) = results::film(held, &manifest, scenario)? {
                    held.write(file, &bytes)?;
                }
            }
            "report.html" => {
                let page = results::rebuild::page(held.path(), observer)?;
                held.write(file, page.as_bytes())?;
            }
            "summary.json" => {
                let (columns, rows) = read_table(&held.whole("outcomes.parquet")?)?;
                held.write(file, &summary(&sampled_keys(scenario), &columns, &rows))?;
            }
            name if name.starts_with("frames/") => {}
            name => {
                // a state serves branches only, which do without; a rendering is made by its command
                disk::remove(&held.file(name))?;
                manifest.files.remove(name);
                manifest.save(held)?;
                left += 1;
                observer.say(format!("{name}: removed, for it cannot be made again alone"));
                continue;
            }
        }
        if manifest.enter(held, std::slice::from_ref(file))? {
            observer.say(format!("{file}: made again, not with the bytes that it had"));
        }
    }
    Ok(left)
}

/// Paints some pictures again.
fn repaint(
    held: &RunDir,
    manifest: &Manifest,
    scenario: &Scenario,
    wanted: &[&str],
) -> Result<(), RunError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let Some(mut frames) = results::frames_of(held, manifest, scenario)? else { return Ok(()) };
    for key in frames.list() {
        if wanted.contains(&results::picture_name(scenario, key).as_str()) {
            let frame = frames.read(key.replicate, key.site, key.step)?;
            let (name, bytes) = results::picture(scenario, &frame);
            held.write(&name, &bytes)?;
        }
    }
    Ok(())
}

fn made_again(made: usize, left: usize) -> String {
    let files = |n: usize| format!("{n} damaged file{}", if n == 1 { "" } else { "s" });
    match (made, left) {
        (made, 0) => format!("finished already: {} made again", files(made)),
        (0, left) => format!("finished already: {} removed", files(left)),
        (made, left) => format!("finished already: {} made again, {left} removed", files(made)),
    }
}

fn done(dir: &RunDir, headline: &str) -> Ending {
    Ending::done(dir, headline.to_owned())
}
