//! The first state of a site: vessels, tumours as compact discs or balls, resting effectors, empty fields.
//!
//! A tumour takes the free sites nearest to its centre, equally near ones in the order of the site's salt. Starting stages follow the stationary
//! distribution of the cycle, 2^(-i/16); a cell is MHC class I positive with the line's fraction. Every draw comes from the stream `STREAM_PLACE`.

use super::{Exchange, Geometry, Lattice, Params, Shape, Tissue, WorldError, parameters};
use crate::rules::{self, STREAM_PLACE};
use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use std::sync::Arc;

/// Fills one site of one animal.
pub fn fill(scenario: &Scenario, animal: &Animal, site: usize, geometry: &Arc<Geometry>, shape: &Shape) -> Result<Lattice, WorldError> {
    let params = parameters::params(scenario, animal, site, geometry, shape);
    let cells = geometry.cells();
    let mut tissue = Tissue {
        tissue: vec![0; cells],
        effector_x: vec![0; cells],
        effector_y: vec![0; cells],
        amounts: std::array::from_fn(|_| vec![0; geometry.field_cells()]),
        totals: vec![0; crate::engine::counters::TOTAL],
    };
    for (line, tumour) in scenario.tumours.iter().enumerate() {
        if tumour.site == site {
            place_tumour(scenario, animal, line, geometry, &params, &mut tissue)?;
        }
    }
    rest(animal, geometry, &params, &mut tissue);
    let exchange = Exchange::new(animal, geometry, &params, scenario.run.tissue_step_h);
    Ok(Lattice { ground: ground(geometry, &params), geometry: Arc::clone(geometry), params, exchange, tissue })
}

/// Four uniform words for a site and a purpose of the first filling.
fn draw(params: &Params, index: u32, purpose: u32) -> rules::Vec4<u32> {
    let place = &params.place;
    rules::random_block([index, 0, STREAM_PLACE, purpose], [place.seed_low, place.seed_high, place.replicate, place.lattice])
}

fn place_tumour(scenario: &Scenario, animal: &Animal, line: usize, geometry: &Geometry, params: &Params, tissue: &mut Tissue) -> Result<(), WorldError> {
    let tumour = &scenario.tumours[line];
    let wanted = libm::round(animal.get(&format!("tumour.{line}.cells"))).max(0.0) as u64;
    let centre: [f64; 3] = std::array::from_fn(|axis| if axis == 2 && geometry.flat() { 0.5 } else { tumour.position_um[axis] / geometry.spacing_um });
    let mut free: Vec<(u64, u32, u32)> = Vec::with_capacity(geometry.cells());
    for index in 0..geometry.cells() as u32 {
        if tissue.tissue[index as usize] != 0 {
            continue;
        }
        let at = rules::position_of(index, geometry.size);
        let square: f64 = [at.x, at.y, at.z].iter().zip(centre).map(|(p, c)| (f64::from(*p) + 0.5 - c) * (f64::from(*p) + 0.5 - c)).sum();
        free.push((libm::round(square * 16.0) as u64, rules::reach_salt(index), index));
    }
    if wanted > free.len() as u64 {
        return Err(WorldError::Room { replicate: animal.replicate, site: scenario.sites[tumour.site].name.clone(), cells: wanted, room: free.len() as u64 });
    }
    free.sort_unstable();
    let positive = parameters::threshold(animal.get(&format!("tumour.{line}.mhc_class_1.fraction_positive")));
    for (_, _, index) in free.iter().take(wanted as usize) {
        let r = draw(params, *index, rules::PLACE_TUMOUR);
        let mhc = if r.y < positive || positive == u32::MAX { 12 + (r.z & 3) } else { 0 };
        tissue.tissue[*index as usize] = rules::tumour_cell(line as u32, first_stage(r.x), mhc);
    }
    Ok(())
}

/// A stage from the stationary distribution: P(i) proportional to 2^(-i/16).
fn first_stage(r: u32) -> u32 {
    let ratio = libm::pow(2.0, -1.0 / 16.0);
    let total = (1.0 - libm::pow(ratio, 16.0)) / (1.0 - ratio);
    let mut left = f64::from(r) / 4_294_967_296.0 * total;
    let mut weight = 1.0;
    for stage in 0..15 {
        if left < weight {
            return stage;
        }
        left -= weight;
        weight *= ratio;
    }
    15
}

/// Resting NK and regulatory T cells, each site with the chance of their density.
fn rest(animal: &Animal, geometry: &Geometry, params: &Params, tissue: &mut Tissue) {
    let area_mm2 = geometry.spacing_um * geometry.spacing_um * 1e-6;
    let nk = parameters::threshold(animal.get("model.nk.resting_density") * area_mm2);
    let treg = parameters::threshold(animal.get("model.treg.resting_density") * area_mm2);
    for index in 0..geometry.cells() {
        let r = draw(params, index as u32, rules::PLACE_RESTING);
        let kind = if r.x < nk {
            rules::NK
        } else if r.y < treg {
            rules::TREG
        } else {
            continue;
        };
        let words = rules::arriving(kind, params.kinds[kind as usize], 0u32, 0u32, r);
        tissue.effector_x[index] = words.x;
        tissue.effector_y[index] = words.y;
    }
}

/// Vessel flags and distances.
fn ground(geometry: &Geometry, params: &Params) -> Vec<u32> {
    let place = &params.place;
    let grid = [place.vessels_x, place.vessels_y, place.vessels_z];
    let mut vessel = vec![false; geometry.cells()];
    for j in 0..grid.iter().product::<u32>() {
        vessel[rules::vessel_site(j, *place, geometry.size) as usize] = true;
    }
    let squares = nearest_squares(geometry, &vessel);
    squares.iter().zip(&vessel).map(|(square, here)| u32::from(*here) | square << 1).collect()
}

/// Squared distance in cells from every site to the nearest marked one, at most 4095, axis by axis.
fn nearest_squares(geometry: &Geometry, marked: &[bool]) -> Vec<u32> {
    const FAR: u32 = 4095;
    let [w, h, d] = geometry.size.map(|n| n as usize);
    let mut squares: Vec<u32> = marked.iter().map(|m| if *m { 0 } else { FAR }).collect();
    let strides = [(w, 1, w * h * d / w), (h, w, w * h * d / h), (d, w * h, w * h * d / d)];
    for (axis, (length, stride, _)) in strides.into_iter().enumerate() {
        if length == 1 {
            continue;
        }
        let before = squares.clone();
        for (index, square) in squares.iter_mut().enumerate() {
            let at = match axis {
                0 => index % w,
                1 => index / w % h,
                _ => index / (w * h),
            };
            for other in at.saturating_sub(63)..(at + 64).min(length) {
                let away = other.abs_diff(at) as u32;
                let candidate = before[index + other * stride - at * stride].saturating_add(away * away);
                *square = (*square).min(candidate);
            }
            *square = (*square).min(FAR);
        }
    }
    squares
}
