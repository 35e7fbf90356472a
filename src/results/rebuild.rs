//! A run's page made again from its directory, and several runs on one page.
//!
//! In: directories of runs, finished or not. Out: the page of one, or of several side by side. The
//! page of a finished run has the bytes that the run itself wrote; that of an unfinished one shows
//! what is on the disk, and says what is missing. Nothing is computed anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::events::Observer;
use crate::frames::FramesReader;
use crate::input::units::day;
use crate::outcome::{Course, EndReason, Response, headline};
use crate::record::{Manifest, RunDir, Status, disk, read_table, rows_so_far};
use crate::report::{self, ReportArm, ReportInput};
use crate::scenario::Scenario;
use crate::simulation::{Plan, series_layout};
use crate::table::{Column, Value};

use super::animals::animals;
use super::curves::curves;
use super::error::RunError;
use super::show::{PAGE, Story, report_input};
use super::stored::{self, frames_of, scenario_of};

/// What a directory tells.
struct Run {
    dir: RunDir,
    manifest: Manifest,
    scenario: Scenario,
    frames: Option<FramesReader>,
}

impl Run {
    fn open(path: &Path, observer: &mut Observer) -> Result<Run, RunError> {
        let (dir, manifest) = stored::open(path, observer)?;
        let scenario = scenario_of(&dir, &manifest)?;
        let frames = frames_of(&dir, &manifest, &scenario)?;
        Ok(Run { dir, manifest, scenario, frames })
    }

    fn done(&self) -> bool {
        self.manifest.status == Status::Done
    }

    /// Replicates of which frames were kept, ascending.
    fn kept(&self) -> Vec<u32> {
        let mut kept: Vec<u32> =
            self.frames.iter().flat_map(|frames| frames.list()).map(|key| key.replicate).collect();
        kept.sort_unstable();
        kept.dedup();
        kept
    }

    /// The replicate that the run itself shows, or the first that has pictures.
    fn own_shown(&self) -> u32 {
        self.manifest.shown.or_else(|| self.kept().first().copied()).unwrap_or(0)
    }

    /// What its page shows of one replicate.
    fn input(&mut self, shown: u32) -> Result<ReportInput, RunError> {
        let (columns, rows) = self.series()?;
        let curves = curves(&columns, shown, |take| {
            rows.iter().for_each(|row| take(row));
            Ok::<(), RunError>(())
        })?;
        let plan = Plan::new(&self.scenario, self.manifest.stop_h);
        let end_h = plan.time_h(plan.last());
        let animals = if self.done() {
            let (columns, rows) = read_table(&self.dir.whole("outcomes.parquet")?)?;
            animals(&columns, &rows)
        } else {
            Vec::new()
        };
        let headline = match animals.iter().find(|animal| animal.replicate == shown) {
            Some(animal) => {
                let courses: Vec<Course> = animals
                    .iter()
                    .filter_map(|one| Some((response(&one.response)?, EndReason::of(&one.end))))
                    .collect();
                let end = (EndReason::of(&animal.end), animal.end_h);
                headline(self.scenario.species, &courses, shown, end)
            }
            None => format!(
                "Not finished: day {} of {}",
                day(self.reached_h(&curves.time_h)),
                day(end_h)
            ),
        };
        let unfinished = (!self.done()).then(|| {
            let time_point = |reached_h: Option<f64>| {
                reached_h.map_or("none yet".to_owned(), |time_h| format!("to day {}", day(time_h)))
            };
            let pictures = self.pictures(shown).last().copied();
            format!(
                "This run is not finished, and this page shows what is on the disk: pictures {}, \
                 curves {} (they are written with each checkpoint), no outcome yet. `il2sim \
                 resume` continues the run.",
                time_point(pictures),
                time_point(curves.time_h.last().copied())
            )
        });
        let (stop_h, set) = (self.manifest.stop_h, self.manifest.set.clone());
        let story = Story { shown, end_h, stop_h, set, unfinished, headline, curves, animals };
        report_input(&self.dir, &self.scenario, story, self.frames.as_mut(), Some(&self.manifest))
    }

