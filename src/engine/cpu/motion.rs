//! Motion of effectors in sub-steps, and their entry through vessels.

use super::super::counters;
use super::Site;
use super::parts;
use super::walk::{self, Purpose};
use crate::rules::{self, STREAM_ARRIVE, STREAM_MOVE};

impl Site {
    /// Effectors that hold no target claim the site of their hop.
    pub(super) fn hop_claim(&mut self, now: u32, hop: u32) {
        let lot = self.part_words();
        let (params, geometry, xs) = (&self.params, &self.geometry, &self.state.effector_x);
        let flat = geometry.flat();
        let chemo = &self.state.amounts[rules::CHEMO as usize];
        let half = params.laws[rules::CHEMO as usize].half;
        let purpose = Purpose { step: now, substep: hop & 63, stream: STREAM_MOVE, draw: hop >> 6 };
        let left =
            parts::in_parts(self.effectors.words.chunks(lot).enumerate(), |(part, members)| {
                let first = (part * lot * 64) as u32;
                let mut acting = Vec::new();
                let free =
                    |index: u32| rules::engaged_direction(xs[index as usize]) == rules::NOT_ENGAGED;
                walk::with_draws(members, first, params, purpose, free, |index, r| {
                    let i = index as usize;
                    let kind = params.kinds[(xs[i] & 7) as usize];
                    let direction = rules::hop_try(xs[i], kind, flat, r);
                    if direction == rules::NOT_ENGAGED || geometry.inside[i] >> direction & 1 == 0 {
                        return;
                    }
                    let target = index.wrapping_add(geometry.change[direction as usize]) as usize;
                    if !rules::effector_idle(xs[target]) {
                        return;
                    }
                    let (here, there) = (
                        chemo[geometry.field_of[i] as usize],
                        chemo[geometry.field_of[target] as usize],
                    );
                    let (here, there) = if here == there {
                        (0, 0)
                    } else {
                        (rules::occupancy(here, half), rules::occupancy(there, half))
                    };
                    if rules::hop_accepted(kind, here, there, r) {
                        acting.push((index, rules::claim_word(r.w, direction)));
                    }
                });
                acting
            });
        self.acting.clear();
        for (index, word) in left.into_iter().flatten() {
            let target =
                index.wrapping_add(geometry.change[rules::claim_direction(word) as usize]) as usize;
            self.claim[target] = self.claim[target].max(word);
            self.acting.push((index, word));
        }
    }

    /// Winners hop.
    pub(super) fn hop_commit(&mut self) {
        let acting = std::mem::take(&mut self.acting);
        for (index, word) in &acting {
            let target =
                index.wrapping_add(self.geometry.change[rules::claim_direction(*word) as usize]);
            if self.claim[target as usize] == *word {
                let i = *index as usize;
                self.state.effector_x[target as usize] = self.state.effector_x[i];
                self.state.effector_y[target as usize] = self.state.effector_y[i];
                self.effectors.insert(target);
                self.remove_effector(*index);
            }
        }
        for (index, word) in &acting {
            let target =
                index.wrapping_add(self.geometry.change[rules::claim_direction(*word) as usize]);
            self.claim[target as usize] = 0;
        }
        self.acting = acting;
        self.acting.clear();
    }

    /// Effectors enter: each at a drawn vessel, on its site or a free neighbour; one that finds no
    /// room is refused.
    pub(super) fn arrive(&mut self, now: u32, step: u32) {
        let place = self.params.place;
        let vessels = place.vessels_x * place.vessels_y * place.vessels_z;
        for (group, total) in self.params.arrivals.into_iter().enumerate() {
            let word = rules::group_word(group as u32);
            let kind = (word & 7) as usize;
            let origin = rules::group_origin(word);
            let antigen = rules::group_antigen(word, self.params.grafts[origin as usize]);
            for j in 0..rules::arrivals_in_step(total, step, place.steps) {
                let r = Site::draw(&self.params, j, now, 0, STREAM_ARRIVE, word);
                let site =
                    (vessels > 0).then(|| self.entry(rules::mulhi(r.x, vessels), r.y)).flatten();
                let Some(site) = site else {
                    self.state.totals[counters::REFUSED + kind - 1] += 1;
                    continue;
                };
                let words = rules::arriving(word & 7, self.params.kinds[kind], antigen, origin, r);
                self.state.effector_x[site as usize] = words.x;
                self.state.effector_y[site as usize] = words.y;
                self.effectors.insert(site);
                self.state.totals[counters::ENTERED + group] += 1;
            }
        }
    }

    /// Where a cell that comes through vessel `j` finds room: the vessel's site, else a free
    /// neighbour.
    fn entry(&self, j: u32, r: u32) -> Option<u32> {
        let place = &self.params.place;
        let site = rules::vessel_site(j, *place, self.geometry.size);
        if rules::effector_idle(self.state.effector_x[site as usize]) {
            return Some(site);
        }
        let free = self.geometry.directions_where(site, !(1 << rules::CENTRE), |at| {
            rules::effector_idle(self.state.effector_x[at])
        });
        (free != 0)
            .then(|| site.wrapping_add(self.geometry.change[rules::pick_bit(free, r) as usize]))
    }
}
