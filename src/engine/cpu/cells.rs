//! Effectors act and commit; ready cells push.

use super::super::counters;
use super::CpuSite;
use super::machine::Machine;
use super::parts;
use super::walk::{self, LOT};
use crate::rules::{self, Effector, EffectorWords, Target, Threats};

/// What a part of the cells leaves when they acted: ready cells, intents, hits and events.
pub(super) struct Acted {
    pub(super) ready: Vec<u32>,
    acting: Vec<(u32, u32)>,
    hits: Vec<(u32, u32)>,
    pub(super) events: [u64; counters::TOTAL],
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

impl Acted {
    pub(super) fn count(&mut self, event: u32) {
        if event != rules::NO_EVENT {
            self.events[event as usize] += 1;
        }
    }
}

impl CpuSite {
    /// Adds what happened in one of the parts.
    pub(super) fn add_events(&mut self, events: &[u64; counters::TOTAL]) {
        self.state.totals.iter_mut().zip(events).for_each(|(total, events)| *total += events);
    }

    /// Counts an event of the rules.
    pub(super) fn count_event(&mut self, event: u32) {
        if event != rules::NO_EVENT {
            self.state.totals[event as usize] += 1;
        }
    }

    /// Effectors act: their new words are stored, their intents and hits kept for `commit`.
    pub(super) fn effector(&mut self, now: u32) {
        let tick = rules::tick_at(now, self.params.place);
        let lot = self.part_words();
        let (params, geometry) = (&self.params, &self.geometry);
        let (signal, antigens) = (params.signal, params.lines[0].antigens);
        let (tissue, amounts) = (&self.state.tissue, &self.state.amounts);
        let (xs, ys) = (
            self.state.effector_x.chunks_mut(lot * 64),
            self.state.effector_y.chunks_mut(lot * 64),
        );
        let machine = Machine::here();
        self.near_mass.widen(&self.mass, geometry.size);
        let near_mass = &self.near_mass;
        let parts = xs.zip(ys).zip(self.effectors.words.chunks(lot)).enumerate();
        let left = parts::in_parts(parts, |(part, ((xs, ys), members))| {
            let first = part * lot * 64;
            let mut left = Acted::default();
            walk::in_lots(
                members,
                first as u32,
                params,
                rules::act_draw(now),
                |_| true,
                |lot| {
                    // Most cells look at a second block: so all have one, side by side.
                    let mut second = [[0; LOT]; 4];
                    let change = rules::change_draw(now);
                    walk::draw_blocks(
                        machine, &lot.indices, lot.count, params, change, &mut second,
                    );
                    for n in 0..lot.count {
                        let index = lot.indices[n];
                        let i = index as usize;
                        let words =
                            EffectorWords { first: lot.block(n), second: walk::block(&second, n) };
                        let cell = Effector { x: xs[i - first], y: ys[i - first] };
                        let kind = params.kinds[rules::effector_kind(cell.x) as usize];
                        let looked =
                            if near_mass.holds(index) { rules::looked_at(cell.x, kind) } else { 0 };
                        let recognised = geometry.directions_where(index, looked, |target| {
                            rules::recognises(cell.x, kind, tissue[target], antigens)
                        });
                        let direction = rules::chosen_target(recognised, words.first.w);
                        let target = if direction == rules::NOT_ENGAGED {
                            index
                        } else {
                            index.wrapping_add(geometry.change[direction as usize])
                        };
                        let aim = Target {
                            direction,
                            cell: tissue[target as usize],
                            line: params.lines
                                [rules::tissue_line(tissue[target as usize]) as usize],
                        };
                        let at = geometry.field_of[i] as usize;
                        let threats = Threats {
                            drugs: params.hazards[rules::effector_kind(cell.x) as usize],
                            rejection: params.rejections[rules::origin_of(cell.y) as usize],
                        };
                        let around = rules::felt(
                            signal,
                            threats,
                            amounts[rules::INTERLEUKIN as usize][at],
                            amounts[rules::SUPPRESSOR as usize][at],
                            params.laws[rules::SUPPRESSOR as usize].half,
                            tick,
                        );
                        let graft = params.grafts[rules::origin_of(cell.y) as usize];
                        let next = rules::effector_step(cell, kind, graft, around, aim, words);
                        xs[i - first] = next.x;
                        ys[i - first] = next.y;
                        left.count(next.event);
                        if next.hit != 0 {
                            left.hits.push((target, next.hit));
                        }
                        if next.intent != 0 {
                            left.acting.push((index, next.intent));
                        }
                    }
                },
            );
            left
        });
        self.acting.clear();
        for part in left {
            for (target, hit) in &part.hits {
                if self.hits[*target as usize] == 0 {
                    self.struck.push(*target);
                }
                let hits = &mut self.hits[*target as usize];
                *hits = rules::with_hit(*hits, *hit);
            }
            self.add_events(&part.events);
            self.acting.extend(part.acting);
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
                let r = rules::site_draw(*index, rules::daughter_draw(now), self.params.place);
                let direction = rules::pick_bit(free, r.x);
                *intent = rules::claim_word(r.y, direction);
                let target = index.wrapping_add(self.geometry.change[direction as usize]) as usize;
                self.claim[target] = self.claim[target].max(*intent);
            }
        }
    }

