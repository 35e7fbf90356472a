//! What cells make and take of the fields of a site, and its sub-steps.

use super::Fields;
use crate::engine::counters;
use crate::engine::cpu::CpuSite;
use crate::engine::cpu::bits::BitSet;
use crate::rules;

/// Field sites that are worth a band of their own: about 20 us of work, against a few for handing
/// it over.
const BAND_SITES: usize = 1 << 15;

impl CpuSite {
    /// Sums what cells make and take into field sites; renews the depot at the first step of a host
    /// step.
    pub(in crate::engine::cpu) fn feed(&mut self, first_of_host_step: bool) {
        let fields = &mut self.fields;
        for (field, law) in self.params.laws.iter().enumerate() {
            if law.substeps > 0 {
                fields.sources[field].fill(0);
            }
        }
        fields.receptors.fill(0);
        let (state, params, geometry) = (&self.state, &self.params, &self.geometry);
        if first_of_host_step {
            let signal = params.signal;
            // Vessels are counted where their fraction goes, depot cells where their fluid goes.
            fields.fraction.fill(0);
            fields.fluid.fill(0);
            for (word, at) in self.ground.iter().zip(&geometry.field_of) {
                fields.fraction[*at as usize] += u32::from(rules::is_vessel(*word));
            }
            if signal.depot_place != 0 {
                for (index, cell) in state.tissue.iter().enumerate() {
                    if rules::in_depot(rules::is_mass(*cell), self.distance[index], signal) {
                        fields.fluid[geometry.field_of[index] as usize] += 1;
                    }
                }
            }
            for (fluid, fraction) in fields.fluid.iter_mut().zip(&mut fields.fraction) {
                let exchange = rules::site_exchange(*fraction, *fluid, signal);
                (*fraction, *fluid) = (exchange.fraction, exchange.fluid);
            }
        }
        let half = params.laws[rules::IFNG as usize].half;
        BitSet::for_each(&self.mass.words, |index| {
            let cell = state.tissue[index as usize];
            let at = geometry.field_of[index as usize] as usize;
            let ifng = rules::occupancy(state.amounts[rules::IFNG as usize][at], half);
            let made =
                rules::tissue_sources(cell, params.lines[rules::tissue_line(cell) as usize], ifng);
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                sources[at] = sources[at].wrapping_add(amount);
            }
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let i = index as usize;
            let (x, y) = (state.effector_x[i], state.effector_y[i]);
            let kind = params.kinds[rules::effector_kind(x) as usize];
            let at = geometry.field_of[i] as usize;
            let graft = params.grafts[rules::origin_of(y) as usize];
            let made = rules::effector_sources(y, kind, graft);
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                sources[at] = sources[at].wrapping_add(amount);
            }
            fields.receptors[at] =
                fields.receptors[at].wrapping_add(rules::effector_uptake(y, kind));
        });
        fields.note_rows();
    }

    /// Renews the uptake fractions of interleukin-2.
    pub(in crate::engine::cpu) fn renew(&mut self) {
        let fields = &mut self.fields;
        let half = self.params.laws[0].uptake_half;
        for row in (0..fields.rows).filter(|row| fields.drinking[*row]) {
            let range = row * fields.stride..(row + 1) * fields.stride;
            let sites = fields.uptake[range.clone()]
                .iter_mut()
                .zip(&fields.receptors[range.clone()])
                .zip(&self.state.amounts[0][range]);
            for ((uptake, receptors), amount) in sites {
                *uptake = rules::uptake_fraction(*receptors, half, *amount);
            }
        }
    }

    /// One sub-step of one field, on as many threads as the site may use.
    pub(in crate::engine::cpu) fn diffuse(&mut self, field: usize, now: u32, substep: u32) {
        let law = self.params.laws[field];
        let time_point = rules::time_point_of(now, substep, law);
        let bands = self.threads.min(self.fields.width * self.fields.rows / BAND_SITES);
        let sums =
            self.fields.substep(&mut self.state.amounts[field], field, law, time_point, bands);
        for (total, sum) in self.state.totals[counters::LEDGER + field * 6..].iter_mut().zip(sums) {
            *total += sum;
        }
    }

    /// After a state was restored: rows may be live again.
    pub(in crate::engine::cpu) fn wake_fields(&mut self) {
        let anything = Fields::anything(self.fields.stride);
        for live in &mut self.fields.live {
            live.fill(anything);
        }
    }
}
