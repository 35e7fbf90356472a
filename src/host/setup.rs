//! What of an animal never changes during its run: constants in the units of the equations, sites, tumour lines, operations.
//!
//! In: the resolved scenario's parts and the animal's drawn values. Out: [`Setup`].

use std::collections::BTreeMap;

use super::arrivals::Influx;
use super::burden;
use super::exposure::{Il2, Means, Thresholds};
use super::lymphoid::{Drive, Pools, Rates};
use super::pharmacokinetics::Kinetics;
use super::toxicity::{Leak, Leakiness};
use super::{Host, State};
use crate::exchange::{EFFECTORS, Inoculum, Put, PutPlace, SiteReturn};
use crate::scenario::Scenario;
use crate::scenario::types::{Act, Animal, Run, Site, Treatment, Tumour};
use crate::therapy::{self, Due};

/// One animal's constants and plan.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub seed: u64,
    pub replicate: u32,
    pub step_h: f64,
    pub kinetics: Kinetics,
    pub thresholds: Thresholds,
    pub rates: Rates,
    pub influx: Influx,
    pub leakiness: Leakiness,
    pub surgery_suppression: f64,
    pub natural_death_weight: f64,
    pub nk_share: f64,
    /// Cells that one pool unit of blood is.
    pub unit_cells: f64,
    pub sites: Vec<SitePlan>,
    /// Tumour lines, in the scenario's order.
    pub lines: Vec<Line>,
    /// Number of different antigens.
    pub clones: usize,
    pub treatments: Vec<Treatment>,
    pub due: Vec<Due>,
    /// Operations by index of their treatment.
    pub operations: BTreeMap<usize, Operation>,
    /// Tumours that are inoculated after the start, by time.
    pub inoculations: Vec<Inoculation>,
}

/// A tumour of a later day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inoculation {
    pub time_h: f64,
    pub site: usize,
    pub inoculum: Inoculum,
}

/// One site as the host sees it.
#[derive(Clone, Debug)]
pub(super) struct SitePlan {
    pub site: Site,
    /// Area that influxes per mm2 of one cell layer meet.
    pub layer_area_mm2: f64,
    /// Lesion volume over lattice volume.
    pub represents: f64,
    /// Clones that recognise a tumour here. T cells of other clones pass without staying.
    pub clones: Vec<usize>,
}

/// One tumour line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Index of its antigen's clone; equal names share one.
    pub clone: usize,
    pub immunogenicity: f64,
}

/// What an operation leaves, as the animal drew it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub residue_probability: f64,
    pub residue_cells: f64,
    pub margin_um: f64,
}

impl SitePlan {
    /// Slice cells that one tumour cell lost here counts as: 1 in a slice, less in a volume.
    pub fn slice_share(&self, back: &SiteReturn) -> f64 {
        let lost: u64 = back.killed.iter().chain(&back.died).sum();
        let cells = (back.tumour + lost).max(1) as f64;
        burden::slice_cells(cells, &self.site) / cells
    }
}

impl Host {
    /// The host of one animal at time 0.
    pub fn new(scenario: &Scenario, animal: &Animal) -> Host {
        Host::from_parts(&scenario.sites, &scenario.tumours, &scenario.treatments, &scenario.run, animal)
    }

    /// The host from the parts of a scenario that concern it.
    pub(super) fn from_parts(sites: &[Site], tumours: &[Tumour], treatments: &[Treatment], run: &Run, animal: &Animal) -> Host {
        let setup = Setup::new(sites, tumours, treatments, run, animal);
        let rest = setup.drive_at_rest();
        let mut burdens = vec![0.0; sites.len()];
        for (i, tumour) in tumours.iter().enumerate().filter(|(_, tumour)| tumour.start_h <= 0.0) {
            burdens[tumour.site] += burden::slice_cells(animal.get(&format!("tumour.{i}.cells")), &sites[tumour.site]);
        }
        let state = State {
            step: 0,
            il2: Il2::new(&setup.kinetics, sites.len()),
            pools: Pools::at_rest(&setup.rates, &rest),
            leak: Leak::none(),
            burden: burdens,
            site_lak: vec![0.0; sites.len()],
            refused: vec![[0; EFFECTORS]; sites.len()],
            next_due: 0,
            operations: 0,
            stopped: Vec::new(),
            doses: Vec::new(),
            auc_pm_h: 0.0,
            limited_h: None,
        };
        Host { setup, state, pending: None }
    }
}

