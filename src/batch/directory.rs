//! What lies where in a study's directory, and whose directory it is.
//!
//! In: a study and a place. Out: the directory with its plan, or an error that says what the place
//! holds instead.
//!
//! | file | what |
//! | --- | --- |
//! | `plan.json` | the plan: written first, so that a half-made directory is known as a study's |
//! | `study.toml` | the study as given, but that its scenario is `base.toml` |
//! | `base.toml` | the base scenario as given (not resolved: a change such as another species changes defaults too) |
//! | `shards.csv` | the shards, for schedulers |
//! | `shards/AB/IDENTITY-BLOCK/` | the parts of a shard: see `store` |
//! | `dataset/` | what `merge` makes |
//! | `report.html` | its page |

use std::path::{Path, PathBuf};

use crate::input::problem::{Problem, Problems, SourceText};
use crate::input::source;
use crate::record::{RecordError, disk, is_run, made, sealed};
use crate::rules::equals;
use crate::scenario::{self, new_template};

use super::plan::{FORMAT, PROGRAM, RUNS, StudyPlan};
use super::points::{Points, stages_digest};
use super::{BLOCK, BatchError, NotAStudy, Occupant, Unlike, store};
use crate::design::POINTS;
use crate::study::Study;

/// The plan.
pub(super) const PLAN: &str = "plan.json";
/// The study.
pub(super) const STUDY: &str = "study.toml";
/// Its base scenario.
pub(super) const BASE: &str = "base.toml";
/// The list of shards.
pub(super) const SHARDS: &str = "shards.csv";
/// The dataset.
pub(super) const DATASET: &str = "dataset";

/// A study's directory with its plan.
#[derive(Debug)]
pub struct Opened {
    /// The directory.
    pub path: PathBuf,
    /// Its plan.
    pub plan: StudyPlan,
}

/// What `plan` did to a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanChange {
    /// It was made.
    Made,
    /// It had this very plan.
    None,
    /// It had another plan of this study.
    Grown {
        /// Identities of the new plan that the old one had.
        kept: usize,
        /// Shards on the disk that the new plan does not have.
        left: usize,
    },
}

