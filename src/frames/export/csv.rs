//! A time point as comma-separated values (RFC 4180): one row a lattice cell, x fastest.
//!
//! Columns: centre of the cell in um from the site's corner, kind (code and name), MHC class I
//! level (0 to 15), IL-2 and IFN-gamma (the concentration at which the code begins, pM, and the
//! code).

use std::fmt::Write;

use super::scaled::ScaledFrame;
use crate::frames::concentration_pm;

/// The header row.
const HEADER: &str =
    "x_um,y_um,z_um,kind,kind_name,mhc_class_1_level,il2_pm,ifng_pm,il2_code,ifng_code";

pub(super) fn encode(scaled: &ScaledFrame<'_>) -> Vec<u8> {
    let frame = scaled.frame;
    let [width, height, _] = scaled.site.cells.map(|cells| cells as usize);
    // Written once for each code and not for each cell.
    let concentrations: Vec<String> =
        (0..=u8::MAX).map(|code| format!("{:.4}", concentration_pm(code))).collect();
    let kinds: Vec<String> = (0..=u8::MAX)
        .map(|code| {
            let name = scaled.header.kind_names.get(usize::from(code)).map_or("", String::as_str);
            format!("{code},\"{}\"", name.replace('"', "\"\""))
        })
        .collect();
    let centre = |index: usize| (index as f64 + 0.5) * scaled.site.spacing_um;
    let mut text = format!("{HEADER}\n");
    for cell in 0..frame.kind.len() {
        let (x, y, z) =
            (centre(cell % width), centre(cell / width % height), centre(cell / width / height));
        let (il2, ifng) = (frame.il2[cell], frame.ifng[cell]);
        let kind = &kinds[frame.kind[cell].index()];
        let (il2_pm, ifng_pm) =
            (&concentrations[usize::from(il2)], &concentrations[usize::from(ifng)]);
        writeln!(text, "{x},{y},{z},{kind},{},{il2_pm},{ifng_pm},{il2},{ifng}", frame.mhc[cell])
            .expect("writing to a String cannot fail");
    }
    text.into_bytes()
}
