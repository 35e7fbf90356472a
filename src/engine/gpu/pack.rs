//! The buffers of one anatomical site of a run of animals, and the dispatches that work on them.
//!
//! In: lattices of one size, as the world gives them. Out: the same state on the device, kept there
//! from host step to host step; counts and totals come back once a host step, the state itself only
//! for a checkpoint, picture codes only for a frame. Bytes: [`crate::world::SiteShape::bytes`].

use wgpu::BufferUsages;

use super::kernels::Kernels;
use super::plan::{DispatchPlan, Job, WordPlace};
use crate::engine::counters::{self, Present};
use crate::engine::device::DeviceError;
use crate::engine::readback::Coming;
use crate::kinds::FIELDS;
use crate::rules::{self, AMOUNT_WORDS, Task, WORK_WORDS};
use crate::world::{Lattice, Params, Shape, SiteShape, Tissue};

/// Words of a lattice's totals and counts: 64 bits each.
const TOTAL_WORDS: u64 = 2 * counters::TOTAL as u64;
const COUNT_WORDS: u64 = 2 * rules::COUNTS as u64;

/// A dispatch of a pack, ready to be encoded.
#[derive(Clone, Debug)]
pub(super) struct Dispatch {
    pub(super) kernel: usize,
    pub(super) bindings: wgpu::BindGroup,
    /// Where its task lies.
    pub(super) offset: u32,
    pub(super) grid: [u32; 2],
}

/// One anatomical site of several animals.
#[derive(Debug)]
pub(super) struct Pack {
    /// Index of the site.
    pub(super) site: usize,
    /// First animal, and number of animals.
    pub(super) first: usize,
    pub(super) lattices: usize,
    cells: u64,
    field_cells: u64,
    buffers: Buffers,
    /// Bindings of each kernel; the last is the distance transform with its buffers exchanged.
    bindings: Vec<wgpu::BindGroup>,
    tasks: wgpu::Buffer,
    pub(super) plan: DispatchPlan,
    pub(super) opening: Vec<Dispatch>,
    pub(super) steps: Vec<Dispatch>,
    pub(super) count: Dispatch,
    pub(super) digest: Dispatch,
    /// Where a task that is written when it is needed lies.
    spare: u32,
    staging: wgpu::Buffer,
}

/// What comes back of a lattice at the end of a host step.
pub(super) struct Counted {
    pub(super) totals: Vec<u64>,
    pub(super) now: Present,
}

#[derive(Debug)]
struct Buffers {
    params: wgpu::Buffer,
    tissues: wgpu::Buffer,
    effectors: wgpu::Buffer,
    amounts: wgpu::Buffer,
    field_work: wgpu::Buffer,
    ground: wgpu::Buffer,
    distances: wgpu::Buffer,
    intents: wgpu::Buffer,
    claims: wgpu::Buffer,
    hits: wgpu::Buffer,
    totals: wgpu::Buffer,
    counts: wgpu::Buffer,
    digests: wgpu::Buffer,
}

impl Buffers {
    /// The buffer of a kernel's variable; `aside`: the distance transform goes where it does not
    /// end (the intents, free by then).
    fn named(&self, name: &str, aside: bool) -> &wgpu::Buffer {
        match name {
            "params" => &self.params,
            "tissues" => &self.tissues,
            "effectors" => &self.effectors,
            "amounts" => &self.amounts,
            "field_work" => &self.field_work,
            "ground" => &self.ground,
            "distances" if aside => &self.intents,
            "distances" => &self.distances,
            "distances_before" if aside => &self.distances,
            "distances_before" | "intents" => &self.intents,
            "claims" => &self.claims,
            "hits" => &self.hits,
            "totals" => &self.totals,
            "counts" => &self.counts,
            "digests" => &self.digests,
            other => unreachable!("no buffer is called `{other}`"),
        }
    }
}

/// Bytes of the largest buffer of one lattice of a site.
pub(super) fn largest_bytes(site: &SiteShape) -> u64 {
    let (cells, field_cells) = (site.cells() as u64, site.field_cells() as u64);
    (8 * cells).max(4 * u64::from(AMOUNT_WORDS.max(WORK_WORDS)) * field_cells)
}

