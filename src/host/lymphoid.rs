//! Lymphoid pools: priming in the draining node for each antigen, T cells and memory in blood, NK
//! cells on their way to LAK.
//!
//! In: over one step, the antigen released (slice cells/h), the means of the responses to
//! interleukin-2, the burden and the suppression after surgery. Out: the pools after the step.
//! Pools are relative: 1 is the blood's normal NK cells for NK and LAK, and the unit that
//! `capacity` sets for T cells. Rates 1/h. The forms are the reduced model's, found together; with
//! a clone's X primed, B in blood, M memory, W mature memory, Q precursors that answer, U tolerant:
//!
//! ```text
//! dA1/dt = 2/delay (release - A1)            dA2/dt = 2/delay (A1 - A2)
//! P = nodes A2 / (A2 + half_antigen)
//! help = without + (1 - without) h_node / (1 + node Treg / treg_half)
//! dX/dt = P (1-S) { c4 [signal competence Q N (1 + memory_help M)
//!         + expansion Q X help (1 - X / capacity)] + recall W } - exit X
//! dB/dt = exit X - loss B                   dM/dt = formation B - forgetting M
//! dE/dt = exit X H(I_node; program_half, 1) - loss E
//! dQ/dt = recovery (1 - Q - U) + back U - [anergy S + tolerance (1 - h_node)] P Q
//! dU/dt = tolerance (1 - h_node) P Q - back U
//! back = recovery + reversal H(I_node; program_half, 1)
//! dW/dt = maturation (1 - nodes A2 / (A2 + memory_antigen half_antigen)) (M - W) - forgetting W
//! node Treg: dR/dt = turnover (R0 (1 + (T/Ts)^2) - R) + growth g(I) R (1 - R / capacity)
//! supply: dG/dt = renewal (1 - G) (marrow)   dN/dt = renewal (thymus G - N) (naive T)
//!         c4 = without_cd4 + (1 - without_cd4) CD4
//!         dCD4/dt = renewal (thymus - CD4)   dCD8/dt = renewal (1 - CD8)
//!         dTreg/dt = renewal (thymus G - Treg) (blood's shares of normal)
//! NK, LAK: three equal stages at activation_rate h, division h (1 - all / capacity), starvation
//!         max(0, 1 - h/threshold): activated NK fall back, LAK die
//! ```
//! E is the part of B that much interleukin-2 made effectors, which enter tissue, kill and live
//! there without it.
//! Persistent antigen keeps memory young: no recall, and interleukin-2 to enter tissue. Antigen
//! without interleukin-2 makes tolerant, much interleukin-2 undoes it. h and h_node follow the step's mean responses with their
//! own time constants. Drugs, antibodies and radiation take their part of every pool in closed form
//! before each step
//! ([`Pools::kill`]); NK come from the marrow, so they and the naive cells return after it. A host
//! without a thymus has no naive, helper or regulatory T cells. Stepped by the classical
//! Runge-Kutta rule in parts of at most a quarter of an hour (rates are per day: its error stays
//! below 1e-6).

use super::burden;
use serde::{Deserialize, Serialize};

/// Longest part of a step, h.
const LONGEST_PART_H: f64 = 0.25;

/// Stages from NK to LAK.
const STAGES: usize = 3;

/// One animal's constants; rates 1/h, densities 1/mm2. The fields are keys of `model.priming`,
/// `model.memory`, `model.node`, `model.blood`, `model.surgery`, and of the cells in tissue where
/// blood follows the same rule (`model.nk`, `model.lak`, `model.treg`).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each field is the key of its name, documented in keys/host.rs")]
pub struct Rates {
    pub competence: f64,
    pub delay_h: f64,
    pub half_antigen: f64,
    pub signal: f64,
    pub expansion: f64,
    pub without_il2: f64,
    pub response_time_h: f64,
    pub capacity: f64,
    pub exit: f64,
    pub memory_help: f64,
    pub recall: f64,
    pub memory_formation: f64,
    pub memory_loss: f64,
    pub memory_maturation: f64,
    pub memory_antigen: f64,
    pub treg_half: f64,
    pub treg_growth: f64,
    pub treg_capacity: f64,
    pub treg_density: f64,
    pub treg_turnover: f64,
    pub half_burden: f64,
    pub ctl_loss: f64,
    pub nk_turnover: f64,
    pub activation_rate: f64,
    pub lak_response_time_h: f64,
    pub lak_division: f64,
    pub lak_capacity: f64,
    pub lak_starvation: f64,
    pub starvation_response: f64,
    pub anergy: f64,
    pub tolerance: f64,
    pub reversal: f64,
    pub precursor_recovery: f64,
    pub surgery_recovery_h: f64,
    pub renewal: f64,
    pub without_cd4: f64,
    /// 1, or 0 in an athymic host.
    pub thymus: f64,
}

