//! The host: everything of an animal that is not tissue. Its equations run in `f64` with `libm`, in one fixed order.
//!
//! ```text
//! therapy: what is due --> pharmacokinetics (closed form between events) --> exposure: exact means, means of responses
//!                                                       |                              |
//!   SiteReturn: killed, died, entered, IL-2 --> lymphoid pools, toxicity          arrivals (Poisson) --> SiteSignal
//! ```
//! In: the scenario, the animal's values, and each host step what the tissue gave back ([`SiteReturn`]). Out: what each site is told
//! ([`SiteSignal`]), a row of the series, the state as exact bytes. Doses fall anywhere inside a step; an operation happens at the start of the
//! step that holds it. What tissue drew from blood during a step is charged at its end.

pub mod arrivals;
pub mod burden;
mod chain;
pub mod exposure;
pub mod lymphoid;
pub mod pharmacokinetics;
mod record;
mod setup;
pub mod toxicity;

use serde::{Deserialize, Serialize};

use crate::exchange::{DepotPlace, DrugEffect, EFFECTORS, GRAFTS, GROUPS, Resection, SiteReturn, SiteSignal, T_KINDS, groups_of};
use crate::rules;
use crate::scenario::types::{Act, Route};
use crate::stream::{NO_LATTICE, Stream, uniform};
use exposure::{Il2, Infusion, Means};
use lymphoid::{Drive, Pools};
use pharmacokinetics::{Depot, MOLECULES_PER_IU, PM_PER_IU_PER_ML};
use setup::Setup;
use toxicity::Leak;

/// One animal without its tissue.
#[derive(Clone, Debug)]
pub struct Host {
    setup: Setup,
    state: State,
    /// What `signals` found out about the step that `absorb` will end.
    pending: Option<Pending>,
}

/// A step that is open.
#[derive(Clone, Debug)]
struct Pending {
    means: Means,
    /// Arrivals sent to each site, by group.
    arrivals: Vec<[u32; GROUPS]>,
}

/// A dose as it was dealt with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoseGiven {
    /// When, h.
    pub time_h: f64,
    /// Index of its treatment.
    pub treatment: u32,
    /// IU (of an infusion: the whole, or what was left when toxicity stopped it).
    pub dose_iu: f64,
    /// Whether dose-limiting toxicity held it back.
    pub skipped: bool,
}

/// Everything that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct State {
    /// Host steps done.
    step: u64,
    il2: Il2,
    pools: Pools,
    leak: Leak,
    /// Living tumour of each site, slice cells.
    burden: Vec<f64>,
    /// LAK drive at each site, low-passed.
    site_lak: Vec<f64>,
    /// Cells of each kind that found no room, by site.
    refused: Vec<[u64; EFFECTORS]>,
    /// Place in the schedule.
    next_due: u32,
    /// Operations done.
    operations: u32,
    /// Treatments that toxicity has stopped, ascending (none that is only planned: two arms with one past have the same bytes).
    stopped: Vec<u32>,
    doses: Vec<DoseGiven>,
    /// Plasma interleukin-2 over time, pM h.
    auc_pm_h: f64,
    /// When toxicity first limited a dose, h.
    limited_h: Option<f64>,
}

impl Host {
    /// What each site is told for the host step that begins at `now_h` (host steps come in order, each followed by [`Host::absorb`]).
    pub fn signals(&mut self, now_h: f64) -> Vec<SiteSignal> {
        let setup = &self.setup;
        debug_assert!((now_h - self.state.step as f64 * setup.step_h).abs() < 1e-6, "host steps come in order");
        let sites = setup.sites.len();
        let end_h = (self.state.step + 1) as f64 * setup.step_h;
        let mut resections = vec![None; sites];
        let mut means = Means::new(sites);
        self.stop_infusions(now_h);
        let setup = &self.setup;
        let mut t = now_h;
        while t < end_h {
            while let Some(due) = setup.due.get(self.state.next_due as usize).filter(|due| due.time_h <= t) {
                self.state.next_due += 1;
                self.state.treat(setup, t, due.treatment, &mut resections);
            }
            self.state.end_infusions(|infusion| infusion.end_h <= t);
            let mut next = end_h;
            if let Some(due) = setup.due.get(self.state.next_due as usize) {
                next = next.min(due.time_h);
            }
            for infusion in &self.state.il2.infusions {
                next = next.min(infusion.end_h);
            }
            self.state.il2.advance(&setup.kinetics, &setup.thresholds, next - t, &mut means);
            t = next;
        }
        self.state.auc_pm_h += means.plasma_pm;
        means.finish();
        let signals: Vec<SiteSignal> = (0..sites).map(|site| self.state.signal(setup, site, &means, resections[site].take())).collect();
        self.pending = Some(Pending { means, arrivals: signals.iter().map(|signal| signal.arrivals).collect() });
        signals
    }

