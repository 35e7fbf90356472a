//! The page of a study: `report.html` in its directory, beside the dataset.
//!
//! In: a study's directory. Out: the page that [`crate::report::study`] makes of its plan, its
//! files as stored and the comparison of its outcomes. Of a study that is not finished, or not
//! merged, it shows the runs that are on the disk and says what is missing. Nothing is computed but
//! statistics, and nothing enters that varies between machines: the same plan and outcomes give the
//! same bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::comparison::Analysis;
use crate::input::document::{DocumentValue, Node};
use crate::plot::axis::significant;
use crate::record::{RecordError, disk, is_run, partition};
use crate::report::study::{StudyInput, StudyKey, page};
use crate::scenario::Override;

use super::dataset::{Dataset, schema};
use super::directory::{BASE, DATASET, Opened, PLAN, STUDY};
use super::plan::StudyPlan;
use super::points::Points;
use super::{BatchError, compare, merge, status};
use crate::design::{DesignKey, Levels, Range, written};

/// The page.
pub const PAGE: &str = "report.html";

/// Values of a key that the page lists.
const VALUES: usize = 24;

/// Arms whose tables of outcomes the page links.
const ARMS: usize = 24;

/// Files of a dataset and what they hold, as far as they are there.
const FILES: [(&str, &str); 11] = [
    ("fractions.parquet", "shares of every arm and point, with both intervals"),
    ("medians.parquet", "medians of every arm and point"),
    ("survival.parquet", "every step of the Kaplan-Meier curves"),
    ("comparison.parquet", "arms against their control, with corrected p values"),
    ("dose_response.parquet", "Hill fits"),
    ("sensitivity.parquet", "sensitivities"),
    ("design.parquet", "the values of every point"),
    ("summary.txt", "the summary, as `il2sim batch report` prints it"),
    ("statistics.json", "what each table holds, and by which methods"),
    ("schema.json", "every column with type, unit and meaning"),
    ("failed.json", "runs that failed and are left out"),
];

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The page.
    pub path: PathBuf,
    /// What it lacks, in sentences.
    pub unfinished: Option<String>,
}

/// Whether a directory is that of a study.
pub fn is_study(path: &Path) -> bool {
    path.join(PLAN).is_file() && !is_run(path)
}

/// Makes the page again, at `out` or in the study's directory; of an unfinished study as far as it
/// is.
///
/// # Errors
/// [`BatchError`] where it is no study, or a file of it is damaged.
pub fn report(study: &Path, out: Option<&Path>) -> Result<Made, BatchError> {
    let opened = Opened::open(study)?;
    let points = opened.points()?;
    let (analysis, unfinished, whole) = match Dataset::open(study) {
        Ok(dataset) => (
            Some(compare::analyse(&dataset.path, &opened.plan)?),
            failed_runs(&dataset.path)?,
            true,
        ),
        Err(
            BatchError::NoDataset { .. }
            | BatchError::StaleDataset { .. }
            | BatchError::DatasetVersion { .. },
        ) => {
            let (analysis, unfinished) = so_far(&opened)?;
            (analysis, unfinished, false)
        }
        Err(error) => return Err(error),
    };
    let input = input(&opened, &points, analysis, whole, unfinished)?;
    let path = out.map_or_else(|| opened.path.join(PAGE), Path::to_path_buf);
    disk::replace_shared(&path, page(&input).as_bytes())?;
    Ok(Made { path, unfinished: input.unfinished })
}

/// Writes the page of a study that was merged just now.
pub(super) fn write(
    opened: &Opened,
    points: &Points,
    analysis: Analysis,
) -> Result<(), BatchError> {
    let input =
        input(opened, points, Some(analysis), true, failed_runs(&opened.path.join(DATASET))?)?;
    Ok(disk::replace_shared(&opened.path.join(PAGE), page(&input).as_bytes())?)
}

/// What a dataset says of runs that failed.
fn failed_runs(dataset: &Path) -> Result<Option<String>, BatchError> {
    let path = dataset.join("failed.json");
    if !path.is_file() {
        return Ok(None);
    }
    let failed: Vec<serde_json::Value> =
        serde_json::from_slice(&disk::read(&path)?).map_err(|error| BatchError::Damaged {
            path,
            what: format!("{error}; `il2sim batch merge` makes it again"),
        })?;
    Ok(Some(format!(
        "{} runs failed and are left out of every number; dataset/failed.json lists them.",
        failed.len()
    )))
}

/// The comparison of the runs that are on the disk, and what is missing.
fn so_far(opened: &Opened) -> Result<(Option<Analysis>, Option<String>), BatchError> {
    let status = status::status(opened, false)?;
    let failed = if status.failed_runs > 0 {
        format!(" {} runs failed at the last try.", status.failed_runs)
    } else {
        String::new()
    };
    let text = if status.done_shards == status.shards {
        format!(
            "All {} shards of this study are done, but there is no dataset of them yet: `il2sim \
             batch merge` makes it, and this page again.",
            status.shards
        )
    } else {
        format!(
            "This study is not finished: {} of {} shards are done, {} of {} runs, and the numbers \
             below are those of the runs that are done.{failed} `il2sim batch run` continues \
             it.",
            status.done_shards, status.shards, status.done_runs, status.runs
        )
    };
    if status.done_runs == 0 {
        return Ok((None, Some(text)));
    }
    let refused = |error| RecordError::io(&std::env::temp_dir(), "make a directory in", error);
    let place = tempfile::tempdir().map_err(refused)?;
    merge::outcomes_so_far(opened, place.path())?;
    Ok((Some(compare::analyse(place.path(), &opened.plan)?), Some(text)))
}