impl Pack {
    /// Makes the buffers of one site of the animals `first ..` and fills them.
    pub(super) fn new(
        kernels: &Kernels,
        shape: &Shape,
        site: usize,
        first: usize,
        lattices: &[&Lattice],
    ) -> Result<Pack, DeviceError> {
        let count = lattices.len() as u64;
        let geometry = &lattices[0].geometry;
        let (cells, field_cells) = (geometry.cells() as u64, geometry.field_cells() as u64);
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_DST | BufferUsages::COPY_SRC;
        let buffer = |name: &str, words: u64| kernels.gpu.buffer(name, 4 * words * count, usage);
        let buffers = Buffers {
            params: buffer("parameters", size_of::<Params>() as u64 / 4)?,
            tissues: buffer("tissue cells", cells)?,
            effectors: buffer("effectors", 2 * cells)?,
            amounts: buffer("field amounts", u64::from(AMOUNT_WORDS) * field_cells)?,
            field_work: buffer("field sources", u64::from(WORK_WORDS) * field_cells)?,
            ground: buffer("vessels", cells)?,
            distances: buffer("distances", cells)?,
            intents: buffer("intents", cells)?,
            claims: buffer("claims", 2 * cells)?,
            hits: buffer("hits", cells)?,
            totals: buffer("totals", TOTAL_WORDS)?,
            counts: buffer("counts", COUNT_WORDS)?,
            digests: buffer("digests", 8)?,
        };
        let plan = DispatchPlan::new(
            geometry,
            &shape.sites[site],
            shape.steps,
            shape.hops,
            lattices.len() as u32,
            kernels.side_by_side,
        );
        let mut jobs = plan.opening();
        let opening = jobs.len();
        jobs.extend(plan.host_step());
        let steps = jobs.len();
        jobs.extend([plan.counting("count"), plan.counting("digest")]);
        let stride = kernels.task_stride();
        let tasks = kernels.gpu.buffer(
            "tasks",
            u64::from(stride) * (jobs.len() as u64 + 1),
            BufferUsages::UNIFORM | BufferUsages::COPY_DST,
        )?;
        let bindings = bindings(kernels, &buffers, &tasks);
        let dispatches: Vec<Dispatch> = jobs
            .iter()
            .enumerate()
            .map(|(place, job)| dispatch(kernels, &bindings, job, place as u32 * stride))
            .collect();
        let mut bytes = vec![0; stride as usize * jobs.len()];
        for (job, place) in jobs.iter().zip(bytes.chunks_exact_mut(stride as usize)) {
            place[..size_of::<Task>()].copy_from_slice(bytemuck::bytes_of(&job.task));
        }
        kernels.gpu.queue.write_buffer(&tasks, 0, &bytes);
        let staging = kernels.gpu.buffer(
            "read-back of counts",
            4 * (TOTAL_WORDS + COUNT_WORDS) * count,
            BufferUsages::MAP_READ | BufferUsages::COPY_DST,
        )?;
        let pack = Pack {
            site,
            first,
            lattices: lattices.len(),
            cells,
            field_cells,
            buffers,
            bindings,
            tasks,
            plan,
            opening: dispatches[..opening].to_vec(),
            steps: dispatches[opening..steps].to_vec(),
            count: dispatches[steps].clone(),
            digest: dispatches[steps + 1].clone(),
            spare: jobs.len() as u32 * stride,
            staging,
        };
        for (slot, lattice) in lattices.iter().enumerate() {
            pack.write(kernels, &pack.buffers.ground, slot as u64 * cells, &lattice.ground);
            pack.fill(kernels, slot, &lattice.tissue);
        }
        Ok(pack)
    }

    /// Bytes of the buffers of cells and field sites.
    pub(super) fn bytes(&self) -> u64 {
        let Buffers {
            tissues,
            effectors,
            amounts,
            field_work,
            ground,
            distances,
            intents,
            claims,
            hits,
            ..
        } = &self.buffers;
        [tissues, effectors, amounts, field_work, ground, distances, intents, claims, hits]
            .iter()
            .map(|buffer| buffer.size())
            .sum()
    }

