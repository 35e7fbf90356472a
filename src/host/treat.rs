//! What is done to an animal at one time point: a dose, an operation, a harvest, cells given.
//!
//! In: the treatment that is due. Out: the state after it, a resection, cells waiting to be put in
//! at the start of the step's tissue.

use super::exposure::Infusion;
use super::pharmacokinetics::{Depot, PM_PER_IU_PER_ML};
use super::setup::Setup;
use super::state::{DoseGiven, HostState, Waiting};
use super::transfer::{self, Harvest};
use super::vaccine;
use crate::exchange::{DepotPlace, Inoculum, PutPlace, Resection};
use crate::rules::{self, ALLOANTIGEN};
use crate::scenario::types::{Act, Route, Target, Transfer};
use crate::stream::{NO_LATTICE, Stream, uniform};
use crate::therapy::Due;

/// One dose of interleukin-2 as the scenario says it.
#[derive(Clone, Copy, Debug)]
struct Dose {
    route: Route,
    site: Option<usize>,
    iu: f64,
    volume_ml: f64,
    duration_h: f64,
}

impl HostState {
    /// Does what is due.
    pub(super) fn treat(
        &mut self,
        setup: &Setup,
        now_h: f64,
        due: Due,
        resections: &mut [Option<Resection>],
    ) {
        let treatment = due.treatment;
        match &setup.treatments[treatment].act {
            Act::Cells(_) if due.harvest => self.harvest(setup, treatment),
            Act::Cells(transfer) => self.give_cells(setup, treatment, transfer),
            Act::Surgery { site, lymphadenectomy } => {
                let resection = self.operate(setup, treatment);
                self.burden[*site] = resection.residue_cells.min(self.burden[*site]);
                resections[*site] = Some(resection);
                if *lymphadenectomy {
                    let node = setup.sites[*site].node;
                    self.pools.nodes[node].left *= setup.nodes_left;
                    self.il2.drained[node] = false;
                }
            }
            Act::Agent { agent, dose } => self.agents.give(&setup.agents, *agent, *dose),
            Act::Vaccine { vaccine, target, volume_ml } => {
                let (cells, line) = (setup.vaccine_cells[&treatment], setup.tumours + vaccine);
                let spacing_um = |site: usize| setup.sites[site].site.spacing_um;
                self.vaccinations += 1;
                if let Some((site, inoculum)) =
                    vaccine::inoculum(cells, line, *target, *volume_ml, spacing_um)
                {
                    let place = self.place_now(setup, site, inoculum.place);
                    let inoculum = Inoculum { place, ..inoculum };
                    self.waiting.push(Waiting { site: site as u32, inoculum });
                }
            }
            Act::Il2 { route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity } => {
                if *stop_at_toxicity && self.leak.index >= setup.leakiness.limiting {
                    self.stopped.insert(treatment as u32);
                    self.limited_h.get_or_insert(now_h);
                }
                let skipped = self.stopped.contains(&(treatment as u32));
                self.doses.push(DoseGiven {
                    time_h: now_h,
                    treatment: treatment as u32,
                    dose_iu: *dose_iu,
                    skipped,
                });
                if !skipped {
                    let dose = Dose {
                        route: *route,
                        site: *site,
                        iu: *dose_iu,
                        volume_ml: *volume_ml,
                        duration_h: *duration_h,
                    };
                    self.dose(setup, now_h, treatment, dose);
                }
            }
        }
    }

    /// A dose of interleukin-2: at once, or the start of an infusion or perfusion.
    fn dose(&mut self, setup: &Setup, now_h: f64, treatment: usize, dose: Dose) {
        let depot = Depot::of(dose.route);
        let (mut iu, mut volume_ml) = (dose.iu, dose.volume_ml);
        if depot == Some(Depot::Lung) {
            iu *= setup.inhaled.deposition;
            volume_ml = setup.inhaled.lining_ml;
            self.il2.amounts.waste(dose.iu - iu);
        }
        // A local depot has a site and a volume; the others only an amount.
        let site = dose.site.filter(|_| {
            volume_ml > 0.0
                && !matches!(depot, None | Some(Depot::Subcutaneous | Depot::Intraperitoneal))
        });
        let pm = if site.is_some() { iu / volume_ml * PM_PER_IU_PER_ML } else { 0.0 };
        if let Some(site) = site {
            self.il2.sites[site].place = if dose.route == Route::Intratumoral {
                DepotPlace::Interior
            } else {
                DepotPlace::Shell
            };
        }
        if dose.duration_h > 0.0 {
            self.il2.infusions.push(Infusion {
                treatment: treatment as u32,
                depot,
                site: site.map(|site| site as u32),
                rate_iu_h: iu / dose.duration_h,
                rate_pm_h: pm / dose.duration_h,
                end_h: now_h + dose.duration_h,
            });
            self.il2.sum_infusions();
            return;
        }
        match depot {
            None => self.il2.amounts.inject(iu),
            Some(depot) => {
                self.il2.amounts.deposit(depot, iu);
                if let Some(site) = site {
                    self.il2.sites[site].pm[depot as usize] += pm;
                }
            }
        }
    }

    /// Ends infusions.
    pub(super) fn end_infusions(&mut self, ends: impl Fn(&Infusion) -> bool) {
        let running = self.il2.infusions.len();
        self.il2.infusions.retain(|infusion| !ends(infusion));
        if self.il2.infusions.len() != running {
            self.il2.sum_infusions();
        }
    }

