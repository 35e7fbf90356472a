//! The host in tables and checkpoints: columns of the series, accounts, exact state.
//!
//! In: the host between two steps. Out: a row for one site (the series has a row for each site and
//! time; what the whole animal shares is repeated in each), the figures that the outcome needs, the
//! state as bytes and back.

use thiserror::Error;

use super::Host;
use super::agents::AGENTS;
use super::burden;
use super::pharmacokinetics::Amounts;
use super::state::{DoseGiven, State};
use super::transfer::Graft;
use crate::kinds::{EFFECTORS, FOUNDING, GRAFTS, KINDS};
use crate::table::{Column, Value};

/// The bytes are no state of this host.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// They do not decode.
    #[error("the host's state does not decode ({0})")]
    Decode(postcard::Error),
    /// They come from another scenario.
    #[error("the host's state has {found} sites and antigens where this scenario has {expected}")]
    Shape {
        /// As stored.
        found: String,
        /// As needed.
        expected: String,
    },
}

/// Names of the columns before the refused cells.
const NUMBERS: [&str; 34] = [
    "plasma_il2_pm",
    "plasma_il2_auc_pm_h",
    "depot_il2_pm",
    "il2_given_iu",
    "il2_in_body_iu",
    "il2_account_iu",
    "node_response",
    "node_treg_per_mm2",
    "antigen_cells_per_h",
    "primed_units",
    "blood_ctl_cells",
    "blood_helper_cells",
    "blood_nk_cells",
    "blood_activated_nk_cells",
    "blood_lak_cells",
    "memory_units",
    "mature_memory_units",
    "precursors",
    "burden_slice_cells",
    "burden_factor",
    "surgery_suppression",
    "leak_index",
    "leak_activated_units",
    "node_left",
    "marrow",
    "naive_t_cells",
    "helper_supply",
    "ctl_supply",
    "treg_supply",
    "soluble_receptor_pm",
    "free_il2_share",
    "vaccine_il2_pm",
    "graft_versus_host_index",
    "immune_clock_h",
];

impl Host {
    /// Columns of the host's part of the series.
    pub fn columns() -> Vec<Column> {
        let mut columns: Vec<Column> = NUMBERS.into_iter().map(Column::number).collect();
        columns.extend(AGENTS.map(|(_, agent)| Column::number(format!("level_{}", agent.prefix))));
        for origin in 1..=GRAFTS {
            let names = ["t_cells", "alloreactive_cells", "lak_cells", "rejection_per_h"];
            columns
                .extend(names.map(|what| Column::number(format!("blood_graft_{origin}_{what}"))));
        }
        columns.extend(["doses_given", "doses_skipped"].map(Column::count));
        columns.extend(KINDS.map(|kind| Column::count(format!("refused_{}", kind.name))));
        columns
    }

    /// The host's part of the row of one site, between steps.
    pub fn row(&self, site: usize) -> Vec<Value> {
        let Host { setup, state, .. } = self;
        let pools = &state.pools;
        let plan = &setup.sites[site];
        let sum = |value: fn(&super::lymphoid::Clone) -> f64| {
            plan.clones.iter().map(|&clone| value(&pools.clones[clone])).sum::<f64>()
        };
        let burden = self.burden_slice_cells();
        let blood = sum(|clone| clone.blood);
        let natural = setup.unit_cells * setup.influx.nk_competence;
        let precursors = if plan.clones.is_empty() {
            1.0
        } else {
            sum(|clone| clone.precursors) / plan.clones.len() as f64
        };
        let numbers: [f64; NUMBERS.len()] = [
            setup.kinetics.concentration_pm(state.il2.amounts.plasma),
            state.auc_pm_h,
            setup
                .thresholds
                .tissue_share
                .iter()
                .zip(state.il2.sites[site].pm)
                .map(|(share, pm)| share * pm)
                .sum(),
            state.il2.amounts.given,
            state.il2.amounts.in_body(),
            state.il2.amounts.imbalance(),
            pools.node_response,
            pools.node_treg,
            sum(|clone| clone.antigen[1]),
            sum(|clone| clone.primed),
            blood * setup.unit_cells,
            blood * setup.unit_cells * setup.influx.helper_share,
            pools.nk_total() * natural,
            (pools.nk[1] + pools.nk[2]) * natural,
            pools.lak * natural,
            sum(|clone| clone.memory),
            sum(|clone| clone.mature),
            precursors,
            burden,
            burden::suppression(burden::relative_square(burden, setup.rates.half_burden)),
            pools.suppression,
            state.leak.index,
            state.leak.activated,
            pools.nodes,
            pools.supply.marrow,
            pools.supply.naive,
            pools.supply.helpers,
            pools.supply.cytotoxic,
            pools.supply.treg,
            state.receptor_pm,
            setup.receptor.free_share(state.receptor_pm),
            state.il2.sites[site].vaccine_pm,
            state.gvh.index,
            state.donors.values().map(|known| known.clock_h).fold(0.0, f64::max),
        ];
        let mut row: Vec<Value> = numbers.into_iter().map(Value::Number).collect();
        row.extend(state.agents.all().iter().map(|level| Value::Number(*level)));
        for (graft, rejection) in state.grafts.iter().zip(state.rejection(setup)) {
            let cells = [
                graft.t_cells() * setup.unit_cells,
                graft.alloreactive() * setup.unit_cells,
                graft.lak * natural,
                rejection,
            ];
            row.extend(cells.map(Value::Number));
        }
        let skipped = state.doses.iter().filter(|dose| dose.skipped).count() as u64;
        row.push(Value::Count(state.doses.len() as u64 - skipped));
        row.push(Value::Count(skipped));
        row.extend(state.refused[site].map(Value::Count));
        row
    }

