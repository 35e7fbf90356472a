//! What interleukin-2 does over one host step: exact mean concentrations, and means of the responses to them.
//!
//! In: the body's interleukin-2 ([`Amounts`], a depot at each site, running infusions) and the thresholds of each response. Out: [`Means`].
//! Concentrations' means are exact (integrals in closed form). Responses are means of H(C(t)), not H of the mean: a mouse's bolus falls a
//! thousandfold within one hour, and a threshold that saw only the mean of that hour would call minutes above 1 nM an hour above it. (50,000 IU
//! i.v. drive a mouse's LAK for 0.52 h; taken of the means of 15 min, 1 h and 4 h it would be 0.53, 1.0 and 3.6 h. The T cells' response, with
//! its low threshold, is off by 0.1, 1 and 14 %. What diffuses in the tissue is driven by the mean, which keeps the area.) They are
//! integrated by two-point Gauss quadrature on panels no longer than the fast phase's 1/alpha, between events, so events fall anywhere.
//!
//! H(x; K, n) = x^n / (x^n + K^n). At a site x = depot_fraction depot + tissue_fraction (plasma - endogenous), without the endogenous level that receptors
//! in tissue drink up; in the node
//! x = plasma + node_fraction sum of local depots (`model-notes`' forms, which made local low doses work at all).

use super::pharmacokinetics::{Amounts, Depot, Kinetics};
use crate::exchange::DepotPlace;
use serde::{Deserialize, Serialize};

/// Most panels of a span between events; beyond it (a step of many hours) panels widen.
const MOST_PANELS: f64 = 128.0;

/// Offset of the Gauss points from a panel's middle, in panels: 1 / (2 sqrt 3).
const GAUSS: f64 = 0.288_675_134_594_812_9;

/// The local depot of one site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteDepot {
    /// Concentration now, pM (dose over injected volume, summed over doses, absorbed at the local rate).
    pub concentration_pm: f64,
    /// Where it lies: where the latest dose was put.
    pub place: DepotPlace,
}

/// A running infusion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Infusion {
    /// Index of its treatment.
    pub treatment: u32,
    /// IU/h.
    pub rate_iu_h: f64,
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
}

/// Half-effects and fractions of the responses, concentrations in pM.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// Part of a depot's concentration that the tissue beside it sees.
    pub tissue_fraction: f64,
    /// Part of the plasma's concentration that tissue sees (homing only; the lattice has its own exchange).
    pub plasma_fraction: f64,
    /// Part of a depot's concentration that the draining node sees.
    pub node_fraction: f64,
    /// T cells at a site (high affinity), n = 1.
    pub t_cell_pm: f64,
    /// T cells in the node, n = 1.
    pub node_pm: f64,
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
    /// Plasma, pM.
    pub plasma_pm: f64,
    /// Each site's depot, pM (the tissue holds a fraction of it).
    pub depot_pm: Vec<f64>,
    /// H_T of plasma.
    pub plasma_t: f64,
    /// H_L of plasma.
    pub plasma_lak: f64,
    /// H of plasma for capillary leak.
    pub leak: f64,
    /// H_T of the node.
    pub node_t: f64,
    /// Growth response of Treg in the node: H(x; treg) x / (x + treg_growth).
    pub node_treg: f64,
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
    pub fn new(sites: usize) -> Means {
        Means {
            span_h: 0.0,
            plasma_pm: 0.0,
            depot_pm: vec![0.0; sites],
            plasma_t: 0.0,
            plasma_lak: 0.0,
            leak: 0.0,
            node_t: 0.0,
            node_treg: 0.0,
            site_t: vec![0.0; sites],
            site_lak: vec![0.0; sites],
        }
    }

    /// Turns the integrals into means.
    pub fn finish(&mut self) {
        let span = self.span_h;
        for value in [&mut self.plasma_pm, &mut self.plasma_t, &mut self.plasma_lak, &mut self.leak, &mut self.node_t, &mut self.node_treg] {
            *value /= span;
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
    pub fn new(kinetics: &Kinetics, sites: usize) -> Il2 {
        Il2 { amounts: kinetics.at_rest(), sites: vec![SiteDepot::default(); sites], infusions: Vec::new() }
    }

    /// Advances over a span without events and adds its integrals to `means`.
    pub fn advance(&mut self, kinetics: &Kinetics, thresholds: &Thresholds, dt_h: f64, means: &mut Means) {
        if dt_h <= 0.0 {
            return;
        }
        self.add_responses(kinetics, thresholds, dt_h, means);
        let area = kinetics.advance(&mut self.amounts, &kinetics.propagator(dt_h));
        let integral = kinetics.depot_integral(Depot::Local, dt_h);
        let left = kinetics.depot_left(Depot::Local, dt_h);
        means.span_h += dt_h;
        means.plasma_pm += kinetics.concentration_pm(area);
        for (site, total) in self.sites.iter_mut().zip(&mut means.depot_pm) {
            *total += site.concentration_pm * integral;
            site.concentration_pm *= left;
        }
    }

    /// Integrals of the responses over a span without events.
    fn add_responses(&self, kinetics: &Kinetics, thresholds: &Thresholds, dt_h: f64, means: &mut Means) {
        let panels = libm::ceil(dt_h * kinetics.phases().0).clamp(1.0, MOST_PANELS);
        let width = dt_h / panels;
        let points = [0.5 - GAUSS, 0.5 + GAUSS].map(|part| (kinetics.propagator(part * width), kinetics.depot_left(Depot::Local, part * width)));
        let whole = kinetics.propagator(width);
        let left = kinetics.depot_left(Depot::Local, width);
        let mut amounts = self.amounts.clone();
        let mut faded = 1.0;
        for _ in 0..panels as u32 {
            for (propagator, depot_left) in &points {
                let plasma = kinetics.concentration_pm(kinetics.look(&amounts, propagator).0);
                self.add_point(kinetics, thresholds, plasma, faded * depot_left, 0.5 * width, means);
            }
            kinetics.advance(&mut amounts, &whole);
            faded *= left;
        }
    }

    /// One quadrature point: plasma, pM, and the part left of each depot's concentration.
    fn add_point(&self, kinetics: &Kinetics, thresholds: &Thresholds, plasma: f64, faded: f64, weight: f64, means: &mut Means) {
        let from_plasma = thresholds.plasma_fraction * (plasma - kinetics.endogenous_pm).max(0.0);
        let mut node = plasma;
        for (i, site) in self.sites.iter().enumerate() {
            let depot = site.concentration_pm * faded;
            node += thresholds.node_fraction * depot;
            let local = from_plasma + thresholds.tissue_fraction * depot;
            means.site_t[i] += weight * hill(local, thresholds.t_cell_pm);
            means.site_lak[i] += weight * hill_squared(local, thresholds.lak_pm);
        }
        means.plasma_t += weight * hill(plasma, thresholds.t_cell_pm);
        means.plasma_lak += weight * hill_squared(plasma, thresholds.lak_pm);
        means.leak += weight * hill(plasma, thresholds.leak_pm);
        means.node_t += weight * hill(node, thresholds.node_pm);
        means.node_treg += weight * hill(node, thresholds.treg_pm) * hill(node, thresholds.treg_growth_pm);
    }
}
