//! The commands: each word of the command line with its arguments, and what it runs.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use super::{
    BenchArgs, BranchArgs, CheckArgs, CiteArgs, CommandError, CompletionsArgs, ExportArgs, Failure,
    InfoArgs, ListArgs, NewArgs, ResumeArgs, RunArgs, SchemaArgs, VerifyArgs, archive, batch,
    branch, exit, findings, machine, output, plot, render, report, results, run, scenarios,
    signals, threads, typed,
};

/// Agent-based simulation of interleukin-2 immunotherapy of tumours.
#[derive(Parser)]
#[command(name = "il2sim", version, long_about = None, after_help = concat!(
    "Example: il2sim run scenarios/peritumoral.toml\n\n",
    "Exit codes: 0 done, 1 a run failed, 2 the input was wrong, 75 try again (state saved), 130 interrupted (state saved).\n",
    "For research and teaching; not for treating patients."
), disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a scenario: frames, tables, an animation and a page
    Run(RunArgs),
    /// Check scenario files without running them
    Check(CheckArgs),
    /// Print a shipped scenario, to start your own from
    New(NewArgs),
    /// List the shipped scenarios
    List(ListArgs),
    /// Resume an interrupted run (bit-identical)
    Resume(ResumeArgs),
    /// Continue a run from a time point under other treatments
    Branch(BranchArgs),
    /// Repeat a finished run and compare the digests
    Verify(VerifyArgs),
    /// Show engines and adapters, and check one against another
    Info(InfoArgs),
    /// Measure the speed of an engine on this machine
    Bench(BenchArgs),
    /// Print the JSON Schema of scenario files, for editors
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Make animations and stills from a run's frames
    Render(Box<render::RenderArgs>),
    /// Make the page of one run, several, or a study
    Report(report::ReportArgs),
    /// Plot time courses of runs as SVG or PDF
    Plot(plot::PlotArgs),
    /// Write the frames of one time point for other programs
    Export(ExportArgs),
    /// Pack a finished run into one file to deposit
    Archive(archive::ArchiveArgs),
    /// Print how to cite a run
    Cite(CiteArgs),
    /// Plan, run and merge studies: many animals, many points
    Batch(batch::BatchArgs),
    /// Predict published experiments and compare with what was measured
    Findings(Box<findings::FindingsArgs>),
}

/// Runs the command that was typed and gives the exit code; neither a panic nor a stream that
/// refuses ends the program in another way.
pub fn main() -> ExitCode {
    ExitCode::from(run())
}

/// The same in the process of another program: what was typed, this program's name first; once a
/// process.
pub fn run_typed(arguments: Vec<OsString>) -> u8 {
    typed::give(arguments);
    run()
}

fn run() -> u8 {
    output::listen_for_json();
    output::report_panics();
    // nothing that the command held is looked at afterwards
    let code = threads::on_own_stack(|| std::panic::catch_unwind(execute).unwrap_or(exit::FAILED));
    output::finish(code)
}

/// Parses the command line, runs the command, prints its error once, and gives the exit code.
fn execute() -> u8 {
    let cli = match Cli::try_parse_from(typed::all()) {
        Ok(cli) => cli,
        Err(error) => {
            // help and version come this way too
            output::from_parser(&error);
            return if error.use_stderr() { exit::INPUT } else { exit::DONE };
        }
    };
    if let Err(error) = signals::name_the_limit_of_files() {
        Failure::from(CommandError::Signals(error)).print();
        return exit::FAILED;
    }
    match cli.command.execute() {
        Ok(()) => exit::DONE,
        Err(failure) => {
            failure.print();
            failure.code()
        }
    }
}

impl Command {
    fn execute(self) -> Result<(), Failure> {
        match self {
            Command::Run(args) => run::run(&args),
            Command::Resume(args) => run::resume(&args),
            Command::Check(args) => scenarios::check(&args),
            Command::New(args) => scenarios::new(&args),
            Command::List(args) => scenarios::list(&args),
            Command::Schema(args) => scenarios::schema(&args),
            Command::Completions(args) => scenarios::completions(&args, Cli::command()),
            Command::Branch(args) => branch::branch(&args),
            Command::Verify(args) => results::verify(&args),
            Command::Export(args) => results::export(&args),
            Command::Archive(args) => archive::archive(&args),
            Command::Cite(args) => results::cite(&args),
            Command::Info(args) => machine::info(&args),
            Command::Bench(args) => machine::bench(&args),
            Command::Batch(args) => batch::batch(&args),
            Command::Findings(args) => findings::findings(&args),
            Command::Render(args) => render::render(&args),
            Command::Report(args) => report::report(&args),
            Command::Plot(args) => plot::plot(&args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_assignment;
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_with_arguments_has_an_example_in_its_help() {
        for command in Cli::command().get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            assert!(
                help.contains("Example: il2sim ") || command.get_name() == "schema",
                "{} has no example",
                command.get_name()
            );
        }
    }

    /// A command and all its parts, each with its path.
    fn walk(command: &clap::Command, path: &str, see: &mut impl FnMut(&str, &clap::Command)) {
        see(path, command);
        for part in command.get_subcommands() {
            walk(part, &format!("{path} {}", part.get_name()), see);
        }
    }

    #[test]
    fn no_line_of_help_has_more_than_ten_words_or_house_words() {
        const HOUSE: [&str; 7] = ["moment", "told", "tell", "tells", "asked", "without it", "desk"];
        let (mut lines, mut faults) = (0, Vec::new());
        let mut line = |path: &str, name: &str, text: Option<&clap::builder::StyledStr>| {
            let text = text.map(ToString::to_string).unwrap_or_default();
            lines += 1;
            let count = text.split_whitespace().count();
            let spoken =
                HOUSE.iter().any(|word| format!(" {text} ").contains(&format!(" {word} ")));
            if count == 0 || count > 10 || spoken || text.contains('\n') {
                faults.push(format!("{path} {name}: {count} words: {text}"));
            }
        };
        walk(&Cli::command(), "il2sim", &mut |path, command| {
            line(path, "", command.get_about());
            for argument in command.get_arguments().filter(|a| !a.is_global_set()) {
                line(path, argument.get_id().as_str(), argument.get_help());
                let values = argument.get_action().takes_values();
                for value in argument.get_possible_values().into_iter().filter(|_| values) {
                    // A value whose name says all (a shell's) has no line of help.
                    if value.get_help().is_some() {
                        line(path, value.get_name(), value.get_help());
                    }
                }
            }
        });
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(lines > 100, "{lines} lines of help");
    }

    #[test]
    fn an_assignment_needs_a_key_and_a_value() {
        assert_eq!(
            parse_assignment(" tumour.0.cells = 500 "),
            Ok(("tumour.0.cells".to_string(), "500".to_string()))
        );
        for bad in ["cells", "=5", "cells=", ""] {
            assert!(parse_assignment(bad).is_err(), "{bad}");
        }
    }
}
