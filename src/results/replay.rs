//! One replicate run again alone, for its pictures.
//!
//! In: a scenario, a replicate, the digest with which it ended. Out: the replicate at every time
//! point of a frame. It must come to the same state.

use crate::events::Observer;
use crate::scenario::Scenario;
use crate::simulation::{Ensemble, Maker, Plan};

use super::error::RunError;

/// Runs it; `take` sees it at every time point of a frame, and at its end. False when asked to stop
/// before that.
pub(crate) fn replay(
    (scenario, plan): (&Scenario, &Plan),
    maker: &Maker,
    replicate: u32,
    digest: &str,
    observer: &Observer,
    mut take: impl FnMut(&mut Ensemble) -> Result<(), RunError>,
) -> Result<bool, RunError> {
    let mut alone =
        Ensemble::new(scenario, &[replicate], plan.time_h(plan.last()), &maker.unchecked())?;
    loop {
        let step = alone.step();
        if alone.closes_now(0) || plan.frame_due(step) || plan.closes_frames(step) {
            take(&mut alone)?;
        }
        if alone.active() == 0 {
            break;
        }
        if (observer.stop)() {
            return Ok(false);
        }
        alone.advance()?;
    }
    let found = alone.digest(0)?;
    if found != digest {
        let recorded = digest.to_string();
        return Err(RunError::Differs { replicate, found, recorded });
    }
    Ok(true)
}
