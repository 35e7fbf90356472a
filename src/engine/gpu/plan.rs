//! The dispatches of one host step: the engine's order, turned into kernels and tasks.
//!
//! Sub-steps of different fields touch different words, so those with the same number go into one
//! dispatch; nothing else departs from the order.

use std::collections::BTreeMap;

use super::kernels::{self, GROUP};
use crate::engine::{Stage, opening, order};
use crate::rules::Task;
use crate::world::{Geometry, SiteShape};

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
                |stage: &Stage| matches!(stage, Stage::Renew(_) | Stage::Diffuse { .. });
            let (before, rest) =
                stages.split_at(stages.iter().position(field_stage).unwrap_or(stages.len()));
            let (fields, after) = rest
                .split_at(rest.iter().position(|stage| !field_stage(stage)).unwrap_or(rest.len()));
            jobs.extend(before.iter().map(|stage| self.job(*stage, step)));
            jobs.extend(self.field_jobs(fields, step));
            jobs.extend(after.iter().map(|stage| self.job(*stage, step)));
        }
        jobs
    }

    /// The sub-steps of all fields, those with the same number together.
    fn field_jobs(&self, stages: &[Stage], step: u32) -> Vec<Job> {
        let mut renewals = Vec::new();
        let mut fields_of: BTreeMap<u32, u32> = BTreeMap::new();
        for stage in stages {
            match stage {
                Stage::Renew(substep) => renewals.push(*substep),
                Stage::Diffuse { field, substep } => {
                    *fields_of.entry(*substep).or_default() |= 1 << field
                }
                _ => {}
            }
        }
        let mut jobs = Vec::new();
        for (substep, fields) in fields_of {
            if renewals.contains(&substep) {
                jobs.push(self.job(Stage::Renew(substep), step));
            }
            jobs.push(self.diffusion(fields, substep, step));
        }
        jobs
    }

    fn diffusion(&self, fields: u32, substep: u32, step: u32) -> Job {
        self.make("diffuse", Over::FieldSites, Task { step, substep, fields, ..self.base })
    }

    /// One stage.
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
            Stage::Renew(substep) => self.make("renew", Over::FieldSites, Task { substep, ..base }),
            Stage::Diffuse { field, substep } => self.diffusion(1 << field, substep, step),
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
        let shape =
            SiteShape { size: cells, coarse: 2, spacing_nm: 20_000, substeps, distance_limit: 5 };
        DispatchPlan::new(&Geometry::new(&site), &shape, 4, hops, 3)
    }

    fn name(job: &Job) -> &'static str {
        KERNELS[job.kernel].name
    }

    #[test]
    fn every_claim_finds_its_half_cleared() {
        for hops in 1..5 {
            let mut dirty = [true, true];
            for job in plan([9, 9, 1], [7, 3, 0, 2], hops).host_step() {
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
    fn sub_steps_of_fields_go_together_and_each_happens_once_in_order() {
        let substeps = [7, 3, 0, 2];
        let jobs = plan([9, 9, 1], substeps, 2).host_step();
        for step in 0..4 {
            let own: Vec<&Job> = jobs.iter().filter(|job| job.task.step == step).collect();
            for (field, count) in substeps.into_iter().enumerate() {
                let done: Vec<u32> = own
                    .iter()
                    .filter(|job| name(job) == "diffuse" && job.task.fields >> field & 1 == 1)
                    .map(|job| job.task.substep)
                    .collect();
                assert_eq!(done, (0..count).collect::<Vec<_>>());
            }
            assert_eq!(own.iter().filter(|job| name(job) == "diffuse").count(), 7);
            let renewed: Vec<u32> =
                own.iter().filter(|job| name(job) == "renew").map(|job| job.task.substep).collect();
            assert_eq!(renewed, [0, 6]);
            let place = |wanted: &str| own.iter().position(|job| name(job) == wanted).unwrap();
            assert!(
                place("renew") < place("diffuse")
                    && place("feed") < place("renew")
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
            let sites = if matches!(name(&job), "feed" | "renew" | "diffuse") {
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