    /// Times of the pictures of a replicate, h, ascending.
    fn pictures(&self, replicate: u32) -> Vec<f64> {
        let keys = self
            .frames
            .iter()
            .flat_map(|frames| frames.list())
            .filter(|key| key.replicate == replicate);
        keys.map(|key| key.step as f64 * self.scenario.run.tissue_step_h).collect()
    }

    /// The last time point of which anything is on the disk, h.
    fn reached_h(&self, curves_h: &[f64]) -> f64 {
        let pictures = self.kept().into_iter().flat_map(|replicate| self.pictures(replicate));
        pictures.chain(curves_h.iter().copied()).fold(0.0, f64::max)
    }

    /// The series: the table of a finished run, of another the rows so far.
    fn series(&self) -> Result<(Vec<Column>, Vec<Vec<Value>>), RunError> {
        let layout = series_layout(&self.scenario);
        let columns = layout.columns.clone();
        if self.done() {
            let (found, rows) = read_table(&self.dir.whole("series.parquet")?)?;
            let cast = layout.cast(&found);
            return Ok((columns, rows.iter().map(|row| cast.row(row)).collect()));
        }
        let most = Plan::new(&self.scenario, self.manifest.stop_h).most_rows(&self.scenario);
        Ok((columns, rows_so_far(&self.dir, "series", layout, most)?))
    }
}

/// Makes a run's page again, at `out` or as `report.html` in its directory.
///
/// # Errors
/// [`RunError`].
pub fn report(
    path: &Path,
    out: Option<&Path>,
    observer: &mut Observer,
) -> Result<PathBuf, RunError> {
    let page = page(path, observer)?;
    match out {
        Some(out) => {
            disk::replace_shared(out, page.as_bytes())?;
            Ok(out.to_path_buf())
        }
        None => {
            // A run under way writes this page itself at its end.
            let held = RunDir::resume(path)?;
            let mut manifest = Manifest::load(&held)?;
            if std::mem::take(&mut manifest.no_page) {
                // A run that goes on makes the page anew: this one would show a shorter run.
                manifest.save(&held)?;
            }
            held.write(PAGE, page.as_bytes())?;
            manifest.enter(&held, &[PAGE.to_owned()])?;
            Ok(held.file(PAGE))
        }
    }
}

/// The text of a run's page.
pub(crate) fn page(path: &Path, observer: &mut Observer) -> Result<String, RunError> {
    let mut run = Run::open(path, observer)?;
    let input = run.input(run.own_shown())?;
    if let Some(missing) = &input.unfinished {
        observer.say(missing.clone());
    }
    Ok(report::render(&input))
}

/// Puts several runs side by side on one page.
///
/// # Errors
/// [`RunError`].
pub fn compare(
    paths: &[PathBuf],
    replicate: Option<u32>,
    out: &Path,
    observer: &mut Observer,
) -> Result<PathBuf, RunError> {
    let mut runs = paths
        .iter()
        .map(|path| Run::open(path, observer))
        .collect::<Result<Vec<Run>, RunError>>()?;
    let common = match replicate {
        Some(wanted) => {
            for run in &runs {
                if wanted >= run.scenario.run.replicates {
                    let last = run.scenario.run.replicates - 1;
                    let path = run.dir.path().to_path_buf();
                    return Err(RunError::NoReplicate { path, replicate: wanted, last });
                }
            }
            Some(wanted)
        }
        None => common(&runs),
    };
    let names = names(&runs);
    let mut arms = Vec::new();
    for (run, name) in runs.iter_mut().zip(names) {
        let shown = common.unwrap_or_else(|| run.own_shown());
        let input = run.input(shown)?;
        if let Some(missing) = &input.unfinished {
            observer.say(format!("{}: {missing}", run.dir.path().display()));
        }
        if run.pictures(shown).is_empty() {
            observer.say(format!(
                "{}: no pictures of replicate {shown} were kept",
                run.dir.path().display()
            ));
        }
        let values = run
            .scenario
            .values()
            .map(|(path, value)| (path.to_owned(), value.to_owned()))
            .collect();
        arms.push(ReportArm { name, input, values });
    }
    disk::replace_shared(out, report::compare(&arms).as_bytes())?;
    Ok(out.to_path_buf())
}

