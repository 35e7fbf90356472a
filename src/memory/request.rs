//! What a caller gives beside a scenario: times, and whether a run fits into memory.

use std::path::Path;

use crate::input::{Problems, source, units};
use crate::outcome::EdgeReached;
use crate::run::needs::Needs;
use crate::scenario::Scenario;

use super::error::MemoryError;

/// A time such as `day 10` or `37 h`, in hours.
///
/// # Errors
/// [`MemoryError::NotATime`].
pub fn time_h(text: &str) -> Result<f64, MemoryError> {
    units::time_point(text).ok_or_else(|| MemoryError::NotATime(text.trim().to_string()))
}

/// The text of an input file, bounded; `what` is what problems call it (`the scenario`).
///
/// # Errors
/// Where it cannot be read, is too large or no UTF-8.
pub fn read_text(path: &Path, what: &str) -> Result<String, Problems> {
    source::load(path, what)
}

/// What is dubious of a scenario that is good, as `il2sim check` warns.
pub fn warnings(scenario: &Scenario) -> Vec<String> {
    EdgeReached::of(scenario).iter().map(|reached| reached.warning(scenario)).collect()
}

/// What is checked before a run begins.
pub struct RunLimits;

impl RunLimits {
    /// Refuses an early end between two host steps, or at none.
    ///
    /// # Errors
    /// [`MemoryError::Time`].
    pub fn check_end(scenario: &Scenario, stop_h: f64) -> Result<(), MemoryError> {
        let step_h = scenario.run.host_step_h;
        let steps = stop_h / step_h;
        if steps >= 1.0 && (steps - steps.round()).abs() < 1e-9 * steps {
            return Ok(());
        }
        let between = "and at least one of them".to_owned();
        Err(MemoryError::Time { what: "until", found_h: stop_h, step_h, between })
    }

    /// Whether memory (and at `out` the disk) has room for a run; the reason where not.
    ///
    /// # Errors
    /// In words, with the size that fits.
    pub fn check_room(
        scenario: &Scenario,
        stop_h: Option<f64>,
        out: Option<&Path>,
    ) -> Result<(), String> {
        let needs = Needs::of(scenario, stop_h);
        let fits = out.map_or_else(|| needs.must_fit_memory(), |place| needs.must_fit(place));
        fits.map_err(|error| error.to_string())
    }
}
