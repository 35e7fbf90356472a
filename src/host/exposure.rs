//! What interleukin-2 does over one host step: exact mean concentrations, and means of the
//! responses to them.
//!
//! In: the body's interleukin-2 ([`Amounts`], a depot at each site, running infusions) and the
//! thresholds of each response. Out: [`Means`]. Concentrations' means are exact (integrals in
//! closed form). Responses are means of H(C(t)), not H of the mean: a mouse's bolus falls a
//! thousandfold within one hour, and a threshold that saw only the mean of that hour would call
//! minutes above 1 nM an hour above it. (50,000 IU i.v. drive a mouse's LAK for 0.52 h; taken of
//! the means of 15 min, 1 h and 4 h it would be 0.53, 1.0 and 3.6 h. The T cells' response, with
//! its low threshold, is off by 0.1, 1 and 14 %. What diffuses in the tissue is driven by the mean,
//! which keeps the area.) They are integrated by two-point Gauss quadrature on panels no longer
//! than the fast phase's 1/alpha, between events, so events fall anywhere.
//!
//! H(x; K, n) = x^n / (x^n + K^n). Plasma counts as what soluble receptors leave free. At a site x
//! = max(depot_fraction depots, made) + tissue_fraction (plasma - endogenous), without the
//! endogenous level that receptors in tissue drink up (made: what lies in the tissue where a
//! vaccine or tumour cells that secrete live); in a node x = plasma + sum over its sites of
//! max(node_share depots, node_fraction made), while the node is there.
//! A depot that is filled at a constant rate r holds
//! c e^(-kt) + r (1 - e^(-kt)) / k.

use super::nodes::NodeResponse;
use super::pharmacokinetics::{Amounts, DEPOTS, Depot, Kinetics};
use crate::exchange::DepotPlace;
use serde::{Deserialize, Serialize};

/// Most panels of a span between events; beyond it (a step of many hours) panels widen.
const MOST_PANELS: f64 = 128.0;

/// Depots that lie at a site.
const LOCAL: [Depot; 6] =
    [Depot::Local, Depot::Bladder, Depot::Pleura, Depot::Cavity, Depot::Lymph, Depot::Lung];

/// Offset of the Gauss points from a panel's middle, in panels: 1 / (2 sqrt 3).
const GAUSS: f64 = 0.288_675_134_594_812_9;

/// Local interleukin-2 of one site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteDepot {
    /// Concentration in each kind of depot now, pM (dose over volume, summed over doses, lost at
    /// the depot's rate).
    pub pm: [f64; DEPOTS],
    /// Running perfusions of each, pM/h.
    pub inflow_pm_h: [f64; DEPOTS],
    /// Where it lies: where the latest dose was put.
    pub place: DepotPlace,
    /// Interleukin-2 where a vaccine's cells live, pM (beyond what came from plasma; of the last
    /// step).
    pub vaccine_pm: f64,
    /// Interleukin-2 where tumour cells live that make it, pM (as above).
    pub tumour_pm: f64,
}

impl SiteDepot {
    /// What lies in the tissue, measured where vaccine or tumour cells live.
    fn made_pm(&self) -> f64 {
        self.vaccine_pm.max(self.tumour_pm)
    }
}

/// A running infusion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Infusion {
    /// Index of its treatment.
    pub treatment: u32,
    /// Depot that it fills; `None`: plasma.
    pub depot: Option<Depot>,
    /// Site whose depot that is, if it is a local one.
    pub site: Option<u32>,
    /// IU/h (of what stays).
    pub rate_iu_h: f64,
    /// The depot's rise, pM/h.
    pub rate_pm_h: f64,
    /// When it ends, h.
    pub end_h: f64,
}

/// Interleukin-2 in one animal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Il2 {
    /// Amounts and account.
    pub amounts: Amounts,
    /// One a site.
    pub sites: Vec<SiteDepot>,
    /// Running infusions, in the order of their start.
    pub infusions: Vec<Infusion>,
    /// Part of plasma interleukin-2 that soluble receptors leave free, over the step.
    pub free_share: f64,
    /// Whether each node is there.
    #[serde(with = "super::stored::first")]
    pub drained: Vec<bool>,
}