    /// An operation: draws its residue (none, or a lump; a Poisson handful would let residues cure
    /// themselves) and suppresses.
    fn operate(&mut self, setup: &Setup, treatment: usize) -> Resection {
        let plan = &setup.operations[&treatment];
        let mut stream = Stream::new(
            setup.seed,
            setup.replicate,
            NO_LATTICE,
            [self.operations, 0],
            rules::STREAM_HOST,
        );
        self.operations += 1;
        let left = uniform(&mut stream) < plan.residue_probability;
        let direction_turns = uniform(&mut stream);
        self.pools.operate(setup.surgery_suppression);
        for graft in &mut self.grafts {
            let kept = 1.0 - setup.surgery_suppression;
            graft.lak *= kept;
            graft.t.iter_mut().for_each(|t| *t *= kept);
        }
        Resection {
            residue_cells: if left { plan.residue_cells } else { 0.0 },
            direction_turns,
            margin_um: plan.margin_um,
        }
    }

    /// A leukapheresis: the cells go into culture now.
    fn harvest(&mut self, setup: &Setup, treatment: usize) {
        let giving = &setup.givings[&treatment];
        let (taken, natural) =
            (setup.cells.leukapheresis, setup.unit_cells * setup.influx.nk_competence);
        let pools = &mut self.pools;
        let start = [pools.nk[0], pools.nk[1], pools.nk[2], pools.lak]
            .map(|pool| pool * taken * setup.cells.collected);
        pools.nk = pools.nk.map(|stage| stage * (1.0 - taken));
        pools.lak *= 1.0 - taken;
        let grown = transfer::culture(&setup.rates, start, giving.drive, giving.culture_h);
        let cells = grown.iter().sum::<f64>() * natural;
        self.harvests
            .insert(treatment as u32, Harvest { cells, activity: transfer::activity(&grown) });
    }

    /// Cells are given, into blood or into a site.
    fn give_cells(&mut self, setup: &Setup, treatment: usize, transfer: &Transfer) {
        let giving = &setup.givings[&treatment];
        let cells = giving.draw(self.harvests.get_mut(&(treatment as u32)));
        let row = (transfer.origin as usize).checked_sub(1);
        if let Some(donor) = row.and_then(|row| setup.origins[row].donor) {
            self.donors.entry(donor as u32).or_default();
        }
        let local = match transfer.target {
            Target::Blood => None,
            Target::Around { site } => Some((site, PutPlace::Shell)),
            Target::Into { site } => Some((site, PutPlace::Interior)),
            Target::Spot { site, centre_um, radius_um } => {
                Some((site, PutPlace::Ball { centre_um, radius_um }))
            }
        };
        if let Some((site, place)) = local {
            let place = self.place_now(setup, site, place);
            let antigen = giving.clone.map_or(ALLOANTIGEN, |clone| clone as u32);
            let spacing_um = setup.sites[site].site.spacing_um;
            let inocula = transfer::inocula(
                cells,
                transfer.volume_ml,
                spacing_um,
                place,
                antigen,
                transfer.origin,
                setup.influx.helper_share,
            );
            self.waiting.extend(
                inocula.into_iter().map(|inoculum| Waiting { site: site as u32, inoculum }),
            );
            return;
        }
        let natural = setup.unit_cells * setup.influx.nk_competence;
        let (t, lak) =
            (cells[0] / setup.unit_cells, if natural > 0.0 { cells[1] / natural } else { 0.0 });
        match row {
            Some(row) => {
                let graft = &mut self.grafts[row];
                graft.t[giving.clone.unwrap_or(setup.clones)] += t;
                graft.lak += lak;
            }
            None => {
                self.pools.lak += lak;
                if let Some(clone) = giving.clone {
                    self.pools.clones[clone].blood += t;
                }
            }
        }
    }

    /// Where cells meant for a mass or its surroundings go in: where no tumour cell lives any more,
    /// a spot as wide as a depot reaches.
    fn place_now(&self, setup: &Setup, site: usize, place: PutPlace) -> PutPlace {
        match place {
            PutPlace::Shell | PutPlace::Interior if self.burden[site] <= 0.0 => PutPlace::Ball {
                centre_um: setup.sites[site].spot_um,
                radius_um: setup.depot_shell_um,
            },
            place => place,
        }
    }

    /// Cells of this site that go in at the start of this step: what waits longest first, as many
    /// as tissue takes.
    pub(super) fn due_inocula(&mut self, setup: &Setup, site: usize, most: usize) -> Vec<Inoculum> {
        // Time points fall into the step that holds them.
        let due = |time_h: f64| (libm::floor(time_h / setup.step_h + 1e-9) as u64) == self.step;
        let late: Vec<Inoculum> = setup
            .inoculations
            .iter()
            .filter(|late| late.site == site && due(late.time_h))
            .map(|late| late.inoculum)
            .collect();
        self.waiting
            .extend(late.into_iter().map(|inoculum| Waiting { site: site as u32, inoculum }));
        let mut now = Vec::new();
        self.waiting.retain(|waiting| {
            let goes = waiting.site == site as u32 && now.len() < most;
            if goes {
                now.push(waiting.inoculum);
            }
            !goes
        });
        now
    }
}
