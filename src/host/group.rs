//! Effectors that arrive together: one kind, one antigen, one origin.

use crate::exchange::{T_KINDS, graft_group, groups_of};

/// Effectors that arrive together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Kind, index of `EFFECTOR_NAMES`.
    pub kind: usize,
    /// Number of the antigen that T cells recognise; 0 of other kinds.
    pub antigen: u32,
    /// 0 the host's own, else 1 + the graft.
    pub origin: u32,
}

impl Group {
    /// Number of the group's random stream: kind, antigen and origin, each in bits of its own.
    pub(super) fn draw(self) -> u32 {
        self.kind as u32 | (self.antigen << 3) | (self.origin << 7)
    }

    /// Its place among the groups in which tissue takes cells in; T cells of one origin share
    /// theirs whatever they recognise.
    pub(super) fn place(self) -> usize {
        match (self.origin as usize).checked_sub(1) {
            Some(row) => graft_group(row, self.kind),
            None if self.kind < T_KINDS => groups_of(self.kind).start + self.antigen as usize,
            None => groups_of(self.kind).start,
        }
    }
}
