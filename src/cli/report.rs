//! `report`: a run's page made again, and several runs on one page.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::simulation::{Desk, News, retell};

use super::Failure;
use super::run::failure;

/// Arguments of `il2sim report`.
#[derive(Args)]
#[command(after_help = "Example: il2sim report runs/peritumoral\n\
Example: il2sim report runs/day-3 runs/day-10 runs/untreated --out why.html\n\n\
One directory: its page again, also of a run that is not finished. Several: one page with the arms side by side.\n\
The last line on stdout is the path of the page.")]
pub struct ReportArgs {
    /// Directories of runs
    #[arg(required = true)]
    dirs: Vec<PathBuf>,
    /// File; without it DIR/report.html, of several directories comparison.html
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Animal or patient whose pictures are compared; without it one of which all runs kept pictures
    #[arg(long, value_name = "N")]
    replicate: Option<u32>,
}

/// `il2sim report`.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    if let Some(out) = &args.out
        && !out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm"))
    {
        return Err(Failure::input_message(format!("--out {}: the name of a page ends in .html", out.display())));
    }
    let mut tell = |news| {
        if let News::Message(text) = news {
            eprintln!("{text}");
        }
    };
    let mut desk = Desk { tell: &mut tell, stop: &|| false };
    let path = match args.dirs.as_slice() {
        [dir] if args.replicate.is_none() => retell::report(dir, args.out.as_deref(), &mut desk),
        [_] => return Err(Failure::input_message("--replicate chooses the animal of a comparison, of two directories or more")),
        dirs => retell::compare(dirs, args.replicate, args.out.as_deref().unwrap_or(Path::new("comparison.html")), &mut desk),
    };
    println!("{}", path.map_err(failure)?.display());
    Ok(())
}
