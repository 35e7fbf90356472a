//! `batch`: studies, from the plan to the dataset.
//!
//! What was asked for goes to stdout (a plan's size, a status, the dataset's path), progress and
//! messages to stderr.

mod follow;

pub(super) use follow::Follow;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};

use crate::batch::dataset::Dataset;
use crate::batch::{self, Opened, PlanChange, edges, estimate, finish, page, run, status};

use crate::run::needs::{bytes, one_must_fit};

use super::run::engine_request;
use super::signals::{Kept, Stop};
use super::{CommandError, EngineArgs, Failure, TalkArgs, exit, output};

#[derive(Args)]
#[command(after_help = "Example: il2sim batch run scenarios/studies/dose-by-day.toml --out \
                        studies/dose-by-day\n\nA study is planned once, run by any number of \
                        processes, and merged into one dataset: see docs/studies.md.")]
pub(super) struct BatchArgs {
    #[command(subcommand)]
    command: Batch,
}

#[derive(Subcommand)]
enum Batch {
    /// Check every point of a study and make its directory
    Plan(PlanArgs),
    /// Run what is missing, or plan, run and merge
    Run(RunArgs),
    /// Show how much of a study is done
    Status(StatusArgs),
    /// Make the dataset of a complete study
    Merge(MergeArgs),
    /// Print a dataset's main numbers and make the study's page
    Report(ReportArgs),
}

#[derive(Args)]
#[command(after_help = "Example: il2sim batch report studies/mine\n\nDIR/report.html shows them \
                        with their charts; its tables and figures are in DIR/dataset. \
                        docs/statistics.md describes the methods.")]
