//! Tissue cells and effectors: act, commit, push.

use super::super::counters;
use super::Site;
use super::parts;
use super::walk::{self, Purpose};
use crate::rules::{self, STREAM_EFFECTOR, STREAM_TISSUE};

/// What a part of the cells leaves when they acted: ready cells, intents, hits and events.
struct Acted {
    ready: Vec<u32>,
    acting: Vec<(u32, u32)>,
    hits: Vec<(u32, u32)>,
    events: [u64; counters::TOTAL],
}

impl Default for Acted {
    fn default() -> Acted {
        Acted {
            ready: Vec::new(),
            acting: Vec::new(),
            hits: Vec::new(),
            events: [0; counters::TOTAL],
        }
    }
}

impl Site {
    /// 1 in steps in which clocks count.
    fn tick(&self, now: u32) -> u32 {
        u32::from(now.is_multiple_of(self.params.place.clock_steps.max(1)))
    }

    /// Tissue cells act.
    pub(super) fn tissue(&mut self, now: u32) {
        let tick = self.tick(now);
        let half = self.params.laws[rules::IFNG as usize].half;
        let signal = self.params.signal;
        let purpose = Purpose { step: now, substep: 0, stream: STREAM_TISSUE, draw: 0 };
        let lot = self.part_words();
        let (params, geometry, ground, reach) =
            (&self.params, &self.geometry, &self.ground, &self.reach);
        let ifng = &self.state.amounts[rules::IFNG as usize];
        let parts =
            self.state.tissue.chunks_mut(lot * 64).zip(self.mass.words.chunks_mut(lot)).enumerate();
        let left = parts::in_parts(parts, |(part, (cells, mass))| {
            let first = part * lot * 64;
            let mut left = Acted::default();
            let mut cleared = Vec::new();
            walk::with_draws(
                mass,
                first as u32,
                params,
                purpose,
                |_| true,
                |index, r| {
                    let i = index as usize;
                    let cell = cells[i - first];
                    if rules::tissue_idle(cell) {
                        return;
                    }
                    let number = rules::tissue_line(cell) as usize;
                    let ifng = rules::with_interferon(
                        rules::occupancy(ifng[geometry.field_of[i] as usize], half),
                        signal.interferon,
                    );
                    let r = if rules::is_alive(cell) { r } else { rules::Vec4::new(0, 0, 0, 0) };
                    let (line, reach, vessel) =
                        (params.lines[number], rules::reach_square(reach[i]), ground[i] >> 1);
                    let next = rules::tissue_step(
                        cell,
                        line,
                        reach,
                        vessel,
                        ifng,
                        signal.drug_chance,
                        signal.growth,
                        tick,
                        r,
                    );
                    cells[i - first] = next.cell;
                    match next.event {
                        rules::TISSUE_NATURAL_DEATH => left.events[counters::NATURAL + number] += 1,
                        rules::TISSUE_HYPOXIC_DEATH => left.events[counters::HYPOXIC + number] += 1,
                        rules::TISSUE_DRUG_DEATH => left.events[counters::BY_DRUG + number] += 1,
                        rules::TISSUE_CLEARED => cleared.push(i - first),
                        _ if rules::is_living_tumour(next.cell) && rules::is_ready(next.cell) => {
                            left.ready.push(index)
                        }
                        _ => {}
                    }
                },
            );
            left.events[counters::CLEARED] = cleared.len() as u64;
            for i in cleared {
                mass[i / 64] &= !(1 << (i % 64));
            }
            left
        });
        self.ready.clear();
        for part in left {
            self.ready.extend(part.ready);
            part.events
                .iter()
                .zip(&mut self.state.totals)
                .for_each(|(events, total)| *total += events);
        }
    }

