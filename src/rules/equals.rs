//! Rulebooks with the dynamics of this program's: what was made under one of them goes on under
//! this one, to the same bytes.
//!
//! In: the digests in a run's manifest or a study's plan. Out: whether this program may go on with
//! it. A rulebook enters [`EQUALS`] when its text changed and no golden digest of state moved
//! (`tests/scenarios/golden.txt`, whose own digest is [`GOLDENS`]: a test compares). A change of
//! meaning empties the table.

/// A rulebook of some program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Equal {
    /// Its digest ([`super::rulebook_digest`]; in programs up to 0.1.0 of the whole text with its
    /// comments).
    pub rulebook: &'static str,
    /// The digest of kernels and the order of stages (`batch::points::stages_digest`).
    pub stages: &'static str,
}

/// First 16 hexadecimal digits of the BLAKE3 of the golden digests under which every entry of the
/// table was tested.
pub const GOLDENS: &str = "6e39834bc45f7661";

/// The table; the newest last. A test asks for the present one to stand here too.
pub const EQUALS: &[Equal] = &[
    // equations 4 of the host
    Equal {
        rulebook: "7d121623a0458182478e024cf4bc3a36d62cc249e951001a4e2f3aea36e16505",
        stages: "eb7bb0dbcde1f398e5912b2650d0329177713d803242b53cb8fd431c564577ca",
    },
];

/// How a message names a rulebook and the version of its program.
#[cfg(feature = "native")]
pub(crate) fn named(rulebook: &str, version: &str) -> String {
    format!("{} (il2sim {version})", rulebook.chars().take(16).collect::<String>())
}

/// The same of this program's.
#[cfg(feature = "native")]
pub(crate) fn ours_named() -> String {
    named(&super::rulebook_digest(), env!("CARGO_PKG_VERSION"))
}

/// Whether a rulebook of this digest has the dynamics of this program's.
pub fn same_dynamics(rulebook: &str) -> bool {
    rulebook == super::rulebook_digest() || EQUALS.iter().any(|equal| equal.rulebook == rulebook)
}

/// Whether rules, kernels and stages of these digests have the dynamics of this program's, whose
/// stages have the digest `our_stages`.
pub fn same_dynamics_and_stages(rulebook: &str, stages: &str, our_stages: &str) -> bool {
    (rulebook == super::rulebook_digest() && stages == our_stages)
        || EQUALS.iter().any(|equal| equal.rulebook == rulebook && equal.stages == stages)
}
