//! `plot`: figures of runs for a paper.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::figure::{self, FigureError};
use crate::plot::{Width, lines};
use crate::record::disk;

use super::{Failure, exit, output};

#[derive(Args)]
#[command(after_help = "Example: il2sim plot runs/peritumoral runs/untreated --columns \
                        tumour_cells,ctl_cells --out figure.pdf\n\nThe path of the figure goes \
                        to stdout. Charts of a study stand in its dataset/figures.")]
pub struct PlotArgs {
    /// Directories of finished runs, at most seven: each is a curve
    #[arg(required = true, num_args = 1..=figure::RUNS)]
    dirs: Vec<PathBuf>,
    /// Columns of series.parquet, a panel each
    #[arg(long, value_delimiter = ',', value_name = "COLUMN", default_values = figure::USUAL)]
    columns: Vec<String>,
    /// Count one site alone, by its name
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// One column of a journal (85 mm) or two (170 mm)
    #[arg(long, value_enum, default_value_t, value_name = "WIDTH")]
    width: WidthArg,
    /// The figure: NAME.svg or NAME.pdf
    #[arg(long, default_value = "figure.svg", value_name = "FILE")]
    out: PathBuf,
}

/// Width of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum WidthArg {
    /// 85 mm
    #[default]
    Single,
    /// 170 mm
    Double,
}

/// `il2sim plot`.
pub fn plot(args: &PlotArgs) -> Result<(), Failure> {
    let as_pdf = wants_pdf(&args.out)?;
    let chart =
        figure::courses(&args.dirs, &args.columns, args.site.as_deref()).map_err(failure)?;
    let width = if args.width == WidthArg::Single { Width::Single } else { Width::Double };
    let drawing = lines::lines(&chart, width);
    let bytes = if as_pdf { drawing.pdf() } else { drawing.svg().into_bytes() };
    disk::replace(&args.out, &bytes).map_err(super::run::record_failure)?;
    output::answer(args.out.display());
    Ok(())
}

/// Whether the figure is a PDF, by its name.
fn wants_pdf(out: &Path) -> Result<bool, Failure> {
    match out.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(false),
        Some("pdf") => Ok(true),
        _ => Err(Failure::input_message(format!(
            "--out {}: the name ends in .svg or .pdf",
            out.display()
        ))),
    }
}

fn failure(error: FigureError) -> Failure {
    match error {
        FigureError::Record(error) => super::run::record_failure(error),
        error => Failure { code: exit::INPUT, error: Some(error.into()) },
    }
}