    /// Effectors act: their new words are stored, their intents and hits kept for `commit`.
    pub(super) fn effector(&mut self, now: u32) {
        let tick = self.tick(now);
        let lot = self.part_words();
        let (params, geometry) = (&self.params, &self.geometry);
        let (signal, antigens) = (params.signal, params.lines[0].antigens);
        let (tissue, amounts) = (&self.state.tissue, &self.state.amounts);
        let purpose = Purpose { step: now, substep: 0, stream: STREAM_EFFECTOR, draw: 0 };
        let (xs, ys) = (
            self.state.effector_x.chunks_mut(lot * 64),
            self.state.effector_y.chunks_mut(lot * 64),
        );
        let parts = xs.zip(ys).zip(self.effectors.words.chunks(lot)).enumerate();
        let left = parts::in_parts(parts, |(part, ((xs, ys), members))| {
            let first = part * lot * 64;
            let mut left = Acted::default();
            walk::with_draws(
                members,
                first as u32,
                params,
                purpose,
                |_| true,
                |index, r| {
                    let i = index as usize;
                    let (x, y) = (xs[i - first], ys[i - first]);
                    let kind = params.kinds[rules::effector_kind(x) as usize];
                    let mut direction = rules::engaged_direction(x);
                    if direction != rules::NOT_ENGAGED {
                        let target =
                            index.wrapping_add(geometry.change[direction as usize]) as usize;
                        if !rules::recognises(x, kind.recognition, tissue[target], antigens) {
                            direction = rules::NOT_ENGAGED;
                        }
                    } else if rules::seeks_target(x, kind) {
                        let targets = geometry.directions_where(index, u32::MAX, |target| {
                            rules::recognises(x, kind.recognition, tissue[target], antigens)
                        });
                        if targets != 0 {
                            direction = rules::pick_bit(targets, r.w);
                        }
                    }
                    let target = if direction == rules::NOT_ENGAGED {
                        index
                    } else {
                        index.wrapping_add(geometry.change[direction as usize])
                    };
                    let cell = tissue[target as usize];
                    let line = params.lines[rules::tissue_line(cell) as usize];
                    let at = geometry.field_of[i] as usize;
                    let suppression = rules::occupancy(
                        amounts[rules::SUPPRESSOR as usize][at],
                        params.laws[rules::SUPPRESSOR as usize].half,
                    );
                    let il2 = amounts[rules::INTERLEUKIN as usize][at];
                    let q = if rules::needs_second_draw(x, y, kind, il2) {
                        Site::draw(params, index, now, 0, STREAM_EFFECTOR, 1)
                    } else {
                        rules::Vec4::new(u32::MAX, u32::MAX, u32::MAX, u32::MAX)
                    };
                    let graft = params.grafts[rules::origin_of(y) as usize];
                    let hazard = rules::effector_hazard(x, y, signal);
                    let next = rules::effector_step(
                        x, y, kind, graft, hazard, il2, suppression, signal.t_scale,
                        signal.nk_scale, direction, cell, line, tick, r, q,
                    );
                    xs[i - first] = next.x;
                    ys[i - first] = next.y;
                    if next.hit != 0 {
                        left.hits.push((target, next.hit));
                    }
                    left.events[counters::CONVERTED] += u64::from(next.converted);
                    if next.intent != 0 {
                        left.acting.push((index, next.intent));
                    }
                },
            );
            left
        });
        self.acting.clear();
        for part in left {
            for (target, hit) in part.hits {
                if self.hits[target as usize] == 0 {
                    self.struck.push(target);
                }
                self.hits[target as usize] += hit;
            }
            self.acting.extend(part.acting);
            self.state.totals[counters::CONVERTED] += part.events[counters::CONVERTED];
        }
    }

    /// Wishes to divide become claims on a free neighbour of the effector layer.
    pub(super) fn divide(&mut self, now: u32) {
        for (index, intent) in &mut self.acting {
            if *intent != rules::INTENT_ENTER {
                continue;
            }
            let free = self.geometry.directions_where(*index, !(1 << rules::CENTRE), |at| {
                rules::effector_idle(self.state.effector_x[at])
            });
            *intent = 0;
            if free != 0 {
                let r = Site::draw(&self.params, *index, now, 0, STREAM_EFFECTOR, 2);
                let direction = rules::pick_bit(free, r.x);
                *intent = rules::claim_word(r.y, direction);
                let target = index.wrapping_add(self.geometry.change[direction as usize]) as usize;
                self.claim[target] = self.claim[target].max(*intent);
            }
        }
    }

    /// Hits, deaths and divisions take effect.
    pub(super) fn commit(&mut self, now: u32) {
        let tick = self.tick(now);
        for target in self.struck.drain(..) {
            let t = target as usize;
            let cell = self.state.tissue[t];
            let number = rules::tissue_line(cell) as usize;
            let next = rules::take_hits(cell, self.params.lines[number], self.hits[t], tick);
            self.hits[t] = 0;
            self.state.tissue[t] = next.cell;
            if let Some(killer) = (next.event as usize).checked_sub(1) {
                self.state.totals[counters::killed(killer) + number] += 1;
            }
        }
        let acting = std::mem::take(&mut self.acting);
        for (index, intent) in &acting {
            let i = *index as usize;
            let kind = rules::effector_kind(self.state.effector_x[i]) as usize;
            if *intent == rules::INTENT_DIE {
                self.state.totals[counters::EFFECTOR_DIED + kind - 1] += 1;
                self.remove_effector(*index);
            } else if *intent != 0 {
                let target = index
                    .wrapping_add(self.geometry.change[rules::claim_direction(*intent) as usize]);
                if self.claim[target as usize] == *intent {
                    let half = rules::effector_divided(self.state.effector_x[i]);
                    self.state.effector_x[i] = half;
                    self.state.effector_x[target as usize] = half;
                    self.state.effector_y[target as usize] = self.state.effector_y[i];
                    self.effectors.insert(target);
                    self.state.totals[counters::EFFECTOR_DIVIDED + kind - 1] += 1;
                }
            }
        }
        for (index, intent) in &acting {
            if *intent & rules::INTENT_ENTER != 0 {
                let target = index
                    .wrapping_add(self.geometry.change[rules::claim_direction(*intent) as usize]);
                self.claim[target as usize] = 0;
            }
        }
        self.acting = acting;
        self.acting.clear();
    }

