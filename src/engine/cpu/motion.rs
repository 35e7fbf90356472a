//! Motion of effectors in sub-steps, and their entry through vessels.

use super::CpuSite;
use super::parts;
use super::walk::{self, LOT};
use crate::rules::{self, Effector};

impl CpuSite {
    /// Effectors that walk claim the site of their hop.
    pub(super) fn hop_claim(&mut self, now: u32, hop: u32) {
        let lot = self.part_words();
        let (params, geometry) = (&self.params, &self.geometry);
        let (xs, ys) = (&self.state.effector_x, &self.state.effector_y);
        let flat = geometry.flat();
        let chemo = &self.state.amounts[rules::CHEMO as usize];
        let law = params.laws[rules::CHEMO as usize];
        let purpose = rules::hop_draw(now, hop);
        let chances = params.kinds.map(|kind| kind.hop_chance);
        let left =
            parts::in_parts(self.effectors.words.chunks(lot).enumerate(), |(part, members)| {
                let first = (part * lot * 64) as u32;
                let mut acting = Vec::new();
                let walks = |index: u32| {
                    let i = index as usize;
                    rules::walks(Effector { x: xs[i], y: ys[i] })
                };
                walk::in_lots(members, first, params, purpose, walks, |lot| {
                    // Those that try, without an unpredictable branch.
                    let (mut trying, mut count) = ([0u8; LOT], 0);
                    for n in 0..lot.count {
                        let kind = rules::effector_kind(xs[lot.indices[n] as usize]);
                        trying[count] = n as u8;
                        let tries = rules::tries_hop(chances[kind as usize], lot.words[0][n]);
                        count += usize::from(tries);
                    }
                    for n in trying.iter().take(count) {
                        let (index, r) = (lot.indices[*n as usize], lot.block(*n as usize));
                        let i = index as usize;
                        let kind = params.kinds[rules::effector_kind(xs[i]) as usize];
                        let direction = rules::hop_try(xs[i], kind, flat, r);
                        let inside = direction != rules::NOT_ENGAGED
                            && geometry.inside[i] >> direction & 1 == 1;
                        if !inside {
                            continue;
                        }
                        let target =
                            index.wrapping_add(geometry.change[direction as usize]) as usize;
                        if !rules::effector_idle(xs[target]) {
                            continue;
                        }
                        let here = chemo[geometry.field_of[i] as usize];
                        let there = chemo[geometry.field_of[target] as usize];
                        if rules::hop_accepted(kind, here, there, law, r) {
                            acting.push((index, rules::claim_word(r.w, direction)));
                        }
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
        let vessels = rules::vessel_count(place);
        for (group, total) in self.params.arrivals.into_iter().enumerate() {
            let word = rules::group_word(group as u32);
            let kind = rules::effector_kind(word);
            let origin = rules::group_origin(word);
            let antigen = rules::group_antigen(word, self.params.grafts[origin as usize]);
            for j in 0..rules::arrivals_in_step(total, step, place.steps) {
                let r = rules::site_draw(j, rules::arrival_draw(now, word), place);
                let site = (vessels > 0)
                    .then(|| self.entry(rules::entry_vessel(place, r.x), r.y))
                    .flatten();
                let Some(site) = site else {
                    self.count_event(rules::kind_event(rules::TOTAL_REFUSED, kind));
                    continue;
                };
                let own = self.params.kinds[kind as usize];
                let new = rules::arriving(kind, own, antigen, origin, r);
                let part = self.params.programmed[group];
                self.place_effector(site, rules::with_programme(new, part, r.w));
                self.count_event(rules::TOTAL_ENTERED + group as u32);
            }
        }
    }

    /// Where a cell that comes through vessel `j` finds room: the vessel's site, else a free
    /// neighbour.
    fn entry(&self, j: u32, r: u32) -> Option<u32> {
        let site = rules::vessel_site(j, self.params.place, self.geometry.size);
        let free = self.geometry.directions_where(site, rules::ALL_DIRECTIONS, |at| {
            rules::effector_idle(self.state.effector_x[at])
        });
        let direction = rules::entry_direction(free, r);
        (direction != rules::NOWHERE)
            .then(|| site.wrapping_add(self.geometry.change[direction as usize]))
    }

    /// Puts an effector on a site.
    pub(super) fn place_effector(&mut self, site: u32, cell: rules::Effector) {
        self.state.effector_x[site as usize] = cell.x;
        self.state.effector_y[site as usize] = cell.y;
        self.effectors.insert(site);
    }
}