    fn write(&self, kernels: &Kernels, buffer: &wgpu::Buffer, from: u64, words: &[u32]) {
        kernels.gpu.queue.write_buffer(buffer, 4 * from, bytemuck::cast_slice(words));
    }

    /// Where the amounts of a field of a lattice lie in one of their halves; between tissue steps
    /// the first holds them.
    fn amounts_from(&self, slot: usize, field: usize, half: u32) -> u64 {
        let section = u64::from(half) * FIELDS as u64 + field as u64;
        (section * self.lattices as u64 + slot as u64) * self.field_cells
    }

    /// Uploads the state of one lattice.
    pub(super) fn fill(&self, kernels: &Kernels, slot: usize, state: &Tissue) {
        let from = slot as u64 * self.cells;
        self.write(kernels, &self.buffers.tissues, from, &state.tissue);
        let effectors: Vec<u32> =
            state.effector_x.iter().zip(&state.effector_y).flat_map(|(x, y)| [*x, *y]).collect();
        self.write(kernels, &self.buffers.effectors, 2 * from, &effectors);
        for (field, amounts) in state.amounts.iter().enumerate() {
            let from = self.amounts_from(slot, field, 0);
            self.write(kernels, &self.buffers.amounts, from, amounts);
        }
        let totals: Vec<u32> =
            state.totals.iter().flat_map(|total| [*total as u32, (*total >> 32) as u32]).collect();
        self.write(kernels, &self.buffers.totals, slot as u64 * TOTAL_WORDS, &totals);
        // What was written waits in host memory until the next submission.
        kernels.gpu.queue.submit([]);
    }

    /// Downloads the state of one lattice.
    pub(super) fn state(
        &self,
        kernels: &Kernels,
        slot: usize,
        totals: &[u64],
    ) -> Result<Tissue, DeviceError> {
        let effectors = self.effectors(kernels, slot)?;
        let mut amounts: [Vec<u32>; 4] = Default::default();
        for (field, amounts) in amounts.iter_mut().enumerate() {
            *amounts = self.amounts(kernels, slot, field, 0)?;
        }
        Ok(Tissue {
            tissue: self.tissue(kernels, slot)?,
            effector_x: effectors.iter().step_by(2).copied().collect(),
            effector_y: effectors.iter().skip(1).step_by(2).copied().collect(),
            amounts,
            totals: totals.to_vec(),
        })
    }

    pub(super) fn tissue(&self, kernels: &Kernels, slot: usize) -> Result<Vec<u32>, DeviceError> {
        kernels.gpu.read(&self.buffers.tissues, slot as u64 * self.cells, self.cells)
    }

    pub(super) fn effectors(
        &self,
        kernels: &Kernels,
        slot: usize,
    ) -> Result<Vec<u32>, DeviceError> {
        kernels.gpu.read(&self.buffers.effectors, 2 * slot as u64 * self.cells, 2 * self.cells)
    }

    pub(super) fn amounts(
        &self,
        kernels: &Kernels,
        slot: usize,
        field: usize,
        half: u32,
    ) -> Result<Vec<u32>, DeviceError> {
        let from = self.amounts_from(slot, field, half);
        kernels.gpu.read(&self.buffers.amounts, from, self.field_cells)
    }

    /// A section of the fields' work.
    pub(super) fn work(
        &self,
        kernels: &Kernels,
        slot: usize,
        section: u32,
    ) -> Result<Vec<u32>, DeviceError> {
        let from = (u64::from(section) * self.lattices as u64 + slot as u64) * self.field_cells;
        kernels.gpu.read(&self.buffers.field_work, from, self.field_cells)
    }

    pub(super) fn distances(
        &self,
        kernels: &Kernels,
        slot: usize,
        aside: bool,
    ) -> Result<Vec<u32>, DeviceError> {
        kernels.gpu.read(
            self.buffers.named("distances", aside),
            slot as u64 * self.cells,
            self.cells,
        )
    }

    fn intents(&self, kernels: &Kernels, slot: usize) -> Result<Vec<u32>, DeviceError> {
        kernels.gpu.read(&self.buffers.intents, slot as u64 * self.cells, self.cells)
    }

    fn claims(&self, kernels: &Kernels, slot: usize, half: u32) -> Result<Vec<u32>, DeviceError> {
        let section = u64::from(half) * self.lattices as u64 + slot as u64;
        kernels.gpu.read(&self.buffers.claims, section * self.cells, self.cells)
    }

