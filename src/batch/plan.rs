//! The plan of a study: every point checked, with its identity, and the shards that follow.
//!
//! In: a study. Out: a [`StudyPlan`], which all processes of a study read from `plan.json`. It is
//! made before anything runs and needs no adapter. Shards are numbered by their identities in the
//! order of arms and points, blocks within: the same study gives the same numbers.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::input::Problems;
use crate::input::problem::{Problem, SourceText, quoted};
use crate::scenario::Scenario;
use crate::simulation::{fixed_outcomes, sampled_keys};
use crate::table::Value;
use crate::world::Shape;

use super::compared;
use super::points::Points;
use super::{BLOCK, BatchError};
use crate::design::POINTS;

/// Version of the form of a study's directory.
pub const FORMAT: u32 = 1;

/// What `program` says in a plan.
pub const PROGRAM: &str = "il2sim study";

/// Most runs of a plan.
pub const RUNS: u64 = 1_000_000;

/// Points that are checked before problems are looked at.
const AT_ONCE: usize = 2048;

/// A column of the design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignColumn {
    /// Its name.
    pub name: String,
    /// The scenario's keys that it sets.
    pub keys: Vec<String>,
    /// Unit of its numbers (empty: none); null where it holds texts.
    pub unit: Option<String>,
    /// Labels that it holds, each with its value as written; empty where it holds the values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<(String, String)>,
}

/// A value of a design column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PlanLevel {
    /// A number in the column's unit.
    Number(f64),
    /// A text.
    Text(String),
}

impl PlanLevel {
    /// As a value of a table.
    pub fn value(&self) -> Value {
        match self {
            PlanLevel::Number(number) => Value::Number(*number),
            PlanLevel::Text(text) => Value::Text(text.clone()),
        }
    }
}

/// A point of the design in an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanPoint {
    /// Number of the arm.
    pub arm: usize,
    /// Number of the point in the design.
    pub point: usize,
    /// What it is, whatever it is called.
    pub identity: String,
    /// Seed of its runs.
    pub seed: u64,
    /// Values of the design's columns.
    pub values: Vec<PlanLevel>,
    /// Its place in the unit cube (sampled designs).
    pub unit: Vec<f64>,
    /// Lattice sites times tissue steps of one replicate to its planned end, millions: what a run
    /// costs, roughly.
    pub cost: f64,
    /// Bytes of state of one replicate.
    pub bytes: u64,
    /// Rows of the series of one replicate, at most.
    pub rows: u64,
}

/// What all processes of a study agree on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyPlan {
    /// Always `il2sim study`.
    pub program: String,
    /// Form of the directory.
    pub format: u32,
    /// The program's version.
    pub version: String,
    /// BLAKE3 of the rulebook.
    pub rulebook_digest: String,
    /// BLAKE3 of the kernels and the order of stages.
    pub stages_digest: String,
    /// BLAKE3 of `study.toml`.
    pub study_digest: String,
    /// BLAKE3 of `base.toml`.
    pub base_digest: String,
    /// Identity of the base scenario under the study's seed.
    pub base_identity: String,
    /// Title.
    pub title: String,
    /// Kind of the design.
    pub design: String,
    /// Replicates of every point.
    pub replicates: u32,
    /// Replicates of a shard.
    pub block: u32,
    /// The study's seed.
    pub seed: u64,
    /// Whether all points have the same animals.
    pub common_random_numbers: bool,
    /// Whether series are kept.
    pub series: bool,
    /// Names of the arms.
    pub arms: Vec<String>,
    /// Columns of the design.
    pub columns: Vec<DesignColumn>,
    /// Keys that animals draw in any point: columns of the outcomes.
    pub sampled: Vec<String>,
    /// Outcomes to compare.
    pub outcomes: Vec<String>,
    /// The arm that the others are compared with.
    pub control: String,
    /// Every point of every arm, arm by arm.
    pub points: Vec<PlanPoint>,
}

/// A shard: an identity times a block of replicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its number in the plan.
    pub id: usize,
    /// Which entry of [`StudyPlan::points`] it is made from: the first with its identity.
    pub entry: usize,
    /// Its identity.
    pub identity: String,
    /// Its block.
    pub block: u32,
    /// First replicate.
    pub first: u32,
    /// Number of replicates.
    pub count: u32,
}

impl Shard {
    /// Identity and block as one name.
    pub fn name(&self) -> String {
        format!("{}-{:06}", self.identity, self.block)
    }
}

