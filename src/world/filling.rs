//! The first state of a site: vessels, tumours as compact discs or balls, resting effectors, empty
//! fields.
//!
//! A tumour takes the free sites nearest to its centre, equally near ones in the order of the
//! site's salt; one of several foci is dealt out to as many centres anywhere in the site. Its cells
//! are the rule `put_cell`'s. Every draw comes from the stream `STREAM_PLACE`. Tumours of a later
//! day are not there yet: the host has them put in.

use super::signal::radius_of;
use super::{Exchange, Geometry, Lattice, Params, Shape, Tissue, WorldError, parameters};
use crate::keys;
use crate::kinds::{EffectorKind, Entry};
use crate::rules;
use crate::scenario::Scenario;
use crate::scenario::types::{Animal, Tumour};
use std::sync::Arc;

/// Fills one site of one animal.
pub(super) fn fill(
    scenario: &Scenario,
    animal: &Animal,
    site: usize,
    geometry: &Arc<Geometry>,
    shape: &Shape,
) -> Result<Lattice, WorldError> {
    let params = parameters::params(scenario, animal, site, geometry, shape);
    let cells = geometry.cells();
    let mut tissue = Tissue {
        tissue: vec![0; cells],
        effector_x: vec![0; cells],
        effector_y: vec![0; cells],
        amounts: std::array::from_fn(|_| vec![0; geometry.field_cells()]),
        totals: vec![0; rules::TOTALS as usize],
    };
    for (line, tumour) in scenario.tumours.iter().enumerate() {
        if tumour.site == site && tumour.start_h <= 0.0 {
            place_tumour(scenario, animal, line, geometry, &params, &mut tissue)?;
        }
    }
    rest(scenario, animal, geometry, &params, &mut tissue);
    let exchange = Exchange::new(animal, geometry, scenario.run.tissue_step_h);
    Ok(Lattice {
        ground: ground(geometry, &params),
        geometry: Arc::clone(geometry),
        params,
        exchange,
        tissue,
    })
}

/// Four uniform words for a site and a purpose of the first filling.
fn draw(params: &Params, index: u32, purpose: u32) -> rules::Vec4<u32> {
    rules::site_draw(index, rules::place_draw(purpose), params.place)
}

fn place_tumour(
    scenario: &Scenario,
    animal: &Animal,
    line: usize,
    geometry: &Geometry,
    params: &Params,
    tissue: &mut Tissue,
) -> Result<(), WorldError> {
    let tumour = &scenario.tumours[line];
    let wanted = libm::round(animal.get(keys::tumour::CELLS.at(line))).max(0.0) as u64;
    let foci = u64::from(tumour.foci.max(1));
    for focus in 0..foci {
        let cells = wanted / foci + u64::from(focus < wanted % foci);
        let centre = centre(tumour, line, focus as u32, cells, geometry, params);
        place_mass(line, cells, centre, geometry, params, tissue).map_err(|room| {
            WorldError::Room {
                replicate: animal.replicate,
                site: scenario.sites[tumour.site].name.clone(),
                cells: wanted,
                room,
            }
        })?;
    }
    Ok(())
}

/// Centre of a mass, cells: where the scenario says; of several foci drawn in the middle half of
/// the site, so that each has room to grow before it reaches the edge.
fn centre(
    tumour: &Tumour,
    line: usize,
    focus: u32,
    cells: u64,
    geometry: &Geometry,
    params: &Params,
) -> [f64; 3] {
    if tumour.foci <= 1 {
        return std::array::from_fn(|axis| {
            if axis == 2 && geometry.flat() {
                0.5
            } else {
                tumour.position_um[axis] / geometry.spacing_um
            }
        });
    }
    let r = draw(params, focus | (line as u32) << 24, rules::PLACE_FOCUS);
    let radius = radius_of(cells as f64, geometry.flat());
    let words = [r.x, r.y, r.z];
    std::array::from_fn(|axis| {
        let edge = f64::from(geometry.size[axis]);
        let room = (0.5 * edge - 2.0 * radius).max(0.0);
        if axis == 2 && geometry.flat() {
            0.5
        } else {
            0.5 * (edge - room) + room * f64::from(words[axis]) / 4_294_967_296.0
        }
    })
}

