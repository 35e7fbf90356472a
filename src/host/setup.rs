//! What of an animal never changes during its run: constants in the units of the equations, sites,
//! tumour lines, operations.
//!
//! In: the resolved scenario's parts and the animal's drawn values. Out: [`Setup`].

use std::collections::BTreeMap;

use super::agents::Table;
use super::arrivals::Influx;
use super::exposure::{Il2, Means, Thresholds};
use super::lymphoid::{Drive, Rates};
use super::pharmacokinetics::{DEPOT_KEYS, DEPOTS, Depot, Kinetics};
use super::rejection::{Aggression, Rejection};
use super::soluble_receptor::SolubleReceptor;
use super::toxicity::Leakiness;
use super::transfer::{Constants, Giving, Origin};
use super::{burden, vaccine};
use crate::exchange::{Inoculum, Put, PutPlace, SiteReturn};
use crate::kinds::{self, GRAFTS, KINDS};
use crate::scenario::Scenario;
use crate::scenario::types::{Act, Animal, Site, Treatment};
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
    pub agents: Table,
    pub receptor: SolubleReceptor,
    pub cells: Constants,
    pub rejection: Rejection,
    pub aggression: Aggression,
    pub inhaled: Inhaled,
    pub surgery_suppression: f64,
    /// Part of the nodes' work that a lymphadenectomy leaves.
    pub nodes_left: f64,
    pub nk_share: f64,
    /// Cells that one pool unit of blood is.
    pub unit_cells: f64,
    pub sites: Vec<SitePlan>,
    /// Tumour lines, in the scenario's order, then vaccines.
    pub lines: Vec<Line>,
    /// How many of them are tumours.
    pub tumours: usize,
    /// Number of different antigens.
    pub clones: usize,
    pub treatments: Vec<Treatment>,
    pub due: Vec<Due>,
    /// Operations by index of their treatment.
    pub operations: BTreeMap<usize, Operation>,
    /// Tumours that are inoculated after the start, by time.
    pub inoculations: Vec<Inoculation>,
    /// Cells of each vaccination, by index of its treatment.
    pub vaccine_cells: BTreeMap<usize, f64>,
    /// Transfers of cells, by index of their treatment.
    pub givings: BTreeMap<usize, Giving>,
    /// Whose the cells of each origin are.
    pub origins: [Origin; GRAFTS],
}

/// Inhaled doses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inhaled {
    /// Part of a dose that stays in the lung.
    pub deposition: f64,
    /// Fluid that it meets there, ml.
    pub lining_ml: f64,
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
    /// Clones that recognise a tumour here; T cells of others do not come.
    pub clones: Vec<usize>,
    /// Clones that recognise a vaccine which is given here: they come while it lives.
    pub vaccine_clones: Vec<usize>,
}

/// One line of tumour or vaccine cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Index of its antigen's clone; equal names share one.
    pub clone: usize,
    /// Antigen of one killed cell.
    pub immunogenicity: f64,
    /// Antigen of one that dies by itself, relative to that.
    pub natural_death_weight: f64,
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