    /// The chain that a ready cell pushes, as a word; `None` when it cannot.
    fn push_plan(&self, index: u32, now: u32) -> Option<u32> {
        let cell = self.state.tissue[index as usize];
        if !rules::is_living_tumour(cell) || !rules::is_ready(cell) {
            return None;
        }
        let line = self.params.lines[rules::tissue_line(cell) as usize];
        let r = Site::draw(&self.params, index, now, 0, STREAM_TISSUE, 1);
        let free = self.geometry.directions_where(index, !(1 << rules::CENTRE), |at| {
            self.state.tissue[at] & 7 == rules::FREE
        });
        let along = rules::push_offset(free, self.reach[index as usize], line, r.x);
        let length = rules::chain_length(along);
        let moved = (1..=length).find(|k| {
            self.state.tissue[self.chain_site(index, along, *k, length) as usize] & 7 == rules::FREE
        })?;
        Some(rules::chain_word(along, moved))
    }

    /// The index of the k-th site of a chain.
    fn chain_site(&self, index: u32, along: rules::Vec3<i32>, k: u32, length: u32) -> u32 {
        index.wrapping_add(rules::index_change(
            rules::chain_step(along, k, length),
            self.geometry.size,
        ))
    }

    /// The word with which a site claims its chain in this step.
    fn push_word(&self, index: u32, now: u32) -> u32 {
        let place = &self.params.place;
        rules::push_word(
            index,
            now.wrapping_mul(0x9e37_79b9)
                ^ place.seed_low
                ^ place.replicate.wrapping_mul(0x85eb_ca6b),
        )
    }

    /// The sites of a planned chain, the ready cell's own first.
    fn chain(
        &self,
        index: u32,
        plan: u32,
    ) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + '_ {
        let along = rules::reach_offset(plan);
        let length = rules::chain_length(along);
        (0..rules::chain_moved(plan) as usize + 1)
            .map(move |k| self.chain_site(index, along, k as u32, length) as usize)
    }

    /// Ready cells claim their chains.
    pub(super) fn push_claim(&mut self, now: u32) {
        self.acting.clear();
        let ready = std::mem::take(&mut self.ready);
        let mut claim = std::mem::take(&mut self.claim);
        for index in &ready {
            let Some(plan) = self.push_plan(*index, now) else { continue };
            let word = self.push_word(*index, now);
            for site in self.chain(*index, plan) {
                claim[site] = claim[site].max(word);
            }
            self.acting.push((*index, plan));
        }
        self.claim = claim;
        self.ready = ready;
    }

    /// Chains that hold all their sites move outward by one; the first site takes a daughter.
    pub(super) fn push_commit(&mut self, now: u32) {
        let acting = std::mem::take(&mut self.acting);
        let mut chain = Vec::new();
        for (index, plan) in &acting {
            let word = self.push_word(*index, now);
            chain.clear();
            chain.extend(self.chain(*index, *plan));
            if chain.iter().any(|site| self.claim[*site] != word) {
                continue;
            }
            let mother = self.state.tissue[*index as usize];
            let number = rules::tissue_line(mother) as usize;
            let r = Site::draw(&self.params, *index, now, 0, STREAM_TISSUE, 1);
            for k in (2..chain.len()).rev() {
                self.state.tissue[chain[k]] = self.state.tissue[chain[k - 1]];
            }
            self.state.tissue[chain[1]] = rules::divided(mother, self.params.lines[number], r.y);
            self.state.tissue[chain[0]] = rules::divided(mother, self.params.lines[number], r.z);
            let filled = chain[chain.len() - 1];
            self.mass.insert(filled as u32);
            self.reach[filled] = rules::EDGE_REACH;
            self.state.totals[counters::DIVIDED + number] += 1;
        }
        for (index, plan) in &acting {
            chain.clear();
            chain.extend(self.chain(*index, *plan));
            for site in &chain {
                self.claim[*site] = 0;
            }
        }
        self.acting = acting;
        self.acting.clear();
    }
}