struct ReportArgs {
    /// Directory of a study with a dataset
    dir: PathBuf,
    /// Print errors as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim batch plan my-study.toml --out studies/mine")]
struct PlanArgs {
    /// Study file
    study: PathBuf,
    /// Directory of the study; one of this study is extended
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Estimate the study's time from seconds of one point (estimate.json)
    #[arg(long)]
    probe: bool,
    #[command(flatten)]
    engine: EngineArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim batch run studies/mine --shard 3\n\nExits 1 when runs \
                        failed (the others are done), 75 on SIGTERM and 130 on Ctrl-C: the same \
                        command runs what is still missing.")]
struct RunArgs {
    /// Directory of a study, or a study file with --out
    study: PathBuf,
    /// Directory of the study, for a study file
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Run only this shard: number or name (may be repeated)
    ///
    /// shards.csv lists them by number and name.
    #[arg(long = "shard", value_name = "ID")]
    shards: Vec<String>,
    /// Run even where memory seems too small
    #[arg(long)]
    allow_large: bool,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim batch status studies/mine --missing")]
struct StatusArgs {
    /// Directory of a study
    dir: PathBuf,
    /// Print only the numbers of unfinished shards, one a line
    #[arg(long)]
    missing: bool,
    /// Read every file and check its recorded checksum
    #[arg(long)]
    verify: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example: il2sim batch merge studies/mine\n\nThe last line on stdout is \
                        the path of the dataset.")]
struct MergeArgs {
    /// Directory of a study
    dir: PathBuf,
    /// Leave out the rows of failed runs
    #[arg(long)]
    allow_failed: bool,
    /// Print errors as JSON
    #[arg(long)]
    json: bool,
}

/// `il2sim batch`.
pub(super) fn batch(args: &BatchArgs) -> Result<(), Failure> {
    match &args.command {
        Batch::Plan(args) => plan(args),
        Batch::Run(args) => run(args),
        Batch::Status(args) => status(args),
        Batch::Merge(args) => merge(args),
        Batch::Report(args) => report(args),
    }
}

fn plan(args: &PlanArgs) -> Result<(), Failure> {
    let engine = engine_request(&args.engine)?;
    let (opened, points, change) = batch::make(&args.study, &args.out, &mut checking(args.json))?;
    let size = estimate::size(&opened.plan);
    let probe = || estimate::probe(&opened, &points, &engine.maker()?);
    let estimate = args.probe.then(probe).transpose()?;
    let warning = edges::warning(&opened.plan, &points);
    if args.json {
        let left = if let PlanChange::Grown { left, .. } = change { left } else { 0 };
        let dir = args.out.display().to_string();
        output::answer(serde_json::json!({
            "directory": dir, "size": size, "shards_left_of_an_earlier_plan": left,
            "estimate": estimate, "warning": warning,
        }));
        return Ok(());
    }
    output::answer(opened.plan.title);
    output::answer(changed(&args.out, change));
    output::answer(format_args!(
        "{} arms, {} points ({} different ones), {} replicates each",
        size.arms, size.points, size.different_points, opened.plan.replicates
    ));
    output::answer(format_args!("{} runs in {} shards", size.runs, size.shards));
    output::answer(format_args!(
        "about {} of memory a shard, {} on the disk",
        bytes(size.memory_bytes),
        bytes(size.disk_bytes)
    ));
    if let Some(warning) = warning {
        output::message(format_args!("warning: {warning}"));
    }
    if let Some(estimate) = estimate {
        let [low, middle, high] = estimate.study_s.map(follow::span);
        let estimate::StudyEstimate {
            engine,
            threads,
            host_steps,
            planned_host_steps,
            point,
            arm,
            ..
        } = estimate;
        output::answer(format_args!(
            "about {middle} on this machine ({low} to {high}): {engine}, {threads} threads, from \
             {host_steps} of {planned_host_steps} host steps of point {point}, arm {arm}"
        ));
    }
    Ok(())
}

/// Says now and then how far a large study is checked.
fn checking(quiet: bool) -> impl FnMut(usize, usize) {
    const EVERY: Duration = Duration::from_secs(2);
    let mut said = Instant::now();
    move |checked, all| {
        if !quiet && said.elapsed() >= EVERY {
            said = Instant::now();
            output::message(format_args!("{checked} of {all} points checked"));
        }
    }
}

/// What became of a study's directory, in words.
fn changed(out: &Path, change: PlanChange) -> String {
    let out = out.display();
    match change {
        PlanChange::Made => format!("{out}: made"),
        PlanChange::None => format!("{out}: planned before, nothing changed"),
        PlanChange::Grown { kept, left: 0 } => format!("{out}: planned again, {kept} points kept"),
        PlanChange::Grown { kept, left } => format!(
            "{out}: planned again, {kept} points kept; {left} shards on the disk are not in the \
             plan any more and are kept"
        ),
    }
}

fn run(args: &RunArgs) -> Result<(), Failure> {
    let json = args.talk.json;
    let engine = engine_request(&args.engine)?;
    let mut follow = follow::Follow::new(args.talk.quiet, json);
    let in_one_go = !args.study.is_dir();
    let opened = if in_one_go {
        let Some(out) = &args.out else {
            let path = args.study.clone();
            return Err(if path.exists() {
                CommandError::StudyWithoutOut(path).into()
            } else {
                CommandError::NoStudy(path).into()
            });
        };
        let (opened, _, change) =
            batch::make(&args.study, out, &mut checking(json || args.talk.quiet))?;
        follow.message(&changed(out, change));
        opened
    } else if args.out.is_some() {
        return Err(CommandError::StudyWithOut.into());
    } else {
        Opened::open(&args.study)?
    };
    if !args.allow_large {
        let largest = opened.plan.points.iter().map(|point| point.bytes).max();
        one_must_fit(largest.unwrap_or(0))?;
    }
    let stop = Stop::listen()?;
    let asked = || stop.is_wanted();
    let summary = run::run(
        &opened,
        &args.shards,
        &engine,
        &mut run::StudyObserver { tell: &mut |event| follow.tell(event), stop: &asked },
    );
    follow.done();
    let summary = summary?;
    if summary.stopped {
        return Err(Failure::Said(stop.code(Kept::Saved)));
    }
    if !summary.failed.is_empty() {
        let (failed, study) = (summary.failed.len(), opened.path.clone());
        return Err(CommandError::RunsFailed { failed, study }.into());
    }
    if in_one_go && args.shards.is_empty() {
        let merged = finish::merge(&opened, false, &mut waiting(&asked));
        if merged.is_err() && stop.is_wanted() {
            return Err(Failure::Said(stop.code(Kept::Saved)));
        }
        let merged = merged?;
        follow.message(&format!("page: {}", opened.path.join(page::PAGE).display()));
        output::answer(merged.path.display());
    } else {
        output::answer(opened.path.display());
    }
    Ok(())
}

fn status(args: &StatusArgs) -> Result<(), Failure> {
    let opened = Opened::open(&args.dir)?;
    let status = status::status(&opened, args.verify)?;
    let damaged = status.damaged.clone().unwrap_or_default();
    if args.json {
        output::answer(serde_json::to_string(&status).expect("words and numbers have a JSON form"));
    } else if args.missing {
        status.missing.iter().for_each(output::answer);
    } else {
        output::answer(status.title);
        output::answer(format_args!(
            "{} arms, {} points ({} different ones)",
            status.arms, status.points, status.different_points
        ));
        output::answer(format_args!(
            "{} of {} shards done, {} of {} runs",
            status.done_shards, status.shards, status.done_runs, status.runs
        ));
        if status.failed_runs > 0 {
            output::answer(format_args!("{} runs failed:", status.failed_runs));
            for (shard, failed) in status.failures.iter().take(SHOWN) {
                output::answer(format_args!(
                    "  shard {shard}, replicate {}: {}",
                    failed.replicate, failed.reason
                ));
            }
            if status.failures.len() > SHOWN {
                output::answer(format_args!(
                    "  ... and {} more (--json lists them)",
                    status.failures.len() - SHOWN
                ));
            }
        }
        if status.left > 0 {
            output::answer(format_args!(
                "{} shards on the disk are not in the plan any more",
                status.left
            ));
        }
        if status.unfinished > 0 {
            output::answer(format_args!(
                "{} files are being written, or were when a process was killed",
                status.unfinished
            ));
        }
        if status.versions.len() > 1 {
            let versions: Vec<String> = status
                .versions
                .iter()
                .map(|(version, parts)| format!("{version} ({parts} parts)"))
                .collect();
            output::answer(format_args!(
                "made by several versions of il2sim: {}",
                versions.join(", ")
            ));
        }
        if args.verify {
            output::answer(format_args!(
                "{} damaged file{}{}",
                damaged.len(),
                if damaged.len() == 1 { "" } else { "s" },
                if damaged.is_empty() {
                    ""
                } else {
                    "; remove those of shards and run the study again, then merge it:"
                }
            ));
            damaged.iter().for_each(|path| output::answer(format_args!("  {path}")));
        }
    }
    if damaged.is_empty() { Ok(()) } else { Err(Failure::Said(exit::FAILED)) }
}

/// Failures that a status shows.
const SHOWN: usize = 20;

fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let opened = Opened::open(&args.dir)?;
    let merged = finish::merge(&opened, args.allow_failed, &mut waiting(&|| false))?;
    output::message(format_args!(
        "{} rows{}",
        merged.rows,
        if merged.failed > 0 {
            format!(", {} failed runs left out", merged.failed)
        } else {
            String::new()
        }
    ));
    output::message(format_args!("page: {}", opened.path.join(page::PAGE).display()));
    output::answer(merged.path.display());
    Ok(())
}

/// Says once that another process makes the dataset.
fn waiting(stop: &dyn Fn() -> bool) -> impl FnMut() -> bool {
    let mut said = false;
    move || {
        if !std::mem::replace(&mut said, true) {
            output::message("another process is merging this study: waiting for it");
        }
        stop()
    }
}

/// `il2sim batch report`.
fn report(args: &ReportArgs) -> Result<(), Failure> {
    let dataset = Dataset::open(&args.dir)?;
    let summary = dataset.summary()?;
    output::answer(format_args!("{}\n\n{summary}", dataset.plan.title));
    let made = page::report(&args.dir, None)?;
    output::message(format_args!("page: {}", made.path.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_part_of_batch_has_an_example_in_its_help() {
        let mut cli = super::super::Cli::command();
        let batch = cli.find_subcommand_mut("batch").unwrap();
        for command in batch.get_subcommands_mut() {
            assert!(
                command.render_long_help().to_string().contains("Example: il2sim batch "),
                "{} has no example",
                command.get_name()
            );
        }
    }
}
