//! What the trajectory of an animal amounts to at its end.

use crate::outcome::{Duration, Response, Rules, Trajectory};
use crate::statistics::kaplan_meier::Followed;

use super::plan::Plan;

/// What a whole trajectory amounts to.
pub struct Judged {
    /// Response at the end.
    pub response: Response,
    /// Best response.
    pub best: Response,
    /// How long a response lasted.
    pub duration: Option<Duration>,
    /// Time to death, or until when the animal was followed.
    pub survival: Followed,
    /// When the disease progressed, h.
    pub progression_h: Option<f64>,
    /// Time to progression or death.
    pub progression_free: Followed,
    /// Foci at the end, over all sites.
    pub foci: u64,
}

impl Judged {
    pub(super) fn of(trajectory: &Trajectory, rules: &Rules, plan: &Plan, foci: u64) -> Self {
        let until_h = plan.time_h(plan.last());
        Judged {
            response: trajectory.response(rules),
            best: trajectory.best_response(rules),
            duration: trajectory.response_duration(rules, until_h),
            progression_h: trajectory.progression_h(rules),
            survival: trajectory.survival(rules, until_h),
            progression_free: trajectory.progression_free(rules, until_h),
            foci,
        }
    }
}