/// Checks a study whole and makes its directory, or lets it grow; `tell` hears how many of how many
/// points are checked.
///
/// # Errors
/// [`BatchError::Study`]; where the place holds something else [`BatchError::Occupied`],
/// [`BatchError::NotADirectory`] or [`BatchError::OtherStudy`].
pub fn make(
    study_path: &Path,
    out: &Path,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<(Opened, Points, PlanChange), BatchError> {
    let study = Study::load(study_path).map_err(BatchError::Study)?;
    make_of(study, study_path, "", out, tell)
}

/// The same of a study that was read already; `study_path` is where its base scenario may lie
/// beside it, `above` are lines that its text begins with.
///
/// # Errors
/// As [`make`].
pub fn make_of(
    study: Study,
    study_path: &Path,
    above: &str,
    out: &Path,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<(Opened, Points, PlanChange), BatchError> {
    let (base_text, base_name) = base_of(&study, study_path).map_err(BatchError::Study)?;
    let base_text = above.to_owned() + &base_text;
    let study_text = study.text_with_scenario(BASE);
    let before = what_is_there(out, &study_text, &base_text)?;
    let mut points = Points::new(study, &base_text, &base_name).map_err(BatchError::Study)?;
    if let Before::Plan(old) = &before {
        points = points.under(&old.rulebook_digest, &old.stages_digest);
    }
    let plan = StudyPlan::new(&points, &study_text, &base_text, tell).map_err(BatchError::Study)?;
    let files = [
        (PLAN, sealed::seal_text(&plan.to_json())),
        (BASE, base_text),
        (STUDY, study_text),
        (SHARDS, plan.shards_csv()),
    ];
    let change = match before {
        Before::Nothing => PlanChange::Made,
        Before::Unreadable => PlanChange::Grown { kept: plan.distinct().len(), left: 0 },
        Before::Plan(_) if files.iter().all(|(name, text)| holds(out, name, text)) => {
            PlanChange::None
        }
        Before::Plan(old) => grown(out, &old, &plan)?,
    };
    disk::remove_dead_parts(out, &|name| made::STUDY.has(name))?;
    if change != PlanChange::None {
        for (name, text) in &files {
            disk::replace_together(out, &[(name, text.as_bytes())])?;
        }
    }
    Ok((Opened { path: out.to_path_buf(), plan }, points, change))
}

/// Whether an old plan may become the new one, and what of it stays.
fn grown(out: &Path, old: &StudyPlan, new: &StudyPlan) -> Result<PlanChange, BatchError> {
    let refused = |why| {
        let (path, title) = (out.to_path_buf(), old.title.clone());
        Err(BatchError::OtherStudy { path, title, why })
    };
    let same_rules =
        old.rulebook_digest == new.rulebook_digest && old.stages_digest == new.stages_digest;
    let identities: std::collections::BTreeSet<&str> =
        old.points.iter().map(|point| point.identity.as_str()).collect();
    let kept = new
        .distinct()
        .into_iter()
        .filter(|&n| identities.contains(new.points[n].identity.as_str()))
        .count();
    if old.seed != new.seed {
        return refused(Unlike::Seed { there: old.seed, here: new.seed });
    }
    if same_rules && old.base_identity != new.base_identity {
        return refused(Unlike::Base);
    }
    if same_rules && kept == 0 {
        return refused(Unlike::Points);
    }
    let left = store::shards_on_disk(out)?;
    let planned: std::collections::BTreeSet<String> =
        new.shards().iter().map(super::plan::Shard::name).collect();
    Ok(PlanChange::Grown {
        kept,
        left: left.iter().filter(|name| !planned.contains(*name)).count(),
    })
}

/// What a place holds before a plan is made there.
enum Before {
    Nothing,
    Plan(Box<StudyPlan>),
    /// This very study, its plan torn.
    Unreadable,
}

/// Whether a file of the directory is this text.
fn holds(out: &Path, name: &str, text: &str) -> bool {
    std::fs::read(out.join(name)).is_ok_and(|bytes| bytes == text.as_bytes())
}

fn what_is_there(out: &Path, study_text: &str, base_text: &str) -> Result<Before, BatchError> {
    if out.is_file() {
        return Err(BatchError::NotADirectory { path: out.to_path_buf() });
    }
    let names = disk::names(out)?;
    if names.iter().any(|name| name == PLAN) {
        return match read_plan(out) {
            Ok(plan) => Ok(Before::Plan(Box::new(plan))),
            Err(BatchError::Damaged { .. })
                if holds(out, STUDY, study_text) && holds(out, BASE, base_text) =>
            {
                Ok(Before::Unreadable)
            }
            Err(error) => Err(error),
        };
    }
    // a process killed at the very start leaves no more than the beginning of a plan
    if names.iter().all(|name| name.starts_with(PLAN) && made::STUDY.has_part(name)) {
        return Ok(Before::Nothing);
    }
    let what = if is_run(out) { Occupant::Run } else { Occupant::Other };
    Err(BatchError::Occupied { path: out.to_path_buf(), what })
}

fn read_plan(out: &Path) -> Result<StudyPlan, BatchError> {
    let path = out.join(PLAN);
    let bytes = disk::read(&path)?;
    let again = format!("plan the study again: il2sim batch plan STUDY --out {}", out.display());
    let damaged =
        |what: String| BatchError::Damaged { path: path.clone(), what: format!("{what}; {again}") };
    let value: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
    if value.get("program").and_then(|program| program.as_str()) != Some(PROGRAM) {
        return Err(BatchError::NotAPlan { path });
    }
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => {
            let found = u32::try_from(format).unwrap_or(u32::MAX);
            return Err(RecordError::Version { path, found, known: FORMAT }.into());
        }
        None => return Err(damaged("it has no format version".to_string())),
    }
    sealed::must_hold(&bytes, false).map_err(damaged)?;
    let plan: StudyPlan =
        serde_json::from_value(value).map_err(|error| damaged(error.to_string()))?;
    plan.refuse_nonsense().map_err(damaged)?;
    Ok(plan)
}

impl StudyPlan {
    /// Numbers and names that only a changed file can hold.
    fn refuse_nonsense(&self) -> Result<(), String> {
        let identity = |text: &str| {
            text.len() == super::points::DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let fits = |point: &super::plan::PlanPoint| {
            point.arm < self.arms.len()
                && identity(&point.identity)
                && point.values.len() == self.columns.len()
        };
        if self.points.is_empty()
            || self.points.len() as u64 > POINTS
            || !self.points.iter().all(fits)
        {
            return Err("its points do not fit its arms and columns".to_string());
        }
        if self.block != BLOCK || self.replicates == 0 || self.runs() > RUNS {
            return Err("its blocks or replicates are not what this program plans".to_string());
        }
        if !self.arms.contains(&self.control) {
            return Err("its control is not one of its arms".to_string());
        }
        Ok(())
    }
}

impl Opened {
    /// Opens the directory of a study.
    ///
    /// # Errors
    /// [`BatchError::NotAStudy`], [`BatchError::Damaged`].
    pub fn open(path: &Path) -> Result<Opened, BatchError> {
        let refused = |what| Err(BatchError::NotAStudy { path: path.to_path_buf(), what });
        if !path.exists() {
            return refused(NotAStudy::Absent);
        }
        if !path.is_dir() {
            return refused(NotAStudy::File);
        }
        if !path.join(PLAN).is_file() {
            return refused(if is_run(path) { NotAStudy::Run } else { NotAStudy::Other });
        }
        Ok(Opened { path: path.to_path_buf(), plan: read_plan(path)? })
    }

    /// Refuses a plan of rules with other dynamics than this program's.
    ///
    /// # Errors
    /// [`BatchError::OtherRulebook`].
    pub fn must_be_ours(&self) -> Result<(), BatchError> {
        if equals::same_dynamics_and_stages(
            &self.plan.rulebook_digest,
            &self.plan.stages_digest,
            &stages_digest(),
        ) {
            return Ok(());
        }
        let (path, study) = (self.path.clone(), self.path.join(STUDY));
        Err(BatchError::OtherRulebook {
            path,
            study,
            theirs: equals::named(&self.plan.rulebook_digest, &self.plan.version),
            ours: equals::ours_named(),
        })
    }

    /// The study's points, from the files of the directory.
    ///
    /// # Errors
    /// [`BatchError::Damaged`] where they are not those that were planned.
    pub fn points(&self) -> Result<Points, BatchError> {
        let study_path = self.path.join(STUDY);
        let base_path = self.path.join(BASE);
        let study_text = self.planned_text(&study_path, &self.plan.study_digest)?;
        let base_text = self.planned_text(&base_path, &self.plan.base_digest)?;
        let study = Study::parse(&study_text, &study_path.display().to_string())
            .map_err(BatchError::Study)?;
        let points = Points::new(study, &base_text, &base_path.display().to_string())
            .map_err(BatchError::Study)?;
        let points = points.planned_under(&self.plan.rulebook_digest, &self.plan.stages_digest);
        let arms: Vec<&str> = points.study.arms.iter().map(|arm| arm.name.as_str()).collect();
        let planned = |point: &super::plan::PlanPoint| point.point < points.samples.len();
        if arms != self.plan.arms
            || points.study.design.keys.len() != self.plan.columns.len()
            || !self.plan.points.iter().all(planned)
        {
            let what = format!(
                "it is not the plan of {}; plan the study again: il2sim batch plan STUDY --out {}",
                study_path.display(),
                self.path.display()
            );
            return Err(BatchError::Damaged { path: self.path.join(PLAN), what });
        }
        Ok(points)
    }

    /// Study and base scenario, where they are not those that were planned.
    pub(super) fn changed_texts(&self) -> Result<Vec<String>, BatchError> {
        let mut changed = Vec::new();
        for (name, digest) in [(STUDY, &self.plan.study_digest), (BASE, &self.plan.base_digest)] {
            match self.planned_text(&self.path.join(name), digest) {
                Ok(_) => {}
                Err(BatchError::Damaged { path, .. }) => changed.push(path.display().to_string()),
                Err(BatchError::Record(error)) if error.is_damage() => {
                    changed.push(self.path.join(name).display().to_string())
                }
                Err(error) => return Err(error),
            }
        }
        Ok(changed)
    }

    fn planned_text(&self, path: &Path, digest: &str) -> Result<String, BatchError> {
        let bytes = disk::read(path)?;
        let what = format!(
            "it is not the file that was planned; plan the study again: il2sim batch plan STUDY \
             --out {}",
            self.path.display()
        );
        if blake3::hash(&bytes).to_hex().as_str() != digest {
            return Err(BatchError::Damaged { path: path.to_path_buf(), what });
        }
        String::from_utf8(bytes).map_err(|_| BatchError::Damaged {
            path: path.to_path_buf(),
            what: "it is not text".to_string(),
        })
    }
}

/// The base scenario of a study: a file beside it, or a shipped scenario; its text and what
/// problems call it.
fn base_of(study: &Study, study_path: &Path) -> Result<(String, String), Problems> {
    let beside = study_path.parent().unwrap_or(Path::new("")).join(&study.scenario);
    if !beside.is_file()
        && let Ok(text) = new_template(&study.scenario)
    {
        return Ok((text.to_string(), format!("{}.toml", study.scenario)));
    }
    let refused = |message: String| {
        let shipped: Vec<&str> = scenario::list().iter().map(|shipped| shipped.name).collect();
        let problem = Problem::value(study.scenario_place, message, "the base scenario");
        let problem = match crate::input::value::nearest(&study.scenario, shipped.into_iter()) {
            Some(known) => problem.help(format!("did you mean the shipped scenario \"{known}\"?")),
            None => problem.help(
                "a path relative to the study's file, or the name of a shipped scenario (`il2sim \
                 list`)",
            ),
        };
        Problems::new(
            vec![SourceText { name: study.file.name.clone(), text: study.file.text.clone() }],
            vec![problem],
        )
    };
    let what = beside.display().to_string();
    let text = source::read(&beside, &what).map_err(refused)?;
    Ok((text, what))
}
