//! A time point as comma-separated values (RFC 4180): one row a lattice cell, x fastest.
//!
//! Columns: centre of the cell in um from the site's corner; each layer, of kinds with their names;
//! concentrations in pM.

use std::fmt::Write;

use super::layers::{ExportedFrame, ExportedLayer, LayerValues};

pub(super) fn encode(lattice: &ExportedFrame<'_>) -> Vec<u8> {
    let [width, height, _] = lattice.site.cells.map(|cells| cells as usize);
    let columns: Vec<Written> = lattice.layers.iter().map(|of| Written::of(of, lattice)).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.names.as_str()).collect();
    let centre = |index: usize| (index as f64 + 0.5) * lattice.site.spacing_um;
    let mut text = format!("x_um,y_um,z_um,{}\n", names.join(","));
    for cell in 0..lattice.site.len() {
        let (x, y, z) =
            (centre(cell % width), centre(cell / width % height), centre(cell / width / height));
        write!(text, "{x},{y},{z}").expect("writing to a String cannot fail");
        for column in &columns {
            column.write(cell, &mut text);
        }
        text.push('\n');
    }
    text.into_bytes()
}

/// A layer as columns.
struct Written<'a> {
    names: String,
    layer: &'a ExportedLayer,
    /// What is written of each code, once and not for each cell.
    of_code: Vec<String>,
}

impl Written<'_> {
    fn of<'a>(layer: &'a ExportedLayer, lattice: &ExportedFrame<'_>) -> Written<'a> {
        let Some(kinds) = layer.kinds(lattice.header) else {
            let names = if layer.name == "mhc" { "mhc_class_1_level" } else { layer.name };
            let of_code = (0..=u8::MAX).map(|code| code.to_string()).collect();
            return Written { names: names.to_owned(), layer, of_code };
        };
        let named = |code: usize| {
            let name = match kinds.get(code) {
                // no effector is not free tissue
                Some(_) if code == 0 && layer.name == "effector" => "",
                Some(name) => name,
                None => "",
            };
            format!("{code},\"{}\"", name.replace('"', "\"\""))
        };
        let of_code = (0..=usize::from(u8::MAX)).map(named).collect();
        Written { names: format!("{0},{0}_name", layer.name), layer, of_code }
    }

    fn write(&self, cell: usize, text: &mut String) {
        match &self.layer.values {
            LayerValues::Codes(codes) => {
                text.push(',');
                text.push_str(&self.of_code[usize::from(codes[cell])]);
            }
            LayerValues::Concentrations(pm) => {
                write!(text, ",{:.4}", pm[cell]).expect("writing to a String cannot fail");
            }
        }
    }
}
