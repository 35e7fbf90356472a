//! `check`, `new`, `list`, `schema` and `completions`.

use std::path::Path;

use crate::input::units::day;
use crate::keys;
use crate::outcome::EdgeReached;
use crate::run::needs::{Needs, bytes};
use crate::scenario::{self, Scenario};

use super::run::load;
use super::{
    CheckArgs, CompletionsArgs, Failure, KeyTable, ListArgs, NewArgs, SchemaArgs, exit, output,
};

/// `il2sim check`: every file is looked at before the code is decided.
pub(super) fn check(args: &CheckArgs) -> Result<(), Failure> {
    let mut wrong = 0_usize;
    for path in &args.scenarios {
        let read = load(path, &[]).and_then(|scenario| needs(scenario, args));
        if let Ok((scenario, _)) = &read
            && let Some(reached) = EdgeReached::of(scenario)
        {
            let warning = reached.warning(scenario);
            output::message(format_args!("{}: warning: {warning}", path.display()));
        }
        match read {
            Ok((scenario, _)) if args.resolved => output::answer_text(scenario.resolved_toml()),
            Ok((scenario, needs)) => {
                output::answer(format_args!(
                    "{}: good ({}, {} replicates, {} d)",
                    path.display(),
                    scenario.title,
                    scenario.run.replicates,
                    day(scenario.run.until_h)
                ));
                output::answer(format_args!(
                    "{}: needs about {} of memory and {} on the disk",
                    path.display(),
                    bytes(needs.memory),
                    bytes(needs.disk)
                ));
            }
            Err(failure) => {
                failure.print();
                wrong += 1;
            }
        }
    }
    if wrong > 0 { Err(Failure::Said(exit::INPUT)) } else { Ok(()) }
}

/// A scenario with what its run needs; refused where this machine is too small for it.
fn needs(scenario: Scenario, args: &CheckArgs) -> Result<(Scenario, Needs), Failure> {
    let needs = Needs::of(&scenario, None);
    if !args.allow_large {
        needs.must_fit(Path::new("."))?;
    }
    Ok((scenario, needs))
}

/// `il2sim new`.
pub(super) fn new(args: &NewArgs) -> Result<(), Failure> {
    output::answer_text(scenario::new_template(&args.name)?);
    Ok(())
}

/// `il2sim list`.
pub(super) fn list(args: &ListArgs) -> Result<(), Failure> {
    for shipped in scenario::list() {
        let title = shipped.title();
        if args.json {
            output::answer(serde_json::json!({ "name": shipped.name, "title": title }));
        } else {
            output::answer(format_args!("{:<16} {title}", shipped.name));
        }
    }
    Ok(())
}

/// `il2sim schema`.
pub(super) fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    match args.keys {
        None => output::answer(keys::schema()),
        Some(KeyTable::Json) => output::answer(keys::keys_json()),
        Some(KeyTable::Csv) => output::answer_text(keys::keys_csv()),
    }
    Ok(())
}

/// `il2sim completions`.
pub(super) fn completions(args: &CompletionsArgs, mut of: clap::Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut of, "il2sim", &mut script);
    output::answer_text(String::from_utf8_lossy(&script));
    Ok(())
}
