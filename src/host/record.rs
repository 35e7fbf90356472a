//! The host in outcomes and checkpoints: accounts, exact state.
//!
//! In: the host between two steps. Out: the figures that the outcome needs, the state as bytes and
//! back.

use thiserror::Error;

use super::Host;
use super::pharmacokinetics::Amounts;
use super::state::{DoseGiven, HostState};
use super::stored;
use super::transfer::Graft;
use crate::kinds::{EFFECTORS, FOUNDING};

/// The bytes are no state of this host.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// They do not decode.
    #[error("the host's state does not decode ({0})")]
    Decode(postcard::Error),
    /// They come from another scenario.
    #[error("the host's state has {found} where this scenario has {expected}")]
    Shape {
        /// As stored.
        found: String,
        /// As needed.
        expected: String,
    },
}

impl Host {
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
        let shape = |state: &HostState| {
            let (sites, pools) = (state.burden.len(), &state.pools);
            let (nodes, antigens) = (pools.nodes.len(), pools.clones.len());
            format!("{sites} sites, {nodes} draining nodes and {antigens} antigens")
        };
        let (found, expected) = (shape(&state), shape(&self.state));
        let rows = |state: &HostState| {
            let clones = state.pools.clones.len();
            state.grafts.iter().all(|graft: &Graft| graft.t.len() == clones + 1)
                && state.pools.nodes.iter().all(|node| node.clones.len() == clones)
        };
        if found != expected || !rows(&state) || !state.agents.fits(&self.state.agents) {
            return Err(RestoreError::Shape { found, expected });
        }
        self.state = state;
        self.pending = None;
        Ok(())
    }
}

/// The state as bytes. What kinds that joined later were refused, and nodes beyond the first,
/// follow only where there are any: without them the bytes are as they were.
fn encode(state: &HostState) -> Vec<u8> {
    let whole = "plain numbers and lists always encode";
    let mut bytes = postcard::to_allocvec(state).expect(whole);
    let later: Vec<&[u64]> = state.refused.iter().map(|kinds| &kinds[FOUNDING..]).collect();
    let further = stored::further(&state.pools, &state.il2.drained);
    if !further.is_empty() || later.iter().any(|kinds| kinds.iter().any(|cells| *cells > 0)) {
        bytes.extend(postcard::to_allocvec(&later).expect(whole));
    }
    if !further.is_empty() {
        bytes.extend(postcard::to_allocvec(&further).expect(whole));
    }
    bytes
}

/// The inverse of [`encode`].
fn decode(bytes: &[u8]) -> Result<HostState, postcard::Error> {
    let (mut state, rest): (HostState, &[u8]) = postcard::take_from_bytes(bytes)?;
    if rest.is_empty() {
        return Ok(state);
    }
    let (later, rest): (Vec<Vec<u64>>, &[u8]) = postcard::take_from_bytes(rest)?;
    for (kinds, later) in state.refused.iter_mut().zip(later) {
        for (cells, known) in kinds[FOUNDING..].iter_mut().zip(later) {
            *cells = known;
        }
    }
    if rest.is_empty() {
        return Ok(state);
    }
    let (further, rest) = postcard::take_from_bytes(rest)?;
    stored::add(further, &mut state.pools, &mut state.il2.drained);
    if rest.is_empty() { Ok(state) } else { Err(postcard::Error::DeserializeBadEncoding) }
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
