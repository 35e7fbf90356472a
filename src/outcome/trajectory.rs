//! The trajectory of one replicate: burden, response, progression, recurrence, end.
//!
//! In: living tumour cells of each lesion at every host step. Out: times (h since the start of the
//! run), each found while the trajectory runs, so that a trajectory has a fixed size and travels in
//! checkpoints.
//!
//! - Response: from the first time point at which the product is at most half of baseline without a
//!   break for the time of a partial response, or until no tumour cell lives. So there is a time of
//!   response exactly where there was a partial or complete one. Nothing responds where there was
//!   no tumour at baseline.
//! - Progression: from the first time point at which the product is at least a quarter above the
//!   smallest so far without a break for as long as a partial response must hold, or to the end.
//!   Growth that turns sooner is none (one that swells before it goes), nor is growth below
//!   `detection` (a tumour of three cells that has five): nobody sees it, as RECIST asks for an
//!   absolute increase too. The humane endpoint is progression.
//! - Leaving the site ends what is known: a progression counts that had held by then, one that had
//!   not and all that follows do not, and survival and progression-free survival are censored. With
//!   `run.left_site = "event"` it is death and progression instead.
//! - An operation that took the last cells is no response: it says nothing of the treatment.
//! - Duration of response: from the response to the progression or recurrence that follows, or to
//!   death; else censored.
//! - Best response: CR where no tumour cell lived once since baseline, PR where it held, SD where
//!   progression, or the end of what can be judged, came no sooner than a partial response must
//!   hold; else the response at the end.
//! - End at progression: where the scenario asks for no more, a trajectory ends at the time point at
//!   which its first progression has held. Its time of progression and its progression-free survival
//!   are those of a run that goes on; its survival is censored.
//! - Survival: to the humane endpoint or toxic death; else censored. An animal that is cured, or
//!   whose last cells an operation took, is censored at the end of the run, not on that day: none of its tumour is left to kill it, and taking it out of those at risk would
//!   make the survival of the others that of all. That no toxicity kills it after its rows end is
//!   assumed.
//! - Recurrence: the whole burden, as one diameter `sqrt(WHO product)`, rises above `detection`
//!   after a resection that left none detectable, or after 24 h or more with no detectable tumour
//!   where there had been one (a burden that wavers about the limit has not been away).

use super::{EndReason, Response, Rules, slice_cells};
use crate::statistics::kaplan_meier::Followed;

/// PR: at most this fraction of baseline.
const PARTIAL_FRACTION: f64 = 0.5;
/// PD: at least this multiple of the smallest product.
const PROGRESSION_FACTOR: f64 = 1.25;
/// Shortest time without a detectable tumour, unless an operation made it, after which a tumour
/// counts as having come back, h.
///
/// Assumed: nobody examines an animal more often than daily. Range 12 h to 7 d.
const RECURRENCE_GAP_H: f64 = 24.0;

/// What can end a replicate at a host step besides its burden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// A living tumour cell stands at its site's edge.
    pub at_edge: bool,
    /// The host has died of toxicity.
    pub dead: bool,
}

/// How long something lasted, h.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// From its beginning to its end, or as long as it was followed.
    pub hours: f64,
    /// Whether it had not ended.
    pub censored: bool,
}

/// One replicate's trajectory so far, of fixed size; it travels in checkpoints.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Trajectory {
    /// Product at baseline, mm2.
    pub baseline_mm2: f64,
    /// Smallest product since baseline, mm2.
    pub nadir_mm2: f64,
    /// Living tumour cells at the nadir.
    pub nadir_cells: u64,
    /// When the nadir was first reached, h.
    pub nadir_h: f64,
    /// Product now, mm2.
    pub product_mm2: f64,
    /// Living tumour cells now.
    pub cells: u64,
    /// Since when the product has been at most half of baseline, h.
    pub half_since_h: Option<f64>,
    /// Longest time at or below half of baseline, h.
    pub longest_half_h: f64,
    /// Since when no tumour cell has lived, h.
    pub clear_since_h: Option<f64>,
    /// Whether no tumour cell lived at some time since baseline, of a tumour that was there at
    /// baseline.
    pub was_clear: bool,
    /// Beginning of the first response, h.
    pub response_h: Option<f64>,
    /// Since when the product has been a quarter above the smallest and detected, h.
    pub progressing_since_h: Option<f64>,
    /// Beginning of the first progression that held, h.
    pub held_progression_h: Option<f64>,
    /// Beginning of the first that held after the response, h.
    pub held_relapse_h: Option<f64>,
    /// Lesions with living tumour cells at baseline.
    pub baseline_lesions: u64,
    /// The same now.
    pub lesions: u64,
    /// Foci (see [`super::foci()`]) at baseline, once they are counted.
    pub baseline_foci: Option<u64>,
    /// When a recurrence was detected, h.
    pub recurrence_h: Option<f64>,
    /// When a tumour was last detectable, h.
    pub last_detected_h: Option<f64>,
    /// Since when none has been detectable, h.
    pub undetected_since_h: Option<f64>,
    /// Why and when it ended.
    pub end: Option<(EndReason, f64)>,
}