    /// Hits, deaths and divisions take effect.
    pub(super) fn commit(&mut self, now: u32) {
        let tick = rules::tick_at(now, self.params.place);
        let struck = std::mem::take(&mut self.struck);
        for target in &struck {
            let t = *target as usize;
            let cell = self.state.tissue[t];
            let line = self.params.lines[rules::tissue_line(cell) as usize];
            let next = rules::take_hits(cell, line, self.hits[t], tick);
            self.hits[t] = 0;
            self.state.tissue[t] = next.cell;
            self.count_event(next.event);
        }
        self.struck = struck;
        self.struck.clear();
        let acting = std::mem::take(&mut self.acting);
        for (index, intent) in &acting {
            let i = *index as usize;
            let kind = rules::effector_kind(self.state.effector_x[i]);
            if *intent == rules::INTENT_DIE {
                self.count_event(rules::kind_event(rules::TOTAL_EFFECTOR_DIED, kind));
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
                    self.count_event(rules::kind_event(rules::TOTAL_EFFECTOR_DIVIDED, kind));
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
        let r = rules::site_draw(index, rules::push_draw(now), self.params.place);
        let free = self.geometry.directions_where(index, !(1 << rules::CENTRE), |at| {
            !rules::is_mass(self.state.tissue[at])
        });
        let along = rules::push_offset(free, self.distance[index as usize], line, r.x);
        let length = rules::chain_length(along);
        let moved = (1..=length).find(|k| {
            let site = rules::chain_site(index, along, *k, length, self.geometry.size);
            !rules::is_mass(self.state.tissue[site as usize])
        })?;
        Some(rules::chain_word(along, moved))
    }

    /// The sites of a planned chain, the ready cell's own first.
    fn chain(
        &self,
        index: u32,
        plan: u32,
    ) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + '_ {
        let along = rules::distance_offset(plan);
        let length = rules::chain_length(along);
        (0..rules::chain_moved(plan) as usize + 1).map(move |k| {
            rules::chain_site(index, along, k as u32, length, self.geometry.size) as usize
        })
    }

    /// Ready cells claim their chains.
    pub(super) fn push_claim(&mut self, now: u32) {
        self.acting.clear();
        let ready = std::mem::take(&mut self.ready);
        let mut claim = std::mem::take(&mut self.claim);
        for index in &ready {
            let Some(plan) = self.push_plan(*index, now) else { continue };
            let word = rules::push_word(*index, now, self.params.place);
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
            let word = rules::push_word(*index, now, self.params.place);
            chain.clear();
            chain.extend(self.chain(*index, *plan));
            if chain.iter().any(|site| self.claim[*site] != word) {
                continue;
            }
            let mother = self.state.tissue[*index as usize];
            let line = self.params.lines[rules::tissue_line(mother) as usize];
            let r = rules::site_draw(*index, rules::push_draw(now), self.params.place);
            for k in (2..chain.len()).rev() {
                self.state.tissue[chain[k]] = self.state.tissue[chain[k - 1]];
            }
            self.state.tissue[chain[1]] = rules::divided(mother, line, r.y);
            self.state.tissue[chain[0]] = rules::divided(mother, line, r.z);
            let filled = chain[chain.len() - 1];
            self.mass.insert(filled as u32);
            self.distance[filled] = rules::EDGE_DISTANCE;
            self.count_event(rules::line_event(rules::TOTAL_DIVIDED, mother));
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
