//! When an untreated tumour reaches the edge of its site, said before the run.
//!
//! In: a scenario, of which the middle of every distribution counts. Out: the first site whose edge
//! a tumour reaches before the end of the run, and when. Only cells within the rim depth `d` of the
//! surface divide, so a mass of radius `R` in `D` dimensions grows by
//!
//! ```text
//! dR/dt = ln 2 / Td * (R^D - max(R - d, 0)^D) / (D R^(D - 1))
//! ```
//!
//! which is `R ln 2 / (D Td)` while it is small and comes to `d ln 2 / Td`. Nothing fights it: an
//! immune system makes it later. One that reaches the humane endpoint first does not count. Of
//! several foci, which lie in the middle half of a site, the outermost counts.

use super::{EndReason, equivalent_diameter_mm, slice_cells};
use crate::input::Param;
use crate::input::units::day;
use crate::keys::{self, Lookup};
use crate::scenario::Scenario;

/// Steps of the integral over the radius.
const STEPS: u32 = 64;

/// A tumour that reaches the edge of its site before the end.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeReached {
    /// The site.
    pub site: String,
    /// When, h.
    pub at_h: f64,
}

impl EdgeReached {
    /// Of a scenario: the first one.
    pub fn of(scenario: &Scenario) -> Option<EdgeReached> {
        (0..scenario.tumours.len())
            .filter_map(|line| {
                let at_h = reaches_h(scenario, line).filter(|at_h| *at_h < scenario.run.until_h)?;
                let site = scenario.sites[scenario.tumours[line].site].name.clone();
                Some(EdgeReached { site, at_h })
            })
            .min_by(|a, b| a.at_h.total_cmp(&b.at_h))
    }

    /// The warning, of a scenario.
    pub fn warning(&self, scenario: &Scenario) -> String {
        let counts = if scenario.run.leaving_is_an_event {
            "that counts as death and progression (run.left_site)"
        } else {
            "it is not followed from then on (run.left_site)"
        };
        format!(
            "an untreated tumour reaches the edge of site `{}` about day {} of {}: its animal ends \
             there as `{}`, and {counts}; a larger site or an earlier `run.until` avoids it",
            self.site,
            day(self.at_h).round(),
            day(scenario.run.until_h),
            EndReason::LeftTheSite.name(),
        )
    }
}

/// When a tumour reaches the edge of its site, if nothing ends it before, h.
fn reaches_h(scenario: &Scenario, line: usize) -> Option<f64> {
    let tumour = &scenario.tumours[line];
    let site = &scenario.sites[tumour.site];
    if site.stirred {
        return None;
    }
    let middle = |path: &str| scenario.params.get(path).map(Param::middle);
    let cells = middle(keys::tumour::CELLS.at(line).path())?;
    let doubling_h = middle(keys::tumour::DOUBLING_TIME.at(line).path())?;
    let rim_um = middle(keys::tumour::RIM_DEPTH.at(line).path())?;
    let foci = f64::from(tumour.foci.max(1));
    let own = (cells / foci).max(1.0) as u64;
    let radius_um = 500.0 * equivalent_diameter_mm(own, site.dimensions, site.spacing_um);
    let room_um = (0..site.dimensions as usize)
        .map(|axis| {
            let edge_um = f64::from(site.cells[axis]) * site.spacing_um;
            let at_um =
                if tumour.foci > 1 { 0.25 * edge_um + radius_um } else { tumour.position_um[axis] };
            at_um.min(edge_um - at_um)
        })
        .fold(f64::INFINITY, f64::min);
    // A cell at the edge has its centre half a cell from it.
    let last_um = room_um - 0.5 * site.spacing_um;
    let product_mm2 = foci * (last_um / 500.0) * (last_um / 500.0);
    let put_down = scenario.run.humane_endpoint_cells;
    if put_down.is_some_and(|limit| slice_cells(product_mm2) > limit) {
        return None;
    }
    let rate = core::f64::consts::LN_2 / doubling_h;
    Some(tumour.start_h + grows_h((radius_um, last_um), rim_um, rate, site.dimensions))
}

/// How long a mass takes from one radius to another, h; nothing where it is that large already.
fn grows_h((from_um, to_um): (f64, f64), rim_um: f64, rate: f64, dimensions: u32) -> f64 {
    let step_um = (to_um - from_um).max(0.0) / f64::from(STEPS);
    let power = |r: f64, n: u32| (0..n).fold(1.0, |product, _| product * r);
    let speed = |r: f64| {
        let dividing = power(r, dimensions) - power((r - rim_um).max(0.0), dimensions);
        rate * dividing / (f64::from(dimensions) * power(r, dimensions - 1))
    };
    (0..STEPS).map(|n| step_um / speed(from_um + (f64::from(n) + 0.5) * step_um)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(size: &str, until: &str, more: &str) -> Scenario {
        let text = format!(
            "schema = 1\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \"flank\"\nsize = \
             [\"{size}\", \"{size}\"]\n[[tumour]]\ncells = 600\ndoubling_time = \"36 h\"\n{more}\
             [run]\nuntil = \"{until}\"\n[record]\nframes = []\n"
        );
        Scenario::parse(&text, "a.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// By the closed form of the plane: from 276 um on a rim of 120 um moves by about 1.85 um/h.
    #[test]
    fn a_small_site_is_left_and_a_large_or_short_one_is_not() {
        let reached = EdgeReached::of(&scenario("1 mm", "day 20", "")).unwrap();
        assert_eq!(reached.site, "flank");
        assert!((96.0..168.0).contains(&reached.at_h), "{reached:?}");
        let warning = reached.warning(&scenario("1 mm", "day 20", ""));
        assert!(warning.contains("site `flank` about day 5 of 20"), "{warning}");
        assert_eq!(EdgeReached::of(&scenario("1 mm", "day 4", "")), None);
        assert_eq!(EdgeReached::of(&scenario("8 mm", "day 20", "")), None);
        let beside = "position = [\"300 um\", \"500 um\"]\n";
        assert!(EdgeReached::of(&scenario("1 mm", "day 20", beside)).unwrap().at_h < 24.0);
    }

    #[test]
    fn a_tumour_that_is_put_down_first_does_not_leave() {
        let never = |size| EdgeReached::of(&scenario(size, "day 90", "")).is_none();
        assert!(!never("2.4 mm") && never("4 mm"));
    }

    #[test]
    fn a_small_mass_doubles_and_a_large_one_grows_by_its_rim() {
        let rate = core::f64::consts::LN_2 / 36.0;
        // The radius of a disc grows by half of what its area does.
        let doubled_h = grows_h((10.0, 14.142_136), 120.0, rate, 2);
        assert!((doubled_h - 36.0).abs() < 0.1, "{doubled_h}");
        let mm_h = grows_h((50_000.0, 51_000.0), 120.0, rate, 2);
        assert!((mm_h / (1_000.0 / (120.0 * rate)) - 1.0).abs() < 0.01, "{mm_h}");
    }
}
