//! The command line: what was typed becomes what was meant in one conversion, one function a
//! command.
//!
//! Results go to files, progress and messages to stderr, what was asked for to stdout. Exit codes
//! are in `exit`.

mod batch;
mod branch;
mod error;
mod exit;
mod machine;
mod output;
mod plot;
mod progress;
mod render;
mod report;
mod results;
mod run;
mod scenarios;
mod signals;

pub(crate) use error::CommandError;
pub(crate) use exit::Failure;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::engine::adapter;
use crate::simulation;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Said by README, every report and `--help`.
pub const PURPOSE: &str = "For research and teaching; not for treating patients.";

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
    /// Print how to cite a run
    Cite(CiteArgs),
    /// Plan, run and merge studies: many animals, many points
    Batch(batch::BatchArgs),
}

/// Which engine computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum EngineArg {
    /// A hardware GPU if there is one, else the CPU
    #[default]
    Auto,
    /// The CPU
    Cpu,
    /// A GPU, a software driver included
    Gpu,
}

impl From<EngineArg> for simulation::Choice {
    fn from(typed: EngineArg) -> Self {
        match typed {
            EngineArg::Auto => simulation::Choice::Auto,
            EngineArg::Cpu => simulation::Choice::Cpu,
            EngineArg::Gpu => simulation::Choice::Gpu,
        }
    }
}

#[derive(Args)]
struct EngineArgs {
    /// Engine that computes
    #[arg(long, value_enum, default_value_t, value_name = "ENGINE")]
    engine: EngineArg,
    /// GPU: auto, index, name or pci:ADDRESS (see `il2sim info`)
    #[arg(long, default_value_t, value_name = "GPU")]
    gpu: adapter::Choice,
    /// Skip the check of the GPU's first host step
    ///
    /// Without it the first host step on a GPU is repeated on the CPU, and must give the same bytes.
    #[arg(long)]
    no_crosscheck: bool,
    /// Threads of the CPU engine [default: what the system grants]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Args)]
struct TalkArgs {
    /// Print only results and errors
    #[arg(long, short)]
    quiet: bool,
    /// Print messages, progress and errors as JSON lines on stderr
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim run scenarios/peritumoral.toml --replicates 5 --until \
                        \"day 20\" --set tumour.0.cells=300\n\nThe last line on stdout is the \
                        path of the report.")]
struct RunArgs {
    /// Scenario file
    scenario: PathBuf,
    /// Directory of the results [default: runs/NAME, then runs/NAME-2, ...]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    engine: EngineArgs,
    /// Seed of every random stream
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Number of animals or patients
    #[arg(long, value_name = "N")]
    replicates: Option<u32>,
    /// Stop early, at a time such as "day 10"
    ///
    /// Up to there the run has the same bytes as one that is not stopped.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Set a key, for example tumour.0.cells=500 or run.until="37 h"
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = parse_assignment)]
    set: Vec<(String, String)>,
    /// Replace the directory if it holds an earlier run
    #[arg(long)]
    force: bool,
    /// Serve a live page of the run on this machine
    ///
    /// The page can be seen from this machine alone, on a free port or on PORT; its address is
    /// printed on stderr.
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    watch: Option<u16>,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim check my.toml --resolved")]
struct CheckArgs {
    /// Scenario files
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Print the scenario with every default and its source
    #[arg(long)]
    resolved: bool,
    /// Print problems as JSON lines on stderr
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim new peritumoral > my.toml")]
struct NewArgs {
    /// Name of a shipped scenario (see `il2sim list`)
    name: String,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim list")]
struct ListArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim resume runs/peritumoral")]
struct ResumeArgs {
    /// Directory of the run
    dir: PathBuf,
    #[command(flatten)]
    engine: EngineArgs,
    /// Serve a live page of the run on this machine
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    watch: Option<u16>,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim branch runs/untreated --at \"day 12\" --with \
                        late.toml\n\nAn arm holds only what differs: [[treatment]] entries that \
                        begin at that time or later, and title, source, `until` under [run], \
                        and [record] where they change.\nTreatments that the run had planned \
                        after that time are dropped. Up to it the branch equals the run, byte for \
                        byte.\nThe last lines on stdout are the paths of the reports.")]
struct BranchArgs {
    /// Directory of a run
    dir: PathBuf,
    /// Time of the branch, such as "day 12"
    #[arg(long, value_name = "TIME")]
    at: String,
    /// File of an arm (may be repeated)
    #[arg(long = "with", value_name = "ARM", required = true)]
    arms: Vec<PathBuf>,
    /// Directory of the results, for one arm [default: runs/NAME-ARM, ...]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    engine: EngineArgs,
    /// Replace the directory if it holds an earlier run
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim verify runs/peritumoral --replicate 17 --engine \
                        cpu\n\nExits 0 when every digest is the same, 1 when one differs.")]
struct VerifyArgs {
    /// Directory of a finished run
    dir: PathBuf,
    /// Verify only this replicate (may be repeated)
    #[arg(long = "replicate", value_name = "N")]
    replicates: Vec<u32>,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim info")]
struct InfoArgs {
    #[command(flatten)]
    engine: EngineArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim bench --engine cpu --threads 1")]
struct BenchArgs {
    #[command(flatten)]
    engine: EngineArgs,
    /// Edge of the square lattice, in cells
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u32).range(32..=2048))]
    size: u32,
    /// Animals computed at once
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    replicates: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim schema --keys=csv > keys.csv")]
struct SchemaArgs {
    /// Print the table of keys instead, with ranges and sources
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "json")]
    keys: Option<KeyTable>,
}

