//! Replicates that are stepped together: their tissue in packs of one shape, one host and one
//! trajectory each.
//!
//! In: a scenario and the replicates wanted. Out, at each host step: what the tissue and the host
//! of each replicate count, its digest, its frames, its state. Nothing here writes; which
//! replicates are together changes no byte of any of them.

use crate::engine::{PendingFrame, SiteCensus, most_state_words};
use crate::host::Host;
use crate::outcome::{EndReason, Rules, Signs, Trajectory, foci};
use crate::scenario::Scenario;
use crate::scenario::types::{Animal, Site};

use super::cohort::Cohort;
use super::error::{Misfit, SimulationError};
use super::maker::{Maker, packs};

/// One replicate: an animal, and what became of it.
pub struct Member {
    /// Its values.
    pub animal: Animal,
    /// Its trajectory so far.
    pub trajectory: Trajectory,
}

impl Member {
    /// Which replicate it is.
    pub fn replicate(&self) -> u32 {
        self.animal.replicate
    }

    /// Whether it still lives in the run.
    pub fn active(&self) -> bool {
        self.trajectory.end.is_none()
    }
}

/// A pack: a cohort, and which members its animals are.
struct Pack {
    cohort: Cohort,
    members: Vec<usize>,
}

/// The models that follow the first, and what is needed to go on under them.
struct Ahead {
    maker: Maker,
    /// Host step with which each begins, and the scenario from then on.
    models: Vec<(u64, Scenario)>,
    /// How many have begun.
    begun: usize,
    tissue_steps: u64,
}

impl Ahead {
    /// `None` where the model stays as it is.
    fn of(scenario: &Scenario, maker: &Maker) -> Option<Ahead> {
        let run = &scenario.run;
        let steps = |span_h: f64, step_h: f64| libm::round(span_h / step_h) as u64;
        let models = scenario.changes.iter();
        let models: Vec<(u64, Scenario)> = models
            .map(|change| (steps(change.from_h, run.host_step_h), change.then.clone()))
            .collect();
        (!models.is_empty()).then(|| Ahead {
            maker: maker.clone(),
            models,
            begun: 0,
            tissue_steps: steps(run.host_step_h, run.tissue_step_h),
        })
    }
}

/// Packs, and pack and place in it of each animal.
type Packed = (Vec<Pack>, Vec<(usize, usize)>);

/// Animals in packs of one shape, filled with their first state.
fn packed(
    scenario: &Scenario,
    animals: &[Animal],
    maker: &Maker,
) -> Result<Packed, SimulationError> {
    let mut places = vec![(0, 0); animals.len()];
    let mut made = Vec::new();
    for members in packs(scenario, animals) {
        let together: Vec<Animal> = members.iter().map(|&m| animals[m].clone()).collect();
        for (place, &member) in members.iter().enumerate() {
            places[member] = (made.len(), place);
        }
        made.push(Pack { cohort: Cohort::new(scenario, &together, maker)?, members });
    }
    Ok((made, places))
}

/// The exact state of one replicate between two host steps.
pub struct Saved {
    /// The host's bytes.
    pub host: Vec<u8>,
    /// The trajectory's bytes (postcard).
    pub trajectory: Vec<u8>,
    /// The tissue's words, by site.
    pub tissue: Vec<Vec<u32>>,
}

/// Words of the saved tissue of so many animals of a scenario, at most.
pub fn most_words(scenario: &Scenario, animals: usize) -> u64 {
    let of = |site: &Site| {
        let cells = site.cells.iter().map(|n| u64::from(*n)).product();
        let coarse = site.coarse.max(1);
        let along = |(axis, n): (usize, &u32)| {
            u64::from(if axis == 2 && *n == 1 { 1 } else { n.div_ceil(coarse) })
        };
        most_state_words(cells, site.cells.iter().enumerate().map(along).product())
    };
    animals as u64 * scenario.sites.iter().map(of).sum::<u64>()
}

/// The trajectory of a [`Saved`] state at `now_h`, for a run that goes on from there under `rules`:
/// what the end of its own run, or an earlier baseline, put into it is taken back.
#[cfg(feature = "native")]
pub(crate) fn going_on(
    replicate: u32,
    trajectory: &[u8],
    rules: &Rules,
    now_h: f64,
    host_step_h: f64,
) -> Result<Vec<u8>, SimulationError> {
    let mut trajectory: Trajectory = postcard::from_bytes(trajectory)
        .map_err(|error| Misfit::Trajectory { replicate, error })?;
    trajectory.go_on(rules, now_h, host_step_h);
    Ok(postcard::to_allocvec(&trajectory).expect("plain numbers have a postcard form"))
}

