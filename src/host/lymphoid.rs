//! Lymphoid pools: priming in the nodes that drain the sites, T cells and memory in blood, NK cells
//! on their way to LAK.
//!
//! In: over one step, the antigen released at the sites of each node (slice cells/h), the means of
//! the responses to interleukin-2, the burden and the suppression after surgery. Out: the pools
//! after the step. Pools are relative: 1 is the blood's normal NK cells for NK and LAK, and the
//! unit that `capacity` sets for T cells. Rates 1/h. The forms are the reduced model's, found
//! together; with a clone's X primed in a node, B in blood, M memory, W mature memory, Q precursors
//! that answer, U tolerant. Each node has its own A, P, X, h, I and Treg; sums, products and
//! `mean`, which is weighted by P, are over nodes:
//!
//! ```text
//! dA1/dt = 2/delay (release - A1)            dA2/dt = 2/delay (A1 - A2)
//! P = left A2 / (A2 + half_antigen)
//! help = without + (1 - without) h / (1 + Treg / treg_half)
//! dX/dt = P (1-S) { c4 [signal competence Q N (1 + memory_help M)
//!         + expansion Q X help (1 - X / capacity)] + recall W } - exit X
//! dB/dt = sum exit X - loss B               dM/dt = formation B - forgetting M
//! dE/dt = sum exit X H(I; program_half, 1) - loss E
//! dQ/dt = recovery (1 - Q - U) + back U - sum [anergy S + tolerance (1 - h)] P Q
//! dU/dt = sum tolerance (1 - h) P Q - back U
//! back = recovery + reversal mean(H(I; program_half, 1))
//! dW/dt = maturation product(1 - left A2^2 / (A2^2 + (memory_antigen half_antigen)^2)) (M - W)
//!         - forgetting W
//! dh/dt = (mean h of the step - h) / response_time
//! Treg: dR/dt = turnover (R0 (1 + (T/Ts)^2) - R) + growth g(I) R (1 - R / capacity)
//! supply: dG/dt = renewal (1 - G) (marrow)   dN/dt = renewal (thymus G - N) (naive T)
//!         c4 = without_cd4 + (1 - without_cd4) CD4
//!         dCD4/dt = renewal (thymus - CD4)   dCD8/dt = renewal (1 - CD8)
//!         dTreg/dt = renewal (thymus G - Treg) (blood's shares of normal)
//! NK, LAK: three equal stages at activation_rate h, division h (1 - all / capacity), starvation
//!         max(0, 1 - h/threshold): activated NK fall back, LAK die
//! ```
//! Naive and memory cells circulate through every node; what is primed stays in its node until it
//! leaves for the one blood. E is the part of B that much interleukin-2 made effectors, which enter
//! tissue, kill and live there without it.
//! Persistent antigen keeps memory young: no recall, and interleukin-2 to enter tissue. Antigen
//! without interleukin-2 makes tolerant, much interleukin-2 where the antigen is undoes it. The
//! responses follow the step's means with their own time constants. Drugs, antibodies and radiation
//! take their part of every pool in closed form before each step
//! ([`Pools::kill`]); NK come from the marrow, so they and the naive cells return after it. A host
//! without a thymus has no naive, helper or regulatory T cells. Stepped by the classical
//! Runge-Kutta rule in parts of at most a quarter of an hour (rates are per day: its error stays
//! below 1e-6).

use super::burden;
use super::integrator::runge_kutta;
use super::nodes::{LymphNode, NodeResponse, Priming, weighted};
pub use super::rates::Rates;
use serde::{Deserialize, Serialize};

/// Longest part of a step, h.
const LONGEST_PART_H: f64 = 0.25;

/// Stages from NK to LAK.
const STAGES: usize = 3;

/// T cells of one antigen, outside the nodes ([`Priming`] is what a node holds of them).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clone {
    /// T cells in blood.
    pub blood: f64,
    /// Memory, young and mature.
    pub memory: f64,
    /// Memory that has outlived its antigen, part of `memory`.
    pub mature: f64,
    /// Precursors that answer, 0 to 1.
    pub precursors: f64,
    /// Precursors that are tolerant, 0 to 1.
    pub tolerant: f64,
    /// T cells in blood that much interleukin-2 made effectors, part of `blood`.
    pub programmed: f64,
}

