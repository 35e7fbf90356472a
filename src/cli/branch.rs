//! `branch`: other treatments from a moment of a run on.

use crate::simulation::branch::{self, BranchRequest};
use crate::simulation::{Desk, Ending, News};

use super::progress::Progress;
use super::run::{engine_request, failure, time_h};
use super::signals::Stop;
use super::{BranchArgs, Failure, exit};

/// `il2sim branch`: the paths of the reports, on stdout.
pub fn branch(args: &BranchArgs) -> Result<(), Failure> {
    if args.out.is_some() && args.arms.len() > 1 {
        return Err(Failure::input_message(format!(
            "--out names one directory, but there are {} arms: leave it out, or branch them one by one",
            args.arms.len()
        )));
    }
    let engine = engine_request(&args.engine)?;
    let request = BranchRequest {
        from: &args.dir,
        at_h: time_h(&args.at)?,
        arms: &args.arms,
        out: args.out.as_deref(),
        force: args.force,
        command: std::env::args().collect(),
        engine: &engine,
    };
    let stop = Stop::listen().map_err(Failure::failed)?;
    let mut progress = Progress::new(args.talk.quiet, args.talk.json);
    let asked = || stop.requested().is_some();
    let result = branch::branch(&request, &mut Desk { tell: &mut |news| progress.tell(news), stop: &asked });
    progress.done();
    for ending in result.map_err(failure)? {
        match ending {
            Ending::Done { report, headline } => {
                progress.tell(News::Message(headline));
                println!("{}", report.display());
            }
            Ending::Stopped => return Err(Failure::said(stop.requested().unwrap_or(exit::INTERRUPTED))),
        }
    }
    Ok(())
}