impl Setup {
    pub(super) fn new(scenario: &Scenario, animal: &Animal) -> Setup {
        let Scenario { sites, tumours, vaccines, treatments, run, .. } = scenario;
        let clones = scenario.antigens().len();
        let antigens = scenario.antigens_of_lines();
        let line = |(i, clone): (usize, &usize)| {
            let tumour = || {
                (
                    animal.get(&format!("tumour.{i}.immunogenicity")),
                    animal.get("model.priming.natural_death_weight"),
                )
            };
            // However a vaccine's cell dies, it was given to be presented.
            let (immunogenicity, natural_death_weight) = match i.checked_sub(tumours.len()) {
                None => tumour(),
                Some(n) => (vaccine::antigen(animal, n, &vaccines[n]), 1.0),
            };
            Line { clone: *clone, immunogenicity, natural_death_weight }
        };
        let (rates, influx, thresholds) =
            (rates(animal, scenario.athymic), influx(animal), thresholds(animal));
        let cells = cell_constants(animal);
        let site_plan = |(i, site): (usize, &Site)| {
            let given_here = |n: usize| {
                let here = |treatment: &Treatment| matches!(treatment.act, Act::Vaccine { vaccine, target, .. } if vaccine == n && vaccine::site_of(target) == Some(i));
                treatments.iter().any(here)
            };
            let has = |clone: usize| {
                (0..tumours.len()).any(|line| tumours[line].site == i && antigens[line] == clone)
            };
            let vaccinated = |clone: usize| {
                (0..vaccines.len()).any(|n| given_here(n) && antigens[tumours.len() + n] == clone)
            };
            SitePlan {
                site: site.clone(),
                layer_area_mm2: burden::layer_area_mm2(site),
                represents: animal.get(&format!("site.{i}.represents")),
                clones: (0..clones).filter(|&clone| has(clone)).collect(),
                vaccine_clones: (0..clones).filter(|&clone| vaccinated(clone)).collect(),
            }
        };
        let operation = |(i, treatment): (usize, &Treatment)| match treatment.act {
            Act::Surgery { .. } => {
                let value = |name: &str| animal.get(&format!("treatment.{i}.{name}"));
                Some((
                    i,
                    Operation {
                        residue_probability: value("residue_probability"),
                        residue_cells: value("residue_cells"),
                        margin_um: value("margin"),
                    },
                ))
            }
            _ => None,
        };
        let vaccination = |(i, treatment): (usize, &Treatment)| match treatment.act {
            Act::Vaccine { .. } => Some((i, animal.get(&format!("treatment.{i}.cells")))),
            _ => None,
        };
        let mismatch = |donor: usize| animal.get(&format!("donor.{donor}.mismatch"));
        let names = scenario.antigens();
        let giving = |(i, treatment): (usize, &Treatment)| match &treatment.act {
            Act::Cells(transfer) => {
                let clone = transfer
                    .antigen
                    .as_ref()
                    .and_then(|antigen| names.iter().position(|name| name == antigen));
                Some((
                    i,
                    Giving::new(
                        animal,
                        i,
                        transfer,
                        clone,
                        transfer.donor.map_or(0.0, mismatch),
                        &cells,
                        &rates,
                    ),
                ))
            }
            _ => None,
        };
        let mut origins = [Origin::default(); GRAFTS];
        for treatment in treatments {
            if let Act::Cells(transfer) = &treatment.act
                && let Some(row) = (transfer.origin as usize).checked_sub(1)
            {
                origins[row] = Origin {
                    donor: transfer.donor,
                    mismatch: transfer.donor.map_or(0.0, mismatch),
                };
            }
        }
        Setup {
            seed: run.seed,
            replicate: animal.replicate,
            step_h: run.host_step_h,
            kinetics: kinetics(animal, treatments),
            leakiness: Leakiness {
                rate: animal.get("model.leak.rate"),
                half_activated: animal.get("model.leak.half_activated"),
                half_life_h: animal.get("model.leak.recovery_half_life"),
                tissue_weight: animal.get("model.leak.tissue_weight"),
                limiting: animal.get("model.leak.limiting_index"),
                lethal: animal.get("model.leak.lethal_index"),
            },
            agents: Table::new(animal),
            receptor: SolubleReceptor {
                from_lymphocytes_pm: animal.get("model.soluble_receptor.from_lymphocytes"),
                from_burden_pm: animal.get("model.soluble_receptor.from_burden"),
                half_life_h: animal.get("model.soluble_receptor.half_life"),
                dissociation_pm: animal.get("model.soluble_receptor.dissociation"),
            },
            rejection: Rejection {
                delay_h: animal.get("model.rejection.delay"),
                rate: animal.get("model.rejection.rate"),
            },
            aggression: Aggression {
                rate: animal.get("model.graft_versus_host.rate"),
                half_life_h: animal.get("model.graft_versus_host.half_life"),
                interferon_gain: animal.get("model.graft_versus_host.interferon_gain"),
                lethal: animal.get("model.graft_versus_host.lethal_index"),
            },
            inhaled: Inhaled {
                deposition: animal.get("model.inhaled.deposition"),
                lining_ml: animal.get("model.inhaled.lining_volume"),
            },
            surgery_suppression: animal.get("model.surgery.suppression"),
            nodes_left: animal.get("model.surgery.nodes_left"),
            nk_share: animal.get("model.suppression.nk_share"),
            unit_cells: animal.get("model.blood.unit_cells"),
            sites: sites.iter().enumerate().map(site_plan).collect(),
            clones,
            lines: antigens.iter().enumerate().map(line).collect(),
            tumours: tumours.len(),
            treatments: treatments.clone(),
            due: therapy::schedule(treatments),
            operations: treatments.iter().enumerate().filter_map(operation).collect(),
            inoculations: inoculations(scenario, animal),
            vaccine_cells: treatments.iter().enumerate().filter_map(vaccination).collect(),
            givings: treatments.iter().enumerate().filter_map(giving).collect(),
            origins,
            thresholds,
            rates,
            influx,
            cells,
        }
    }

    /// What drives the pools of an untreated animal without antigen.
    pub(super) fn drive_at_rest(&self) -> Drive {
        let mut means = Means::new(self.sites.len());
        Il2::new(&self.kinetics, self.sites.len())
            .advance(&self.kinetics, &self.thresholds, self.step_h, &mut means);
        means.finish();
        Drive {
            node_t: means.node_t,
            node_treg: means.node_treg,
            lak: means.plasma_lak,
            burden: 0.0,
            release: vec![0.0; self.clones],
        }
    }
}

/// Tumours of a later day, each a disc or ball of its cells, in the order of time.
fn inoculations(scenario: &Scenario, animal: &Animal) -> Vec<Inoculation> {
    let late = scenario.tumours.iter().enumerate().filter(|(_, tumour)| tumour.start_h > 0.0);
    let mut inoculations: Vec<Inoculation> = late
        .map(|(line, tumour)| {
            let site = &scenario.sites[tumour.site];
            let radius_um = 500.0
                * burden::diameter_mm(
                    animal.get(&format!("tumour.{line}.cells")),
                    site.dimensions,
                    site.spacing_um,
                );
            let place = PutPlace::Ball { centre_um: tumour.position_um, radius_um };
            Inoculation {
                time_h: tumour.start_h,
                site: tumour.site,
                inoculum: Inoculum { put: Put::Line(line), place, chance: 1.0 },
            }
        })
        .collect();
    inoculations.sort_by(|a, b| a.time_h.total_cmp(&b.time_h));
    inoculations
}

