//! A branch: a run's animals under another treatment from a time point on.
//!
//! In: the directory of a run, a time point, and an arm (see `scenario::branch`). Out: a run of its
//! own, equal to the first up to the time point, byte for byte, and to the arm's whole scenario run
//! from its start. Where a finished run has a checkpoint before the time point, the branch begins
//! with it: its rows and frames are taken over, and painted with the arm's marks. Otherwise it is
//! computed from its start, as a point of a study is, which keeps no state.

use std::path::{Path, PathBuf};

use crate::events::Observer;
use crate::record::{Manifest, RunDir, Status, disk};
use crate::results::{RunError, say_if_unchecked, scenario_of};
use crate::scenario::Scenario;
use crate::simulation::{EngineRequest, Plan, check_columns};

use super::finish::Ending;
use super::take_over::{Of, take_over};
use super::whole::{Typed, begin, carry_on};

/// What to branch, and where to.
pub(crate) struct BranchRequest<'a> {
    /// Directory of the run, or of the study that has `point`.
    pub from: &'a Path,
    /// A point of a study: it is computed from its start.
    pub point: Option<Scenario>,
    /// Time point from which the arms differ, h.
    pub at_h: f64,
    /// Files of the arms.
    pub arms: &'a [PathBuf],
    /// Directory of the branch (of one arm), or `runs/NAME-ARM`.
    pub out: Option<&'a Path>,
    /// Replace an earlier run.
    pub force: bool,
    /// The command line, for the manifests.
    pub command: Vec<String>,
    /// The engine.
    pub engine: &'a EngineRequest,
}

/// Refuses a branch in the run's own place, however it is spelled, in it or around it: the run would
/// be replaced while it is read, or have files that it did not make.
fn apart(request: &BranchRequest, name: &str) -> Result<(), RunError> {
    let path = RunDir::place(request.out, name);
    let (own, theirs) = (disk::real_path(&path), disk::real_path(request.from));
    if own.starts_with(&theirs) || theirs.starts_with(&own) {
        let from = request.from.to_path_buf();
        return Err(RunError::BranchPlace { path, from });
    }
    Ok(())
}

/// Branches that can be run: every arm is checked, nothing is made yet.
pub(crate) struct Branches<'a> {
    request: &'a BranchRequest<'a>,
    /// The run; `None` of a study's point.
    run: Option<(RunDir, Manifest)>,
    base: Scenario,
    /// The whole scenario of each arm.
    pub scenarios: Vec<Scenario>,
}

/// Checks the run and every arm.
///
/// # Errors
/// [`RunError`].
pub(crate) fn plan<'a>(request: &'a BranchRequest<'a>) -> Result<Branches<'a>, RunError> {
    request.engine.check()?;
    let (run, base) = match &request.point {
        Some(point) => (None, point.clone()),
        None => {
            let from = RunDir::open(request.from)?;
            let manifest = Manifest::load(&from)?;
            let base = scenario_of(&from, &manifest)?;
            manifest.must_match(&from, &base.digest())?;
            (Some((from, manifest)), base)
        }
    };
    let steps = request.at_h / base.run.host_step_h;
    if steps < 1.0
        || (steps - steps.round()).abs() > 1e-9 * steps
        || request.at_h >= base.run.until_h
    {
        let (at_h, step_h, until_h) = (request.at_h, base.run.host_step_h, base.run.until_h);
        return Err(RunError::BranchTime { at_h, step_h, until_h });
    }
    let scenarios = request
        .arms
        .iter()
        .map(|arm| {
            let scenario = base.branch(arm, request.at_h)?;
            check_columns(&scenario).map(|()| scenario)
        })
        .map(|made| made.map_err(RunError::Scenario))
        .collect::<Result<Vec<Scenario>, _>>()?;
    for scenario in &scenarios {
        apart(request, &scenario.name)?;
    }
    Ok(Branches { request, run, base, scenarios })
}

impl Branches<'_> {
    /// Runs every arm.
    ///
    /// # Errors
    /// [`RunError`]; arms that were done before stay.
    pub(crate) fn run(&self, observer: &mut Observer) -> Result<Vec<Ending>, RunError> {
        if let Some((from, manifest)) = &self.run {
            say_if_unchecked(from, manifest, observer);
        }
        let mut endings = Vec::new();
        for scenario in &self.scenarios {
            let ending = self.run_one(scenario, observer)?;
            let stopped = ending == Ending::Stopped;
            endings.push(ending);
            if stopped {
                break;
            }
        }
        Ok(endings)
    }

    fn run_one(&self, scenario: &Scenario, observer: &mut Observer) -> Result<Ending, RunError> {
        let request = self.request;
        let typed = Typed { command: request.command.clone(), ..Typed::default() };
        let (dir, own) = begin(scenario, request.out, request.force, typed, observer)?;
        if let Some((from, manifest)) = &self.run
            && manifest.status == Status::Done
            && let Some(step) = take_over(
                Of { dir: from, scenario: &self.base },
                Of { dir: &dir, scenario },
                request.at_h,
            )?
        {
            let message = format!(
                "takes over the first {} h of {}",
                Plan::new(scenario, None).time_h(step),
                request.from.display()
            );
            dir.log(&message)?;
            observer.say(message);
        }
        carry_on(&dir, own, || request.engine.maker().map_err(RunError::from), observer)
    }
}
