//! `report`: the page of a run or of a study made again, and several runs on one page.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::batch::page;
use crate::events::Observer;
use crate::record::is_run;
use crate::results::rebuild;

use super::{CommandError, Failure, output, threads};

/// Arguments of `il2sim report`.
#[derive(Args)]
#[command(after_help = "Example: il2sim report runs/peritumoral\nExample: il2sim report \
                        runs/day-3 runs/day-10 runs/untreated --out why.html\nExample: il2sim \
                        report studies/dose-by-day\n\nOne directory: its page, also of a \
                        run or study that is not finished. Several runs: one page with the arms \
                        side by side.\nThe last line on stdout is the path of the page.")]
pub(super) struct ReportArgs {
    /// Directories of runs, or the directory of a study
    #[arg(required = true)]
    dirs: Vec<PathBuf>,
    /// File [default: DIR/report.html; of several runs comparison.html]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replicate whose pictures are compared [default: one with pictures everywhere]
    #[arg(long, value_name = "N")]
    replicate: Option<u32>,
}

/// `il2sim report`.
pub(super) fn report(args: &ReportArgs) -> Result<(), Failure> {
    if let Some(out) = &args.out
        && !out.extension().is_some_and(|ending| {
            ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
        })
    {
        return Err(CommandError::PageName(out.clone()).into());
    }
    refuse_other_than_runs(&args.dirs)?;
    threads::start(None)?;
    let mut tell = output::tell_message;
    let mut observer = Observer { tell: &mut tell, stop: &|| false };
    let path = match args.dirs.as_slice() {
        [dir] if args.replicate.is_none() && page::is_study(dir) => {
            let made = page::report(dir, args.out.as_deref())?;
            made.unfinished.iter().for_each(output::message);
            Ok(made.path)
        }
        [dir] if args.replicate.is_none() => {
            rebuild::report(dir, args.out.as_deref(), &mut observer)
        }
        [_] => {
            return Err(CommandError::ReplicateOfOne.into());
        }
        dirs => rebuild::compare(
            dirs,
            args.replicate,
            args.out.as_deref().unwrap_or(Path::new("comparison.html")),
            &mut observer,
        ),
    };
    output::answer(path?.display());
    Ok(())
}

/// Refuses a study among runs, and a single directory that is neither.
fn refuse_other_than_runs(dirs: &[PathBuf]) -> Result<(), CommandError> {
    if let [dir] = dirs {
        if page::is_study(dir) || is_run(dir) {
            return Ok(());
        }
        let path = dir.clone();
        let parent = dir.parent().filter(|parent| page::is_study(parent));
        return Err(match (dir.exists(), parent) {
            (true, Some(study)) => CommandError::InsideStudy { path, study: study.to_path_buf() },
            (true, None) => CommandError::NeitherRunNorStudy(path),
            (false, _) => CommandError::NoDirectory(path),
        });
    }
    match dirs.iter().find(|dir| page::is_study(dir)) {
        Some(study) => Err(CommandError::StudyAmongRuns(study.clone())),
        None => Ok(()),
    }
}