    /// Intents or claims of a stage.
    pub(super) fn at(
        &self,
        kernels: &Kernels,
        slot: usize,
        place: WordPlace,
    ) -> Result<Vec<u32>, DeviceError> {
        match place {
            WordPlace::Intents => self.intents(kernels, slot),
            WordPlace::Claims(half) => self.claims(kernels, slot, half),
            WordPlace::Hits => self.hits(kernels, slot),
        }
    }

    pub(super) fn hits(&self, kernels: &Kernels, slot: usize) -> Result<Vec<u32>, DeviceError> {
        kernels.gpu.read(&self.buffers.hits, slot as u64 * self.cells, self.cells)
    }

    pub(super) fn totals(&self, kernels: &Kernels, slot: usize) -> Result<Vec<u32>, DeviceError> {
        kernels.gpu.read(&self.buffers.totals, slot as u64 * TOTAL_WORDS, TOTAL_WORDS)
    }

    /// Uploads the parameters, with the signals of a host step.
    pub(super) fn set_params(&self, kernels: &Kernels, params: &[Params]) {
        kernels.gpu.queue.write_buffer(&self.buffers.params, 0, bytemuck::cast_slice(params));
    }

    /// Encodes what must come before the census.
    pub(super) fn clear_counts(&self, commands: &mut wgpu::CommandEncoder) {
        commands.clear_buffer(&self.buffers.counts, 0, None);
    }

    /// Encodes the census's way back.
    pub(super) fn copy_counts(&self, commands: &mut wgpu::CommandEncoder) {
        let totals = 4 * TOTAL_WORDS * self.lattices as u64;
        commands.copy_buffer_to_buffer(&self.buffers.totals, 0, &self.staging, 0, Some(totals));
        commands.copy_buffer_to_buffer(
            &self.buffers.counts,
            0,
            &self.staging,
            totals,
            Some(4 * COUNT_WORDS * self.lattices as u64),
        );
    }

    /// Totals and counts of every lattice, once what was encoded is submitted.
    pub(super) fn counted(&self, kernels: &Kernels) -> Result<Vec<Counted>, DeviceError> {
        let words = kernels.gpu.mapped(&self.staging)?;
        let numbers: Vec<u64> = words
            .chunks_exact(2)
            .map(|pair| u64::from(pair[0]) | u64::from(pair[1]) << 32)
            .collect();
        let (totals, counts) = numbers.split_at(counters::TOTAL * self.lattices);
        let each =
            totals.chunks_exact(counters::TOTAL).zip(counts.chunks_exact(rules::COUNTS as usize));
        Ok(each
            .map(|(totals, counts)| Counted {
                totals: totals.to_vec(),
                now: Present::from_counts(counts),
            })
            .collect())
    }

    /// The digest of every lattice.
    pub(super) fn digests(&self, kernels: &Kernels) -> Result<Vec<[u64; 4]>, DeviceError> {
        let mut commands = kernels.encoder();
        commands.clear_buffer(&self.buffers.digests, 0, None);
        kernels.encode(&mut commands, &[&self.digest]);
        kernels.gpu.queue.submit([commands.finish()]);
        let words = kernels.gpu.read(&self.buffers.digests, 0, 8 * self.lattices as u64)?;
        let lane = |words: &[u32], lane: usize| {
            u64::from(words[2 * lane]) | u64::from(words[2 * lane + 1]) << 32
        };
        Ok(words.chunks_exact(8).map(|words| std::array::from_fn(|n| lane(words, n))).collect())
    }

    /// Paints one lattice; the words of its frame (the cells of every lattice cell, then its
    /// fields) come back while later work is recorded.
    pub(super) fn frame_words(
        &self,
        kernels: &Kernels,
        slot: usize,
    ) -> Result<Coming, DeviceError> {
        let painting = self.encode_job(kernels, &self.plan.painting(slot as u32));
        let (slot, cells) = (slot as u64, self.cells);
        let parts = [
            (&self.buffers.intents, slot * cells, cells),
            (&self.buffers.claims, slot * cells, cells),
        ];
        kernels.gpu.copy_back(painting, &parts)
    }

