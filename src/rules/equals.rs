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
pub const GOLDENS: &str = "b70f4e7b2a7318cc";

/// The table; the newest last. A test asks for the present one to stand here too.
pub const EQUALS: &[Equal] = &[
    // 0.1.0, the whole text
    Equal {
        rulebook: "49c0bf2e1c93b943f1eb005251589cd663bbdb19d15d27be4201bb7f70059e48",
        stages: "c3dd3d83b7c2147efad31b7da155efd87c01a5468281a6b6f7d8b552f8cfd1e2",
    },
    // the same rules, their tokens
    Equal {
        rulebook: "81d0f5bd7a794daabc24aba3a2691aa92b903dfe83757736e82d90fee08f4e81",
        stages: "d0c0270ffe221ea651a085149845855c7665ac14449aca475e03457afc3184ba",
    },
    // numbers, accounts and codes from the table of kinds
    Equal {
        rulebook: "65b582184b168ebf477ec96bf23f2a36b7e1c4536dc66b2462d4c47882894094",
        stages: "eea91f97a3fd1d0988cd39d124728b99b19c7e630c027dacd8e8c88776fc2237",
    },
    // one decision a function, cards, keys for what were numbers
    Equal {
        rulebook: "dd8aac78fc823d407f481a707504a178c8642e1b94ef8237a63e33b8781d26a8",
        stages: "7f76bb3ef3bc166635aa48bb3f53641cced5b71173fe32e8851f70feb4e42868",
    },
    // hazards by row, lanes of hits in the order of the table of kinds
    Equal {
        rulebook: "4611fea59c887c18c09f5b98b79553ab211a9f9c9ac37a95999cea325245096a",
        stages: "391f33d597414faf28c21d1a75384632c1ee1dd21e8d19e7d114c9fbde6bc540",
    },
    // one word, one meaning: distance transform, time point
    Equal {
        rulebook: "644321080b6a92aaf503e2c1c6b9b02a1f15de0a273ead7cb44d36dfcbacf63e",
        stages: "ea77bc246ed7ac3e9cfafdbd499cc8e402f174e4ae49b5ae2df790c51d573e14",
    },
];

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
