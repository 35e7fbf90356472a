//! The host: everything of an animal that is not tissue. Its equations run in `f64` with `libm`, in
//! one fixed order.
//!
//! ```text
//! therapy: what is due --> pharmacokinetics (closed form between events) --> exposure: exact
//! means, means of responses
//!                                                       |                              |
//!   SiteReturn: killed, died, entered, IL-2 --> lymphoid pools, toxicity          arrivals
//!   (Poisson) --> SiteSignal
//! ```
//! In: the scenario, the animal's values, and each host step what the tissue gave back
//! ([`SiteReturn`]). Out: what each site is told ([`SiteSignal`]), a row of the series, the state
//! as exact bytes. Doses fall anywhere inside a step; an operation happens at the start of the step
//! that holds it. What tissue drew from blood during a step is charged at its end.

pub mod agents;
pub mod arrivals;
pub mod burden;
mod chain;
mod columns;
pub mod exposure;
mod group;
mod integrator;
pub mod lymphoid;
pub mod nodes;
pub mod pharmacokinetics;
mod rates;
mod record;
pub mod rejection;
mod setup;
pub mod soluble_receptor;
mod state;
mod stored;
pub mod toxicity;
mod traffic;
pub mod transfer;
mod treat;
pub mod vaccine;

use std::collections::{BTreeMap, BTreeSet};

use crate::exchange::{SiteReturn, SiteSignal};
use crate::keys;
use crate::kinds::{EFFECTORS, GRAFTS};
use crate::scenario::Scenario;
use crate::scenario::types::{Act, Animal};
use agents::{DrugEffects, DrugLevels};
pub use columns::{HostColumn, HostSite};
use exposure::{Il2, Infusion, Means};
use lymphoid::{Drive, Pools};
use pharmacokinetics::MOLECULES_PER_IU;
pub use record::RestoreError;
use rejection::GraftVersusHost;
use setup::Setup;
pub use state::DoseGiven;
use state::{HostState, Pending};
use toxicity::Leak;
use transfer::{Graft, PoolRates};

/// One animal without its tissue.
#[derive(Clone, Debug)]
pub struct Host {
    setup: Setup,
    state: HostState,
    /// What `signals` found out about the step that `absorb` will end.
    pending: Option<Pending>,
}

impl Host {
    /// The host of one animal at time 0.
    pub fn new(scenario: &Scenario, animal: &Animal) -> Host {
        let setup = Setup::new(scenario, animal);
        let rest = setup.drive_at_rest();
        let sites = setup.sites.len();
        let mut burdens = vec![0.0; sites];
        for (i, tumour) in
            scenario.tumours.iter().enumerate().filter(|(_, tumour)| tumour.start_h <= 0.0)
        {
            burdens[tumour.site] += burden::slice_cells(
                animal.get(keys::tumour::CELLS.at(i)),
                &scenario.sites[tumour.site],
            );
        }
        let state = HostState {
            step: 0,
            il2: Il2::new(&setup.kinetics, sites, setup.nodes),
            pools: Pools::at_rest(&setup.rates, &rest),
            leak: Leak::none(),
            agents: DrugLevels::none(),
            receptor_pm: setup.receptor.level(0.0, burdens.iter().sum()),
            grafts: transfer::no_grafts(setup.clones),
            donors: BTreeMap::new(),
            gvh: GraftVersusHost::default(),
            harvests: BTreeMap::new(),
            waiting: Vec::new(),
            vaccine: vec![0; sites],
            burden: burdens,
            site_lak: vec![0.0; sites],
            refused: vec![[0; EFFECTORS]; sites],
            next_due: 0,
            operations: 0,
            vaccinations: 0,
            stopped: BTreeSet::new(),
            doses: Vec::new(),
            auc_pm_h: 0.0,
            limited_h: None,
        };
        Host { setup, state, pending: None }
    }

