//! `run` and `resume`.

use std::path::Path;

use crate::events::{Event, Observer};
use crate::input::{source, units};
use crate::run::needs::Needs;
use crate::run::{self, Ending, RunError, RunRequest, Typed};
use crate::scenario::Scenario;
use crate::simulation::{EngineRequest, check_columns};
use crate::watch::Watch;

use super::progress::Progress;
use super::signals::{Kept, Stop};
use super::{
    CommandError, EngineArgs, Failure, ResumeArgs, RunArgs, TalkArgs, no_files, output, threads,
    typed,
};

/// `il2sim run`.
pub(super) fn run(args: &RunArgs) -> Result<(), Failure> {
    let mut overrides = Vec::new();
    if let Some(seed) = args.seed {
        overrides.push(("run.seed".to_string(), seed.to_string()));
    }
    if let Some(replicates) = args.replicates {
        overrides.push(("run.replicates".to_string(), replicates.to_string()));
    }
    overrides.extend(args.set.iter().cloned());
    let scenario = match args.scenario.to_str() {
        Some("-") => from_standard_input(&overrides)?,
        _ => load(&args.scenario, &overrides)?,
    };
    let stop_h = args.until.as_deref().map(time_h).transpose()?;
    if let Some(stop) = stop_h {
        on_a_host_step(stop, &scenario)?;
    }
    if !args.allow_large {
        let place = args.out.as_deref().unwrap_or(Path::new("."));
        Needs::of(&scenario, stop_h).must_fit(place)?;
    }
    if args.no_files {
        let engine = engine_request(&args.engine)?;
        return no_files::run(&scenario, stop_h, &engine, &args.talk);
    }
    let request = RunRequest {
        scenario,
        out: args.out.clone(),
        force: args.force,
        typed: Typed {
            stop_h,
            set: overrides.into_iter().map(|(key, _)| key).collect(),
            no_page: args.no_page,
            command: typed::texts().collect(),
        },
        engine: engine_request(&args.engine)?,
    };
    let watch = watch(args.watch, &request.scenario.title)?;
    follow(&args.talk, watch, |observer| run::start(request, observer).map(|ending| vec![ending]))
}

/// `il2sim resume`.
pub(super) fn resume(args: &ResumeArgs) -> Result<(), Failure> {
    let engine = engine_request(&args.engine)?;
    let watch = watch(args.watch, &args.dir.display().to_string())?;
    let until = match args.until.as_deref() {
        Some(text) => Some((text.trim(), time_h(text)?)),
        None => None,
    };
    if let (false, Some(needs)) =
        (args.allow_large, run::needs_again(&args.dir, until.map(|(_, end_h)| end_h)))
    {
        needs.must_fit_memory()?;
    }
    follow(&args.talk, watch, |observer| {
        let ending = match until {
            Some(until) => run::extend(&args.dir, until, &engine, observer),
            None => run::resume(&args.dir, &engine, observer),
        };
        ending.map(|ending| vec![ending])
    })
}

/// Opens the page of a run that is to be watched.
fn watch(port: Option<u16>, title: &str) -> Result<Option<Watch>, Failure> {
    Ok(port.map(|port| Watch::listen(port, title)).transpose()?)
}

/// Reads a scenario; all its problems are printed at once.
pub(super) fn load(path: &Path, overrides: &[(String, String)]) -> Result<Scenario, Failure> {
    let scenario = Scenario::load(path, overrides)?;
    check_columns(&scenario)?;
    Ok(scenario)
}

/// Reads a scenario from standard input, bounded as a file is.
fn from_standard_input(overrides: &[(String, String)]) -> Result<Scenario, Failure> {
    const NAME: &str = "stdin";
    let text = source::read_from(std::io::stdin().lock(), "the scenario")
        .map_err(|message| source::refused(NAME.to_owned(), message))?;
    let scenario = Scenario::parse(&text, NAME, overrides)?;
    check_columns(&scenario)?;
    Ok(scenario)
}

/// A time such as `day 10` or `37 h`, in hours.
pub(super) fn time_h(text: &str) -> Result<f64, CommandError> {
    units::time_point(text).ok_or_else(|| CommandError::NotATime(text.trim().to_string()))
}

/// Refuses an early end between two host steps, or at none.
fn on_a_host_step(stop_h: f64, scenario: &Scenario) -> Result<(), CommandError> {
    let step_h = scenario.run.host_step_h;
    let steps = stop_h / step_h;
    if steps >= 1.0 && (steps - steps.round()).abs() < 1e-9 * steps {
        return Ok(());
    }
    Err(CommandError::Until { stop_h, step_h })
}

/// Sets the threads, and says which engine is wanted.
pub(super) fn engine_request(args: &EngineArgs) -> Result<EngineRequest, CommandError> {
    threads::start(args.threads)?;
    Ok(EngineRequest {
        choice: args.engine.into(),
        gpu: args.gpu.clone(),
        no_crosscheck: args.no_crosscheck,
    })
}

/// Runs something under an observer: events to stderr and to who watches, signals to a saved stop,
/// the reports' paths to stdout, of a run without one that of its directory.
pub(super) fn follow(
    talk: &TalkArgs,
    watch: Option<Watch>,
    work: impl FnOnce(&mut Observer) -> Result<Vec<Ending>, RunError>,
) -> Result<(), Failure> {
    let stop = Stop::listen()?;
    let mut progress = Progress::new(talk.quiet, talk.json);
    if let Some(watch) = &watch {
        progress.address(&watch.url());
    }
    let asked = || stop.is_wanted();
    let mut tell = |event: Event| {
        if let Some(watch) = &watch {
            watch.tell(&event);
        }
        progress.tell(event);
    };
    let result = work(&mut Observer { tell: &mut tell, stop: &asked });
    progress.done();
    if let Some(watch) = watch {
        let (last, report) = last_words(&result);
        watch.end(&last, report);
    }
    for ending in result? {
        match ending {
            Ending::Done { report, headline } => {
                progress.tell(Event::Message(headline));
                output::answer(report.display());
            }
            Ending::Stopped => {
                return Err(Failure::Said(stop.code(Kept::Saved)));
            }
        }
    }
    Ok(())
}

/// What a page that watches is told at the end, and whether a report stands.
fn last_words(result: &Result<Vec<Ending>, RunError>) -> (String, bool) {
    match result.as_ref().map(|endings| endings.last()) {
        Ok(Some(Ending::Done { headline, report })) => {
            (format!("The run is finished. {headline}"), report.is_file())
        }
        Ok(Some(Ending::Stopped) | None) => (
            "The run was stopped and its state is saved: il2sim resume continues it.".to_string(),
            false,
        ),
        Err(error) => (format!("The run ended with an error: {error}"), false),
    }
}