/// The replicate that all arms show: animals of one seed are the same in every arm. The first arm's
/// own if all have pictures of it, else the lowest that all have; none if the arms have other seeds
/// or no such animal.
fn common(runs: &[Run]) -> Option<u32> {
    let first = runs.first()?;
    let in_all = |replicate: &u32| {
        runs.iter().all(|run| {
            run.scenario.run.seed == first.scenario.run.seed && run.kept().contains(replicate)
        })
    };
    let own = first.own_shown();
    if in_all(&own) { Some(own) } else { first.kept().into_iter().find(in_all) }
}

/// What the arms are called: their titles; where two are alike, what differs between the scenarios,
/// if that is little; else their directories, and their whole paths where those are alike too.
fn names(runs: &[Run]) -> Vec<String> {
    let titles: Vec<String> = runs.iter().map(|run| run.scenario.title.clone()).collect();
    let paths = |name: fn(&Path) -> Option<String>| -> Vec<String> {
        runs.iter().map(|run| name(run.dir.path()).unwrap_or_default()).collect()
    };
    let values: Vec<BTreeMap<&str, &str>> =
        runs.iter().map(|run| run.scenario.values().collect()).collect();
    let candidates = [
        titles,
        differences(&values),
        paths(|path| Some(path.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned())),
        paths(|path| Some(path.display().to_string())),
    ];
    let unlike = |names: &Vec<String>| {
        names.iter().enumerate().all(|(i, name)| {
            !name.trim().is_empty() && !names[..i].iter().any(|other| other == name)
        })
    };
    let numbered = || (1..=runs.len()).map(|number| format!("run {number}")).collect();
    candidates.into_iter().find(unlike).unwrap_or_else(numbered)
}

/// Most keys that a name of an arm says.
const NAMED_KEYS: usize = 3;

/// What differs between scenarios, as names; empty where it is nothing, or too much for a name.
fn differences(values: &[BTreeMap<&str, &str>]) -> Vec<String> {
    let keys: BTreeSet<&str> = values.iter().flat_map(|of| of.keys().copied()).collect();
    let unlike: Vec<&str> = keys
        .into_iter()
        .filter(|key| !report::says_nothing(key))
        .filter(|key| values.iter().any(|of| of.get(key) != values[0].get(key)))
        .collect();
    let name = |of: &BTreeMap<&str, &str>| {
        let value = |key: &&str| format!("{key} = {}", of.get(key).unwrap_or(&"none"));
        unlike.iter().map(value).collect::<Vec<_>>().join(", ")
    };
    if unlike.len() > NAMED_KEYS {
        return vec![String::new(); values.len()];
    }
    values.iter().map(name).collect()
}

fn response(code: &str) -> Option<Response> {
    Response::ALL.into_iter().find(|response| response.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_of_one_title_are_named_by_what_differs_unless_that_is_much() {
        let arm = |pairs: &[(&'static str, &'static str)]| -> BTreeMap<&str, &str> {
            pairs.iter().copied().collect()
        };
        let one = arm(&[("run.seed", "1"), ("run.until", "day 14"), ("title", "a")]);
        let two = arm(&[("run.seed", "2"), ("run.until", "day 14"), ("title", "b")]);
        assert_eq!(differences(&[one.clone(), two]), ["run.seed = 1", "run.seed = 2"]);
        let more = arm(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        assert_eq!(differences(&[one.clone(), more]), ["", ""]);
        assert_eq!(differences(&[one.clone(), one]), ["", ""], "nothing differs");
    }
}