    /// What each site is told for the host step that begins at `now_h` (host steps come in order,
    /// each followed by [`Host::absorb`]).
    pub fn signals(&mut self, now_h: f64) -> Vec<SiteSignal> {
        let Host { setup, state, .. } = self;
        debug_assert!(
            (now_h - state.step as f64 * setup.step_h).abs() < 1e-6,
            "host steps come in order"
        );
        let sites = setup.sites.len();
        let end_h = (state.step + 1) as f64 * setup.step_h;
        let mut resections = vec![None; sites];
        let (mut means, mut effects) = (Means::new(sites, setup.nodes), DrugEffects::none());
        state.stop_infusions(setup, now_h);
        state.il2.free_share = setup.receptor.free_share(state.receptor_pm);
        let mut t = now_h;
        while t < end_h {
            while let Some(due) =
                setup.due.get(state.next_due as usize).filter(|due| due.time_h <= t)
            {
                state.next_due += 1;
                state.treat(setup, t, *due, &mut resections);
            }
            state.end_infusions(|infusion| infusion.end_h <= t);
            let mut next = end_h;
            if let Some(due) = setup.due.get(state.next_due as usize) {
                next = next.min(due.time_h);
            }
            for infusion in &state.il2.infusions {
                next = next.min(infusion.end_h);
            }
            state.il2.advance(&setup.kinetics, &setup.thresholds, next - t, &mut means);
            state.agents.advance(&setup.agents, next - t, &mut effects);
            t = next;
        }
        state.auc_pm_h += means.plasma_pm;
        means.finish();
        effects.finish(&setup.agents);
        let mut pending =
            Pending { rejection: state.rejection(setup), means, effects, arrivals: Vec::new() };
        let signals = (0..sites)
            .map(|site| state.signal(setup, site, &mut pending, resections[site].take()))
            .collect();
        self.pending = Some(pending);
        signals
    }

    /// Takes what the tissue gave back at the end of the step that [`Host::signals`] opened, and
    /// advances the host over it.
    ///
    /// # Panics
    /// When no step is open or the number of sites is another.
    pub fn absorb(&mut self, returns: &[SiteReturn]) {
        let Pending { means, effects, rejection, arrivals } =
            self.pending.take().expect("`signals` opens each step");
        let Host { setup, state, .. } = self;
        assert_eq!(returns.len(), setup.sites.len(), "one return a site");
        let mut release = vec![vec![0.0; setup.clones]; setup.nodes];
        let mut activated_tissue = 0.0;
        for (i, (back, site)) in returns.iter().zip(&setup.sites).enumerate() {
            state
                .il2
                .amounts
                .exchange(site.represents * back.il2_to_blood_molecules / MOLECULES_PER_IU);
            state.burden[i] = burden::slice_cells(back.tumour as f64, &site.site);
            state.vaccine[i] = back.vaccine;
            let from_plasma =
                setup.thresholds.plasma_fraction * means.plasma_pm * state.il2.free_share;
            let beyond = |cells: u64, pm: f64| {
                if cells > 0 { (pm - from_plasma).max(0.0) } else { 0.0 }
            };
            state.il2.sites[i].vaccine_pm = beyond(back.vaccine, back.il2_at_vaccine_pm);
            // T cells' own is not felt beyond the tissue: where it were, they would call more of
            // them, and slow tumours would cure themselves.
            let tumour = if site.secretes { back.tumour } else { 0 };
            state.il2.sites[i].tumour_pm = beyond(tumour, back.il2_at_tumour_pm);
            activated_tissue += site.represents * back.nk_lak_activation;
            for (line, (killed, died)) in setup.lines.iter().zip(back.killed.iter().zip(&back.died))
            {
                let lost = *killed as f64 + line.natural_death_weight * *died as f64;
                release[site.node][line.clone] +=
                    line.immunogenicity * site.represents * site.slice_share(back) * lost
                        / setup.step_h;
            }
        }
        let burden = state.burden.iter().sum();
        let drive = Drive { nodes: means.nodes.clone(), lak: means.plasma_lak, burden, release };
        state.pools.kill(&effects.kills, setup.step_h);
        state.pools.advance(&setup.rates, &drive, setup.step_h);
        state.advance_grafts(setup, &means, &effects, &rejection);
        state.withdraw(setup, returns, &arrivals);
        let pools = &state.pools;
        let grafted: f64 = state.grafts.iter().map(|graft| graft.lak).sum();
        let circulating = pools.lak_response * pools.nk_total() + pools.lak + grafted;
        let activated = circulating + setup.leakiness.tissue_weight * activated_tissue;
        state.leak.advance(&setup.leakiness, activated, means.leak, setup.step_h);
        let t_cells: f64 = pools.clones.iter().map(|clone| clone.blood).sum();
        state.receptor_pm = setup.receptor.after(
            state.receptor_pm,
            circulating + t_cells,
            drive.burden,
            setup.step_h,
        );
        state.step += 1;
    }
}