impl Trajectory {
    /// Takes in the living tumour cells of every lesion at `time_h`; times ascend, the first is 0.
    pub fn observe(&mut self, rules: &Rules, time_h: f64, lesions: &[u64]) {
        self.cells = lesions.iter().sum();
        self.lesions = lesions.iter().filter(|cells| **cells > 0).count() as u64;
        self.product_mm2 = rules.who_product_mm2(lesions);
        if time_h <= rules.baseline_h {
            self.baseline_mm2 = self.product_mm2;
            self.baseline_lesions = self.lesions;
            self.nadir_mm2 = f64::INFINITY;
        }
        if self.product_mm2 < self.nadir_mm2 {
            (self.nadir_mm2, self.nadir_cells, self.nadir_h) =
                (self.product_mm2, self.cells, time_h);
        }
        if self.cells > 0 {
            self.clear_since_h = None;
        } else if self.clear_since_h.is_none() {
            self.clear_since_h = Some(time_h);
        }
        let cleared = self.cells == 0 && !self.was_resected(rules);
        let measured = time_h > rules.baseline_h && self.baseline_mm2 > 0.0;
        if measured && self.product_mm2 <= PARTIAL_FRACTION * self.baseline_mm2 {
            let since = *self.half_since_h.get_or_insert(time_h);
            self.longest_half_h = self.longest_half_h.max(time_h - since);
            if cleared || (self.cells > 0 && time_h - since >= rules.hold_h) {
                self.response_h.get_or_insert(since);
            }
            self.was_clear |= cleared;
        } else {
            self.half_since_h = None;
        }
        self.watch_for_progression(rules, time_h);
        self.watch_for_recurrence(rules, time_h);
    }

    /// Takes back at `now_h` an end that was only that of the run, and foci that were counted
    /// before the baseline.
    pub fn go_on(&mut self, rules: &Rules, now_h: f64, step_h: f64) {
        self.end = self.end.filter(|(reason, _)| *reason != EndReason::Until);
        if self.end.is_none() && now_h + step_h <= rules.baseline_h {
            self.baseline_foci = None;
        }
    }

    /// Whether no tumour cell lives and an operation took the last.
    fn was_resected(&self, rules: &Rules) -> bool {
        self.cells == 0 && self.clear_since_h.is_some_and(|at_h| rules.resected_at(at_h))
    }

    /// Whether the burden is a quarter above the smallest, and one that is seen at all.
    fn has_grown(&self, rules: &Rules) -> bool {
        rules.detects(self.product_mm2) && self.product_mm2 >= PROGRESSION_FACTOR * self.nadir_mm2
    }

    fn watch_for_progression(&mut self, rules: &Rules, time_h: f64) {
        if !self.has_grown(rules) {
            self.progressing_since_h = None;
            return;
        }
        let since = *self.progressing_since_h.get_or_insert(time_h);
        if time_h - since >= rules.hold_h {
            self.held_progression_h.get_or_insert(since);
            if let Some(response_h) = self.response_h {
                self.held_relapse_h.get_or_insert(since.max(response_h));
            }
        }
    }

    fn watch_for_recurrence(&mut self, rules: &Rules, time_h: f64) {
        let detectable = rules.detects(self.product_mm2);
        if !detectable {
            self.undetected_since_h.get_or_insert(time_h);
            return;
        }
        if let Some(since) = self.undetected_since_h.take() {
            let gone = self.last_detected_h.is_some() && time_h - since >= RECURRENCE_GAP_H;
            let resected = rules
                .resections_h
                .iter()
                .any(|&r| r < time_h && self.last_detected_h.is_none_or(|last| r >= last));
            if (gone || resected) && self.recurrence_h.is_none() {
                self.recurrence_h = Some(time_h);
            }
        }
        self.last_detected_h = Some(time_h);
    }

    /// Whether the replicate ends now, and why; the first that holds of toxic death, left the site,
    /// humane endpoint, cured or resected, progressed, until.
    pub fn end_reason(
        &self,
        rules: &Rules,
        time_h: f64,
        until_h: f64,
        signs: Signs,
    ) -> Option<EndReason> {
        if signs.dead {
            Some(EndReason::ToxicDeath)
        } else if signs.at_edge {
            Some(EndReason::LeftTheSite)
        } else if rules
            .humane_endpoint_cells
            .is_some_and(|limit| slice_cells(self.product_mm2) > limit)
        {
            Some(EndReason::HumaneEndpoint)
        } else if self.cells == 0 && time_h > rules.last_inoculation_h {
            let resected = self.was_resected(rules);
            Some(if resected { EndReason::Resected } else { EndReason::Cured })
        } else if rules.ends_at_progression && self.held_progression_h.is_some() {
            Some(EndReason::Progressed)
        } else if time_h >= until_h {
            Some(EndReason::Until)
        } else {
            None
        }
    }