impl StudyPlan {
    /// Checks every point of a study and plans its runs.
    ///
    /// `tell` hears how many of how many points are checked.
    ///
    /// # Errors
    /// All problems of all points; points that are the same in two arms; more points or runs than
    /// there may be.
    pub fn new(
        points: &Points,
        study_text: &str,
        base_text: &str,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<StudyPlan, Problems> {
        refuse_too_many(points)?;
        let study = &points.study;
        compared::known(points)?;
        let pairs: Vec<(usize, usize)> = (0..study.arms.len())
            .flat_map(|arm| (0..points.samples.len()).map(move |point| (arm, point)))
            .collect();
        let mut entries = Vec::with_capacity(pairs.len());
        let mut sampled = BTreeSet::new();
        for some in pairs.chunks(AT_ONCE) {
            let made: Vec<_> =
                some.par_iter().map(|&(arm, point)| entry(points, arm, point)).collect();
            let mut problems = Vec::new();
            for made in made {
                match made {
                    Ok((entry, keys)) => {
                        sampled.extend(keys);
                        entries.push(entry);
                    }
                    Err(more) => problems.push(more),
                }
            }
            if !problems.is_empty() {
                return Err(together(problems));
            }
            tell(entries.len(), pairs.len());
        }
        let columns = study.design.keys.iter().map(|key| DesignColumn {
            name: key.name.clone(),
            keys: key.keys.iter().map(|(key, _)| key.clone()).collect(),
            unit: key.unit(),
            labels: key.labelled(),
        });
        let plan = StudyPlan {
            program: PROGRAM.to_string(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_string(),
            rulebook_digest: points.rulebook.clone(),
            stages_digest: points.stages.clone(),
            study_digest: blake3::hash(study_text.as_bytes()).to_hex().to_string(),
            base_digest: blake3::hash(base_text.as_bytes()).to_hex().to_string(),
            base_identity: points.identity(&points.base_scenario),
            title: study.title.clone(),
            design: if study.design.keys.is_empty() {
                "none".to_string()
            } else {
                study.design.kind.name().to_string()
            },
            replicates: study.replicates,
            block: BLOCK,
            seed: points.seed,
            common_random_numbers: study.common_random_numbers,
            series: study.series,
            arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
            columns: columns.collect(),
            sampled: sampled.into_iter().collect(),
            outcomes: study.outcomes.iter().map(|(name, _)| name.clone()).collect(),
            control: study.control.clone(),
            points: entries,
        };
        plan.check(points)?;
        Ok(plan)
    }

    /// What only the whole plan shows.
    fn check(&self, points: &Points) -> Result<(), Problems> {
        let study = &points.study;
        let mut problems = Vec::new();
        let of_arm = |arm: usize| {
            self.points[arm * points.samples.len()..(arm + 1) * points.samples.len()]
                .iter()
                .map(|point| &point.identity)
        };
        for arm in 0..self.arms.len() {
            if let Some(other) = (0..arm).find(|other| of_arm(*other).eq(of_arm(arm))) {
                let label = "every point of both is the same scenario";
                let problem = Problem::whole(
                    study.arms[arm].place,
                    format!("arm `{}` is the same as arm `{}`", self.arms[arm], self.arms[other]),
                    label,
                );
                problems.push(problem.also(Some(study.arms[other].place), "the other"));
            }
        }
        let fixed = fixed_outcomes();
        for key in &study.design.keys {
            if self.sampled.contains(&key.name) || fixed.contains(&key.name) {
                let problem = Problem::value(
                    key.place,
                    format!("{} is a column of the outcomes already", quoted(&key.name)),
                    "two columns of one name",
                );
                problems.push(problem.help("give the design's column a `name` of its own"));
            }
        }
        let runs = self.runs();
        if runs > RUNS {
            let identities = runs / u64::from(self.replicates).max(1);
            let message = format!("the study is too large: {runs} runs, at most {RUNS}");
            let problem = Problem::whole(
                study.replicates_place,
                message,
                format!("{identities} different points times {}", self.replicates),
            );
            problems.push(problem.help(format!(
                "with so many points at most {} replicates fit",
                RUNS / identities.max(1)
            )));
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems::new(vec![study.file.clone()], problems))
        }
    }

    /// First entry of each identity, in order.
    pub fn distinct(&self) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        (0..self.points.len()).filter(|&n| seen.insert(self.points[n].identity.as_str())).collect()
    }

    /// Number of runs: different points times replicates.
    pub fn runs(&self) -> u64 {
        self.distinct().len() as u64 * u64::from(self.replicates)
    }

    /// The shards in the order of their numbers.
    pub fn shards(&self) -> Vec<Shard> {
        let blocks = self.replicates.div_ceil(self.block);
        let of_entry = |entry: usize| {
            (0..blocks).map(move |block| {
                let first = block * self.block;
                (entry, block, first, self.block.min(self.replicates - first))
            })
        };
        let all = self.distinct().into_iter().flat_map(of_entry).enumerate();
        all.map(|(id, (entry, block, first, count))| Shard {
            id,
            entry,
            identity: self.points[entry].identity.clone(),
            block,
            first,
            count,
        })
        .collect()
    }