impl Clone {
    /// Part of the blood's T cells that are such effectors, 0 to 1.
    pub fn programmed_share(&self) -> f64 {
        if self.blood > 0.0 { (self.programmed / self.blood).min(1.0) } else { 0.0 }
    }

    /// Leaves a part of the T cells in blood.
    fn keep_blood(&mut self, kept: f64) {
        self.blood *= kept;
        self.programmed *= kept;
    }

    /// Takes so much out of blood, effectors and others alike.
    pub fn leave_blood(&mut self, less: f64) {
        let kept = if self.blood > 0.0 { (1.0 - less / self.blood).max(0.0) } else { 0.0 };
        self.keep_blood(kept);
    }
}

/// Cells that every clone shares, each relative to a normal animal's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// Lymphoid precursors in the marrow.
    pub marrow: f64,
    /// Naive T cells.
    pub naive: f64,
    /// CD4 cells for each CD8 cell.
    pub helpers: f64,
    /// CD8 cells of the blood's T cells.
    pub cytotoxic: f64,
    /// Regulatory T cells of blood.
    pub treg: f64,
}

/// What drugs, antibodies and radiation kill, 1/h: means over one step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kills {
    /// T cells at rest, of all kinds but Treg.
    pub t_cell: f64,
    /// T cells that interleukin-2 makes divide.
    pub expanding: f64,
    /// CD4 cells beyond that.
    pub helper: f64,
    /// CD8 cells beyond that.
    pub cytotoxic: f64,
    /// NK and LAK cells.
    pub nk: f64,
    /// Treg.
    pub treg: f64,
    /// Precursors in the marrow and of each clone.
    pub precursor: f64,
}

impl Kills {
    /// Hazard of T cells of which interleukin-2 makes a part divide.
    pub fn of_t_cells(&self, dividing: f64) -> f64 {
        self.t_cell + (self.expanding - self.t_cell) * dividing
    }
}

/// All pools.
#[derive(Clone, Debug, PartialEq)]
pub struct Pools {
    /// One node a region.
    pub nodes: Vec<LymphNode>,
    /// The blood's LAK drive, 0 to 1.
    pub lak_response: f64,
    /// NK cells in blood: resting, and two stages of activation.
    pub nk: [f64; STAGES],
    /// LAK in blood.
    pub lak: f64,
    /// Suppression after surgery, 0 to 1.
    pub suppression: f64,
    /// What blood and marrow supply.
    pub supply: Supply,
    /// One clone an antigen.
    pub clones: Vec<Clone>,
}

/// What drives the pools over one step (each constant over it).
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    /// Mean responses of each node.
    pub nodes: Vec<NodeResponse>,
    /// Mean LAK drive in blood.
    pub lak: f64,
    /// Living tumour of the animal, slice cells.
    pub burden: f64,
    /// Antigen released at the sites of each node, slice cells/h, one a clone.
    pub release: Vec<Vec<f64>>,
}

/// Values of the pools that every clone shares, as the integrator holds them.
const SHARED: usize = 11;
/// Values of one node, then of each clone, and of one clone in one node.
const PER_NODE: usize = 2;
const PER_CLONE: usize = 6;
const PRIMING: usize = 3;

impl Pools {
    /// An animal at rest: the nodes in balance with the endogenous interleukin-2 (`drive` at rest),
    /// normal NK, no primed T cells.
    pub fn at_rest(rates: &Rates, drive: &Drive) -> Pools {
        let clone = Clone {
            blood: 0.0,
            memory: 0.0,
            mature: 0.0,
            precursors: 1.0,
            tolerant: 0.0,
            programmed: 0.0,
        };
        let clones = drive.release.first().map_or(0, Vec::len);
        let node = |mean: &NodeResponse| LymphNode {
            response: mean.t,
            treg: rates.treg_density * rates.thymus,
            left: 1.0,
            clones: vec![Priming::default(); clones],
        };
        Pools {
            nodes: drive.nodes.iter().map(node).collect(),
            lak_response: drive.lak,
            nk: [1.0, 0.0, 0.0],
            lak: 0.0,
            suppression: 0.0,
            supply: Supply {
                marrow: 1.0,
                naive: rates.thymus,
                helpers: rates.thymus,
                cytotoxic: 1.0,
                treg: rates.thymus,
            },
            clones: vec![clone; clones],
        }
    }

