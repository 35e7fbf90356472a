//! What cells make and take of the fields of a site, and its sub-steps.

use super::lanes::Sums;
use super::{Fields, Step, TURNS};
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
        for sources in &mut fields.sources {
            sources.fill(0);
        }
        fields.receptors.fill(0);
        if first_of_host_step {
            self.feed_exchange();
        }
        let fields = &mut self.fields;
        let (state, params, geometry) = (&self.state, &self.params, &self.geometry);
        let half = params.laws[rules::IFNG as usize].half;
        let mut add = |at: usize, made: rules::Vec4<u32>| {
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                if amount != 0 {
                    sources[at] = rules::capped_sum(sources[at], amount);
                }
            }
        };
        // Cells side by side share a field site: its occupancy is worked out once.
        let (mut site, mut ifng) = (usize::MAX, 0);
        BitSet::for_each(&self.mass.words, |index| {
            let cell = state.tissue[index as usize];
            let at = geometry.field_of[index as usize] as usize;
            if at != site {
                ifng = rules::occupancy(state.amounts[rules::IFNG as usize][at], half);
                site = at;
            }
            let line = params.lines[rules::tissue_line(cell) as usize];
            add(at, rules::tissue_sources(cell, line, ifng));
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let i = index as usize;
            let (x, y) = (state.effector_x[i], state.effector_y[i]);
            let kind = params.kinds[rules::effector_kind(x) as usize];
            let at = geometry.field_of[i] as usize;
            let graft = params.grafts[rules::origin_of(y) as usize];
            add(at, rules::effector_sources(y, kind, graft));
            fields.receptors[at] =
                rules::capped_sum(fields.receptors[at], rules::effector_uptake(y, kind));
        });
        fields.note_fed();
    }

    /// Counts vessels and depot cells of each field site, and what they exchange in a tissue step.
    fn feed_exchange(&mut self) {
        let (fields, geometry, signal) = (&mut self.fields, &self.geometry, self.params.signal);
        // Vessels are counted where their hazard goes, depot cells where their level goes.
        fields.hazard.fill(0);
        fields.level.fill(0);
        for (word, at) in self.ground.iter().zip(&geometry.field_of) {
            fields.hazard[*at as usize] += u32::from(rules::is_vessel(*word));
        }
        if signal.depot_place != 0 {
            for (index, cell) in self.state.tissue.iter().enumerate() {
                if rules::in_depot(rules::is_mass(*cell), self.distance[index], signal) {
                    fields.level[geometry.field_of[index] as usize] += 1;
                }
            }
        }
        let turns = self.params.turns.first_chunk::<TURNS>().expect("the first field has turns");
        let used = self.params.laws[rules::INTERLEUKIN as usize].substeps as usize + 1;
        fields.giving.fill(false);
        for (at, (hazard, level)) in fields.hazard.iter_mut().zip(&mut fields.level).enumerate() {
            let exchange = if *hazard == 0 && *level == 0 {
                rules::Exchange::default()
            } else {
                rules::site_exchange(*hazard, *level, signal)
            };
            (*hazard, *level) = (exchange.hazard, exchange.level);
            for (parts, turn) in fields.parts.iter_mut().zip(turns).take(used) {
                parts[at] = match exchange.hazard {
                    0 => 0,
                    hazard => rules::exchanged_part(hazard, turn.acting) as u16,
                };
            }
            fields.giving[at / fields.rows.stride] |= exchange.hazard != 0;
        }
    }

    /// The reaction of one field before its first sub-step.
    pub(in crate::engine::cpu) fn react(&mut self, field: usize, now: u32) {
        self.field_step(field, now, |fields, amounts, step| fields.first_turn(amounts, step));
    }

    /// One sub-step of one field, on as many threads as the site may use.
    pub(in crate::engine::cpu) fn diffuse(&mut self, field: usize, now: u32, substep: u32) {
        self.field_step(field, now, |fields, amounts, step| {
            fields.substep(amounts, step, substep as usize)
        });
    }

    fn field_step(
        &mut self,
        field: usize,
        now: u32,
        run: impl Fn(&mut Fields, &mut [u32], &Step) -> Sums,
    ) {
        let amounts = &mut self.state.amounts[field];
        let bands = self.threads.min(amounts.len() / BAND_SITES);
        let step = Step { params: &self.params, field, now, bands };
        let sums = run(&mut self.fields, amounts, &step);
        for (total, sum) in self.state.totals[counters::LEDGER + field * 6..].iter_mut().zip(sums) {
            *total += sum;
        }
    }

    /// After a state was restored: rows may hold anything.
    pub(in crate::engine::cpu) fn wake_fields(&mut self) {
        for bits in &mut self.fields.bits {
            bits.fill(u32::MAX);
        }
    }
}