/// Half-effects and fractions of the responses, concentrations in pM.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// Part of a depot's concentration that the tissue beside it sees.
    pub tissue_fraction: f64,
    /// Part of the plasma's concentration that tissue sees (homing only; the lattice has its own
    /// exchange).
    pub plasma_fraction: f64,
    /// Part of each depot's concentration that reaches the tissue's side (1 beside a tumour or in
    /// its cavity).
    pub tissue_share: [f64; DEPOTS],
    /// Part of each depot's concentration that the draining node sees.
    pub node_share: [f64; DEPOTS],
    /// The node that drains each site.
    pub node_of_site: Vec<usize>,
    /// T cells at a site (high affinity), n = 1.
    pub t_cell_pm: f64,
    /// T cells in the node, n = 1.
    pub node_pm: f64,
    /// The programme of effectors in the node, n = 1.
    pub program_pm: f64,
    /// NK to LAK (intermediate affinity), n = 2.
    pub lak_pm: f64,
    /// Treg, n = 1.
    pub treg_pm: f64,
    /// Half-saturation of Treg growth beyond its response.
    pub treg_growth_pm: f64,
    /// Capillary leak, n = 1.
    pub leak_pm: f64,
}

/// Means over a host step (until [`Means::finish`]: integrals).
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// Length, h.
    pub span_h: f64,
    /// Plasma, bound to soluble receptors or free, pM.
    pub plasma_pm: f64,
    /// Each site's depots, pM (the tissue holds a fraction of it).
    pub depot_pm: Vec<f64>,
    /// H_T of plasma.
    pub plasma_t: f64,
    /// H_L of plasma.
    pub plasma_lak: f64,
    /// H of plasma for capillary leak.
    pub leak: f64,
    /// Responses of each node.
    pub nodes: Vec<NodeResponse>,
    /// H_T at each site.
    pub site_t: Vec<f64>,
    /// H_L at each site.
    pub site_lak: Vec<f64>,
}

/// H(x; K, 1).
fn hill(x: f64, half: f64) -> f64 {
    x / (x + half)
}

/// H(x; K, 2).
fn hill_squared(x: f64, half: f64) -> f64 {
    let square = x * x;
    square / (square + half * half)
}

impl Means {
    /// Nothing yet.
    pub fn new(sites: usize, nodes: usize) -> Means {
        Means {
            span_h: 0.0,
            plasma_pm: 0.0,
            depot_pm: vec![0.0; sites],
            plasma_t: 0.0,
            plasma_lak: 0.0,
            leak: 0.0,
            nodes: vec![NodeResponse::default(); nodes],
            site_t: vec![0.0; sites],
            site_lak: vec![0.0; sites],
        }
    }

    /// Turns the integrals into means.
    pub fn finish(&mut self) {
        let span = self.span_h;
        for value in [&mut self.plasma_pm, &mut self.plasma_t, &mut self.plasma_lak, &mut self.leak]
        {
            *value /= span;
        }
        for node in &mut self.nodes {
            node.t /= span;
            node.program /= span;
            node.treg /= span;
        }
        for list in [&mut self.depot_pm, &mut self.site_t, &mut self.site_lak] {
            for value in list {
                *value /= span;
            }
        }
    }
}

impl Il2 {
    /// The body at rest.
    pub fn new(kinetics: &Kinetics, sites: usize, nodes: usize) -> Il2 {
        Il2 {
            amounts: kinetics.at_rest(),
            sites: vec![SiteDepot::default(); sites],
            infusions: Vec::new(),
            free_share: 1.0,
            drained: vec![true; nodes],
        }
    }

    /// Sums the rates of the running infusions afresh (so that no rounding stays behind).
    pub fn sum_infusions(&mut self) {
        self.amounts.infusion_iu_h = self
            .infusions
            .iter()
            .filter(|infusion| infusion.depot.is_none())
            .map(|infusion| infusion.rate_iu_h)
            .sum();
        self.amounts.perfusion_iu_h = [0.0; DEPOTS];
        for site in &mut self.sites {
            site.inflow_pm_h = [0.0; DEPOTS];
        }
        for infusion in &self.infusions {
            let Some(depot) = infusion.depot else { continue };
            self.amounts.perfusion_iu_h[depot as usize] += infusion.rate_iu_h;
            if let Some(site) = infusion.site {
                self.sites[site as usize].inflow_pm_h[depot as usize] += infusion.rate_pm_h;
            }
        }
    }

