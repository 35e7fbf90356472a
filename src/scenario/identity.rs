//! What tells one point of a study from another.
//!
//! In: a [`Scenario`]. Out: a digest of all that changes a number of a study's tables.

use std::fmt::Write as _;

use super::Scenario;
use super::check::Item;
use super::types::{Act, Param};
use crate::input::value::{Setting, TimePoint};

/// Keys besides those that change no number of a study's tables.
const NOT_IN_IDENTITY: &[&str] = &[
    "title",
    "source",
    "record.frames",
    "record.replicates",
    "record.checkpoints",
    "run.replicates",
];

impl Scenario {
    /// What tells one point of a study from another: BLAKE3, in hexadecimal, of all values but
    /// title, source, frames, checkpoints and the number of replicates. The keys of a skipped
    /// drug or operation are left out too (unless animals draw them), so a control arm is one point
    /// whatever the dose that it does not get.
    pub(crate) fn identity(&self) -> String {
        let mut text = String::new();
        for (path, item) in &self.items {
            if !NOT_IN_IDENTITY.contains(&path.as_str())
                && !self.without_effect(path, item)
                && self.is_told(path, item)
            {
                let _ = writeln!(text, "{path} = {}", self.canonical_of(item));
            }
        }
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }

    /// The same scenario under another seed.
    pub(crate) fn reseed(&mut self, seed: u64) {
        self.run.seed = seed;
        if let Some(item) = self.items.get_mut("run.seed") {
            (item.setting, item.text) = (Setting::Integer(seed), seed.to_string().into());
        }
    }

    /// Whether a key belongs to a treatment that is never given, and nothing else refers to it.
    fn without_effect(&self, path: &str, item: &Item) -> bool {
        let Some((n, leaf)) = path.strip_prefix("treatment.").and_then(|rest| rest.split_once('.'))
        else {
            return false;
        };
        let Some(treatment) = n.parse::<usize>().ok().and_then(|n| self.treatments.get(n)) else {
            return false;
        };
        let given_up = treatment.times_h.is_empty()
            && matches!(treatment.act, Act::Il2 { .. } | Act::Agent { .. } | Act::Surgery { .. });
        let fixed =
            !matches!(&item.setting, Setting::Number(param) if !matches!(param, Param::Fixed(_)));
        given_up && fixed && leaf != "drug" && leaf != "skip" && !self.refers_to_treatments()
    }

    /// Whether any time is told from a treatment's.
    fn refers_to_treatments(&self) -> bool {
        let relative = |time_point: &TimePoint| matches!(time_point, TimePoint::Relative(..));
        self.items.values().any(|item| match &item.setting {
            Setting::TimePoint(time_point) => relative(time_point),
            Setting::List(time_points) => time_points.iter().any(relative),
            _ => false,
        })
    }
}