    /// Shards that were asked for, by number or by name, in the plan's order.
    ///
    /// # Errors
    /// [`BatchError::NoShard`] for one that the plan does not have.
    pub fn chosen(&self, asked: &[String]) -> Result<Vec<Shard>, BatchError> {
        let shards = self.shards();
        let by_name: BTreeMap<String, usize> =
            shards.iter().map(|shard| (shard.name(), shard.id)).collect();
        let mut ids = BTreeSet::new();
        for text in asked {
            let id = text
                .parse::<usize>()
                .ok()
                .filter(|id| *id < shards.len())
                .or_else(|| by_name.get(text).copied());
            ids.insert(id.ok_or_else(|| {
                let last = shards.len().saturating_sub(1);
                BatchError::NoShard { shard: text.clone(), last }
            })?);
        }
        Ok(shards.into_iter().filter(|shard| ids.contains(&shard.id)).collect())
    }

    /// `plan.json`: one line a point.
    pub fn to_json(&self) -> String {
        let head = StudyPlan { points: Vec::new(), ..self.clone() };
        let head = serde_json::to_string_pretty(&head).expect("words and numbers have a JSON form");
        let head = head.trim_end_matches("[]\n}");
        let points: Vec<String> = self
            .points
            .iter()
            .map(|point| serde_json::to_string(point).expect("words and numbers have a JSON form"))
            .collect();
        format!("{head}[\n    {}\n  ]\n}}\n", points.join(",\n    "))
    }

    /// `shards.csv`.
    pub fn shards_csv(&self) -> String {
        let mut text = String::from("id,arm,point,first,count,name,cost\n");
        for shard in self.shards() {
            let point = &self.points[shard.entry];
            let cost = point.cost * f64::from(shard.count);
            text += &format!(
                "{},{},{},{},{},{},{cost}\n",
                shard.id,
                self.arms[point.arm],
                point.point,
                shard.first,
                shard.count,
                shard.name()
            );
        }
        text
    }
}

/// A point checked, and the keys that its animals draw.
fn entry(points: &Points, arm: usize, point: usize) -> Result<(PlanPoint, Vec<String>), Problems> {
    let (scenario, identity) = points.resolve(arm, point).map_err(|problems| {
        let (sources, list) = problems.into_parts();
        let whence = points.describe(arm, point);
        Problems::new(
            sources,
            list.into_iter().map(|problem| problem.help(whence.clone())).collect(),
        )
    })?;
    compared::settled(points, arm, &scenario)?;
    let values = points.study.design.keys.iter().zip(&points.samples[point].values);
    let values = values.map(|(key, node)| match key.value(node) {
        Value::Number(number) => PlanLevel::Number(number),
        Value::Text(text) => PlanLevel::Text(text),
        Value::Count(_) | Value::Flag(_) | Value::Missing => {
            unreachable!("a design holds numbers and texts")
        }
    });
    let run = &scenario.run;
    let sites: f64 = scenario
        .sites
        .iter()
        .map(|site| site.cells.iter().map(|&n| f64::from(n)).product::<f64>())
        .sum();
    let made = PlanPoint {
        arm,
        point,
        identity,
        seed: run.seed,
        values: values.collect(),
        unit: points.samples[point].unit.clone(),
        cost: sites * run.until_h / run.tissue_step_h / 1e6,
        bytes: Shape::of(&scenario, &scenario.draw(0)).bytes(),
        rows: ((run.until_h / scenario.record.series_every_h) as u64 + 2)
            * scenario.sites.len() as u64,
    };
    Ok((made, sampled_keys(&scenario)))
}

/// The problems of several points as those of one file; what many points share is said once.
fn together(all: Vec<Problems>) -> Problems {
    let mut sources: Vec<SourceText> = Vec::new();
    let mut list = Vec::new();
    for problems in all {
        let (own, more) = problems.into_parts();
        if sources.is_empty() {
            sources = own;
        }
        list.extend(more);
    }
    Problems::new(sources, list)
}

fn refuse_too_many(points: &Points) -> Result<(), Problems> {
    let study = &points.study;
    let (arms, samples) = (study.arms.len() as u64, points.samples.len() as u64);
    if arms * samples <= POINTS {
        return Ok(());
    }
    let place = study.arms.last().map_or(study.scenario_place, |arm| arm.place);
    let message = format!("the study is too large: {} points, at most {POINTS}", arms * samples);
    let problem = Problem::whole(place, message, format!("{arms} arms of {samples} points each"));
    Err(Problems::new(
        vec![study.file.clone()],
        vec![problem.help(format!("with so many arms at most {} points fit", POINTS / arms))],
    ))
}

/// How a scenario's own end and lattice bear on its cost: see [`PlanPoint::cost`].
pub fn host_steps(scenario: &Scenario) -> u64 {
    (scenario.run.until_h / scenario.run.host_step_h).round() as u64
}