/// T cells of one antigen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clone {
    /// Antigen under way and at the node, slice cells/h.
    pub antigen: [f64; 2],
    /// Primed T cells in the node.
    pub primed: f64,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pools {
    /// The node's response to interleukin-2, 0 to 1.
    pub node_response: f64,
    /// Treg in the node, 1/mm2.
    pub node_treg: f64,
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
    /// Part of the node's work that is left after lymphadenectomy, 0 to 1.
    pub nodes: f64,
    /// One clone an antigen.
    pub clones: Vec<Clone>,
}

/// What drives the pools over one step (each constant over it).
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    /// Mean response of T cells in the node.
    pub node_t: f64,
    /// Mean response of the node that makes effectors of its T cells.
    pub node_program: f64,
    /// Mean growth response of Treg in the node.
    pub node_treg: f64,
    /// Mean LAK drive in blood.
    pub lak: f64,
    /// Living tumour of the animal, slice cells.
    pub burden: f64,
    /// Antigen released, slice cells/h, one a clone.
    pub release: Vec<f64>,
}

/// Values of the pools that every clone shares, as the integrator holds them.
const SHARED: usize = 13;
/// Values of one clone.
const PER_CLONE: usize = 9;

impl Pools {
    /// An animal at rest: the node in balance with the endogenous interleukin-2 (`drive` at rest),
    /// normal NK, no primed T cells.
    pub fn at_rest(rates: &Rates, drive: &Drive) -> Pools {
        let clone = Clone {
            antigen: [0.0; 2],
            primed: 0.0,
            blood: 0.0,
            memory: 0.0,
            mature: 0.0,
            precursors: 1.0,
            tolerant: 0.0,
            programmed: 0.0,
        };
        Pools {
            node_response: drive.node_t,
            node_treg: rates.treg_density * rates.thymus,
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
            nodes: 1.0,
            clones: vec![clone; drive.release.len()],
        }
    }

    /// An operation: suppression starts, and takes its part of primed and blood T cells and LAK.
    pub fn operate(&mut self, suppression: f64) {
        self.suppression = 1.0 - (1.0 - self.suppression) * (1.0 - suppression);
        let kept = 1.0 - suppression;
        for clone in &mut self.clones {
            clone.primed *= kept;
            clone.keep_blood(kept);
        }
        self.lak *= kept;
    }

    /// Takes what drugs, antibodies and radiation kill in `dt_h`. The node and the cells that have
    /// just left it divide as far as the node responds to interleukin-2.
    pub fn kill(&mut self, kills: &Kills, dt_h: f64) {
        if *kills == Kills::default() {
            return;
        }
        let left = |hazard: f64| libm::exp(-hazard * dt_h);
        let t_cells = left(kills.of_t_cells(self.node_response));
        let (precursors, nk, treg) = (left(kills.precursor), left(kills.nk), left(kills.treg));
        for clone in &mut self.clones {
            clone.primed *= t_cells;
            clone.keep_blood(t_cells);
            clone.memory *= left(kills.t_cell);
            clone.mature *= left(kills.t_cell);
            clone.precursors *= precursors;
            clone.tolerant *= precursors;
        }
        self.nk = self.nk.map(|stage| stage * nk);
        self.lak *= nk;
        self.node_treg *= treg;
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
        let parts = libm::ceil(dt_h / LONGEST_PART_H).max(1.0);
        let h = dt_h / parts;
        let n = SHARED + PER_CLONE * self.clones.len();
        let mut y = vec![0.0; n];
        let (mut probe, mut k, mut sum) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        self.write(&mut y);
        for _ in 0..parts as u32 {
            slope(rates, drive, self.nodes, &y, &mut k);
            for i in 0..n {
                sum[i] = k[i];
                probe[i] = y[i] + 0.5 * h * k[i];
            }
            for step in [0.5 * h, h] {
                slope(rates, drive, self.nodes, &probe, &mut k);
                for i in 0..n {
                    sum[i] += 2.0 * k[i];
                    probe[i] = y[i] + step * k[i];
                }
            }
            slope(rates, drive, self.nodes, &probe, &mut k);
            for i in 0..n {
                y[i] += h / 6.0 * (sum[i] + k[i]);
            }
        }
        self.read(&y);
    }

    /// Into the integrator's order.
    fn write(&self, y: &mut [f64]) {
        let Supply { marrow, naive, helpers, cytotoxic, treg } = self.supply;
        y[..5].copy_from_slice(&[
            self.node_response,
            self.node_treg,
            self.lak_response,
            self.lak,
            self.suppression,
        ]);
        y[5..8].copy_from_slice(&self.nk);
        y[8..SHARED].copy_from_slice(&[marrow, naive, helpers, cytotoxic, treg]);
        for (clone, y) in self.clones.iter().zip(y[SHARED..].chunks_exact_mut(PER_CLONE)) {
            let Clone { antigen, primed, blood, memory, mature, precursors, programmed, tolerant } =
                *clone;
            let [under_way, at_node] = antigen;
            y.copy_from_slice(&[
                under_way, at_node, primed, blood, memory, mature, precursors, programmed, tolerant,
            ]);
        }
    }

