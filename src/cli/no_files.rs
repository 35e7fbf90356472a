//! `run --no-files`: a scenario in, one line of JSON a replicate out, nothing on the disk.

use crate::events::Event;
use crate::record::row_json;
use crate::scenario::Scenario;
use crate::simulation::{EngineRequest, Replicates, SimulationError};

use super::progress::Progress;
use super::signals::{Kept, Stop};
use super::{Failure, TalkArgs, output};

/// Runs a scenario and prints the outcomes.
pub(super) fn run(
    scenario: &Scenario,
    stop_h: Option<f64>,
    engine: &EngineRequest,
    talk: &TalkArgs,
) -> Result<(), Failure> {
    engine.check()?;
    let stop = Stop::listen()?;
    let mut progress = Progress::new(talk.quiet, talk.json);
    let maker = engine.maker()?;
    progress.tell(Event::Message(maker.describe()));
    let all: Vec<u32> = (0..scenario.run.replicates).collect();
    let mut run = Replicates::until(scenario, &all, &maker, false, stop_h)?;
    let finished = follow(&mut run, &stop, &mut progress);
    progress.done();
    if !finished? {
        output::message("stopped; nothing was saved");
        return Err(Failure::Said(stop.code(Kept::Nothing)));
    }
    let computed = run.finish()?;
    for row in &computed.outcomes {
        output::answer(row_json(&computed.outcome_columns, row));
    }
    Ok(())
}

/// To the end; false when asked to stop before it.
fn follow(
    run: &mut Replicates<'_>,
    stop: &Stop,
    progress: &mut Progress,
) -> Result<bool, SimulationError> {
    while run.advance()? {
        let (time_h, until_h, active, total) = run.reached();
        progress.tell(Event::Step { time_h, until_h, active, total });
        if stop.is_wanted() && active > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
