//! The dispatches of one host step: the engine's order, turned into kernels and tasks.
//!
//! Passes of different fields touch different words, so those of the same sub-step, axis and level
//! go into one dispatch; nothing else departs from the order.

use super::kernels::{self, GROUP};
use crate::engine::{Stage, opening, order};
use crate::kinds::FIELDS;
use crate::rules::{self, Task};
use crate::world::{Geometry, SiteShape};

/// Sub-steps of a field, at most.
const SUBSTEPS: usize = rules::SUBSTEPS as usize;

/// What an invocation of a kernel stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Cells,
    FieldSites,
    Lattices,
}

/// One dispatch before it has a place in the buffer of tasks.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// Place of its kernel.
    pub(super) kernel: usize,
    pub(super) task: Task,
    /// Workgroups.
    pub(super) groups: u64,
    /// Whether the distances are read from where they end and written where they do not.
    pub(super) aside: bool,
}

/// The plan of one pack: its lattices' shape, and how many there are.
#[derive(Clone, Debug)]
pub(super) struct DispatchPlan {
    base: Task,
    axes: u32,
    substeps: [u32; FIELDS],
    levels: [[u32; SUBSTEPS]; FIELDS],
    orders: [Vec<Stage>; 2],
    steps: u32,
}

impl DispatchPlan {
    pub(super) fn new(
        geometry: &Geometry,
        shape: &SiteShape,
        steps: u32,
        hops: u32,
        lattices: u32,
    ) -> DispatchPlan {
        let flat = geometry.flat();
        let base = Task {
            size_x: geometry.size[0],
            size_y: geometry.size[1],
            size_z: geometry.size[2],
            cells: geometry.cells() as u32,
            field_x: geometry.field[0],
            field_y: geometry.field[1],
            field_z: geometry.field[2],
            field_cells: geometry.field_cells() as u32,
            coarse: geometry.coarse,
            depth: if flat { 1 } else { geometry.coarse },
            lattices,
            count: lattices,
            groups: 1,
            ..Task::default()
        };
        DispatchPlan {
            base,
            axes: if flat { 2 } else { 3 },
            substeps: shape.substeps,
            levels: shape.levels,
            orders: [
                order(shape.substeps, hops, true, flat),
                order(shape.substeps, hops, false, flat),
            ],
            steps,
        }
    }

    /// The order of work of a tissue step of a host step.
    pub(super) fn order(&self, step: u32) -> &[Stage] {
        &self.orders[usize::from(step > 0)]
    }

    /// Resection and inoculation, before everything else of a host step that has one.
    pub(super) fn opening(&self) -> Vec<Job> {
        opening(self.axes == 2).into_iter().map(|stage| self.job(stage, 0)).collect()
    }

    /// All tissue steps of a host step.
    pub(super) fn host_step(&self) -> Vec<Job> {
        let mut jobs = Vec::new();
        for step in 0..self.steps {
            let stages = self.order(step);
            let field_stage =
                |stage: &Stage| matches!(stage, Stage::React(_) | Stage::Diffuse { .. });
            let (before, rest) =
                stages.split_at(stages.iter().position(field_stage).unwrap_or(stages.len()));
            let after = rest
                .split_at(rest.iter().position(|stage| !field_stage(stage)).unwrap_or(rest.len()))
                .1;
            jobs.extend(before.iter().map(|stage| self.job(*stage, step)));
            jobs.extend(self.field_jobs(step));
            jobs.extend(after.iter().map(|stage| self.job(*stage, step)));
        }
        jobs
    }

    /// All of the fields of a tissue step: the passes that several have go together.
    fn field_jobs(&self, step: u32) -> Vec<Job> {
        let on = self.fields_where(|field| self.substeps[field] > 0);
        let mut jobs = Vec::new();
        if on != 0 {
            jobs.push(self.reaction(on, step));
        }
        let most = self.substeps.into_iter().max().unwrap_or(0);
        for substep in 0..most {
            let fields = self.fields_where(|field| self.substeps[field] > substep);
            jobs.extend(self.passes(fields, substep, step));
        }
        jobs
    }

    /// One bit for each field of which something holds.
    fn fields_where(&self, holds: impl Fn(usize) -> bool) -> u32 {
        (0..FIELDS).filter(|field| holds(*field)).fold(0, |bits, field| bits | 1 << field)
    }