    /// An operation: suppression starts, and takes its part of primed and blood T cells and LAK.
    pub fn operate(&mut self, suppression: f64) {
        self.suppression = 1.0 - (1.0 - self.suppression) * (1.0 - suppression);
        let kept = 1.0 - suppression;
        for primed in self.nodes.iter_mut().flat_map(|node| &mut node.clones) {
            primed.primed *= kept;
        }
        for clone in &mut self.clones {
            clone.keep_blood(kept);
        }
        self.lak *= kept;
    }

    /// Takes what drugs, antibodies and radiation kill in `dt_h`. A node and the cells that have
    /// just left it divide as far as it responds to interleukin-2; of a clone's blood, the mean of
    /// the nodes where it is primed.
    pub fn kill(&mut self, kills: &Kills, dt_h: f64) {
        if *kills == Kills::default() {
            return;
        }
        let left = |hazard: f64| libm::exp(-hazard * dt_h);
        let t_cells = |response: f64| left(kills.of_t_cells(response));
        let (precursors, nk, treg) = (left(kills.precursor), left(kills.nk), left(kills.treg));
        for (slot, clone) in self.clones.iter_mut().enumerate() {
            let primed = self.nodes.iter().map(|node| (node.clones[slot].primed, node.response));
            clone.keep_blood(t_cells(weighted(primed)));
            clone.memory *= left(kills.t_cell);
            clone.mature *= left(kills.t_cell);
            clone.precursors *= precursors;
            clone.tolerant *= precursors;
        }
        for node in &mut self.nodes {
            let kept = t_cells(node.response);
            node.clones.iter_mut().for_each(|clone| clone.primed *= kept);
            node.treg *= treg;
        }
        self.nk = self.nk.map(|stage| stage * nk);
        self.lak *= nk;
        let supply = &mut self.supply;
        supply.marrow *= precursors;
        supply.naive *= left(kills.t_cell);
        supply.helpers *= left(kills.helper);
        supply.cytotoxic *= left(kills.cytotoxic);
        supply.treg *= treg;
    }

    /// NK cells in blood, all stages.
    pub fn nk_total(&self) -> f64 {
        self.nk[0] + self.nk[1] + self.nk[2]
    }

    /// Advances all pools by `dt_h`.
    pub fn advance(&mut self, rates: &Rates, drive: &Drive, dt_h: f64) {
        let mut y = self.written();
        let left: Vec<f64> = self.nodes.iter().map(|node| node.left).collect();
        runge_kutta(&mut y, dt_h, LONGEST_PART_H, |y, out| slope(rates, drive, &left, y, out));
        self.read(&y);
    }

    /// In the integrator's order: shared values, nodes, each clone with what each node holds of it.
    fn written(&self) -> Vec<f64> {
        let Supply { marrow, naive, helpers, cytotoxic, treg } = self.supply;
        let [nk0, nk1, nk2] = self.nk;
        let (drive, lak, suppression) = (self.lak_response, self.lak, self.suppression);
        let mut y =
            vec![drive, lak, suppression, nk0, nk1, nk2, marrow, naive, helpers, cytotoxic, treg];
        y.extend(self.nodes.iter().flat_map(|node| [node.response, node.treg]));
        for (slot, clone) in self.clones.iter().enumerate() {
            let Clone { blood, memory, mature, precursors, programmed, tolerant } = *clone;
            y.extend([blood, memory, mature, precursors, programmed, tolerant]);
            for node in &self.nodes {
                let Priming { antigen: [under_way, at_node], primed } = node.clones[slot];
                y.extend([under_way, at_node, primed]);
            }
        }
        y
    }