    /// Response of the trajectory as it stands.
    pub fn response(&self, rules: &Rules) -> Response {
        if matches!(self.end, Some((EndReason::LeftTheSite, _))) {
            let progressed = rules.leaving_is_an_event || self.held_progression_h.is_some();
            if progressed { Response::Progressive } else { Response::NotEvaluable }
        } else if self.was_resected(rules) {
            Response::NotEvaluable
        } else if self.cells == 0 {
            Response::Complete
        } else if self.longest_half_h >= rules.hold_h {
            Response::Partial
        } else if self.has_grown(rules) {
            Response::Progressive
        } else {
            Response::Stable
        }
    }

    /// Best response at any time.
    pub fn best_response(&self, rules: &Rules) -> Response {
        let mut best = self.response(rules);
        if self.response_h.is_some() {
            best = best.min(Response::Partial);
        }
        if self.was_clear {
            best = Response::Complete;
        }
        let stable_h = rules.baseline_h + rules.hold_h;
        let late = |at_h: Option<f64>| at_h.is_some_and(|at_h| at_h >= stable_h);
        let progression_h = self.progression_h(rules);
        let stable = match best {
            Response::Progressive => late(progression_h),
            Response::NotEvaluable if progression_h.is_some() && !late(progression_h) => {
                return Response::Progressive;
            }
            Response::NotEvaluable => late(self.last_evaluable_h(rules)),
            Response::Complete | Response::Partial | Response::Stable => false,
        };
        if stable && self.baseline_mm2 > 0.0 { Response::Stable } else { best }
    }

    /// Where an operation took the last cells, or else the end, h.
    fn last_evaluable_h(&self, rules: &Rules) -> Option<f64> {
        let resected_h = self.clear_since_h.filter(|_| self.was_resected(rules));
        resected_h.or(self.end.map(|(_, at_h)| at_h))
    }

    /// Beginning of a growth that lasted to the end, or the end where that is progression itself,
    /// h.
    fn progression_at_end_h(&self, rules: &Rules) -> Option<f64> {
        match self.end? {
            (EndReason::LeftTheSite, _) if !rules.leaving_is_an_event => None,
            (EndReason::LeftTheSite | EndReason::HumaneEndpoint, at_h) => {
                Some(self.progressing_since_h.unwrap_or(at_h))
            }
            (
                EndReason::Until
                | EndReason::Cured
                | EndReason::Resected
                | EndReason::ToxicDeath
                | EndReason::Progressed,
                _,
            ) => self.progressing_since_h,
        }
    }

    /// When the disease first progressed, h.
    pub fn progression_h(&self, rules: &Rules) -> Option<f64> {
        self.held_progression_h.or_else(|| self.progression_at_end_h(rules))
    }

    /// How long the animal was seen to survive in a run that ends at `until_h`.
    pub fn survival(&self, rules: &Rules, until_h: f64) -> Followed {
        match self.end {
            Some((EndReason::HumaneEndpoint | EndReason::ToxicDeath, at_h)) => {
                Followed { time_h: at_h, event: true }
            }
            Some((EndReason::LeftTheSite, at_h)) => {
                Followed { time_h: at_h, event: rules.leaving_is_an_event }
            }
            Some((EndReason::Until | EndReason::Progressed, at_h)) => {
                Followed { time_h: at_h, event: false }
            }
            Some((EndReason::Cured | EndReason::Resected, _)) | None => {
                Followed { time_h: until_h, event: false }
            }
        }
    }

    /// How long it was seen to live without progression.
    pub fn progression_free(&self, rules: &Rules, until_h: f64) -> Followed {
        self.progression_h(rules).map_or_else(
            || self.survival(rules, until_h),
            |at_h| Followed { time_h: at_h, event: true },
        )
    }

    /// How long its first response lasted, if it had one.
    pub fn response_duration(&self, rules: &Rules, until_h: f64) -> Option<Duration> {
        let begin_h = self.response_h?;
        let regrown_h = self
            .held_relapse_h
            .or_else(|| self.progression_at_end_h(rules).map(|at_h| at_h.max(begin_h)));
        let recurred_h = self.recurrence_h.filter(|at_h| *at_h > begin_h);
        let survival = self.survival(rules, until_h);
        let death_h = survival.event.then_some(survival.time_h);
        let end_h = [regrown_h, recurred_h, death_h].into_iter().flatten().reduce(f64::min);
        Some(Duration {
            hours: end_h.unwrap_or(survival.time_h) - begin_h,
            censored: end_h.is_none(),
        })
    }
}
