//! The living burden of the whole animal in slice cells, and what it suppresses.
//!
//! In: counts of living tumour cells in each site. Out: slice cells (cells of a 20-um slice through
//! the lesion's middle) and the factor sz = 1 / (1 + (T / Ts)^2) on killing and influx, with T all
//! living tumour of the animal: one large lesion and several small ones then fail together (reduced
//! model; local-only suppression let five foci be cured).
//!
//! A disc of diameter d mm holds pi/4 d^2 / 0.02^2 = 1,963 d^2 slice cells, a ball pi/6 d^3 /
//! 0.02^3 = 65,450 d^3 cells of 20 um; so a ball of N cells counts as the slice cells of a disc of
//! its diameter.

use crate::scenario::types::Site;

/// Edge of the cell that slice counts refer to, mm.
const SLICE_CELL_MM: f64 = 0.02;

/// Slice cells of a disc of 1 mm.
const PER_SQUARE_MM: f64 = core::f64::consts::FRAC_PI_4 / (SLICE_CELL_MM * SLICE_CELL_MM);

/// Diameter, mm, of the disc (2-D) or ball (3-D) that `cells` cells of a lattice fill.
pub fn diameter_mm(cells: f64, dimensions: u32, spacing_um: f64) -> f64 {
    let edge = spacing_um / 1000.0;
    if dimensions == 3 {
        libm::cbrt(cells * edge * edge * edge * 6.0 / core::f64::consts::PI)
    } else {
        libm::sqrt(cells * edge * edge / core::f64::consts::FRAC_PI_4)
    }
}

/// Slice cells that `cells` living tumour cells of a site count as.
pub fn slice_cells(cells: f64, site: &Site) -> f64 {
    let diameter = diameter_mm(cells, site.dimensions, site.spacing_um);
    PER_SQUARE_MM * diameter * diameter
}

/// Volume of a site's lattice, mm3.
pub fn volume_mm3(site: &Site) -> f64 {
    let edge = site.spacing_um / 1000.0;
    f64::from(site.cells[0])
        * f64::from(site.cells[1])
        * f64::from(site.cells[2])
        * edge
        * edge
        * edge
}

/// Area, mm2, that an influx per mm2 of one cell layer meets: the lattice's volume over its spacing
/// (a 3-D lattice is a stack of layers).
pub fn layer_area_mm2(site: &Site) -> f64 {
    volume_mm3(site) / (site.spacing_um / 1000.0)
}

/// (T / Ts)^2.
pub fn relative_square(burden: f64, half_burden: f64) -> f64 {
    let ratio = burden / half_burden;
    ratio * ratio
}

/// sz.
pub fn suppression(relative_square: f64) -> f64 {
    1.0 / (1.0 + relative_square)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(cells: [u32; 3], dimensions: u32, spacing_um: f64) -> Site {
        Site {
            name: "s".into(),
            cells,
            dimensions,
            spacing_um,
            coarse: 2,
            stirred: false,
            region: "s".into(),
        }
    }

    #[test]
    fn a_slice_counts_as_itself() {
        let flat = site([200, 200, 1], 2, 20.0);
        assert!((slice_cells(600.0, &flat) - 600.0).abs() < 1e-9);
        assert!((layer_area_mm2(&flat) - 16.0).abs() < 1e-12);
    }

    #[test]
    fn a_ball_counts_as_the_disc_of_its_diameter() {
        let cube = site([60, 60, 60], 3, 20.0);
        // 65,450 cells are a ball of 1 mm, whose middle slice holds 1,963.
        assert!((slice_cells(65_449.85, &cube) - 1963.495).abs() < 0.01);
        assert!((layer_area_mm2(&cube) - 60.0 * 1.44).abs() < 1e-9);
    }

    #[test]
    fn spacing_does_not_change_the_size_counted() {
        let coarse = site([100, 100, 1], 2, 40.0);
        assert!((slice_cells(150.0, &coarse) - 600.0).abs() < 1e-9);
    }

    #[test]
    fn five_small_lesions_suppress_as_much_as_their_sum() {
        let small = site([200, 200, 1], 2, 20.0);
        let five = 5.0 * slice_cells(600.0, &small);
        let one = slice_cells(3000.0, &small);
        assert!(
            (suppression(relative_square(five, 2377.0))
                - suppression(relative_square(one, 2377.0)))
            .abs()
                < 1e-12
        );
        assert!(
            suppression(relative_square(600.0, 2377.0)) > 0.9
                && suppression(relative_square(three_ts(), 2377.0)) < 0.11
        );
    }

    fn three_ts() -> f64 {
        3.0 * 2377.0
    }
}