impl Setup {
    fn new(sites: &[Site], tumours: &[Tumour], treatments: &[Treatment], run: &Run, animal: &Animal) -> Setup {
        // As `Scenario::antigens` numbers them.
        let mut names: Vec<&str> = Vec::new();
        let mut antigens = Vec::new();
        for tumour in tumours {
            antigens.push(names.iter().position(|name| *name == tumour.antigen).unwrap_or_else(|| {
                names.push(&tumour.antigen);
                names.len() - 1
            }));
        }
        let clones = antigens.iter().max().map_or(0, |last| last + 1);
        let line = |(i, clone): (usize, &usize)| Line { clone: *clone, immunogenicity: animal.get(&format!("tumour.{i}.immunogenicity")) };
        let site_plan = |(i, site): (usize, &Site)| SitePlan {
            site: site.clone(),
            layer_area_mm2: burden::layer_area_mm2(site),
            represents: animal.get(&format!("site.{i}.represents")),
            clones: (0..clones).filter(|&clone| (0..tumours.len()).any(|line| tumours[line].site == i && antigens[line] == clone)).collect(),
        };
        let operation = |(i, treatment): (usize, &Treatment)| match treatment.act {
            Act::Surgery { .. } => {
                let value = |name: &str| animal.get(&format!("treatment.{i}.{name}"));
                Some((i, Operation { residue_probability: value("residue_probability"), residue_cells: value("residue_cells"), margin_um: value("margin") }))
            }
            _ => None,
        };
        Setup {
            seed: run.seed,
            replicate: animal.replicate,
            step_h: run.host_step_h,
            kinetics: kinetics(animal),
            thresholds: thresholds(animal),
            rates: rates(animal),
            influx: influx(animal),
            leakiness: Leakiness {
                rate: animal.get("model.leak.rate"),
                half_activated: animal.get("model.leak.half_activated"),
                half_life_h: animal.get("model.leak.recovery_half_life"),
                tissue_weight: animal.get("model.leak.tissue_weight"),
                limiting: animal.get("model.leak.limiting_index"),
                lethal: animal.get("model.leak.lethal_index"),
            },
            surgery_suppression: animal.get("model.surgery.suppression"),
            natural_death_weight: animal.get("model.priming.natural_death_weight"),
            nk_share: animal.get("model.suppression.nk_share"),
            unit_cells: animal.get("model.blood.unit_cells"),
            sites: sites.iter().enumerate().map(site_plan).collect(),
            clones,
            lines: antigens.iter().enumerate().map(line).collect(),
            treatments: treatments.to_vec(),
            due: therapy::schedule(treatments),
            operations: treatments.iter().enumerate().filter_map(operation).collect(),
            inoculations: inoculations(sites, tumours, animal),
        }
    }

    /// What drives the pools of an untreated animal without antigen.
    fn drive_at_rest(&self) -> Drive {
        let mut means = Means::new(self.sites.len());
        Il2::new(&self.kinetics, self.sites.len()).advance(&self.kinetics, &self.thresholds, self.step_h, &mut means);
        means.finish();
        Drive { node_t: means.node_t, node_treg: means.node_treg, lak: means.plasma_lak, burden: 0.0, release: vec![0.0; self.clones] }
    }
}

/// Tumours of a later day, each a disc or ball of its cells, in the order of time.
fn inoculations(sites: &[Site], tumours: &[Tumour], animal: &Animal) -> Vec<Inoculation> {
    let late = tumours.iter().enumerate().filter(|(_, tumour)| tumour.start_h > 0.0);
    let mut inoculations: Vec<Inoculation> = late
        .map(|(line, tumour)| {
            let site = &sites[tumour.site];
            let radius_um = 500.0 * burden::diameter_mm(animal.get(&format!("tumour.{line}.cells")), site.dimensions, site.spacing_um);
            let place = PutPlace::Ball { centre_um: tumour.position_um, radius_um };
            Inoculation { time_h: tumour.start_h, site: tumour.site, inoculum: Inoculum { put: Put::Line(line), place, chance: 1.0 } }
        })
        .collect();
    inoculations.sort_by(|a, b| a.time_h.total_cmp(&b.time_h));
    inoculations
}