    /// Back from the integrator's order.
    fn read(&mut self, y: &[f64]) {
        let (shared, y) = y.split_at(SHARED);
        let (of_nodes, of_clones) = y.split_at(PER_NODE * self.nodes.len());
        self.lak_response = shared[0];
        self.lak = shared[1];
        self.suppression = shared[2];
        self.nk = [shared[3], shared[4], shared[5]];
        self.supply = Supply {
            marrow: shared[6],
            naive: shared[7],
            helpers: shared[8],
            cytotoxic: shared[9],
            treg: shared[10],
        };
        for (node, y) in self.nodes.iter_mut().zip(of_nodes.chunks_exact(PER_NODE)) {
            (node.response, node.treg) = (y[0], y[1]);
        }
        let chunks = of_clones.chunks_exact(PER_CLONE + PRIMING * self.nodes.len());
        for (slot, (clone, y)) in self.clones.iter_mut().zip(chunks).enumerate() {
            let (own, in_nodes) = y.split_at(PER_CLONE);
            *clone = Clone {
                blood: own[0],
                memory: own[1],
                mature: own[2],
                precursors: own[3],
                programmed: own[4],
                tolerant: own[5],
            };
            for (node, y) in self.nodes.iter_mut().zip(in_nodes.chunks_exact(PRIMING)) {
                node.clones[slot] = Priming { antigen: [y[0], y[1]], primed: y[2] };
            }
        }
    }
}

/// Time derivative of every value, 1/h. `left`: of each node, what lymphadenectomy left of it.
fn slope(rates: &Rates, drive: &Drive, left: &[f64], y: &[f64], out: &mut [f64]) {
    let (shared, y) = y.split_first_chunk::<SHARED>().expect("the shared values come first");
    let (shared_out, out) = out.split_at_mut(SHARED);
    shared_slope(rates, drive, shared, shared_out);
    let &[_, _, suppression, _, _, _, _, naive, helpers, _, treg] = shared;
    let (nodes, clones) = y.split_at(PER_NODE * left.len());
    let (nodes_out, clones_out) = out.split_at_mut(PER_NODE * left.len());
    let crowd = burden::relative_square(drive.burden, rates.half_burden);
    let of_nodes = nodes.chunks_exact(PER_NODE).zip(nodes_out.chunks_exact_mut(PER_NODE));
    for ((y, out), mean) in of_nodes.zip(&drive.nodes) {
        let (response, own) = (y[0], y[1]);
        out[0] = (mean.t - response) / rates.response_time_h;
        out[1] = rates.treg_turnover * (rates.treg_density * treg * (1.0 + crowd) - own)
            + rates.treg_growth * mean.treg * own * (1.0 - own / rates.treg_capacity);
    }
    let all = Surroundings { rates, drive, left, nodes, suppression, naive, helpers };
    let chunk = PER_CLONE + PRIMING * left.len();
    let of_clones = clones.chunks_exact(chunk).zip(clones_out.chunks_exact_mut(chunk));
    for (slot, (y, out)) in of_clones.enumerate() {
        all.clone_slope(slot, y, out);
    }
}

/// The same of what every clone shares.
fn shared_slope(rates: &Rates, drive: &Drive, y: &[f64; SHARED], out: &mut [f64]) {
    let &[h, lak, suppression, nk0, nk1, nk2, marrow, naive, helpers, cytotoxic, treg] = y;
    out[0] = (drive.lak - h) / rates.lak_response_time_h;
    let onward = rates.activation_rate * h;
    let division =
        rates.lak_division * h * (1.0 - (nk0 + nk1 + nk2 + lak) / rates.lak_capacity).max(0.0);
    let starvation = rates.lak_starvation * (1.0 - h / rates.starvation_response).max(0.0);
    out[1] = onward * nk2 + division * lak - starvation * lak;
    out[2] = -suppression / rates.surgery_recovery_h;
    out[3] = rates.nk_turnover * (marrow - nk0) - onward * nk0 + starvation * (nk1 + nk2);
    out[4] = onward * (nk0 - nk1) + division * nk1 - starvation * nk1;
    out[5] = onward * (nk1 - nk2) + division * nk2 - starvation * nk2;
    out[6] = rates.renewal * (1.0 - marrow);
    out[7] = rates.renewal * (rates.thymus * marrow - naive);
    out[8] = rates.renewal * (rates.thymus - helpers);
    out[9] = rates.renewal * (1.0 - cytotoxic);
    out[10] = rates.renewal * (rates.thymus * marrow - treg);
}

