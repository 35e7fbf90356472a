//! How much a scenario file may hold: what keeps its reading bounded in time and memory.

use std::fmt::Write as _;

use crate::input::source::FILE_BYTES;
use crate::rules;

/// Most lines of cells, tumours and vaccines together: what three bits of the tissue word tell
/// apart.
pub(crate) const LINES: usize = rules::LINES as usize;

/// Most tables of each array.
pub(crate) const ARRAYS: [(&str, &str, usize); 7] = [
    ("site", "sites", LINES),
    ("tumour", "tumours", LINES),
    ("vaccine", "vaccines", LINES),
    ("donor", "donors", 100),
    ("treatment", "treatments", 1000),
    ("cohort", "entries of [[cohort]]", 100),
    ("change", "entries of [[change]]", 20),
];

/// Most times of one treatment.
pub(crate) const DOSES_OF_ONE: f64 = 10_000.0;

/// Most times of all treatments together.
pub(crate) const DOSES: usize = 100_000;

/// Most frames of one replicate and site.
pub(crate) const FRAMES: f64 = 20_000.0;

/// Most cells of a site's lattice: 64 Mi, about 4 GiB of state.
pub(crate) const LATTICE_CELLS: f64 = 67_108_864.0;

/// The limits, for the page of keys.
pub(super) fn markdown() -> String {
    let mut out = String::from("\n## Limits\n\n| what | at most |\n| --- | --- |\n");
    let mut row = |what: &str, most: &str| {
        let _ = writeln!(out, "| {what} | {most} |");
    };
    row("bytes of a file (a scenario, a study, an arm)", &FILE_BYTES.to_string());
    for (_, what, most) in ARRAYS {
        row(what, &most.to_string());
    }
    row("tumours and vaccines together", &LINES.to_string());
    row("times of one treatment", &DOSES_OF_ONE.to_string());
    row("times of all treatments together", &DOSES.to_string());
    row("lattice cells of a site", &LATTICE_CELLS.to_string());
    row("frames of one replicate and site", &FRAMES.to_string());
    out.push_str(
        "\nA run is refused before it starts where it needs more memory or disk than there is: \
         `il2sim check` prints what it needs.\n",
    );
    out
}