fn input(
    opened: &Opened,
    points: &Points,
    analysis: Option<Analysis>,
    whole: bool,
    unfinished: Option<String>,
) -> Result<StudyInput, BatchError> {
    let (plan, study) = (&opened.plan, &points.study);
    let changes = |set: &[Override]| {
        set.iter()
            .map(|change| format!("{} = {}", change.key, change.node.value.to_toml()))
            .collect::<Vec<_>>()
    };
    let stored = |name: &str| {
        disk::read(&opened.path.join(name))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let outcomes = analysis.iter().flat_map(|analysis| &analysis.trial.outcomes);
    Ok(StudyInput {
        title: plan.title.clone(),
        source: study.source.clone(),
        scenario: points.base_scenario.title.clone(),
        subject: points.base_scenario.species.subject(),
        design: plan.design.clone(),
        replicates: plan.replicates,
        points: (plan.points.len(), plan.distinct().len()),
        runs: plan.runs(),
        same_animals: plan.common_random_numbers && plan.points.len() > 1,
        unfinished,
        everywhere: changes(&study.set),
        arms: study.arms.iter().map(|arm| (arm.name.clone(), changes(&arm.set))).collect(),
        control: plan.control.clone(),
        keys: study
            .design
            .keys
            .iter()
            .map(|key| StudyKey {
                name: key.name.clone(),
                keys: keys(&key.keys),
                values: values(key),
            })
            .collect(),
        meanings: outcomes
            .map(|outcome| {
                (
                    outcome.name.clone(),
                    schema::outcome(plan, &outcome.name)
                        .map_or(String::new(), |known| known.meaning),
                )
            })
            .collect::<BTreeMap<_, _>>(),
        analysis,
        facts: facts(plan),
        citation: citation(plan, &study.source),
        files: files(opened, whole),
        figures: whole.then(|| format!("{DATASET}/figures")),
        study_toml: stored(STUDY)?,
        base_toml: stored(BASE)?,
    })
}

fn keys<T>(keys: &[(String, T)]) -> String {
    keys.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ")
}

/// The values of a key of the design, with their labels, or its bounds.
fn values(key: &DesignKey) -> String {
    match &key.levels {
        Levels::Values(nodes) => {
            let shown = |node: &Node| match &node.value {
                DocumentValue::Float(number) => significant(*number, 6),
                _ => written(node),
            };
            let one = |(n, node): (usize, &Node)| match key.labels.get(n) {
                Some(label) => format!("{label} ({})", shown(node)),
                None => shown(node),
            };
            let mut shown: Vec<String> = nodes.iter().enumerate().take(VALUES).map(one).collect();
            if nodes.len() > VALUES {
                shown.push(format!("and {} more", nodes.len() - VALUES));
            }
            shown.join(", ")
        }
        Levels::Range(Range { min, max, log, whole, day, unit, .. }) => {
            let number = |value: &f64| {
                if *day {
                    format!("day {value}")
                } else {
                    format!("{value} {unit}").trim_end().to_string()
                }
            };
            let how = match (log, whole) {
                (true, _) => ", on a logarithmic scale",
                (false, true) => ", whole numbers",
                (false, false) => "",
            };
            format!("{} to {}{how}", number(min), number(max))
        }
    }
}

fn facts(plan: &StudyPlan) -> Vec<(&'static str, String)> {
    vec![
        ("Planned by", format!("il2sim {}", plan.version)),
        ("Seed", plan.seed.to_string()),
        ("Rulebook's digest", plan.rulebook_digest.clone()),
        ("Digest of kernels and stages", plan.stages_digest.clone()),
        ("Study's digest", plan.study_digest.clone()),
        ("Base scenario's digest", plan.base_digest.clone()),
        ("Base scenario's identity", plan.base_identity.clone()),
        ("StudyPlan's digest", schema::plan_digest(plan)),
    ]
}

fn citation(plan: &StudyPlan, source: &str) -> String {
    let source = if source.is_empty() { String::new() } else { format!(" (after {source})") };
    format!(
        "Simulated with il2sim {} (The il2sim developers): study \"{}\"{source}, {} points, {} \
         replicates of each, seed {}; study digest {}, rulebook digest {}.",
        plan.version,
        plan.title,
        plan.points.len(),
        plan.replicates,
        plan.seed,
        plan.study_digest,
        plan.rulebook_digest
    )
}

/// What lies beside the page.
fn files(opened: &Opened, whole: bool) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    if whole {
        for arm in opened.plan.arms.iter().take(ARMS) {
            files.push((
                format!("{DATASET}/outcomes/{}/part-0.parquet", partition("arm", arm)),
                format!("every animal of arm {arm}"),
            ));
        }
        if opened.plan.arms.len() > ARMS {
            files.push((
                format!("{DATASET}/outcomes/"),
                format!("the outcomes of all {} arms", opened.plan.arms.len()),
            ));
        }
        if opened.plan.series {
            files.push((format!("{DATASET}/series/"), "the series of every animal".to_string()));
        }
        let there = FILES.iter().filter(|(name, _)| opened.path.join(DATASET).join(name).is_file());
        files.extend(there.map(|(name, what)| (format!("{DATASET}/{name}"), (*what).to_string())));
        files.push((format!("{DATASET}/figures/"), "the charts as SVG and PDF".to_string()));
    }
    let own = [
        (STUDY, "the study as stored"),
        (BASE, "its base scenario as stored"),
        (PLAN, "every point with its values, identity and seed"),
        ("shards.csv", "the shards"),
    ];
    files.extend(own.map(|(name, what)| (name.to_string(), what.to_string())));
    files
}