    /// Advances over a span without events and adds its integrals to `means`.
    pub fn advance(
        &mut self,
        kinetics: &Kinetics,
        thresholds: &Thresholds,
        dt_h: f64,
        means: &mut Means,
    ) {
        if dt_h <= 0.0 {
            return;
        }
        self.add_responses(kinetics, thresholds, dt_h, means);
        let area = kinetics.advance(&mut self.amounts, &kinetics.propagator(dt_h));
        means.span_h += dt_h;
        means.plasma_pm += kinetics.concentration_pm(area);
        for depot in LOCAL.into_iter().filter(|depot| kinetics.used[*depot as usize]) {
            let d = depot as usize;
            let (once, twice, left) = (
                kinetics.depot_integral(depot, dt_h),
                kinetics.inflow_integral(depot, dt_h),
                kinetics.depot_left(depot, dt_h),
            );
            for (site, total) in self.sites.iter_mut().zip(&mut means.depot_pm) {
                *total +=
                    thresholds.tissue_share[d] * (site.pm[d] * once + site.inflow_pm_h[d] * twice);
                site.pm[d] = site.pm[d] * left + site.inflow_pm_h[d] * once;
            }
        }
    }

    /// Integrals of the responses over a span without events.
    fn add_responses(
        &self,
        kinetics: &Kinetics,
        thresholds: &Thresholds,
        dt_h: f64,
        means: &mut Means,
    ) {
        let panels = libm::ceil(dt_h * kinetics.phases().0).clamp(1.0, MOST_PANELS);
        let width = dt_h / panels;
        let left = |time_h: f64| {
            LOCAL.map(|depot| {
                if kinetics.used[depot as usize] { kinetics.depot_left(depot, time_h) } else { 1.0 }
            })
        };
        let points = [0.5 - GAUSS, 0.5 + GAUSS]
            .map(|part| (kinetics.propagator(part * width), left(part * width)));
        let whole = kinetics.propagator(width);
        let after = left(width);
        let mut amounts = self.amounts.clone();
        let mut faded = [1.0; LOCAL.len()];
        for _ in 0..panels as u32 {
            for (propagator, left) in &points {
                let plasma = kinetics.concentration_pm(kinetics.look(&amounts, propagator).0);
                let faded = std::array::from_fn(|i| faded[i] * left[i]);
                self.add_point(kinetics, thresholds, plasma, &faded, 0.5 * width, means);
            }
            kinetics.advance(&mut amounts, &whole);
            for (faded, left) in faded.iter_mut().zip(after) {
                *faded *= left;
            }
        }
    }

    /// One quadrature point: plasma, pM, and what is left of each local depot's first
    /// concentration.
    fn add_point(
        &self,
        kinetics: &Kinetics,
        thresholds: &Thresholds,
        plasma: f64,
        faded: &[f64; LOCAL.len()],
        weight: f64,
        means: &mut Means,
    ) {
        let plasma = plasma * self.free_share;
        let from_plasma = thresholds.plasma_fraction * (plasma - kinetics.endogenous_pm).max(0.0);
        let mut nodes = vec![plasma; means.nodes.len()];
        for (i, site) in self.sites.iter().enumerate() {
            let (mut beside, mut drained) = (0.0, 0.0);
            for (depot, faded) in
                LOCAL.into_iter().zip(faded).filter(|(depot, _)| kinetics.used[*depot as usize])
            {
                let d = depot as usize;
                let pm = site.pm[d] * faded
                    + site.inflow_pm_h[d] * (1.0 - faded) / kinetics.absorption[d];
                beside += thresholds.tissue_share[d] * pm;
                drained += thresholds.node_share[d] * pm;
            }
            let node = thresholds.node_of_site[i];
            if self.drained[node] {
                let made = thresholds.node_share[Depot::Local as usize] * site.made_pm();
                nodes[node] += drained.max(made);
            }
            let local = from_plasma + (thresholds.tissue_fraction * beside).max(site.made_pm());
            means.site_t[i] += weight * hill(local, thresholds.t_cell_pm);
            means.site_lak[i] += weight * hill_squared(local, thresholds.lak_pm);
        }
        means.plasma_t += weight * hill(plasma, thresholds.t_cell_pm);
        means.plasma_lak += weight * hill_squared(plasma, thresholds.lak_pm);
        means.leak += weight * hill(plasma, thresholds.leak_pm);
        for (mean, pm) in means.nodes.iter_mut().zip(nodes) {
            mean.t += weight * hill(pm, thresholds.node_pm);
            mean.program += weight * hill(pm, thresholds.program_pm);
            mean.treg +=
                weight * hill(pm, thresholds.treg_pm) * hill(pm, thresholds.treg_growth_pm);
        }
    }
}