/// Puts a line's cells on the free sites nearest to a centre; the error is the number of free
/// sites.
fn place_mass(
    line: usize,
    cells: u64,
    centre: [f64; 3],
    geometry: &Geometry,
    params: &Params,
    tissue: &mut Tissue,
) -> Result<(), u64> {
    let mut free: Vec<(u64, u32, u32)> = Vec::with_capacity(geometry.cells());
    for index in 0..geometry.cells() as u32 {
        if tissue.tissue[index as usize] != 0 {
            continue;
        }
        let at = rules::position_of(index, geometry.size);
        let square: f64 = [at.x, at.y, at.z]
            .iter()
            .zip(centre)
            .map(|(p, c)| (f64::from(*p) + 0.5 - c) * (f64::from(*p) + 0.5 - c))
            .sum();
        free.push((libm::round(square * 16.0) as u64, rules::distance_salt(index), index));
    }
    if cells > free.len() as u64 {
        return Err(free.len() as u64);
    }
    let (cells, all) = (cells as usize, free.len());
    if cells > 0 && cells < all {
        free.select_nth_unstable(cells - 1);
    }
    for (_, _, index) in free.iter().take(cells) {
        tissue.tissue[*index as usize] = rules::put_cell(
            line as u32,
            params.lines[line],
            draw(params, *index, rules::PLACE_TUMOUR),
        );
    }
    Ok(())
}

/// Cells that rest in tissue from the start on, per mm2: NK cells as many as the animal's competence
/// brings in; athymic hosts have no T cells.
fn resting_density(scenario: &Scenario, animal: &Animal, kind: EffectorKind) -> f64 {
    let own = keys::EFFECTORS[kind.index()];
    let value = |key: Option<&'static keys::Number>| key.map_or(0.0, |key| animal.get(key));
    match kind.row().influx {
        Entry::Treg if scenario.athymic => 0.0,
        Entry::Nk => value(own.resting_density) * animal.get(&keys::competence::NK),
        Entry::Resident => value(own.on) * value(own.resting_density),
        _ => value(own.resting_density),
    }
}

