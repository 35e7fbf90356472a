//! `report`: the page of a run or of a study made again, and several runs on one page.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::batch::page;
use crate::news::{Desk, News};
use crate::record::is_manifest;
use crate::results::retell;

use super::run::failure;
use super::{Failure, batch, output};

/// Arguments of `il2sim report`.
#[derive(Args)]
#[command(after_help = "Example: il2sim report runs/peritumoral\nExample: il2sim report \
                        runs/day-3 runs/day-10 runs/untreated --out why.html\nExample: il2sim \
                        report studies/dose-by-day\n\nOne directory: its page again, also of a \
                        run or study that is not finished. Several runs: one page with the arms \
                        side by side.\nThe last line on stdout is the path of the page.")]
pub struct ReportArgs {
    /// Directories of runs, or the directory of a study
    #[arg(required = true)]
    dirs: Vec<PathBuf>,
    /// File; without it DIR/report.html, of several directories comparison.html
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Animal or patient whose pictures are compared; without it one of which all runs kept
    /// pictures
    #[arg(long, value_name = "N")]
    replicate: Option<u32>,
}

/// `il2sim report`.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    if let Some(out) = &args.out
        && !out.extension().is_some_and(|ending| {
            ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
        })
    {
        return Err(Failure::input_message(format!(
            "--out {}: the name of a page ends in .html",
            out.display()
        )));
    }
    refuse_what_is_no_run(&args.dirs)?;
    let mut tell = |news| {
        if let News::Message(text) = news {
            output::message(text);
        }
    };
    let mut desk = Desk { tell: &mut tell, stop: &|| false };
    let path = match args.dirs.as_slice() {
        [dir] if args.replicate.is_none() && page::is_study(dir) => {
            let made = page::report(dir, args.out.as_deref())
                .map_err(|error| batch::failure(error, false))?;
            made.unfinished.iter().for_each(output::message);
            Ok(made.path)
        }
        [dir] if args.replicate.is_none() => retell::report(dir, args.out.as_deref(), &mut desk),
        [_] => {
            return Err(Failure::input_message(
                "--replicate chooses the animal of a comparison, of two directories or more",
            ));
        }
        dirs => retell::compare(
            dirs,
            args.replicate,
            args.out.as_deref().unwrap_or(Path::new("comparison.html")),
            &mut desk,
        ),
    };
    output::answer(path.map_err(failure)?.display());
    Ok(())
}

/// Refuses a study among runs, and a single directory that is neither.
fn refuse_what_is_no_run(dirs: &[PathBuf]) -> Result<(), Failure> {
    if let [dir] = dirs {
        let parent = dir.parent().filter(|parent| page::is_study(parent));
        let what = match (dir.exists(), parent) {
            _ if page::is_study(dir) || is_manifest(&dir.join("manifest.json")) => return Ok(()),
            (true, Some(study)) => {
                format!("lies in the directory of a study: give that, {}", study.display())
            }
            (true, None) => {
                "holds neither a run (manifest.json) nor a study (plan.json)".to_string()
            }
            (false, _) => "there is no such directory of a run or a study".to_string(),
        };
        return Err(Failure::input_message(format!("{}: {what}", dir.display())));
    }
    match dirs.iter().find(|dir| page::is_study(dir)) {
        Some(study) => {
            let message = "is a study, and a page of several directories compares runs: give a \
                           study alone (its page compares its arms)";
            Err(Failure::input_message(format!("{}: {message}", study.display())))
        }
        None => Ok(()),
    }
}