/// Replicates in lockstep.
pub struct Ensemble {
    members: Vec<Member>,
    packs: Vec<Pack>,
    /// Pack and place in it of each member.
    places: Vec<(usize, usize)>,
    rules: Rules,
    /// Lattice cells of each site along x, y, z.
    sizes: Vec<[u32; 3]>,
    /// Whether each site is stirred: its cells stand at the edge too.
    stirred: Vec<bool>,
    host_step_h: f64,
    until_h: f64,
    step: u64,
    simulated_h: f64,
    ahead: Option<Ahead>,
}

impl Ensemble {
    /// Fills the tissue of the given replicates (ascending) and observes them at time 0; the run
    /// ends at `until_h`.
    pub fn new(
        scenario: &Scenario,
        replicates: &[u32],
        until_h: f64,
        maker: &Maker,
    ) -> Result<Self, SimulationError> {
        let animals: Vec<Animal> = replicates.iter().map(|&r| scenario.draw(r)).collect();
        let (packs, places) = packed(scenario, &animals, maker)?;
        let members = animals
            .into_iter()
            .map(|animal| Member { animal, trajectory: Trajectory::default() })
            .collect();
        let (rules, sizes) =
            (Rules::of(scenario), scenario.sites.iter().map(|site| site.cells).collect());
        let mut ensemble = Ensemble {
            members,
            packs,
            places,
            rules,
            sizes,
            stirred: scenario.sites.iter().map(|site| site.stirred).collect(),
            host_step_h: scenario.run.host_step_h,
            until_h,
            step: 0,
            simulated_h: 0.0,
            ahead: Ahead::of(scenario, maker),
        };
        ensemble.observe()?;
        Ok(ensemble)
    }

    /// The host step reached.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The replicates, ascending.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The rules of their trajectories.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How many still live in the run.
    pub fn active(&self) -> usize {
        self.members.iter().filter(|m| m.active()).count()
    }

    /// Time that was computed here, summed over replicates, h.
    pub fn simulated_h(&self) -> f64 {
        self.simulated_h
    }

    /// One host step of all that still live in the run, then their trajectories and ends.
    pub fn advance(&mut self) -> Result<(), SimulationError> {
        self.start()?;
        self.finish()
    }

    /// Begins such a host step; on a GPU nothing is waited for until [`Ensemble::finish`].
    pub fn start(&mut self) -> Result<(), SimulationError> {
        self.change_model()?;
        for pack in &mut self.packs {
            for (place, &member) in pack.members.iter().enumerate() {
                pack.cohort.set_active(place, self.members[member].active());
            }
            pack.cohort.start()?;
        }
        Ok(())
    }

    /// Goes on under the model that begins with this host step: the state stays, what the engines
    /// and hosts make of it is another.
    fn change_model(&mut self) -> Result<(), SimulationError> {
        let Some(mut ahead) = self.ahead.take() else { return Ok(()) };
        let due = ahead.models.iter().take_while(|(step, _)| *step <= self.step).count();
        if due > ahead.begun {
            let (_, scenario) = &ahead.models[due - 1];
            let members = 0..self.members.len();
            let states =
                members.clone().map(|m| self.save(m)).collect::<Result<Vec<Saved>, _>>()?;
            let census: Vec<Vec<SiteCensus>> = members.map(|m| self.census(m).to_vec()).collect();
            let animals: Vec<Animal> =
                self.members.iter().map(|member| scenario.draw(member.replicate())).collect();
            // One device need not hold both.
            self.packs.clear();
            (self.packs, self.places) = packed(scenario, &animals, &ahead.maker)?;
            self.restore(self.step, self.step * ahead.tissue_steps, &states)?;
            for (&(pack, place), census) in self.places.iter().zip(census) {
                self.packs[pack].cohort.recall(place, census);
            }
            ahead.begun = due;
        }
        self.ahead = Some(ahead);
        Ok(())
    }

    /// Ends a host step that was begun.
    pub fn finish(&mut self) -> Result<(), SimulationError> {
        for pack in &mut self.packs {
            pack.cohort.finish()?;
        }
        self.step += 1;
        self.simulated_h += self.host_step_h * self.active() as f64;
        self.observe()
    }

    /// Lengthens the trajectories by the present time and ends those that end.
    fn observe(&mut self) -> Result<(), SimulationError> {
        let time_h = self.step as f64 * self.host_step_h;
        for (member, &(pack, place)) in
            self.members.iter_mut().zip(&self.places).filter(|(m, _)| m.active())
        {
            let cohort = &self.packs[pack].cohort;
            let (census, host) = (cohort.census(place), &cohort.hosts()[place]);
            let lesions: Vec<u64> = census.iter().map(|site| site.returned.tumour).collect();
            member.trajectory.observe(&self.rules, time_h, &lesions);
            let at_edge = census
                .iter()
                .zip(&self.stirred)
                .any(|(site, stirred)| !stirred && site.returned.tumour_at_edge > 0);
            let signs = Signs { at_edge, dead: host.died_of_toxicity() };
            member.trajectory.end = member
                .trajectory
                .end_reason(&self.rules, time_h, self.until_h, signs)
                .map(|reason| (reason, time_h));
        }
        self.count_baseline_foci()
    }