/// Effectors that rest in tissue, each site with the chance of their density: NK cells by one word
/// of the draw, the other kinds by shares of another.
fn rest(
    scenario: &Scenario,
    animal: &Animal,
    geometry: &Geometry,
    params: &Params,
    tissue: &mut Tissue,
) {
    let area_mm2 = geometry.spacing_um * geometry.spacing_um * 1e-6;
    // a lattice cell holds one effector, however many would rest there
    let chance =
        |kind| parameters::threshold((resting_density(scenario, animal, kind) * area_mm2).min(1.0));
    let nk = chance(EffectorKind::NK);
    let mut below = 0u32;
    let others = EffectorKind::all().filter(|kind| *kind != EffectorKind::NK);
    let shares: Vec<(u32, u32)> = others
        .map(|kind| {
            below = below.saturating_add(chance(kind));
            (below, kind.number().word())
        })
        .collect();
    for index in 0..geometry.cells() {
        let r = draw(params, index as u32, rules::PLACE_RESTING);
        let kind = if r.x < nk {
            rules::NK
        } else if let Some((_, kind)) = shares.iter().find(|(below, _)| r.y < *below) {
            *kind
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
    let mut vessel = vec![false; geometry.cells()];
    for j in 0..rules::vessel_count(*place) {
        vessel[rules::vessel_site(j, *place, geometry.size) as usize] = true;
    }
    let squares = nearest_squares(geometry.size, &vessel);
    squares
        .iter()
        .zip(&vessel)
        .map(|(square, here)| rules::ground_word(*here, u32::from(*square)))
        .collect()
}

/// Sites of a row that are looked at together.
const STRIP: usize = 32;
/// Largest squared distance that the ground tells, and the farthest site that can lie within it.
const FAR: u16 = 4095;
const REACH: usize = 63;

/// Squared distance in cells from every site to the nearest marked one, at most 4095, axis by axis.
fn nearest_squares(size: [u32; 3], marked: &[bool]) -> Vec<u16> {
    let [w, h, d] = size.map(|n| n as usize);
    let mut squares = vec![FAR; marked.len()];
    for (row, marked) in squares.chunks_mut(w).zip(marked.chunks(w)) {
        nearest_in_row(row, marked);
    }
    for (length, rows_apart) in [(h, 1), (d, h)] {
        if length > 1 {
            let before = squares.clone();
            for (row, to) in squares.chunks_mut(w).enumerate() {
                let at = row / rows_apart % length;
                nearest_along(to, &before, row, at, length, rows_apart);
            }
        }
    }
    squares
}

/// Squared distances along a row, by one walk from either end.
fn nearest_in_row(row: &mut [u16], marked: &[bool]) {
    let walk = |away: &mut usize, square: &mut u16, here: bool| {
        *away = if here { 0 } else { away.saturating_add(1) };
        if *away <= REACH {
            *square = (*square).min((*away * *away) as u16);
        }
    };
    let (mut before, mut behind) = (usize::MAX, usize::MAX);
    let sites = row.iter_mut().zip(marked);
    sites.for_each(|(square, here)| walk(&mut before, square, *here));
    let sites = row.iter_mut().zip(marked).rev();
    sites.for_each(|(square, here)| walk(&mut behind, square, *here));
}

/// What a row learns from those beside it along an axis; outward, until nothing nearer can come.
fn nearest_along(
    to: &mut [u16],
    before: &[u16],
    row: usize,
    at: usize,
    length: usize,
    rows_apart: usize,
) {
    let width = to.len();
    for (strip, best) in to.chunks_mut(STRIP).enumerate() {
        let mut farthest = best.iter().fold(0, |far, square| far.max(*square));
        for away in 1..=REACH {
            let square = (away * away) as u16;
            if square >= farthest {
                break;
            }
            let sides = [
                (at >= away).then(|| row - away * rows_apart),
                (at + away < length).then(|| row + away * rows_apart),
            ];
            for other in sides.into_iter().flatten() {
                let others = &before[other * width + strip * STRIP..][..best.len()];
                for (best, other) in best.iter_mut().zip(others) {
                    *best = (*best).min(*other + square);
                }
            }
            farthest = best.iter().fold(0, |far, square| far.max(*square));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mark_is_found_along_every_axis() {
        for size in [[70u32, 9, 1], [5, 40, 3], [1, 130, 1], [33, 3, 80], [200, 2, 2]] {
            let cells: u32 = size.iter().product();
            for spread in [7usize, 61, 4001] {
                let marks: Vec<bool> =
                    (0..cells as usize).map(|i| i * 2_654_435_761 % spread == 3).collect();
                let found = nearest_squares(size, &marks);
                let at = |index: usize| {
                    let at = rules::position_of(index as u32, size);
                    [at.x, at.y, at.z].map(i64::from)
                };
                let marked: Vec<[i64; 3]> =
                    (0..marks.len()).filter(|i| marks[*i]).map(at).collect();
                for (index, square) in found.iter().enumerate() {
                    let here = at(index);
                    let squares = marked.iter().map(|mark| {
                        mark.iter().zip(here).map(|(a, b)| (a - b) * (a - b)).sum::<i64>()
                    });
                    let nearest = squares.min().unwrap_or(4095).min(4095);
                    assert_eq!(i64::from(*square), nearest, "{size:?} {spread} {index}");
                }
            }
        }
    }
}