    /// The passes of a sub-step of some fields: along every axis, every level that a field has.
    /// Each field reacts after its own last pass.
    fn passes(&self, fields: u32, substep: u32, step: u32) -> Vec<Job> {
        let levels_of = |field: usize| self.levels[field][substep as usize];
        let mut jobs = Vec::new();
        for axis in 0..self.axes {
            for level in 0..rules::LEVELS {
                let has = |bits: u32, reacts: u32| {
                    let last = |field: usize| {
                        u32::from(axis + 1 == self.axes && level + 1 == levels_of(field)) == reacts
                    };
                    self.fields_where(|field| {
                        bits >> field & 1 == 1 && level < levels_of(field) && last(field)
                    })
                };
                for reacts in 0..2 {
                    let fields = has(fields, reacts);
                    if fields != 0 {
                        let task = Task { step, substep, axis, level, reacts, fields, ..self.base };
                        jobs.push(self.make("diffuse", Over::FieldSites, task));
                    }
                }
            }
        }
        jobs
    }

    fn reaction(&self, fields: u32, step: u32) -> Job {
        self.make("react", Over::FieldSites, Task { step, fields, ..self.base })
    }

    /// The dispatches of one stage.
    pub(super) fn jobs(&self, stage: Stage, step: u32) -> Vec<Job> {
        match stage {
            Stage::Diffuse { field, substep } => self.passes(1 << field, substep, step),
            _ => vec![self.job(stage, step)],
        }
    }

    /// A stage that is one dispatch; the last of several.
    pub(super) fn job(&self, stage: Stage, step: u32) -> Job {
        let base = Task { step, ..self.base };
        match stage {
            Stage::Resect => self.make("resect", Over::Cells, base),
            Stage::Inoculate => self.make("inoculate", Over::Cells, base),
            Stage::DistanceTransform(axis) => Job {
                aside: (self.axes - 1 - axis) % 2 == 1,
                ..self.make("distance_transform", Over::Cells, Task { axis, ..base })
            },
            Stage::Feed => self.make("feed", Over::FieldSites, base),
            Stage::React(field) => self.reaction(1 << field, step),
            Stage::Diffuse { field, substep } => self
                .passes(1 << field, substep, step)
                .pop()
                .expect("a field that is on has a pass along every axis"),
            Stage::Tissue => self.make("tissue", Over::Cells, base),
            Stage::Effector => self.make("effector", Over::Cells, base),
            Stage::Divide => self.make("divide", Over::Cells, base),
            Stage::Commit => self.make("commit", Over::Cells, base),
            Stage::PushClaim => self.make("push_claim", Over::Cells, Task { half: 1, ..base }),
            Stage::PushCommit => self.make("push_commit", Over::Cells, Task { half: 1, ..base }),
            Stage::HopClaim(hop) => {
                self.make("hop_claim", Over::Cells, Task { hop, half: hop & 1, ..base })
            }
            Stage::HopCommit(hop) => {
                self.make("hop_commit", Over::Cells, Task { hop, half: hop & 1, ..base })
            }
            Stage::Arrive => self.make("arrive", Over::Lattices, base),
        }
    }

    /// The census, and the digest.
    pub(super) fn counting(&self, kernel: &str) -> Job {
        self.make(kernel, Over::Cells, self.base)
    }

    /// The picture codes of one lattice.
    pub(super) fn painting(&self, lattice: u32) -> Job {
        self.make("paint", Over::Cells, Task { first: lattice, count: 1, ..self.base })
    }

    fn make(&self, kernel: &str, over: Over, task: Task) -> Job {
        let (groups, lots) = match over {
            Over::Cells => (task.cells.div_ceil(GROUP), task.count),
            Over::FieldSites => {
                (task.field_cells.div_ceil(GROUP), task.count * task.fields.count_ones().max(1))
            }
            Over::Lattices => (1, task.count.div_ceil(GROUP)),
        };
        Job {
            kernel: kernels::number(kernel),
            task: Task { groups, ..task },
            groups: u64::from(groups) * u64::from(lots),
            aside: false,
        }
    }
}