    /// Submits one job that is not part of a host step.
    pub(super) fn run(&self, kernels: &Kernels, job: &Job) -> Result<(), DeviceError> {
        let commands = self.encode_job(kernels, job);
        kernels.gpu.queue.submit([commands.finish()]);
        kernels.gpu.health()
    }

    /// Writes a job's task into the spare place, which happens before the next submission and after
    /// the one before, and encodes its dispatch.
    fn encode_job(&self, kernels: &Kernels, job: &Job) -> wgpu::CommandEncoder {
        kernels.gpu.queue.write_buffer(
            &self.tasks,
            u64::from(self.spare),
            bytemuck::bytes_of(&job.task),
        );
        let mut commands = kernels.encoder();
        kernels.encode(&mut commands, &[&dispatch(kernels, &self.bindings, job, self.spare)]);
        commands
    }

    /// Fills everything but the state with rubbish: nothing may depend on what it held.
    pub(super) fn spoil(&self, kernels: &Kernels) {
        let (buffers, lattices) = (&self.buffers, self.lattices as u64);
        let rubbish = |words: u64| vec![0xA5A5_5A5A; words as usize];
        for (buffer, words) in [
            (&buffers.field_work, u64::from(WORK_WORDS) * self.field_cells),
            (&buffers.distances, self.cells),
            (&buffers.intents, self.cells),
        ] {
            self.write(kernels, buffer, 0, &rubbish(words * lattices));
        }
        for (buffer, words) in [
            (&buffers.claims, 2 * self.cells),
            (&buffers.hits, self.cells),
            (&buffers.counts, COUNT_WORDS),
            (&buffers.digests, 8),
        ] {
            self.write(kernels, buffer, 0, &rubbish(words * lattices));
        }
        let second = rubbish(FIELDS as u64 * self.field_cells * lattices);
        self.write(kernels, &buffers.amounts, self.amounts_from(0, 0, 1), &second);
    }

    /// Flips a bit of an effector's first word.
    pub(super) fn flip(
        &self,
        kernels: &Kernels,
        slot: usize,
        index: usize,
        bit: u32,
    ) -> Result<(), DeviceError> {
        let at = 2 * (slot as u64 * self.cells + index as u64);
        let word = kernels.gpu.read(&self.buffers.effectors, at, 1)?[0];
        self.write(kernels, &self.buffers.effectors, at, &[word ^ 1 << bit]);
        Ok(())
    }
}

/// The bindings of every kernel, then those of the distance transform with its buffers exchanged.
fn bindings(kernels: &Kernels, buffers: &Buffers, tasks: &wgpu::Buffer) -> Vec<wgpu::BindGroup> {
    let group = |number: usize, aside: bool| {
        let kernel = kernels.get(number);
        let task = wgpu::BufferBinding {
            buffer: tasks,
            offset: 0,
            size: wgpu::BufferSize::new(size_of::<Task>() as u64),
        };
        let mut entries = vec![wgpu::BindGroupEntry {
            binding: 0,
            resource: wgpu::BindingResource::Buffer(task),
        }];
        let storage = kernel.shader.buffers.iter();
        entries.extend(storage.map(|(name, binding, _)| wgpu::BindGroupEntry {
            binding: *binding,
            resource: buffers.named(name, aside).as_entire_binding(),
        }));
        let descriptor = wgpu::BindGroupDescriptor {
            label: Some(kernel.shader.name),
            layout: &kernel.layout,
            entries: &entries,
        };
        kernels.gpu.device.create_bind_group(&descriptor)
    };
    let mut groups: Vec<wgpu::BindGroup> =
        (0..rules::KERNELS.len()).map(|number| group(number, false)).collect();
    groups.push(group(super::kernels::number("distance_transform"), true));
    groups
}

fn dispatch(kernels: &Kernels, bindings: &[wgpu::BindGroup], job: &Job, offset: u32) -> Dispatch {
    let bindings = if job.aside { &bindings[bindings.len() - 1] } else { &bindings[job.kernel] };
    Dispatch {
        kernel: job.kernel,
        bindings: bindings.clone(),
        offset,
        grid: kernels.grid(job.groups),
    }
}
