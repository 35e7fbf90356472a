//! `findings`: published experiments beside what the model predicts.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::batch::BatchError;
use crate::batch::run::StudyObserver;
use crate::findings::result::{FindingRow, FindingTable, FindingVerdict};
use crate::findings::run::{FindingEnd, Planned, model_lines, plan, sized};
use crate::findings::{page, shipped, words};
use crate::input::Problems;
use crate::record::disk;
use crate::study::Study;

use super::batch::Follow;
use super::run::engine_request;
use super::signals::{Kept, Stop};
use super::{CommandError, EngineArgs, Failure, output, parse_assignment};

#[derive(Args)]
#[command(after_help = "Example: il2sim findings F3 F18 --replicates 16\n\nA finding is a study \
                        with tests (docs/findings.md); without IDs all shipped ones are run. DIR \
                        keeps what was run: the same command goes on, and computes nothing twice. \
                        DIR has findings.html, findings.json and findings.md, and a study for \
                        each finding.\nA finding that misses is no failure: exits 1 only where \
                        one could not be run.")]
pub(super) struct FindingsArgs {
    /// Findings such as F3, or files [default: all]
    ids: Vec<String>,
    /// Animals or patients of every arm
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    replicates: Option<u32>,
    /// Seed of every random stream
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=i64::MAX as u64))]
    seed: Option<u64>,
    /// Set a key of the model (may be repeated)
    ///
    /// Such as model.ctl.kill_rate="3 1/d". An arm that sets the key itself keeps its value. Other
    /// values need another --out.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = model_key)]
    set: Vec<(String, String)>,
    /// Directory of the results
    #[arg(long, value_name = "DIR", default_value = "findings")]
    out: PathBuf,
    /// List the findings, run nothing
    #[arg(long)]
    list: bool,
    /// Print the table as JSON; progress as JSON lines
    #[arg(long)]
    json: bool,
    /// Print only results and errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

/// `KEY=VALUE` of a key of the model.
fn model_key(text: &str) -> Result<(String, String), String> {
    let (key, value) = parse_assignment(text)?;
    if key.starts_with("model.") {
        Ok((key, value))
    } else {
        Err("only keys of the model can be set for all findings: model.ctl.kill_rate=3".to_owned())
    }
}

/// `il2sim findings`.
pub(super) fn findings(args: &FindingsArgs) -> Result<(), Failure> {
    let wanted = wanted(&args.ids)?;
    if args.list {
        for (study, _) in &wanted {
            let id = study.finding.as_ref().map_or("", |finding| &finding.id);
            output::answer(format_args!("{id:<5}{}", study.title));
        }
        return Ok(());
    }
    let engine = engine_request(&args.engine)?;
    let planned = planned(args, wanted)?;
    let stop = Stop::listen()?;
    let asked = || stop.is_wanted();
    let mut follow = Follow::new(args.quiet, args.json);
    let mut rows = Vec::new();
    let beside = beside(&args.out)?;
    for (number, finding) in planned.iter().enumerate() {
        let (id, title) = (finding.id(), &finding.study.title);
        follow.message(&format!("{id} ({} of {}): {title}", number + 1, planned.len()));
        let mut observer = StudyObserver { tell: &mut |event| follow.tell(event), stop: &asked };
        match finding.run(&beside, &engine, &mut observer) {
            Ok(FindingEnd::Judged(row)) => {
                follow.message(&format!("{id} {}", row.verdict.name()));
                rows.push(*row);
            }
            Ok(FindingEnd::Stopped) => {
                follow.done();
                write(args, rows)?;
                return Err(Failure::Said(stop.code(Kept::Saved)));
            }
            Err(error) => {
                follow.message(&format!("{id} could not be run: {error}"));
                rows.push(finding.failed(&error));
            }
        }
    }
    follow.done();
    let failed: Vec<String> = rows
        .iter()
        .filter(|row| row.verdict == FindingVerdict::Failed)
        .map(|row| row.id.clone())
        .collect();
    let table = write(args, rows)?;
    if args.json {
        output::answer(table.to_json().trim_end());
    } else {
        output::answer(words::text(&table));
        output::answer(args.out.join(page::PAGE).display());
    }
    if failed.is_empty() { Ok(()) } else { Err(CommandError::FindingsFailed(failed).into()) }
}

/// What was asked for, each once, with the path of its file (of a shipped one: none).
fn wanted(ids: &[String]) -> Result<Vec<(Study, PathBuf)>, Failure> {
    if ids.is_empty() {
        let all = shipped::list().iter().map(|shipped| Ok((shipped.study()?, PathBuf::new())));
        return Ok(all.collect::<Result<_, Problems>>().map_err(BatchError::Study)?);
    }
    let mut found: Vec<(Study, PathBuf)> = Vec::new();
    for text in ids {
        let path = Path::new(text);
        let (study, path) = if path.extension().is_some() || path.components().count() > 1 {
            (Study::load(path).map_err(BatchError::Study)?, path.to_owned())
        } else {
            let shipped = shipped::find(text).map_err(CommandError::NoFinding)?;
            (shipped.study().map_err(BatchError::Study)?, PathBuf::new())
        };
        let Some(finding) = &study.finding else {
            return Err(CommandError::NotAFinding(path).into());
        };
        let same = |(other, _): &(Study, PathBuf)| {
            other.finding.as_ref().is_some_and(|other| other.id == finding.id)
        };
        if !found.iter().any(same) {
            found.push((study, path));
        }
    }
    Ok(found)
}

/// All of them checked before one is run.
fn planned(args: &FindingsArgs, wanted: Vec<(Study, PathBuf)>) -> Result<Vec<Planned>, Failure> {
    let above = model_lines(&args.set);
    let plan_one = |(study, path): (Study, PathBuf)| {
        let study = sized(study, args.replicates, args.seed).map_err(BatchError::Study)?;
        plan(study, &path, &above, &args.out)
    };
    Ok(wanted.into_iter().map(plan_one).collect::<Result<_, BatchError>>()?)
}

/// Directories of findings that are there already.
fn beside(out: &Path) -> Result<Vec<PathBuf>, Failure> {
    let names = disk::names(out).map_err(BatchError::Record)?;
    let paths = names.into_iter().map(|name| out.join(name));
    Ok(paths.filter(|path| disk::is_directory(path)).collect())
}

/// The table as files, and itself.
fn write(args: &FindingsArgs, rows: Vec<FindingRow>) -> Result<FindingTable, Failure> {
    let table = FindingTable::new(rows, args.seed, &args.set);
    let pictures = |id: &str| page::survival_pictures(&args.out.join(id));
    for (name, text) in [
        ("findings.json", table.to_json()),
        ("findings.md", words::markdown(&table)),
        (page::PAGE, page::page(&table, &pictures)),
    ] {
        disk::replace(&args.out.join(name), text.as_bytes()).map_err(BatchError::Record)?;
    }
    Ok(table)
}
