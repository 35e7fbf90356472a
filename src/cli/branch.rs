//! `branch`: other treatments from a time point of a run on.

use std::path::Path;

use crate::batch;
use crate::run::branch::{self, BranchRequest};
use crate::run::needs::Needs;

use super::run::{engine_request, follow, time_h};
use super::{BranchArgs, CommandError, Failure, typed};

/// `il2sim branch`: the paths of the reports, on stdout.
pub(super) fn branch(args: &BranchArgs) -> Result<(), Failure> {
    if args.out.is_some() && args.arms.len() > 1 {
        return Err(CommandError::OutOfManyArms(args.arms.len()).into());
    }
    let point = match &args.point {
        Some(point) => Some(batch::point_of(&args.dir, point)?),
        None if batch::Opened::open(&args.dir).is_ok() => {
            return Err(CommandError::WhichPoint(args.dir.clone()).into());
        }
        None => None,
    };
    let engine = engine_request(&args.engine)?;
    let request = BranchRequest {
        from: &args.dir,
        point,
        at_h: time_h(&args.at)?,
        arms: &args.arms,
        out: args.out.as_deref(),
        force: args.force,
        command: typed::texts().collect(),
        engine: &engine,
    };
    let branches = branch::plan(&request)?;
    if !args.allow_large {
        for scenario in &branches.scenarios {
            Needs::of(scenario, None).must_fit(args.out.as_deref().unwrap_or(Path::new(".")))?;
        }
    }
    follow(&args.talk, None, |observer| branches.run(observer))
}