/// The half of the claims that a stage leaves its own in.
pub(super) fn claims_half(stage: Stage) -> u64 {
    match stage {
        Stage::PushClaim => 1,
        Stage::HopClaim(hop) => u64::from(hop & 1),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::KERNELS;
    use crate::scenario::types::Site;

    fn plan(cells: [u32; 3], substeps: [u32; 4], hops: u32) -> DispatchPlan {
        let site = Site {
            name: "flank".into(),
            cells,
            dimensions: if cells[2] == 1 { 2 } else { 3 },
            spacing_um: 20.0,
            coarse: 2,
        };
        let levels = substeps
            .map(|n| std::array::from_fn(|substep| u32::from((substep as u32) < n) * (1 + n % 2)));
        let shape = SiteShape {
            size: cells,
            coarse: 2,
            spacing_nm: 20_000,
            substeps,
            levels,
            distance_limit: 5,
        };
        DispatchPlan::new(&Geometry::new(&site), &shape, 4, hops, 3)
    }

    fn name(job: &Job) -> &'static str {
        KERNELS[job.kernel].name
    }

    #[test]
    fn every_claim_finds_its_half_cleared() {
        for hops in 1..5 {
            let mut dirty = [true, true];
            for job in plan([9, 9, 1], [4, 3, 0, 2], hops).host_step() {
                let half = job.task.half as usize;
                match name(&job) {
                    "tissue" => dirty[0] = false,
                    "divide" | "push_claim" | "hop_claim" => {
                        assert!(!dirty[half], "{} with {hops} hops", name(&job));
                        dirty[half] = true;
                    }
                    "commit" | "push_commit" | "hop_commit" => dirty[1 - half] = false,
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn passes_of_fields_go_together_and_each_happens_once_in_order() {
        // Fields of an odd number of sub-steps have two levels.
        let substeps = [4, 3, 0, 2];
        let jobs = plan([9, 9, 1], substeps, 2).host_step();
        for step in 0..4 {
            let own: Vec<&Job> = jobs.iter().filter(|job| job.task.step == step).collect();
            for (field, count) in substeps.into_iter().enumerate() {
                let done: Vec<[u32; 4]> = own
                    .iter()
                    .filter(|job| name(job) == "diffuse" && job.task.fields >> field & 1 == 1)
                    .map(|job| [job.task.substep, job.task.axis, job.task.level, job.task.reacts])
                    .collect();
                let levels = 1 + count % 2;
                let expected: Vec<[u32; 4]> = (0..count)
                    .flat_map(|substep| {
                        (0..2).flat_map(move |axis| {
                            (0..levels).map(move |level| {
                                [substep, axis, level, u32::from(axis == 1 && level + 1 == levels)]
                            })
                        })
                    })
                    .collect();
                assert_eq!(done, expected, "field {field}");
            }
            // Two axes of four sub-steps; three of the odd field's have a second level, before
            // which other fields react along y.
            assert_eq!(own.iter().filter(|job| name(job) == "diffuse").count(), 2 * 4 + 3 * 3);
            assert_eq!(own.iter().filter(|job| name(job) == "react").count(), 1);
            let place = |wanted: &str| own.iter().position(|job| name(job) == wanted).unwrap();
            assert!(
                place("feed") < place("react")
                    && place("react") < place("diffuse")
                    && place("diffuse") < place("tissue")
            );
        }
    }

    #[test]
    fn the_distance_transform_ends_in_its_own_buffer() {
        for (cells, passes) in [([9, 9, 1], 2), ([9, 9, 9], 3)] {
            let aside: Vec<bool> = plan(cells, [1; 4], 1)
                .opening()
                .iter()
                .filter(|job| name(job) == "distance_transform")
                .map(|job| job.aside)
                .collect();
            assert_eq!(aside.len(), passes);
            assert!(!aside[passes - 1]);
            assert!(aside.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn workgroups_cover_every_site_of_every_lattice_and_field() {
        for job in plan([9, 9, 9], [2, 2, 1, 0], 1).host_step() {
            let sites = if matches!(name(&job), "feed" | "react" | "diffuse") {
                job.task.field_cells
            } else {
                job.task.cells
            };
            let lots = job.task.fields.count_ones().max(1);
            if name(&job) != "arrive" {
                assert!(
                    job.task.groups * GROUP >= sites && (job.task.groups - 1) * GROUP < sites,
                    "{}",
                    name(&job)
                );
                assert_eq!(
                    job.groups,
                    u64::from(job.task.groups * job.task.count * lots),
                    "{}",
                    name(&job)
                );
            }
        }
    }
}
