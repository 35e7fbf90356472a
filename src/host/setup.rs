//! What of an animal never changes during its run: constants in the units of the equations, sites,
//! tumour lines, operations.
//!
//! In: the resolved scenario's parts and the animal's drawn values. Out: [`Setup`].

use std::collections::BTreeMap;

use super::agents::DrugTable;
use super::arrivals::Influx;
use super::exposure::{Il2, Means, Thresholds};
use super::lymphoid::{Drive, Rates};
use super::pharmacokinetics::{DEPOTS, Depot, Kinetics};
use super::rejection::{Aggression, Rejection};
use super::soluble_receptor::SolubleReceptor;
use super::toxicity::Leakiness;
use super::transfer::{Constants, Giving, Origin};
use super::{burden, vaccine};
use crate::exchange::{Inoculum, Put, PutPlace, SiteReturn};
use crate::keys;
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
    pub agents: DrugTable,
    pub receptor: SolubleReceptor,
    pub cells: Constants,
    pub rejection: Rejection,
    pub aggression: Aggression,
    pub inhaled: Inhaled,
    pub surgery_suppression: f64,
    /// Part of a node's work that a lymphadenectomy leaves.
    pub nodes_left: f64,
    pub nk_share: f64,
    /// How far a depot beside a tumour reaches, um.
    pub depot_shell_um: f64,
    /// Cells that one pool unit of blood is.
    pub unit_cells: f64,
    pub sites: Vec<SitePlan>,
    /// Number of regions, each with its node.
    pub nodes: usize,
    /// Tumour lines, in the scenario's order, then vaccines.
    pub lines: Vec<LineSetup>,
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
    /// The node that drains its region.
    pub node: usize,
    /// Area that influxes per mm2 of one cell layer meet.
    pub layer_area_mm2: f64,
    /// Lesion volume over lattice volume.
    pub represents: f64,
    /// Clones that recognise a tumour here; T cells of others do not come.
    pub clones: Vec<usize>,
    /// Clones that recognise a vaccine which is given here: they come while it lives.
    pub vaccine_clones: Vec<usize>,
    /// Whether tumour cells here make interleukin-2.
    pub secretes: bool,
    /// Where what is injected around a mass goes in when there is none: the place of the first
    /// tumour here, else the middle.
    pub spot_um: [f64; 3],
}

/// One line of tumour or vaccine cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineSetup {
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
    pub(super) fn slice_share(&self, back: &SiteReturn) -> f64 {
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
                    animal.get(keys::tumour::IMMUNOGENICITY.at(i)),
                    animal.get(&keys::priming::NATURAL_DEATH_WEIGHT),
                )
            };
            // However a vaccine's cell dies, it was given to be presented.
            let (immunogenicity, natural_death_weight) = match i.checked_sub(tumours.len()) {
                None => tumour(),
                Some(n) => (vaccine::antigen(animal, n, &vaccines[n]), 1.0),
            };
            LineSetup { clone: *clone, immunogenicity, natural_death_weight }
        };
        let node_of_site = scenario.regions_of_sites();
        let (rates, influx, thresholds) = (
            rates(animal, scenario.athymic),
            influx(animal),
            thresholds(animal, node_of_site.clone()),
        );
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
                node: node_of_site[i],
                layer_area_mm2: burden::layer_area_mm2(site),
                represents: animal.get(keys::site::REPRESENTS.at(i)),
                clones: (0..clones).filter(|&clone| has(clone)).collect(),
                vaccine_clones: (0..clones).filter(|&clone| vaccinated(clone)).collect(),
                secretes: tumours.iter().enumerate().any(|(n, tumour)| {
                    tumour.site == i && animal.get(keys::tumour::IL2_SECRETION.at(n)) > 0.0
                }),
                spot_um: tumours
                    .iter()
                    .find(|tumour| tumour.site == i)
                    .map_or_else(|| middle_um(site), |tumour| tumour.position_um),
            }
        };
        let operation = |(i, treatment): (usize, &Treatment)| match treatment.act {
            Act::Surgery { .. } => {
                let value = |key: &'static keys::NumberAt| animal.get(key.at(i));
                Some((
                    i,
                    Operation {
                        residue_probability: value(&keys::treatment::RESIDUE_PROBABILITY),
                        residue_cells: value(&keys::treatment::RESIDUE_CELLS),
                        margin_um: value(&keys::treatment::MARGIN),
                    },
                ))
            }
            _ => None,
        };
        let vaccination = |(i, treatment): (usize, &Treatment)| match treatment.act {
            Act::Vaccine { .. } => Some((i, animal.get(keys::treatment::CELLS.at(i)))),
            _ => None,
        };
        let mismatch = |donor: usize| animal.get(keys::donor::MISMATCH.at(donor));
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
                rate: animal.get(&keys::leak::RATE),
                half_activated: animal.get(&keys::leak::HALF_ACTIVATED),
                half_life_h: animal.get(&keys::leak::RECOVERY_HALF_LIFE),
                tissue_weight: animal.get(&keys::leak::TISSUE_WEIGHT),
                limiting: animal.get(&keys::leak::LIMITING_INDEX),
                lethal: animal.get(&keys::leak::LETHAL_INDEX),
            },
            agents: DrugTable::new(animal),
            receptor: SolubleReceptor {
                from_lymphocytes_pm: animal.get(&keys::soluble_receptor::FROM_LYMPHOCYTES),
                from_burden_pm: animal.get(&keys::soluble_receptor::FROM_BURDEN),
                half_life_h: animal.get(&keys::soluble_receptor::HALF_LIFE),
                dissociation_pm: animal.get(&keys::soluble_receptor::DISSOCIATION),
            },
            rejection: Rejection {
                delay_h: animal.get(&keys::rejection::DELAY),
                rate: animal.get(&keys::rejection::RATE),
            },
            aggression: Aggression {
                rate: animal.get(&keys::graft_versus_host::RATE),
                half_life_h: animal.get(&keys::graft_versus_host::HALF_LIFE),
                interferon_gain: animal.get(&keys::graft_versus_host::INTERFERON_GAIN),
                lethal: animal.get(&keys::graft_versus_host::LETHAL_INDEX),
            },
            inhaled: Inhaled {
                deposition: animal.get(&keys::inhaled::DEPOSITION),
                lining_ml: animal.get(&keys::inhaled::LINING_VOLUME),
            },
            surgery_suppression: animal.get(&keys::surgery::SUPPRESSION),
            nodes_left: animal.get(&keys::surgery::NODES_LEFT),
            depot_shell_um: animal.get(&keys::il2::DEPOT_SHELL),
            nk_share: animal.get(&keys::suppression::NK_SHARE),
            unit_cells: animal.get(&keys::blood::UNIT_CELLS),
            sites: sites.iter().enumerate().map(site_plan).collect(),
            nodes: scenario.regions().len(),
            clones,
            lines: antigens.iter().enumerate().map(line).collect(),
            tumours: tumours.len(),
            treatments: treatments.clone(),
            due: therapy::schedule(treatments, scenario.run.until_h),
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
        let mut means = Means::new(self.sites.len(), self.nodes);
        Il2::new(&self.kinetics, self.sites.len(), self.nodes)
            .advance(&self.kinetics, &self.thresholds, self.step_h, &mut means);
        means.finish();
        Drive {
            nodes: means.nodes,
            lak: means.plasma_lak,
            burden: 0.0,
            release: vec![vec![0.0; self.clones]; self.nodes],
        }
    }
}