    /// Living tumour of the whole animal, slice cells.
    pub fn burden_slice_cells(&self) -> f64 {
        self.state.burden.iter().sum()
    }

    /// Highest capillary-leak index so far.
    pub fn peak_leak(&self) -> f64 {
        self.state.leak.peak
    }

    /// Capillary-leak index now.
    pub fn leak(&self) -> f64 {
        self.state.leak.index
    }

    /// When toxicity first limited a dose, h.
    pub fn dose_limited_h(&self) -> Option<f64> {
        self.state.limited_h
    }

    /// Highest index of graft-versus-host toxicity so far.
    pub fn peak_graft_versus_host(&self) -> f64 {
        self.state.gvh.peak
    }

    /// Transferred cells in blood now, of all origins.
    pub fn grafted_cells(&self) -> f64 {
        let natural = self.setup.unit_cells * self.setup.influx.nk_competence;
        self.state
            .grafts
            .iter()
            .map(|graft| graft.t_cells() * self.setup.unit_cells + graft.lak * natural)
            .sum()
    }

    /// Whether the leak or graft-versus-host toxicity has reached what this animal can bear.
    pub fn died_of_toxicity(&self) -> bool {
        self.state.leak.index >= self.setup.leakiness.lethal
            || self.state.gvh.index >= self.setup.aggression.lethal
    }

    /// Every dose so far, given or held back.
    pub fn doses(&self) -> &[DoseGiven] {
        &self.state.doses
    }

    /// Interleukin-2 in the body and its account.
    pub fn amounts(&self) -> &Amounts {
        &self.state.il2.amounts
    }

    /// The exact state between two steps.
    ///
    /// # Panics
    /// When a step is open.
    pub fn state(&self) -> Vec<u8> {
        assert!(self.pending.is_none(), "a host is saved between steps");
        encode(&self.state)
    }

    /// Takes the state at `now_h` of the same animal under a plan that was the same up to then and
    /// may have more treatments since.
    ///
    /// # Errors
    /// As [`Host::restore`].
    pub fn adopt(&mut self, bytes: &[u8], now_h: f64) -> Result<(), RestoreError> {
        let mut state = decode(bytes).map_err(RestoreError::Decode)?;
        state.next_due = self.setup.due.iter().filter(|due| due.time_h < now_h).count() as u32;
        self.restore(&encode(&state))
    }

    /// Takes a saved state.
    ///
    /// # Errors
    /// When the bytes do not decode, or hold other numbers of sites or antigens.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), RestoreError> {
        let state = decode(bytes).map_err(RestoreError::Decode)?;
        let shape =
            |state: &State| format!("{} and {}", state.burden.len(), state.pools.clones.len());
        let (found, expected) = (shape(&state), shape(&self.state));
        let rows = |state: &State| {
            state.grafts.iter().all(|graft: &Graft| graft.t.len() == state.pools.clones.len() + 1)
        };
        if found != expected || !rows(&state) || !state.agents.fits(&self.state.agents) {
            return Err(RestoreError::Shape { found, expected });
        }
        self.state = state;
        self.pending = None;
        Ok(())
    }
}

/// The state as bytes. What kinds that joined later were refused follows only where one was: a kind
/// that is off leaves the bytes as they are.
fn encode(state: &State) -> Vec<u8> {
    let whole = "plain numbers and lists always encode";
    let mut bytes = postcard::to_allocvec(state).expect(whole);
    let later: Vec<&[u64]> = state.refused.iter().map(|kinds| &kinds[FOUNDING..]).collect();
    if later.iter().any(|kinds| kinds.iter().any(|cells| *cells > 0)) {
        bytes.extend(postcard::to_allocvec(&later).expect(whole));
    }
    bytes
}

/// The inverse of [`encode`].
fn decode(bytes: &[u8]) -> Result<State, postcard::Error> {
    let (mut state, rest): (State, &[u8]) = postcard::take_from_bytes(bytes)?;
    if !rest.is_empty() {
        let later: Vec<Vec<u64>> = postcard::from_bytes(rest)?;
        for (kinds, later) in state.refused.iter_mut().zip(later) {
            for (cells, known) in kinds[FOUNDING..].iter_mut().zip(later) {
                *cells = known;
            }
        }
    }
    Ok(state)
}

/// Numbers by kind, of which the kinds of version 0.1.0 enter the state.
pub(super) mod founding {
    use super::{EFFECTORS, FOUNDING};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::host) fn serialize<S: Serializer>(
        rows: &[[u64; EFFECTORS]],
        into: S,
    ) -> Result<S::Ok, S::Error> {
        let rows: Vec<[u64; FOUNDING]> =
            rows.iter().map(|kinds| std::array::from_fn(|kind| kinds[kind])).collect();
        rows.serialize(into)
    }

    pub(in crate::host) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<[u64; EFFECTORS]>, D::Error> {
        let rows = Vec::<[u64; FOUNDING]>::deserialize(from)?;
        let whole = |kinds: [u64; FOUNDING]| {
            std::array::from_fn(|kind| kinds.get(kind).copied().unwrap_or(0))
        };
        Ok(rows.into_iter().map(whole).collect())
    }
}