/// How the table of keys is written.
#[derive(Clone, Copy, clap::ValueEnum)]
enum KeyTable {
    /// An array of objects.
    Json,
    /// Comma-separated lines under a line of names.
    Csv,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim completions bash > \
                        ~/.local/share/bash-completion/completions/il2sim")]
struct CompletionsArgs {
    /// Shell
    shell: clap_complete::Shell,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim export runs/peritumoral --time \"day 5\" --ome-tiff")]
struct ExportArgs {
    /// Directory of a run
    dir: PathBuf,
    /// Time of a recorded frame, such as "day 5"
    #[arg(long, value_name = "TIME")]
    time: String,
    /// Replicate [default: the first one that kept frames]
    #[arg(long, value_name = "N")]
    replicate: Option<u32>,
    /// Directory of the written files [default: DIR/export]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: ExportFormat,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct ExportFormat {
    /// Write one NumPy archive for each site
    #[arg(long)]
    npz: bool,
    /// Write one table for each site
    #[arg(long)]
    csv: bool,
    /// Write one OME-TIFF stack for each site
    #[arg(long)]
    ome_tiff: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim cite runs/peritumoral")]
struct CiteArgs {
    /// Directory of a run
    dir: PathBuf,
}

/// `key=value`, both trimmed.
fn parse_assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() && !value.trim().is_empty() => {
            Ok((key.trim().to_string(), value.trim().to_string()))
        }
        _ => Err("write it as KEY=VALUE, for example tumour.0.cells=500".to_string()),
    }
}

/// Runs the command that was typed and gives the exit code; neither a panic nor a stream that
/// refuses ends the program in another way.
pub fn main() -> ExitCode {
    output::report_panics();
    // nothing that the command held is looked at afterwards
    let code = std::panic::catch_unwind(execute).unwrap_or(exit::FAILED);
    ExitCode::from(output::finish(code))
}

/// Parses the command line, runs the command, prints its error once, and gives the exit code.
fn execute() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // help and version come this way too
            output::from_parser(&error);
            return if error.use_stderr() { exit::INPUT } else { exit::DONE };
        }
    };
    let json = cli.command.wants_json();
    match cli.command.execute() {
        Ok(()) => exit::DONE,
        Err(failure) => {
            failure.print(json);
            failure.code()
        }
    }
}

impl Command {
    fn wants_json(&self) -> bool {
        match self {
            Command::Run(a) => a.talk.json,
            Command::Resume(a) => a.talk.json,
            Command::Branch(a) => a.talk.json,
            Command::Verify(a) => a.talk.json,
            Command::Check(a) => a.json,
            Command::List(a) => a.json,
            Command::Info(a) => a.json,
            Command::Bench(a) => a.json,
            Command::Batch(a) => a.wants_json(),
            Command::Render(a) => a.talk.json,
            Command::New(_)
            | Command::Schema(_)
            | Command::Completions(_)
            | Command::Export(_)
            | Command::Report(_)
            | Command::Cite(_)
            | Command::Plot(_) => false,
        }
    }

    fn execute(self) -> Result<(), Failure> {
        match self {
            Command::Run(args) => run::run(&args),
            Command::Resume(args) => run::resume(&args),
            Command::Check(args) => scenarios::check(&args),
            Command::New(args) => scenarios::new(&args),
            Command::List(args) => scenarios::list(&args),
            Command::Schema(args) => scenarios::schema(&args),
            Command::Completions(args) => scenarios::completions(&args),
            Command::Branch(args) => branch::branch(&args),
            Command::Verify(args) => results::verify(&args),
            Command::Export(args) => results::export(&args),
            Command::Cite(args) => results::cite(&args),
            Command::Info(args) => machine::info(&args),
            Command::Bench(args) => machine::bench(&args),
            Command::Batch(args) => batch::batch(&args),
            Command::Render(args) => render::render(&args),
            Command::Report(args) => report::report(&args),
            Command::Plot(args) => plot::plot(&args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

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
                    line(path, value.get_name(), value.get_help());
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