    /// Back from the integrator's order.
    fn read(&mut self, y: &[f64]) {
        self.node_response = y[0];
        self.node_treg = y[1];
        self.lak_response = y[2];
        self.lak = y[3];
        self.suppression = y[4];
        self.nk = [y[5], y[6], y[7]];
        self.supply =
            Supply { marrow: y[8], naive: y[9], helpers: y[10], cytotoxic: y[11], treg: y[12] };
        for (clone, y) in self.clones.iter_mut().zip(y[SHARED..].chunks_exact(PER_CLONE)) {
            *clone = Clone {
                antigen: [y[0], y[1]],
                primed: y[2],
                blood: y[3],
                memory: y[4],
                mature: y[5],
                precursors: y[6],
                programmed: y[7],
                tolerant: y[8],
            };
        }
    }
}

/// Time derivative of every value, 1/h.
fn slope(rates: &Rates, drive: &Drive, nodes: f64, y: &[f64], out: &mut [f64]) {
    let &[
        node_response,
        node_treg,
        h,
        lak,
        suppression,
        nk0,
        nk1,
        nk2,
        marrow,
        naive,
        helpers,
        cytotoxic,
        treg,
    ] = y.first_chunk::<SHARED>().expect("the shared values come first");
    let free = 1.0 - suppression;
    let crowd = burden::relative_square(drive.burden, rates.half_burden);

    out[0] = (drive.node_t - node_response) / rates.response_time_h;
    out[1] = rates.treg_turnover * (rates.treg_density * treg * (1.0 + crowd) - node_treg)
        + rates.treg_growth * drive.node_treg * node_treg * (1.0 - node_treg / rates.treg_capacity);
    out[2] = (drive.lak - h) / rates.lak_response_time_h;

    let onward = rates.activation_rate * h;
    let division =
        rates.lak_division * h * (1.0 - (nk0 + nk1 + nk2 + lak) / rates.lak_capacity).max(0.0);
    let starvation = rates.lak_starvation * (1.0 - h / rates.starvation_response).max(0.0);
    out[3] = onward * nk2 + division * lak - starvation * lak;
    out[4] = -suppression / rates.surgery_recovery_h;
    out[5] = rates.nk_turnover * (marrow - nk0) - onward * nk0 + starvation * (nk1 + nk2);
    out[6] = onward * (nk0 - nk1) + division * nk1 - starvation * nk1;
    out[7] = onward * (nk1 - nk2) + division * nk2 - starvation * nk2;
    out[8] = rates.renewal * (1.0 - marrow);
    out[9] = rates.renewal * (rates.thymus * marrow - naive);
    out[10] = rates.renewal * (rates.thymus - helpers);
    out[11] = rates.renewal * (1.0 - cytotoxic);
    out[12] = rates.renewal * (rates.thymus * marrow - treg);

    let cd4_help = rates.without_cd4 + (1.0 - rates.without_cd4) * helpers;
    let help = rates.without_il2
        + (1.0 - rates.without_il2) * node_response / (1.0 + node_treg / rates.treg_half);
    let clones = y[SHARED..].chunks_exact(PER_CLONE).zip(out[SHARED..].chunks_exact_mut(PER_CLONE));
    for ((y, out), release) in clones.zip(&drive.release) {
        let &[antigen1, antigen2, primed, blood, memory, mature, precursors, programmed, tolerant] =
            y.first_chunk::<PER_CLONE>().expect("a clone has these values");
        let presented = nodes * antigen2 / (antigen2 + rates.half_antigen);
        out[0] = 2.0 / rates.delay_h * (release - antigen1);
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
        out[3] = rates.exit * primed - rates.ctl_loss * blood;
        out[4] = rates.memory_formation * blood - rates.memory_loss * memory;
        let remembered = nodes * antigen2 / (antigen2 + rates.memory_antigen * rates.half_antigen);
        out[5] = rates.memory_maturation * (1.0 - remembered) * (memory - mature)
            - rates.memory_loss * mature;
        let deleted = rates.anergy * suppression * presented * precursors;
        let lost = rates.tolerance * (1.0 - node_response) * presented * precursors;
        let back = (rates.precursor_recovery + rates.reversal * drive.node_program) * tolerant;
        out[6] = rates.precursor_recovery * (1.0 - precursors - tolerant) + back - deleted - lost;
        out[8] = lost - back;
        out[7] = rates.exit * primed * drive.node_program - rates.ctl_loss * programmed;
    }
}

#[cfg(test)]
mod tests;
