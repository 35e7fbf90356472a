//! `plot`: figures of runs for a paper.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use crate::figure::{self, FigureError};
use crate::plot::{Width, lines, pdf};
use crate::record::disk;

use super::{Failure, exit, output};

#[derive(Args)]
#[command(after_help = "Example: il2sim plot runs/peritumoral runs/untreated --columns \
                        tumour_cells,ctl_cells --out figure.pdf\n\nThe path of the figure goes \
                        to stdout. Charts of a study stand in its dataset/figures; --from turns \
                        one of them into a PDF.")]
pub struct PlotArgs {
    /// Directories of finished runs, at most seven: each is a curve
    #[arg(required_unless_present = "from", num_args = 0..=figure::RUNS)]
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
    /// An SVG that this program drew, to be written as a PDF
    #[arg(long, value_name = "FILE.svg", conflicts_with_all = ["dirs", "columns", "site", "width"])]
    from: Option<PathBuf>,
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
    let svg = match &args.from {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))
            .map_err(Failure::input)?,
        None => {
            let chart = figure::courses(&args.dirs, &args.columns, args.site.as_deref())
                .map_err(failure)?;
            lines::lines(
                &chart,
                if args.width == WidthArg::Single { Width::Single } else { Width::Double },
            )
        }
    };
    // A chart that this program drew can be drawn as a PDF: anything else is refused, whatever is
    // wanted.
    let page = pdf::pdf(&svg).map_err(Failure::input)?;
    let bytes = if as_pdf { page } else { svg.into_bytes() };
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