/// What the slope of a clone depends on beside its own values.
struct Surroundings<'a> {
    rates: &'a Rates,
    drive: &'a Drive,
    left: &'a [f64],
    /// Response and Treg of each node.
    nodes: &'a [f64],
    suppression: f64,
    naive: f64,
    helpers: f64,
}

impl Surroundings<'_> {
    /// Part of the priming at full antigen that a node does.
    fn presented(&self, node: usize, antigen: f64) -> f64 {
        self.left[node] * antigen / (antigen + self.rates.half_antigen)
    }

    /// Of one clone, in blood and in each node.
    fn clone_slope(&self, slot: usize, y: &[f64], out: &mut [f64]) {
        let Surroundings { rates, drive, suppression, naive, helpers, .. } = *self;
        let (own, in_nodes) = y.split_first_chunk::<PER_CLONE>().expect("a clone's own come first");
        let &[blood, memory, mature, precursors, programmed, tolerant] = own;
        let (out, nodes_out) = out.split_at_mut(PER_CLONE);
        let free = 1.0 - suppression;
        let cd4_help = rates.without_cd4 + (1.0 - rates.without_cd4) * helpers;
        let (mut leaving, mut effectors) = (0.0, 0.0);
        let (mut deleted, mut lost, mut rested) = (0.0, 0.0, 1.0);
        let of_nodes = in_nodes.chunks_exact(PRIMING).zip(nodes_out.chunks_exact_mut(PRIMING));
        for (node, (y, out)) in of_nodes.enumerate() {
            let (antigen1, antigen2, primed) = (y[0], y[1], y[2]);
            let (response, treg) = (self.nodes[PER_NODE * node], self.nodes[PER_NODE * node + 1]);
            let help = rates.without_il2
                + (1.0 - rates.without_il2) * response / (1.0 + treg / rates.treg_half);
            let presented = self.presented(node, antigen2);
            out[0] = 2.0 / rates.delay_h * (drive.release[node][slot] - antigen1);
            out[1] = 2.0 / rates.delay_h * (antigen1 - antigen2);
            out[2] = presented
                * free
                * (cd4_help
                    * (rates.signal
                        * rates.competence
                        * precursors
                        * naive
                        * (1.0 + rates.memory_help * memory)
                        + rates.expansion
                            * precursors
                            * primed
                            * help
                            * (1.0 - primed / rates.capacity))
                    + rates.recall * mature)
                - rates.exit * primed;
            leaving += rates.exit * primed;
            effectors += rates.exit * primed * drive.nodes[node].program;
            deleted += rates.anergy * suppression * presented * precursors;
            lost += rates.tolerance * (1.0 - response) * presented * precursors;
            let (square, least) = (antigen2 * antigen2, rates.memory_antigen * rates.half_antigen);
            rested *= 1.0 - self.left[node] * square / (square + least * least);
        }
        let programs = in_nodes.chunks_exact(PRIMING).zip(&drive.nodes).enumerate();
        let program =
            weighted(programs.map(|(node, (y, mean))| (self.presented(node, y[1]), mean.program)));
        let back = (rates.precursor_recovery + rates.reversal * program) * tolerant;
        out[0] = leaving - rates.ctl_loss * blood;
        out[1] = rates.memory_formation * blood - rates.memory_loss * memory;
        out[2] = rates.memory_maturation * rested * (memory - mature) - rates.memory_loss * mature;
        out[3] = rates.precursor_recovery * (1.0 - precursors - tolerant) + back - deleted - lost;
        out[4] = effectors - rates.ctl_loss * programmed;
        out[5] = lost - back;
    }
}

#[cfg(test)]
mod tests;