    /// Takes what the tissue gave back at the end of the step that [`Host::signals`] opened, and advances the host over it.
    ///
    /// # Panics
    /// When no step is open or the number of sites is another.
    pub fn absorb(&mut self, returns: &[SiteReturn]) {
        let Pending { means, arrivals } = self.pending.take().expect("`signals` opens each step");
        let Host { setup, state, .. } = self;
        assert_eq!(returns.len(), setup.sites.len(), "one return a site");
        let mut release = vec![0.0; setup.clones];
        let mut activated_tissue = 0.0;
        for (i, (back, site)) in returns.iter().zip(&setup.sites).enumerate() {
            state.il2.amounts.exchange(site.represents * back.il2_to_blood_molecules / MOLECULES_PER_IU);
            state.burden[i] = burden::slice_cells(back.tumour as f64, &site.site);
            activated_tissue += site.represents * back.nk_lak_activation;
            for (line, (killed, died)) in setup.lines.iter().zip(back.killed.iter().zip(&back.died)) {
                let lost = *killed as f64 + setup.natural_death_weight * *died as f64;
                release[line.clone] += line.immunogenicity * site.represents * site.slice_share(back) * lost / setup.step_h;
            }
        }
        let drive = Drive { node_t: means.node_t, node_treg: means.node_treg, lak: means.plasma_lak, burden: state.burden.iter().sum(), release };
        state.pools.advance(&setup.rates, &drive, setup.step_h);
        state.withdraw(setup, returns, &arrivals);
        let pools = &state.pools;
        let activated = pools.lak_response * pools.nk_total() + pools.lak + setup.leakiness.tissue_weight * activated_tissue;
        state.leak.advance(&setup.leakiness, activated, means.leak, setup.step_h);
        state.step += 1;
    }

    /// Stops running infusions when toxicity limits doses.
    fn stop_infusions(&mut self, now_h: f64) {
        let Host { setup, state, .. } = self;
        if state.leak.index < setup.leakiness.limiting {
            return;
        }
        let stops = |infusion: &Infusion| matches!(setup.treatments[infusion.treatment as usize].act, Act::Il2 { stop_at_toxicity: true, .. });
        for infusion in state.il2.infusions.iter().filter(|infusion| stops(infusion) && infusion.end_h > now_h) {
            note(&mut state.stopped, infusion.treatment);
            state.limited_h.get_or_insert(now_h);
            let left_iu = infusion.rate_iu_h * (infusion.end_h - now_h);
            state.doses.push(DoseGiven { time_h: now_h, treatment: infusion.treatment, dose_iu: left_iu, skipped: true });
        }
        state.end_infusions(stops);
    }
}

/// Adds a treatment to those that toxicity has stopped.
fn note(stopped: &mut Vec<u32>, treatment: u32) {
    if let Err(place) = stopped.binary_search(&treatment) {
        stopped.insert(place, treatment);
    }
}

impl State {
    /// Does what is due.
    fn treat(&mut self, setup: &Setup, now_h: f64, treatment: usize, resections: &mut [Option<Resection>]) {
        match setup.treatments[treatment].act {
            Act::Agent { .. } | Act::Vaccine { .. } | Act::Cells(_) => {}
            Act::Surgery { site, lymphadenectomy: _ } => {
                resections[site] = Some(self.operate(setup, treatment));
                self.burden[site] = resections[site].map_or(0.0, |resection| resection.residue_cells);
            }
            Act::Il2 { route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity } => {
                if stop_at_toxicity && self.leak.index >= setup.leakiness.limiting {
                    note(&mut self.stopped, treatment as u32);
                    self.limited_h.get_or_insert(now_h);
                }
                let skipped = self.stopped.contains(&(treatment as u32));
                self.doses.push(DoseGiven { time_h: now_h, treatment: treatment as u32, dose_iu, skipped });
                if skipped {
                    return;
                }
                match route {
                    Route::Intravenous if duration_h > 0.0 => {
                        let infusion = Infusion { treatment: treatment as u32, rate_iu_h: dose_iu / duration_h, end_h: now_h + duration_h };
                        self.il2.infusions.push(infusion);
                        self.end_infusions(|_| false);
                    }
                    Route::Intravenous => self.il2.amounts.inject(dose_iu),
                    Route::Subcutaneous => self.il2.amounts.deposit(Depot::Subcutaneous, dose_iu),
                    Route::Intraperitoneal => self.il2.amounts.deposit(Depot::Intraperitoneal, dose_iu),
                    Route::Intravesical | Route::Intrapleural | Route::Intracavitary | Route::Perilymphatic | Route::Inhaled => {}
                    Route::Peritumoral | Route::Intratumoral => {
                        let site = site.expect("the loader gives a local treatment its site");
                        self.il2.amounts.deposit(Depot::Local, dose_iu);
                        self.il2.sites[site].concentration_pm += dose_iu / volume_ml * PM_PER_IU_PER_ML;
                        self.il2.sites[site].place = if route == Route::Peritumoral { DepotPlace::Shell } else { DepotPlace::Interior };
                    }
                }
            }
        }
    }

