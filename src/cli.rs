//! The command line: what was typed becomes what was meant in one conversion, one function a
//! command.
//!
//! Results go to files, progress and messages to stderr, what was asked for to stdout. Exit codes
//! are in `exit`.

mod archive;
mod batch;
mod branch;
mod codes;
mod command;
mod error;
mod exit;
mod findings;
mod machine;
mod no_files;
mod output;
mod plot;
mod progress;
mod render;
mod report;
mod results;
mod run;
mod scenarios;
mod signals;
mod threads;
mod typed;

pub use command::{Cli, main, run_typed};
pub(crate) use error::CommandError;
pub(crate) use exit::Failure;

use std::path::PathBuf;

use crate::engine::adapter;
use crate::simulation;
use clap::{Args, ValueEnum};

/// Said by README, every report and `--help`.
pub const PURPOSE: &str = "For research and teaching; not for treating patients.";

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

impl From<EngineArg> for simulation::EngineChoice {
    fn from(typed: EngineArg) -> Self {
        match typed {
            EngineArg::Auto => simulation::EngineChoice::Auto,
            EngineArg::Cpu => simulation::EngineChoice::Cpu,
            EngineArg::Gpu => simulation::EngineChoice::Gpu,
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
    gpu: adapter::AdapterChoice,
    /// Skip the check of the GPU's first host step
    ///
    /// Without it the first host step on a GPU is repeated on the CPU, and must give the same
    /// bytes.
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
    ///
    /// An error is {"error": TEXT, "exit_code": N}; what is wrong with an input file stands in
    /// "problems", each with file, line, column, message and help.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim run scenarios/peritumoral.toml --replicates 5 --until \
                        \"day 20\" --set tumour.0.cells=300\n\nThe last line on stdout is the \
                        path of the report.\n\nExample: il2sim run - --no-files --quiet < \
                        my.toml")]
struct RunArgs {
    /// Scenario file, or - for standard input
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
    /// Write no file; print the outcomes as JSON lines
    ///
    /// One object a replicate on stdout, with the columns of outcomes.parquet. A run that is
    /// stopped begins anew.
    #[arg(long, conflicts_with_all = ["out", "force", "watch"])]
    no_files: bool,
    /// Make no report.html
    ///
    /// The directory's path goes to stdout. `il2sim resume` keeps to it; `il2sim report DIR` makes
    /// the page at any time.
    #[arg(long)]
    no_page: bool,
    /// Run even where memory or disk seem too small
    #[arg(long)]
    allow_large: bool,
    /// Serve a live page of the run on this machine
    ///
    /// The page can be seen from this machine alone, on a free port or on PORT; its address is
    /// printed on stderr.
    #[arg(
        long, value_name = "PORT", num_args = 0..=1, require_equals = true,
        default_missing_value = "0"
    )]
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
    /// Accept a run for which this machine is too small
    #[arg(long)]
    allow_large: bool,
    /// Print problems as JSON lines on stderr
    ///
    /// A line a file: {"error": TEXT, "exit_code": N, "problems": [...]}, each problem with file,
    /// line, column, message and help.
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
#[command(after_help = "Example: il2sim resume runs/peritumoral\nExample: il2sim resume \
                        runs/peritumoral --until \"day 90\"")]
struct ResumeArgs {
    /// Directory of the run
    dir: PathBuf,
    /// Extend a finished run to this later time
    ///
    /// Its treatments stay as they were planned; its files become those of the longer run made at
    /// once.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    engine: EngineArgs,
    /// Run even where memory seems too small
    #[arg(long)]
    allow_large: bool,
    /// Serve a live page of the run on this machine
    #[arg(
        long, value_name = "PORT", num_args = 0..=1, require_equals = true,
        default_missing_value = "0"
    )]
    watch: Option<u16>,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim branch runs/untreated --at \"day 12\" --with \
                        late.toml\n\nAn arm holds only what differs: [[treatment]] entries that \
                        begin at that time or later, keys of [model] that have other values from \
                        then on, and title, source, `until` and `late_doses` under [run], and \
                        [record] where they change.\nTreatments that the run had \
                        planned after that time are dropped, unless the arm says plan = \"keep\": \
                        its own come beside them. Up to that time the branch equals the run, byte \
                        for byte.\nThe last lines on stdout are the paths of the reports.")]
struct BranchArgs {
    /// Directory of a run, or with --point of a study
    dir: PathBuf,
    /// Point of a study, such as "treated/3"
    ///
    /// ARM/NUMBER as in the dataset; the number alone where the study has one arm. All its animals
    /// are computed from their start.
    #[arg(long, value_name = "POINT")]
    point: Option<String>,
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
    /// Run even where memory or disk seem too small
    #[arg(long)]
    allow_large: bool,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim verify runs/peritumoral --replicate 17 --engine \
                        cpu\nExample: il2sim verify runs/peritumoral --files\n\nWithout --files \
                        the run is computed again and its digests are compared. With --files \
                        nothing is computed: every file of a run or study is compared with the \
                        digest that was written down.\nExits 0 when all are the same, 1 when one \
                        differs.")]
struct VerifyArgs {
    /// Directory of a finished run, or with --files a study
    dir: PathBuf,
    /// Check the files only, in seconds
    #[arg(long, conflicts_with = "replicates")]
    files: bool,
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
    #[arg(
        long, default_value_t = 256, value_name = "N",
        value_parser = clap::value_parser!(u32).range(32..=2048)
    )]
    size: u32,
    /// Animals computed at once
    #[arg(
        long, default_value_t = 4, value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=1024)
    )]
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
    /// Recorded time, such as "day 5" [default: all]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
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
    /// Write one table of lattice cells for each site
    #[arg(long)]
    csv: bool,
    /// Write one OME-TIFF stack for each site
    #[arg(long)]
    ome_tiff: bool,
    /// Write one table of single cells as Parquet
    #[arg(long)]
    cells: bool,
    /// Write one table of single cells as CSV
    #[arg(long)]
    cells_csv: bool,
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
