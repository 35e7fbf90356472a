//! Cells between blood and tissue: what one site is told for a host step, and what entering cells
//! leave behind in blood.
//!
//! In: the pools, the step's means and effects. Out: a [`SiteSignal`]; afterwards the pools less
//! what entered. Cells arrive in [`ArrivingGroup`]s of one kind, one antigen and one origin, each a
//! Poisson number with a stream of its own, so that no group's number depends on which others come.

use super::arrivals::{self, Pull};
use super::burden;
use super::group::ArrivingGroup;
use super::setup::{Setup, SitePlan};
use super::state::{HostState, Pending};
use crate::exchange::{DrugEffect, INOCULA, Resection, SiteReturn, SiteSignal};
use crate::kinds::{Depletion, EFFECTORS, EffectorKind, Entry, GRAFTS, GROUPS, KINDS};
use crate::rules::{self, ALLOANTIGEN};
use crate::stream::{Stream, uniform};

/// Cells of one group that enter a site.
struct Coming {
    group: ArrivingGroup,
    /// 1/mm2/h of one cell layer.
    influx: f64,
    /// Part of them that are effectors by programme, 0 to 1.
    programmed: f64,
}

impl Coming {
    fn of(group: ArrivingGroup, influx: f64) -> Coming {
        Coming { group, influx, programmed: 0.0 }
    }
}

impl HostState {
    /// Clones that find their antigen at a site: in its tumours, or in a vaccine that lives there.
    fn clones_here(&self, plan: &SitePlan, site: usize) -> Vec<usize> {
        let mut clones = plan.clones.clone();
        if self.vaccine[site] > 0 {
            clones.extend(plan.vaccine_clones.iter().filter(|clone| !plan.clones.contains(clone)));
        }
        clones
    }

    /// How many cells of each group enter a site: the one place that says who comes.
    fn influx(
        &self,
        setup: &Setup,
        site: usize,
        pending: &Pending,
        lak_response: f64,
    ) -> Vec<Coming> {
        let crowd = burden::relative_square(self.burden.iter().sum(), setup.rates.half_burden);
        let clones = self.clones_here(&setup.sites[site], site);
        let supply = &self.pools.supply;
        let pull = |ctl: f64, [programmed, memory]: [f64; 2], lak: f64| Pull {
            ctl,
            programmed,
            memory,
            nk: self.pools.nk_total(),
            lak,
            t_response: pending.means.site_t[site],
            lak_response,
            crowd,
        };
        let supplied = |pull: &Pull| {
            let influx = setup.influx.per_mm2(pull);
            let of = |kind: EffectorKind| match kind.row().influx {
                Entry::Ctl => influx[kind.index()] * supply.cytotoxic,
                Entry::Helper => influx[kind.index()] * supply.helpers,
                Entry::Nk => influx[kind.index()] * pending.effects.nk_gain,
                Entry::Treg => influx[kind.index()] * supply.treg,
                Entry::Lak | Entry::Resident | Entry::None => influx[kind.index()],
            };
            let mut all = [0.0; EFFECTORS];
            EffectorKind::all().for_each(|kind| all[kind.index()] = of(kind));
            all
        };
        let mut groups = Vec::new();
        for kind in EffectorKind::all().filter(|kind| kind.row().antigens) {
            groups.extend(clones.iter().map(|&clone| {
                let group = ArrivingGroup { kind, antigen: clone as u32, origin: 0 };
                let of = &self.pools.clones[clone];
                let pull = pull(of.blood, [of.programmed_share(), of.mature], 0.0);
                Coming {
                    group,
                    influx: supplied(&pull)[kind.index()],
                    programmed: setup.influx.programmed_share(&pull),
                }
            }));
        }
        let host = supplied(&pull(0.0, [0.0; 2], self.pools.lak));
        groups.extend(EffectorKind::all().filter(|kind| !kind.row().antigens).map(|kind| {
            Coming::of(ArrivingGroup { kind, antigen: 0, origin: 0 }, host[kind.index()])
        }));
        for (row, graft) in self.grafts.iter().enumerate() {
            let origin = row as u32 + 1;
            for (slot, &t) in graft.t.iter().enumerate().filter(|(_, t)| **t > 0.0) {
                let allo = slot == setup.clones;
                if allo || clones.contains(&slot) {
                    let antigen = if allo { ALLOANTIGEN } else { slot as u32 };
                    // Of transferred T cells the CD4 and CD8 shares are their own.
                    let influx = setup.influx.per_mm2(&pull(t, [0.0; 2], 0.0));
                    groups.extend([EffectorKind::CTL, EffectorKind::HELPER].map(|kind| {
                        Coming::of(ArrivingGroup { kind, antigen, origin }, influx[kind.index()])
                    }));
                }
            }
            if graft.lak > 0.0 {
                groups.push(Coming::of(
                    ArrivingGroup { kind: EffectorKind::LAK, antigen: 0, origin },
                    supplied(&pull(0.0, [0.0; 2], graft.lak))[EffectorKind::LAK.index()],
                ));
            }
        }
        groups
    }