    /// Removes infusions and sums the rates of the others afresh (so that no rounding stays behind).
    fn end_infusions(&mut self, ends: impl Fn(&Infusion) -> bool) {
        self.il2.infusions.retain(|infusion| !ends(infusion));
        self.il2.amounts.infusion_iu_h = self.il2.infusions.iter().map(|infusion| infusion.rate_iu_h).sum();
    }

    /// An operation: draws its residue (none, or a lump; a Poisson handful would let residues cure themselves) and suppresses.
    fn operate(&mut self, setup: &Setup, treatment: usize) -> Resection {
        let plan = &setup.operations[&treatment];
        let mut stream = Stream::new(setup.seed, setup.replicate, NO_LATTICE, [self.operations, 0], rules::STREAM_HOST);
        self.operations += 1;
        let left = uniform(&mut stream) < plan.residue_probability;
        let direction_turns = uniform(&mut stream);
        self.pools.operate(setup.surgery_suppression);
        Resection { residue_cells: if left { plan.residue_cells } else { 0.0 }, direction_turns, margin_um: plan.margin_um }
    }

    /// What one site is told.
    fn signal(&mut self, setup: &Setup, site: usize, means: &Means, resection: Option<Resection>) -> SiteSignal {
        let plan = &setup.sites[site];
        let crowd = burden::relative_square(self.burden.iter().sum(), setup.rates.half_burden);
        let t_scale = burden::suppression(crowd);
        // Means over the step of exponentials that relax with x = step / time constant.
        let mean_left = |x: f64| -libm::expm1(-x) / x;
        let suppression = self.pools.suppression * mean_left(setup.step_h / setup.rates.surgery_recovery_h);
        let x = setup.step_h / setup.rates.lak_response_time_h;
        let behind = self.site_lak[site] - means.site_lak[site];
        let lak_response = means.site_lak[site] + behind * mean_left(x);
        self.site_lak[site] = means.site_lak[site] + behind * libm::exp(-x);
        let blood: Vec<(usize, f64)> = plan.clones.iter().map(|&clone| (clone, self.pools.clones[clone].blood)).collect();
        let pull = arrivals::Pull {
            ctl: blood.iter().map(|(_, cells)| cells).sum(),
            nk: self.pools.nk_total(),
            lak: self.pools.lak,
            t_response: means.site_t[site],
            lak_response,
            crowd,
        };
        let influx = arrivals::by_group(setup.influx.per_mm2(&pull), &blood);
        // Moments fall into the step that holds them.
        let due = |time_h: f64| (libm::floor(time_h / setup.step_h + 1e-9) as u64) == self.step;
        let mut arrivals = [0; GROUPS];
        for (group, (number, influx)) in arrivals.iter_mut().zip(influx).enumerate() {
            let draw = rules::group_word(group as u32) - 1;
            let mut stream = Stream::new(setup.seed, setup.replicate, site as u32, [self.step as u32, draw], rules::STREAM_HOST);
            *number = arrivals::poisson(influx * plan.layer_area_mm2 * setup.step_h, &mut || uniform(&mut stream));
        }
        SiteSignal {
            plasma_il2_pm: means.plasma_pm,
            plasma_h_t: means.plasma_t,
            plasma_h_lak: means.plasma_lak,
            depot_il2_pm: means.depot_pm[site],
            depot_place: self.il2.sites[site].place,
            arrivals,
            inocula: setup.inoculations.iter().filter(|late| late.site == site && due(late.time_h)).map(|late| late.inoculum).collect(),
            drugs: DrugEffect::default(),
            rejection_per_h: [0.0; GRAFTS],
            t_scale,
            nk_scale: (1.0 - setup.nk_share * (1.0 - t_scale)) * (1.0 - suppression),
            resection,
        }
    }

    /// Takes cells that entered tissue out of blood; those that found no room stay and are counted.
    fn withdraw(&mut self, setup: &Setup, returns: &[SiteReturn], arrivals: &[[u32; GROUPS]]) {
        for (i, (back, plan)) in returns.iter().zip(&setup.sites).enumerate() {
            let units = |group: usize, unit: f64| plan.represents * back.entered[group] as f64 / unit;
            for &clone in &plan.clones {
                let t_cells: f64 = (0..T_KINDS).map(|kind| units(groups_of(kind).start + clone, setup.unit_cells)).sum();
                let blood = &mut self.pools.clones[clone].blood;
                *blood = (*blood - t_cells).max(0.0);
            }
            let unit = setup.unit_cells * setup.influx.nk_competence;
            if self.pools.nk_total() > 0.0 && unit > 0.0 {
                let kept = (1.0 - units(groups_of(2).start, unit) / self.pools.nk_total()).max(0.0);
                self.pools.nk = self.pools.nk.map(|stage| stage * kept);
                self.pools.lak = (self.pools.lak - units(groups_of(3).start, unit)).max(0.0);
            }
            for (kind, refused) in self.refused[i].iter_mut().enumerate() {
                for group in groups_of(kind) {
                    *refused += u64::from(arrivals[i][group]).saturating_sub(back.entered[group]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
