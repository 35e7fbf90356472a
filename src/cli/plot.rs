//! `plot`: figures of runs for a paper.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::figure;
use crate::plot::{Width, lines};
use crate::record::disk;

use super::{CommandError, Failure, output};

#[derive(Args)]
#[command(after_help = "Example: il2sim plot runs/peritumoral runs/untreated --columns \
                        tumour_cells,ctl_cells --out figure.pdf\n\nThe path of the figure goes \
                        to stdout. Figures of a study are in its dataset/figures.")]
pub(super) struct PlotArgs {
    /// Directories of finished runs, at most seven: each a curve
    #[arg(required = true, num_args = 1..=figure::RUNS)]
    dirs: Vec<PathBuf>,
    /// Columns of series.parquet, a panel each
    #[arg(long, value_delimiter = ',', value_name = "COLUMN", default_values = figure::USUAL)]
    columns: Vec<String>,
    /// Count only one site, by its name
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// Width: one journal column (85 mm) or two (170 mm)
    #[arg(long, value_enum, default_value_t, value_name = "WIDTH")]
    width: WidthArg,
    /// File of the figure: NAME.svg or NAME.pdf
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
pub(super) fn plot(args: &PlotArgs) -> Result<(), Failure> {
    let as_pdf = wants_pdf(&args.out)?;
    let chart = figure::trajectories(&args.dirs, &args.columns, args.site.as_deref())?;
    let width = if args.width == WidthArg::Single { Width::Single } else { Width::Double };
    let drawing = lines::lines(&chart, width);
    let bytes = if as_pdf { drawing.pdf() } else { drawing.svg().into_bytes() };
    disk::replace_shared(&args.out, &bytes)?;
    output::answer(args.out.display());
    Ok(())
}

/// Whether the figure is a PDF, by its name.
fn wants_pdf(out: &Path) -> Result<bool, CommandError> {
    match out.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(false),
        Some("pdf") => Ok(true),
        _ => Err(CommandError::FigureName(out.to_path_buf())),
    }
}