impl HostState {
    /// Hazard of each origin's cells by rejection, 1/h.
    fn rejection(&self, setup: &Setup) -> [f64; GRAFTS] {
        let hazard = |origin: &transfer::Origin| match origin.donor {
            Some(donor) => match self.donors.get(&(donor as u32)) {
                Some(known) => {
                    setup.rejection.hazard(known, origin.mismatch, self.pools.supply.naive)
                }
                None => 0.0,
            },
            None => 0.0,
        };
        std::array::from_fn(|row| hazard(&setup.origins[row]))
    }

    /// Grafts in blood, the clock of their rejection and what they do to the host, over the step.
    fn advance_grafts(
        &mut self,
        setup: &Setup,
        means: &Means,
        effects: &DrugEffects,
        rejection: &[f64; GRAFTS],
    ) {
        let (cells, rates) = (&setup.cells, &setup.rates);
        let alloreactive: f64 = self.grafts.iter().map(Graft::alloreactive).sum();
        self.gvh.advance(&setup.aggression, alloreactive, effects.interferon, setup.step_h);
        let h = self.pools.lak_response;
        let room = (1.0 - (self.pools.nk_total() + self.pools.lak) / rates.lak_capacity).max(0.0);
        let starvation = rates.lak_starvation * (1.0 - h / rates.starvation_response).max(0.0);
        let change = PoolRates {
            t: cells.division * means.plasma_t
                - cells.loss
                - effects.kills.of_t_cells(means.plasma_t),
            lak: rates.lak_division * h * room - starvation - effects.kills.nk,
        };
        for (graft, rejection) in self.grafts.iter_mut().zip(rejection) {
            graft.advance(change, *rejection, setup.step_h);
        }
        for known in self.donors.values_mut() {
            setup.rejection.advance(known, self.pools.supply.naive, setup.step_h);
        }
    }

    /// Stops running infusions when toxicity limits doses.
    fn stop_infusions(&mut self, setup: &Setup, now_h: f64) {
        if self.leak.index < setup.leakiness.limiting {
            return;
        }
        let stops = |infusion: &Infusion| {
            matches!(
                setup.treatments[infusion.treatment as usize].act,
                Act::Il2 { stop_at_toxicity: true, .. }
            )
        };
        for infusion in
            self.il2.infusions.iter().filter(|infusion| stops(infusion) && infusion.end_h > now_h)
        {
            self.stopped.insert(infusion.treatment);
            self.limited_h.get_or_insert(now_h);
            let left_iu = infusion.rate_iu_h * (infusion.end_h - now_h);
            self.doses.push(DoseGiven {
                time_h: now_h,
                treatment: infusion.treatment,
                dose_iu: left_iu,
                skipped: true,
            });
        }
        self.end_infusions(stops);
    }
}

#[cfg(test)]
mod tests;
