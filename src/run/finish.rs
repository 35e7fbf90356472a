//! What a run writes at its end: outcomes, the animal to show, the animation and the page.
//!
//! In: the ended ensemble and all rows and frames. Out: the last rows and frames,
//! `series.parquet`, `outcomes.parquet`, `summary.json`, `frames.bin` with its index,
//! `timelapse.gif`, `report.html` unless `--no-page` was typed. All of it follows from rows, frames
//! and trajectories, so it may be done again after a kill.

use std::path::PathBuf;

use crate::events::Observer;
use crate::outcome::{Course, EndReason, Response, headline};
use crate::record::{Manifest, RunDir, summary_json, write_table};
use crate::results::{PAGE, RunError, Story, animals, curves, replay, show, shown};
use crate::scenario::Scenario;
use crate::simulation::{Ensemble, Maker, Outcomes, Plan, outcome_table, sampled_keys};
use crate::table::{Cast, Column, Value};

use super::recorder::Recorder;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All files stand.
    Done {
        /// The report's page; the directory where there is none.
        report: PathBuf,
        /// What happened, in a sentence.
        headline: String,
    },
    /// Asked to stop; the state is saved.
    Stopped,
}

/// Writes everything that follows from a run's rows, frames and trajectories.
#[expect(clippy::too_many_arguments, reason = "the end of a run is where all its parts meet, once")]
pub(super) fn finish(
    dir: &RunDir,
    manifest: &mut Manifest,
    scenario: &Scenario,
    plan: &Plan,
    maker: &Maker,
    mut ensemble: Ensemble,
    mut recorder: Recorder,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    recorder.close(plan, &mut ensemble)?;
    let Outcomes { columns, rows, judged, digests } = Outcomes::of(scenario, plan, &mut ensemble)?;
    let responses: Vec<Response> = judged.iter().map(|judged| judged.response).collect();

    let series = &recorder.series;
    let shown = shown(scenario, plan, &responses, series.columns(), |take| series.each(take))?;
    manifest.shown = Some(shown);
    let animals = animals(&columns, &rows);
    let end_h = plan.time_h(plan.last());
    let end =
        ensemble.members()[shown as usize].trajectory.end.unwrap_or((EndReason::Until, end_h));
    let ends = animals.iter().map(|animal| EndReason::of(&animal.end));
    let courses: Vec<Course> = responses.iter().copied().zip(ends).collect();
    let sentence = headline(scenario.species, &courses, shown, end);
    let curves = curves(recorder.series.columns(), shown, |take| recorder.series.each(take))?;
    let story = Story {
        shown,
        end_h,
        stop_h: manifest.stop_h,
        set: manifest.set.clone(),
        unfinished: None,
        headline: sentence.clone(),
        curves,
        animals,
    };
    drop(ensemble);
    if plan.has_frames() && !scenario.record.replicates.contains(&shown) {
        observer.say(format!("running animal {shown} again for its pictures"));
        if !replay((scenario, plan), maker, shown, &digests[shown as usize], observer, |alone| {
            recorder.frames(alone, 0)
        })? {
            return Ok(Ending::Stopped);
        }
    }

    recorder.write_frames(0)?;
    recorder.tell(observer);

    write_table(&dir.file("outcomes.parquet"), &columns, &rows)?;
    dir.write("summary.json", &summary(&sampled_keys(scenario), &columns, &rows))?;
    recorder.finish()?;
    show(dir, scenario, story, !manifest.no_page)?;
    Ok(Ending::done(dir, sentence))
}

impl Ending {
    /// All files stand in a directory.
    pub(super) fn done(dir: &RunDir, headline: String) -> Ending {
        let page = dir.file(PAGE);
        let report = if page.is_file() { page } else { dir.path().to_path_buf() };
        Ending::Done { report, headline }
    }
}

/// `summary.json`: the columns of the outcomes that say that they stand in it.
pub(super) fn summary(sampled: &[String], columns: &[Column], rows: &[Vec<Value>]) -> Vec<u8> {
    let kept: Vec<Column> = outcome_table(sampled)
        .into_iter()
        .filter(|column| column.in_summary)
        .map(|column| column.definition.column)
        .collect();
    let cast = Cast::new(columns, &kept);
    summary_json(&kept, &rows.iter().map(|row| cast.row(row)).collect::<Vec<_>>())
}