    /// What one site is told.
    pub(super) fn signal(
        &mut self,
        setup: &Setup,
        site: usize,
        pending: &mut Pending,
        resection: Option<Resection>,
    ) -> SiteSignal {
        let plan = &setup.sites[site];
        let means = &pending.means;
        let crowd = burden::relative_square(self.burden.iter().sum(), setup.rates.half_burden);
        let t_scale = burden::suppression(crowd);
        // Means over the step of exponentials that relax with x = step / time constant.
        let mean_left = |x: f64| -libm::expm1(-x) / x;
        let suppression =
            self.pools.suppression * mean_left(setup.step_h / setup.rates.surgery_recovery_h);
        let x = setup.step_h / setup.rates.lak_response_time_h;
        let behind = self.site_lak[site] - means.site_lak[site];
        let lak_response = means.site_lak[site] + behind * mean_left(x);
        self.site_lak[site] = means.site_lak[site] + behind * libm::exp(-x);
        let (mut arrivals, mut programmed) = ([0; GROUPS], [0.0; GROUPS]);
        let mut sent = Vec::new();
        for coming in self.influx(setup, site, pending, lak_response) {
            let Coming { group, influx, programmed: part } = coming;
            let mut stream = Stream::new(
                setup.seed,
                setup.replicate,
                site as u32,
                [self.step as u32, group.draw()],
                rules::STREAM_HOST,
            );
            let number =
                arrivals::poisson(influx * plan.layer_area_mm2 * setup.step_h, &mut || {
                    uniform(&mut stream)
                });
            arrivals[group.place()] += number;
            programmed[group.place()] = part;
            sent.push((group, number));
        }
        pending.arrivals.push(sent);
        let means = &pending.means;
        let effects = &pending.effects;
        let t_cells = effects.kills.of_t_cells(means.site_t[site].max(means.plasma_t));
        SiteSignal {
            plasma_il2_pm: means.plasma_pm * self.il2.free_share,
            plasma_h_t: means.plasma_t,
            plasma_h_lak: means.plasma_lak,
            depot_il2_pm: means.depot_pm[site],
            depot_place: self.il2.sites[site].place,
            arrivals,
            programmed,
            inocula: self.due_inocula(setup, site, INOCULA),
            drugs: DrugEffect {
                tumour_kill_per_h: effects.tumour_kill,
                growth: effects.growth,
                interferon: effects.interferon,
                effector_kill_per_h: KINDS.map(|kind| match kind.depletion {
                    Depletion::Ctl => t_cells + effects.kills.cytotoxic,
                    Depletion::Helper => t_cells + effects.kills.helper,
                    Depletion::Nk => effects.kills.nk,
                    Depletion::Treg => effects.kills.treg,
                    Depletion::None => 0.0,
                }),
            },
            rejection_per_h: pending.rejection,
            t_scale,
            nk_scale: (1.0 - setup.nk_share * (1.0 - t_scale)) * (1.0 - suppression),
            resection,
        }
    }

    /// Takes cells that entered tissue out of blood; those that found no room stay and are counted.
    pub(super) fn withdraw(
        &mut self,
        setup: &Setup,
        returns: &[SiteReturn],
        arrivals: &[Vec<(ArrivingGroup, u32)>],
    ) {
        for (i, ((back, plan), sent)) in returns.iter().zip(&setup.sites).zip(arrivals).enumerate()
        {
            let (mut together, mut members) = ([0u64; GROUPS], [0u32; GROUPS]);
            for (group, number) in sent {
                together[group.place()] += u64::from(*number);
                members[group.place()] += 1;
            }
            let unit = setup.unit_cells * setup.influx.nk_competence;
            for (group, number) in sent {
                let place = group.place();
                let share = if members[place] == 1 {
                    1.0
                } else {
                    f64::from(*number) / together[place].max(1) as f64
                };
                self.leave_blood(
                    *group,
                    plan.represents * back.entered[place] as f64 * share,
                    setup.unit_cells,
                    unit,
                    setup.clones,
                );
            }
            let mut refused = [0u64; GROUPS];
            for ((refused, sent), entered) in refused.iter_mut().zip(together).zip(back.entered) {
                *refused = sent.saturating_sub(entered);
            }
            for (kind, total) in EffectorKind::all().zip(&mut self.refused[i]) {
                let grafts = (0..GRAFTS).filter_map(|row| kind.graft_group(row));
                *total += kind.groups().chain(grafts).map(|group| refused[group]).sum::<u64>();
            }
        }
    }

    /// Takes cells of one group out of their pool.
    fn leave_blood(
        &mut self,
        group: ArrivingGroup,
        cells: f64,
        t_unit: f64,
        nk_unit: f64,
        clones: usize,
    ) {
        let less = |pool: &mut f64, unit: f64| {
            if unit > 0.0 {
                *pool = (*pool - cells / unit).max(0.0);
            }
        };
        let slot = if group.antigen == ALLOANTIGEN { clones } else { group.antigen as usize };
        match (group.kind, (group.origin as usize).checked_sub(1)) {
            (EffectorKind::CTL | EffectorKind::HELPER, None) if t_unit > 0.0 => {
                self.pools.clones[slot].leave_blood(cells / t_unit);
            }
            (EffectorKind::CTL | EffectorKind::HELPER, Some(row)) => {
                less(&mut self.grafts[row].t[slot], t_unit)
            }
            (EffectorKind::LAK, None) => less(&mut self.pools.lak, nk_unit),
            (EffectorKind::LAK, Some(row)) => less(&mut self.grafts[row].lak, nk_unit),
            (EffectorKind::NK, _) if self.pools.nk_total() > 0.0 && nk_unit > 0.0 => {
                let kept = (1.0 - cells / nk_unit / self.pools.nk_total()).max(0.0);
                self.pools.nk = self.pools.nk.map(|stage| stage * kept);
            }
            _ => {}
        }
    }
}