    /// Counts the foci of members whose baseline is now, or that end before theirs.
    fn count_baseline_foci(&mut self) -> Result<(), SimulationError> {
        let baseline =
            self.rules.baseline_falls_on(self.step as f64 * self.host_step_h, self.host_step_h);
        for member in 0..self.members.len() {
            let trajectory = &self.members[member].trajectory;
            if trajectory.baseline_foci.is_none() && (baseline || trajectory.end.is_some()) {
                self.members[member].trajectory.baseline_foci =
                    Some(self.foci(member)?.iter().sum());
            }
        }
        Ok(())
    }

    /// Foci of living tumour in each site of a member.
    pub fn foci(&mut self, member: usize) -> Result<Vec<u64>, SimulationError> {
        let (pack, place) = self.places[member];
        let (tissue, _) = self.packs[pack].cohort.save(place)?;
        let of_site = |(words, &size): (&Vec<u32>, &[u32; 3])| {
            foci(&words[..size.iter().map(|&n| n as usize).product()], size)
        };
        Ok(tissue.iter().zip(&self.sizes).map(of_site).collect())
    }

    /// Whether a member ended at this very step for a reason of its own: it gets a last row and a
    /// last frame then.
    pub fn closes_now(&self, member: usize) -> bool {
        let now_h = self.step as f64 * self.host_step_h;
        matches!(self.members[member].trajectory.end, Some((reason, at_h)) if reason != EndReason::Until && at_h == now_h)
    }

    /// Whether a member has something to show at this step: it lives, or it ended at this very
    /// step.
    pub fn present(&self, member: usize) -> bool {
        let now_h = self.step as f64 * self.host_step_h;
        self.members[member].trajectory.end.is_none_or(|(_, at_h)| at_h == now_h)
    }

    /// The host of a member.
    pub fn host(&self, member: usize) -> &Host {
        let (pack, place) = self.places[member];
        &self.packs[pack].cohort.hosts()[place]
    }

    /// The digest of a member's tissue and host (see [`Cohort::digest`]).
    pub fn digest(&mut self, member: usize) -> Result<String, SimulationError> {
        let (pack, place) = self.places[member];
        self.packs[pack].cohort.digest(place)
    }

    /// The counts of each site of a member.
    pub fn census(&self, member: usize) -> &[SiteCensus] {
        let (pack, place) = self.places[member];
        self.packs[pack].cohort.census(place)
    }

    /// The painted time point of one site of a member.
    pub fn frame(&mut self, member: usize, site: usize) -> Result<PendingFrame, SimulationError> {
        let (pack, place) = self.places[member];
        self.packs[pack].cohort.frame(place, site)
    }

    /// Exact state of a member, for a checkpoint.
    pub fn save(&mut self, member: usize) -> Result<Saved, SimulationError> {
        let (pack, place) = self.places[member];
        let (tissue, host) = self.packs[pack].cohort.save(place)?;
        let trajectory = postcard::to_allocvec(&self.members[member].trajectory)
            .expect("plain numbers have a postcard form");
        Ok(Saved { host, trajectory, tissue })
    }

    /// Goes back to a saved time point: `states[i]` belongs to member `i`.
    pub fn load(
        &mut self,
        step: u64,
        tissue_steps: u64,
        states: &[Saved],
    ) -> Result<(), SimulationError> {
        if states.len() != self.members.len() {
            let (found, expected) = (states.len(), self.members.len());
            return Err(Misfit::Replicates { found, expected }.into());
        }
        self.restore(step, tissue_steps, states)?;
        for (state, member) in states.iter().zip(&mut self.members) {
            let replicate = member.replicate();
            member.trajectory = postcard::from_bytes(&state.trajectory)
                .map_err(|error| Misfit::Trajectory { replicate, error })?;
        }
        self.step = step;
        // A branch may have its baseline where the run that it comes from had none.
        self.count_baseline_foci()
    }

    /// Tissue and hosts of every member from its state.
    fn restore(
        &mut self,
        step: u64,
        tissue_steps: u64,
        states: &[Saved],
    ) -> Result<(), SimulationError> {
        let tissue_steps = u32::try_from(tissue_steps).map_err(|_| Misfit::Beyond)?;
        for pack in &mut self.packs {
            let of_pack = pack
                .members
                .iter()
                .map(|&member| (states[member].tissue.as_slice(), states[member].host.as_slice()));
            pack.cohort.load(step, tissue_steps, of_pack)?;
        }
        Ok(())
    }
}
