//! Effectors that arrive together: one kind, one antigen, one origin.

use crate::kinds::EffectorKind;

/// Effectors that arrive together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ArrivingGroup {
    /// Kind.
    pub kind: EffectorKind,
    /// Number of the antigen that T cells recognise; 0 of other kinds.
    pub antigen: u32,
    /// 0 the host's own, else 1 + the graft.
    pub origin: u32,
}

impl ArrivingGroup {
    /// Number of the group's random stream: kind, antigen and origin, each in bits of its own (the
    /// fourth bit of a kind's place above the others).
    pub(super) fn draw(self) -> u32 {
        let kind = self.kind.index() as u32;
        (kind & 7) | (self.antigen << 3) | (self.origin << 7) | (kind >> 3 << 9)
    }

    /// Its place among the groups in which tissue takes cells in; T cells of one origin share
    /// theirs whatever they recognise.
    pub(super) fn place(self) -> usize {
        match (self.origin as usize).checked_sub(1) {
            Some(row) => self.kind.graft_group(row).expect("a graft sends kinds that it may hold"),
            None if self.kind.row().antigens => self.kind.group(self.antigen),
            None => self.kind.group(0),
        }
    }
}
