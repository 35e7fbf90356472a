//! One finding: planned, run, merged and judged, in a directory of its own.
//!
//! The directory is that of a study (`il2sim batch status DIR/F3` reads it). What was run before
//! under the same values and rules is kept; parts that another finding beside it has are taken over,
//! so a control that several share is computed once.

use std::path::{Path, PathBuf};

use super::equations;
use super::judge::judge;
use super::result::{FindingRow, FindingVerdict};
use super::sample::samples;
use crate::batch::dataset::Dataset;
use crate::batch::run::{StudyObserver, run};
use crate::batch::{self, BatchError, Opened, finish};
use crate::input::Problems;
use crate::input::document::quote;
use crate::simulation::EngineRequest;
use crate::study::Study;

/// A finding that is planned.
pub(crate) struct Planned {
    /// Its study.
    pub study: Study,
    /// Its directory with the plan.
    pub opened: Opened,
    /// `mouse` or `human`.
    species: String,
}

/// How a finding ended.
pub(crate) enum FindingEnd {
    /// It was judged.
    Judged(Box<FindingRow>),
    /// It was asked to stop.
    Stopped,
}

/// The study with so many replicates, and with a seed.
///
/// # Errors
/// Its problems.
pub(crate) fn sized(
    study: Study,
    replicates: Option<u32>,
    seed: Option<u64>,
) -> Result<Study, Problems> {
    if replicates.is_none() && seed.is_none() {
        return Ok(study);
    }
    let text = study.text_with(replicates.unwrap_or(study.replicates), seed);
    Study::parse(&text, &study.file.name)
}

/// Lines that give keys of the model other values in every arm that does not set them itself.
pub(crate) fn model_lines(set: &[(String, String)]) -> String {
    let line = |(key, value): &(String, String)| {
        let is_value = value.starts_with(['"', '{', '['])
            || value.parse::<f64>().is_ok()
            || value.parse::<bool>().is_ok();
        let value = if is_value { value.clone() } else { quote(value) };
        format!("{key} = {value}\n")
    };
    set.iter().map(line).collect()
}

/// Checks every arm and makes its directory in `out`; `path` is the file, for a base scenario
/// beside it, `above` are lines that the base begins with.
///
/// # Errors
/// [`BatchError`], as of any study.
pub(crate) fn plan(
    study: Study,
    path: &Path,
    above: &str,
    out: &Path,
) -> Result<Planned, BatchError> {
    let id = study.finding.as_ref().map_or("", |finding| &finding.id);
    let dir = out.join(id);
    let text = study.file.text.clone();
    let name = study.file.name.clone();
    let (opened, points, _) = batch::make_of(study, path, above, &dir, &mut |_, _| {})?;
    let species = points.base_scenario.species.name().to_owned();
    let study = Study::parse(&text, &name).map_err(BatchError::Study)?;
    Ok(Planned { study, opened, species })
}

impl Planned {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        self.study.finding.as_ref().map_or("", |finding| &finding.id)
    }

    /// Takes over what the findings beside it have, runs the rest, and judges it.
    ///
    /// # Errors
    /// [`BatchError`]; what was run before stays.
    pub(crate) fn run(
        &self,
        beside: &[PathBuf],
        engine: &EngineRequest,
        observer: &mut StudyObserver,
    ) -> Result<FindingEnd, BatchError> {
        batch::take_over(&self.opened, beside)?;
        let summary = run(&self.opened, &[], engine, observer)?;
        if summary.stopped {
            return Ok(FindingEnd::Stopped);
        }
        if !summary.failed.is_empty() {
            let study = self.opened.path.clone();
            return Err(BatchError::RunsFailed { study, failed: summary.failed.len() });
        }
        let stop = observer.stop;
        let merged = finish::merge(&self.opened, false, &mut || stop());
        if merged.is_err() && stop() {
            return Ok(FindingEnd::Stopped);
        }
        merged?;
        let dataset = Dataset::open(&self.opened.path)?;
        Ok(FindingEnd::Judged(Box::new(self.judged(&dataset)?)))
    }

    fn judged(&self, dataset: &Dataset) -> Result<FindingRow, BatchError> {
        let names: Vec<String> = self.study.arms.iter().map(|arm| arm.name.clone()).collect();
        let samples = samples(dataset, &self.study)?;
        let mut row = self.row();
        let identity = |point: &crate::batch::plan::PlanPoint| point.identity.clone();
        row.identities = dataset.plan.points.iter().map(identity).collect();
        let tests = self.study.finding.iter().flat_map(|finding| &finding.tests);
        row.tests = tests.zip(&samples).map(|(test, of)| judge(test, of, &names)).collect();
        if let Some(finding) = &self.study.finding {
            equations::fill(&mut row, &finding.tests);
        }
        row.verdict = FindingVerdict::of(&row.tests);
        Ok(row)
    }

    /// Its row where it could not be run.
    pub(crate) fn failed(&self, error: &BatchError) -> FindingRow {
        FindingRow { failure: Some(error.to_string()), ..self.row() }
    }

    fn row(&self) -> FindingRow {
        let study = &self.study;
        let finding = study.finding.clone();
        let of = |text: fn(&crate::study::Finding) -> &String| {
            finding.as_ref().map_or(String::new(), |finding| text(finding).clone())
        };
        FindingRow {
            id: of(|finding| &finding.id),
            title: study.title.clone(),
            source: study.source.clone(),
            published: of(|finding| &finding.published),
            assumed: of(|finding| &finding.assumed),
            line: of(|finding| &finding.line),
            hypothesis: of(|finding| &finding.hypothesis),
            species: self.species.clone(),
            scenario: study.scenario.clone(),
            replicates: study.replicates,
            arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
            identities: Vec::new(),
            verdict: FindingVerdict::Failed,
            failure: None,
            tests: Vec::new(),
            without_equations: None,
        }
    }
}
