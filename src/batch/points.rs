//! The points of a study as scenarios.
//!
//! In: a study and the text of its base scenario. Out: for an arm and a point of the design a whole
//! checked [`Scenario`] with its seed, and its identity: the first 128 bits of BLAKE3 over the
//! scenario's values (see `Scenario::identity`), the rules, the kernels and the order of the
//! stages. It is the same for the CPU and the GPU; the version of the program is recorded, not
//! hashed.

use std::fmt::Write as _;

use crate::engine::{opening, order};
use crate::input::Problems;
use crate::rules::{KERNELS, equals, rulebook_digest};
use crate::scenario::{Base, Override, Scenario};
use crate::simulation::check_columns;

use crate::design::Sample;
use crate::study::Study;

/// Hexadecimal digits of an identity.
pub(super) const DIGITS: usize = 32;

/// Everything from which a point's scenario follows.
pub struct Points {
    /// The study.
    pub study: Study,
    /// The base scenario under the study's seed.
    pub base_scenario: Scenario,
    base: Base,
    /// The design's points.
    pub samples: Vec<Sample>,
    /// The study's seed.
    pub seed: u64,
    /// The digest of the rulebook under which points have their identities: this program's, or
    /// that of an equal one that planned them.
    pub rulebook: String,
    /// The digest of its kernels and stages.
    pub stages: String,
}

impl Points {
    /// From a study and its base; `base_name` is what problems call the base.
    ///
    /// # Errors
    /// All problems of the base.
    pub fn new(study: Study, base_text: &str, base_name: &str) -> Result<Points, Problems> {
        let base = Base::new(study.file.clone(), base_text, base_name)?;
        let mut base_scenario = Scenario::parse(base_text, base_name, &[])?;
        check_columns(&base_scenario)?;
        let seed = study.seed.unwrap_or(base_scenario.run.seed);
        base_scenario.reseed(seed);
        let samples = study.design.points(seed);
        Ok(Points {
            study,
            base_scenario,
            base,
            samples,
            seed,
            rulebook: rulebook_digest(),
            stages: stages_digest(),
        })
    }

    /// The same points with the identities that an equal rulebook gave them (see
    /// [`crate::rules::equals`]); others leave them as they are.
    #[must_use]
    pub fn under(mut self, rulebook: &str, stages: &str) -> Points {
        if equals::same_dynamics_and_stages(rulebook, stages, &stages_digest()) {
            (self.rulebook, self.stages) = (rulebook.to_owned(), stages.to_owned());
        }
        self
    }

    /// The same points with the identities that the rulebook of their plan gave them, an equal of
    /// this one or not: what lies on the disk has these names.
    #[must_use]
    pub fn planned_under(self, rulebook: &str, stages: &str) -> Points {
        Points { rulebook: rulebook.to_owned(), stages: stages.to_owned(), ..self }
    }

    /// The scenario of a point, and its identity.
    ///
    /// # Errors
    /// All problems of the changed scenario.
    pub fn resolve(&self, arm: usize, point: usize) -> Result<(Scenario, String), Problems> {
        let design = self.study.design.keys.iter().zip(&self.samples[point].values);
        let design: Vec<Override> = design
            .flat_map(|(key, node)| {
                key.keys.iter().map(|(key, place)| Override {
                    key: key.clone(),
                    place: *place,
                    node: node.clone(),
                })
            })
            .collect();
        let changes = self.study.set.iter().chain(&self.study.arms[arm].set).chain(&design);
        let mut scenario = self.base.with(changes)?;
        check_columns(&scenario)?;
        scenario.reseed(self.seed);
        if !self.study.common_random_numbers {
            let hash = blake3::hash(format!("seed of a point: {}", scenario.identity()).as_bytes());
            let word = u64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7].map(|i| hash.as_bytes()[i]));
            // 53 bits: every reader of numbers holds them exactly
            scenario.reseed(word >> 11);
        }
        let identity = self.identity(&scenario);
        Ok((scenario, identity))
    }

    /// The identity of a scenario under the points' rules.
    pub fn identity(&self, scenario: &Scenario) -> String {
        let digest = blake3::hash(
            format!("{}\n{}\n{}\n", scenario.identity(), self.rulebook, self.stages).as_bytes(),
        );
        digest.to_hex()[..DIGITS].to_string()
    }

    /// What a point changes, in words.
    pub fn describe(&self, arm: usize, point: usize) -> String {
        let mut text = format!("at point {point} of arm `{}`", self.study.arms[arm].name);
        for (n, (key, node)) in
            self.study.design.keys.iter().zip(&self.samples[point].values).enumerate()
        {
            let _ = write!(
                text,
                "{} {} = {}",
                if n == 0 { ":" } else { "," },
                key.name,
                node.value.to_toml()
            );
        }
        text
    }
}

/// BLAKE3 of what engines do with the rules: the kernels' tokens, and the order of the stages in
/// the plane and in space.
pub fn stages_digest() -> String {
    let mut text = String::new();
    for kernel in KERNELS {
        let _ = writeln!(text, "{}\n{}", kernel.name, kernel.code);
    }
    for (first, flat) in [(true, true), (false, true), (true, false), (false, false)] {
        let _ = writeln!(text, "{:?}", order([7, 2, 2, 2], 2, first, flat));
        let _ = writeln!(text, "{:?}", opening(flat));
    }
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