/// Cavities empty themselves as well as they are absorbed: a depot loses by the sum, and what
/// reaches plasma is its bioavailability of the absorbed part.
fn kinetics(animal: &Animal, treatments: &[Treatment]) -> Kinetics {
    let (mut absorption, mut bioavailability, mut used) =
        ([0.0; DEPOTS], [0.0; DEPOTS], [false; DEPOTS]);
    for (i, key) in DEPOT_KEYS.into_iter().enumerate() {
        let absorbed = animal.get(&format!("model.{key}.absorption"));
        let emptied = animal.values.get(&format!("model.{key}.emptying")).copied().unwrap_or(0.0);
        absorption[i] = absorbed + emptied;
        bioavailability[i] =
            animal.get(&format!("model.{key}.bioavailability")) * absorbed / (absorbed + emptied);
    }
    for treatment in treatments {
        if let Act::Il2 { route, .. } = treatment.act
            && let Some(depot) = Depot::of(route)
        {
            used[depot as usize] = true;
        }
    }
    Kinetics {
        volume_ml: animal.get("model.plasma.volume"),
        clearance_ml_h: animal.get("model.plasma.clearance"),
        k12: animal.get("model.plasma.to_periphery"),
        k21: animal.get("model.plasma.from_periphery"),
        endogenous_pm: animal.get("model.plasma.endogenous"),
        absorption,
        bioavailability,
        used,
    }
}

fn thresholds(animal: &Animal) -> Thresholds {
    let (mut tissue_share, mut node_share) = ([1.0; DEPOTS], [0.0; DEPOTS]);
    for depot in [Depot::Lymph, Depot::Lung] {
        tissue_share[depot as usize] =
            animal.get(&format!("model.{}.tissue_fraction", DEPOT_KEYS[depot as usize]));
    }
    for depot in
        [Depot::Local, Depot::Bladder, Depot::Pleura, Depot::Cavity, Depot::Lymph, Depot::Lung]
    {
        node_share[depot as usize] =
            animal.get(&format!("model.{}.node_fraction", DEPOT_KEYS[depot as usize]));
    }
    Thresholds {
        tissue_fraction: animal.get("model.il2.depot_fraction"),
        plasma_fraction: animal.get("model.il2.tissue_fraction"),
        tissue_share,
        node_share,
        t_cell_pm: animal.get("model.ctl.il2_half"),
        node_pm: animal.get("model.priming.il2_half"),
        lak_pm: animal.get("model.nk.il2_half"),
        treg_pm: animal.get("model.node.treg_il2_half"),
        treg_growth_pm: animal.get("model.node.treg_growth_half"),
        leak_pm: animal.get("model.leak.il2_half"),
    }
}

fn cell_constants(animal: &Animal) -> Constants {
    Constants {
        leukapheresis: animal.get("model.cells.leukapheresis"),
        collected: animal.get("model.cells.collected"),
        cik_t_share: animal.get("model.cells.cik_t_share"),
        lymphocytes: [
            animal.get("model.cells.lymphocyte_t_share"),
            animal.get("model.cells.lymphocyte_lak_share"),
        ],
        alloreactive: animal.get("model.cells.alloreactive"),
        division: animal.get("model.cells.division"),
        loss: animal.get("model.cells.loss"),
        lak_pm: animal.get("model.nk.il2_half"),
    }
}

fn rates(animal: &Animal, athymic: bool) -> Rates {
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
        memory_maturation: animal.get("model.memory.maturation"),
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
        renewal: animal.get("model.supply.renewal"),
        without_cd4: animal.get("model.priming.without_cd4"),
        thymus: if athymic { 0.0 } else { 1.0 },
    }
}

fn influx(animal: &Animal) -> Influx {
    Influx {
        ctl: animal.get("model.influx.ctl"),
        ctl_at_rest: animal.get("model.influx.ctl_at_rest"),
        memory_half: animal.get("model.memory.homing_half"),
        helper_share: animal.get("model.influx.helper_share"),
        nk: animal.get("model.influx.nk"),
        nk_il2_gain: animal.get("model.influx.nk_il2_gain"),
        nk_competence: animal.get("model.competence.nk"),
        lak: animal.get("model.influx.lak"),
        treg_density: animal.get("model.treg.resting_density"),
        treg_turnover: animal.get("model.treg.death"),
        resident: KINDS.map(|kind| match kind.influx {
            kinds::Entry::Resident => {
                let key = |key: &str| animal.get(&format!("model.{}.{key}", kind.name));
                key("on") * key("turnover") * key("resting_density")
            }
            _ => 0.0,
        }),
    }
}