/// The middle of a site, um from its corner.
fn middle_um(site: &Site) -> [f64; 3] {
    site.cells.map(|cells| 0.5 * f64::from(cells) * site.spacing_um)
}

/// Tumours of a later day, each a disc or ball of its cells, in the order of time.
fn inoculations(scenario: &Scenario, animal: &Animal) -> Vec<Inoculation> {
    let late = scenario.tumours.iter().enumerate().filter(|(_, tumour)| tumour.start_h > 0.0);
    let mut inoculations: Vec<Inoculation> = late
        .map(|(line, tumour)| {
            let site = &scenario.sites[tumour.site];
            let radius_um = 500.0
                * burden::diameter_mm(
                    animal.get(keys::tumour::CELLS.at(line)),
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
    for (i, depot) in keys::DEPOTS.iter().enumerate() {
        let absorbed = animal.get(depot.absorption);
        let emptied = depot.emptying.map_or(0.0, |key| animal.get(key));
        absorption[i] = absorbed + emptied;
        bioavailability[i] = animal.get(depot.bioavailability) * absorbed / (absorbed + emptied);
    }
    for treatment in treatments {
        if let Act::Il2 { route, .. } = treatment.act
            && let Some(depot) = Depot::of(route)
        {
            used[depot as usize] = true;
        }
    }
    Kinetics {
        volume_ml: animal.get(&keys::plasma::VOLUME),
        clearance_ml_h: animal.get(&keys::plasma::CLEARANCE),
        k12: animal.get(&keys::plasma::TO_PERIPHERY),
        k21: animal.get(&keys::plasma::FROM_PERIPHERY),
        endogenous_pm: animal.get(&keys::plasma::ENDOGENOUS),
        absorption,
        bioavailability,
        used,
    }
}

fn thresholds(animal: &Animal, node_of_site: Vec<usize>) -> Thresholds {
    let share = |key: Option<&'static keys::Number>, none| key.map_or(none, |key| animal.get(key));
    let tissue_share = keys::DEPOTS.each_ref().map(|depot| share(depot.tissue_fraction, 1.0));
    let node_share = keys::DEPOTS.each_ref().map(|depot| share(depot.node_fraction, 0.0));
    Thresholds {
        tissue_fraction: animal.get(&keys::il2::DEPOT_FRACTION),
        plasma_fraction: animal.get(&keys::il2::TISSUE_FRACTION),
        tissue_share,
        node_share,
        node_of_site,
        t_cell_pm: animal.get(&keys::ctl::IL2_HALF),
        node_pm: animal.get(&keys::priming::IL2_HALF),
        program_pm: animal.get(&keys::priming::PROGRAM_HALF),
        lak_pm: animal.get(&keys::nk::IL2_HALF),
        treg_pm: animal.get(&keys::node::TREG_IL2_HALF),
        treg_growth_pm: animal.get(&keys::node::TREG_GROWTH_HALF),
        leak_pm: animal.get(&keys::leak::IL2_HALF),
    }
}

fn cell_constants(animal: &Animal) -> Constants {
    Constants {
        leukapheresis: animal.get(&keys::cells::LEUKAPHERESIS),
        collected: animal.get(&keys::cells::COLLECTED),
        cik_t_share: animal.get(&keys::cells::CIK_T_SHARE),
        lymphocytes: [
            animal.get(&keys::cells::LYMPHOCYTE_T_SHARE),
            animal.get(&keys::cells::LYMPHOCYTE_LAK_SHARE),
        ],
        alloreactive: animal.get(&keys::cells::ALLOREACTIVE),
        division: animal.get(&keys::cells::DIVISION),
        loss: animal.get(&keys::cells::LOSS),
        lak_pm: animal.get(&keys::nk::IL2_HALF),
    }
}

fn rates(animal: &Animal, athymic: bool) -> Rates {
    Rates {
        competence: animal.get(&keys::competence::CTL),
        delay_h: animal.get(&keys::priming::DELAY),
        half_antigen: animal.get(&keys::priming::HALF_ANTIGEN),
        signal: animal.get(&keys::priming::SIGNAL),
        expansion: animal.get(&keys::priming::EXPANSION),
        without_il2: animal.get(&keys::priming::WITHOUT_IL2),
        response_time_h: animal.get(&keys::priming::RESPONSE_TIME),
        capacity: animal.get(&keys::priming::CAPACITY),
        exit: animal.get(&keys::priming::EXIT),
        memory_help: animal.get(&keys::priming::MEMORY_HELP),
        recall: animal.get(&keys::priming::RECALL),
        memory_formation: animal.get(&keys::memory::FORMATION),
        memory_loss: animal.get(&keys::memory::LOSS),
        memory_maturation: animal.get(&keys::memory::MATURATION),
        memory_antigen: animal.get(&keys::memory::ANTIGEN),
        treg_half: animal.get(&keys::node::TREG_HALF),
        treg_growth: animal.get(&keys::node::TREG_GROWTH),
        treg_capacity: animal.get(&keys::node::TREG_CAPACITY),
        treg_density: animal.get(&keys::treg::RESTING_DENSITY),
        treg_turnover: animal.get(&keys::treg::DEATH),
        half_burden: animal.get(&keys::suppression::HALF_BURDEN),
        ctl_loss: animal.get(&keys::blood::CTL_LOSS),
        nk_turnover: animal.get(&keys::blood::NK_TURNOVER),
        activation_rate: animal.get(&keys::nk::ACTIVATION_RATE),
        lak_response_time_h: animal.get(&keys::nk::SIGNAL_TIME),
        lak_division: animal.get(&keys::lak::DIVIDE_RATE),
        lak_capacity: animal.get(&keys::blood::LAK_CAPACITY),
        lak_starvation: animal.get(&keys::blood::LAK_STARVATION),
        starvation_response: animal.get(&keys::lak::STARVE_LEVEL),
        anergy: animal.get(&keys::surgery::ANERGY),
        tolerance: animal.get(&keys::priming::TOLERANCE),
        reversal: animal.get(&keys::priming::REVERSAL),
        precursor_recovery: animal.get(&keys::surgery::PRECURSOR_RECOVERY),
        surgery_recovery_h: animal.get(&keys::surgery::RECOVERY),
        renewal: animal.get(&keys::supply::RENEWAL),
        without_cd4: animal.get(&keys::priming::WITHOUT_CD4),
        thymus: if athymic { 0.0 } else { 1.0 },
    }
}

fn influx(animal: &Animal) -> Influx {
    Influx {
        ctl: animal.get(&keys::influx::CTL),
        ctl_at_rest: animal.get(&keys::influx::CTL_AT_REST),
        ctl_programmed: animal.get(&keys::influx::CTL_PROGRAMMED),
        memory_half: animal.get(&keys::memory::HOMING_HALF),
        helper_share: animal.get(&keys::influx::HELPER_SHARE),
        nk: animal.get(&keys::influx::NK),
        nk_il2_gain: animal.get(&keys::influx::NK_IL2_GAIN),
        nk_competence: animal.get(&keys::competence::NK),
        lak: animal.get(&keys::influx::LAK),
        treg_density: animal.get(&keys::treg::RESTING_DENSITY),
        treg_turnover: animal.get(&keys::treg::DEATH),
        resident: KINDS.map(|kind| match kind.influx {
            kinds::Entry::Resident => {
                let own = keys::effector(kind.name);
                let value =
                    |key: Option<&'static keys::Number>| key.map_or(0.0, |key| animal.get(key));
                value(own.on) * value(own.turnover) * value(own.resting_density)
            }
            _ => 0.0,
        }),
    }
}
