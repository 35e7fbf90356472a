//! The dispatches of one host step: the engine's order, turned into kernels and tasks.
//!
//! Where this departs from the order, no stage reads what another of the same dispatch writes:
//!
//! - Fields touch different words, so those of the same sub-step go into one dispatch.
//! - The passes of a sub-step along x and y are one dispatch where they go in single strides
//!   (`tiles`); a wider sub-step has a dispatch for each axis and level, space one more along z.
//! - Each field reacts before its first sub-step as soon as its site is fed.
//! - The first sub-step of motion goes with the pushing of chains: one has effectors, the other
//!   tissue.
//!
//! Every dispatch of a field reads one half of its amounts and writes the other. Which one follows
//! from how many are left, so that the last writes the first half; the reaction before the first
//! sub-step makes up for an odd number.

use super::kernels::{self, GROUP};
use super::tiles;
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
    Fields,
    Tiles,
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
    /// Workgroups that the adapter runs side by side.
    side_by_side: u32,
}

impl DispatchPlan {
    pub(super) fn new(
        geometry: &Geometry,
        shape: &SiteShape,
        steps: u32,
        hops: u32,
        lattices: u32,
        side_by_side: u32,
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
            side_by_side,
        }
    }

    /// The order of work of a tissue step of a host step.
    pub(super) fn order(&self, step: u32) -> &[Stage] {
        &self.orders[usize::from(step > 0)]
    }

    /// Stirring, resection and inoculation, before everything else of a host step that has one.
    pub(super) fn opening(&self) -> Vec<Job> {
        opening(self.axes == 2).into_iter().map(|stage| self.job(stage, 0)).collect()
    }

    /// All tissue steps of a host step.
    pub(super) fn host_step(&self) -> Vec<Job> {
        (0..self.steps).flat_map(|step| self.tissue_step(step)).collect()
    }

    /// The dispatches of a tissue step.
    fn tissue_step(&self, step: u32) -> Vec<Job> {
        let mut jobs = Vec::new();
        for stage in self.order(step) {
            match stage {
                Stage::Feed => {
                    jobs.push(self.feeding(step));
                    jobs.extend(self.field_jobs(step));
                }
                Stage::PushClaim | Stage::PushCommit => {
                    let mut job = self.job(*stage, step);
                    job.task.joined = 1;
                    jobs.push(job);
                }
                Stage::React(_) | Stage::Diffuse { .. } => {}
                Stage::HopClaim(0) | Stage::HopCommit(0) => {}
                _ => jobs.push(self.job(*stage, step)),
            }
        }
        jobs
    }

    /// Sources, and the reaction of each field before its first sub-step.
    fn feeding(&self, step: u32) -> Job {
        let reacts = self.fields_where(|field| self.substeps[field] > 0);
        let task = Task { step, reacts, half: self.half_before(reacts, 0), ..self.base };
        self.make("feed", Over::FieldSites, task)
    }

    /// The sub-steps of all fields: those that several have go together.
    fn field_jobs(&self, step: u32) -> Vec<Job> {
        let most = self.substeps.into_iter().max().unwrap_or(0);
        (0..most)
            .flat_map(|substep| {
                let fields = self.fields_where(|field| self.substeps[field] > substep);
                self.passes(fields, substep, step)
            })
            .collect()
    }

    /// One bit for each field of which something holds.
    fn fields_where(&self, holds: impl Fn(usize) -> bool) -> u32 {
        (0..FIELDS).filter(|field| holds(*field)).fold(0, |bits, field| bits | 1 << field)
    }

    /// Whether the passes of a sub-step of a field along x and y are one dispatch.
    fn tiled(&self, field: usize, substep: u32) -> bool {
        let size = [self.base.field_x, self.base.field_y, self.base.field_z];
        self.levels[field][substep as usize] == 1 && tiles::fit(size)
    }

    /// Dispatches of a sub-step of a field.
    fn dispatches(&self, field: usize, substep: u32) -> u32 {
        match self.tiled(field, substep) {
            true => self.axes - 1,
            false => self.axes * self.levels[field][substep as usize],
        }
    }

    /// The half of its amounts in which each field lies before a sub-step, one bit each.
    fn half_before(&self, fields: u32, substep: u32) -> u32 {
        let left = |field: usize| -> u32 {
            (substep..self.substeps[field]).map(|substep| self.dispatches(field, substep)).sum()
        };
        self.fields_where(|field| fields >> field & 1 == 1 && left(field) % 2 == 1)
    }

    /// The passes of a sub-step of some fields: along x and y together, or along every axis, every
    /// level that a field has. Each field reacts after its own last pass.
    fn passes(&self, fields: u32, substep: u32, step: u32) -> Vec<Job> {
        let mut half = self.half_before(fields, substep);
        let mut jobs = Vec::new();
        let mut push = |kernel: &str, over: Over, mut task: Task| {
            half ^= task.fields;
            task.half = half & task.fields;
            jobs.push(self.make(kernel, over, task));
        };
        let tiled =
            self.fields_where(|field| fields >> field & 1 == 1 && self.tiled(field, substep));
        let base = Task { step, substep, ..self.base };
        if tiled != 0 {
            let task = Task { fields: tiled, reacts: u32::from(self.axes == 2), ..base };
            push("diffuse_tile", Over::Tiles, task);
        }
        for axis in 0..self.axes {
            let fields = if axis < 2 { fields & !tiled } else { fields };
            for level in 0..rules::LEVELS {
                for reacts in 0..2 {
                    let fields = self.fields_where(|field| {
                        let levels = self.levels[field][substep as usize];
                        let last = axis + 1 == self.axes && level + 1 == levels;
                        fields >> field & 1 == 1 && level < levels && u32::from(last) == reacts
                    });
                    if fields != 0 {
                        push(
                            "diffuse",
                            Over::FieldSites,
                            Task { axis, level, reacts, fields, ..base },
                        );
                    }
                }
            }
        }
        jobs
    }

    fn reaction(&self, fields: u32, step: u32) -> Job {
        let half = self.half_before(fields, 0);
        self.make("react", Over::FieldSites, Task { step, fields, half, ..self.base })
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
            Stage::StirCells => self.make("stir_cells", Over::Cells, base),
            Stage::StirCommit => self.make("stir_commit", Over::Cells, base),
            Stage::StirFields => {
                let fields = self.fields_where(|_| true);
                self.make("stir_fields", Over::Fields, Task { fields, ..base })
            }
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
                self.make("hop_claim", Over::Cells, Task { hop, half: hop_half(hop), ..base })
            }
            Stage::HopCommit(hop) => {
                self.make("hop_commit", Over::Cells, Task { hop, half: hop_half(hop), ..base })
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

    fn make(&self, kernel: &str, over: Over, mut task: Task) -> Job {
        let lots = task.count * task.fields.count_ones().max(1);
        let (groups, lots) = match over {
            Over::Cells => (task.cells.div_ceil(GROUP), task.count),
            Over::FieldSites => (task.field_cells.div_ceil(GROUP), lots),
            Over::Fields => (1, lots),
            Over::Tiles => {
                let size = [task.field_x, task.field_y, task.field_z];
                let [x, y] = tiles::cut(size, lots * task.field_z, self.side_by_side);
                (task.tile_x, task.tile_y) = (x, y);
                (task.field_x.div_ceil(x) * task.field_y.div_ceil(y) * task.field_z, lots)
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

    /// The half of a field's amounts that a stage leaves them in.
    pub(super) fn amounts_half(&self, stage: Stage, field: u32) -> u32 {
        match stage {
            Stage::React(_) => self.half_before(1 << field, 0) >> field & 1,
            Stage::Diffuse { substep, .. } => {
                self.half_before(1 << field, substep + 1) >> field & 1
            }
            _ => 0,
        }
    }
}

/// The half of the claims of a sub-step of motion after the first, which has none.
fn hop_half(hop: u32) -> u32 {
    (hop + 1) & 1
}

/// Where a stage leaves its intents and its claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordPlace {
    Intents,
    Claims(u32),
    Hits,
}

/// Where a stage leaves its intents, then its claims.
pub(super) fn intents_and_claims(stage: Stage) -> [WordPlace; 2] {
    match stage {
        Stage::PushClaim => [WordPlace::Intents, WordPlace::Claims(1)],
        Stage::HopClaim(0) => [WordPlace::Claims(0), WordPlace::Hits],
        Stage::HopClaim(hop) => [WordPlace::Intents, WordPlace::Claims(hop_half(hop))],
        _ => [WordPlace::Intents, WordPlace::Claims(0)],
    }
}

#[cfg(test)]
mod tests;