fn kinetics(animal: &Animal) -> Kinetics {
    let of = |name: &str| ["depot", "subcutaneous", "intraperitoneal"].map(|route| animal.get(&format!("model.{route}.{name}")));
    Kinetics {
        volume_ml: animal.get("model.plasma.volume"),
        clearance_ml_h: animal.get("model.plasma.clearance"),
        k12: animal.get("model.plasma.to_periphery"),
        k21: animal.get("model.plasma.from_periphery"),
        endogenous_pm: animal.get("model.plasma.endogenous"),
        absorption: of("absorption"),
        bioavailability: of("bioavailability"),
    }
}

fn thresholds(animal: &Animal) -> Thresholds {
    Thresholds {
        tissue_fraction: animal.get("model.il2.depot_fraction"),
        plasma_fraction: animal.get("model.il2.tissue_fraction"),
        node_fraction: animal.get("model.depot.node_fraction"),
        t_cell_pm: animal.get("model.ctl.il2_half"),
        node_pm: animal.get("model.priming.il2_half"),
        lak_pm: animal.get("model.nk.il2_half"),
        treg_pm: animal.get("model.node.treg_il2_half"),
        treg_growth_pm: animal.get("model.node.treg_growth_half"),
        leak_pm: animal.get("model.leak.il2_half"),
    }
}

fn rates(animal: &Animal) -> Rates {
    Rates {
        competence: animal.get("model.competence.ctl"),
        delay_h: animal.get("model.priming.delay"),
        half_antigen: animal.get("model.priming.half_antigen"),
        signal: animal.get("model.priming.signal"),
        expansion: animal.get("model.priming.expansion"),
        without_il2: animal.get("model.priming.without_il2"),
        response_time_h: animal.get("model.priming.response_time"),
        capacity: animal.get("model.priming.capacity"),
        exit: animal.get("model.priming.exit"),
        memory_help: animal.get("model.priming.memory_help"),
        recall: animal.get("model.priming.recall"),
        memory_formation: animal.get("model.memory.formation"),
        memory_loss: animal.get("model.memory.loss"),
        treg_half: animal.get("model.node.treg_half"),
        treg_growth: animal.get("model.node.treg_growth"),
        treg_capacity: animal.get("model.node.treg_capacity"),
        treg_density: animal.get("model.treg.resting_density"),
        treg_turnover: animal.get("model.treg.death"),
        half_burden: animal.get("model.suppression.half_burden"),
        ctl_loss: animal.get("model.blood.ctl_loss"),
        nk_turnover: animal.get("model.blood.nk_turnover"),
        activation_rate: animal.get("model.nk.activation_rate"),
        lak_response_time_h: animal.get("model.nk.signal_time"),
        lak_division: animal.get("model.lak.divide_rate"),
        lak_capacity: animal.get("model.blood.lak_capacity"),
        lak_starvation: animal.get("model.blood.lak_starvation"),
        starvation_response: animal.get("model.lak.starve_level"),
        anergy: animal.get("model.surgery.anergy"),
        precursor_recovery: animal.get("model.surgery.precursor_recovery"),
        surgery_recovery_h: animal.get("model.surgery.recovery"),
    }
}

fn influx(animal: &Animal) -> Influx {
    Influx {
        ctl: animal.get("model.influx.ctl"),
        ctl_at_rest: animal.get("model.influx.ctl_at_rest"),
        helper_share: animal.get("model.influx.helper_share"),
        nk: animal.get("model.influx.nk"),
        nk_il2_gain: animal.get("model.influx.nk_il2_gain"),
        nk_competence: animal.get("model.competence.nk"),
        lak: animal.get("model.influx.lak"),
        treg_density: animal.get("model.treg.resting_density"),
        treg_turnover: animal.get("model.treg.death"),
    }
}
