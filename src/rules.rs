//! The rulebook: the joined text of `shaders/rules/*.wgsl` and its translation into Rust, function
//! for function.
//!
//! A rule `fn f(a: u32, b: vec4<u32>, c: bool) -> vec2<u32>` of the text is `rules::f` here. How
//! the two languages meet:
//!
//! | WGSL | as an argument | as a result, a member or a constant |
//! | --- | --- | --- |
//! | `u32`, `i32`, `bool` | the same (write `3u32`: a bare `3` is an `i32` to Rust) | the same |
//! | `vec2<u32>`, `vec4<u32>` | `[a, b]`, `[a, b, c, d]`, or `Vec2`, `Vec4` | [`Vec2`], [`Vec4`] with members `x y z w`; `<[u32; 4]>::from(v)` |
//! | `struct S` | `S` by value | `S` |
//! | `const C: u32` | | a plain `pub const C: u32` (so in Rust `match` patterns too); vector and array constants keep the translated type |
//!
//! A struct is `#[repr(C)]` with plain public `u32`, `i32`, `Vec2<u32>`, `Vec4<u32>` members, and
//! `Clone`, `Copy`, `Debug`, `PartialEq` and `Default` (all zero). Build it as `S { rate: 3,
//! limits: Vec4::new(1, 2, 3, 4), ..S::default() }`, or in the order of the members with
//! `S::new(3u32, [1u32, 2, 3, 4])`. Every struct of 32-bit words that WGSL lays out without padding
//! is `bytemuck::Pod`, with its size asserted when the crate compiles: `bytemuck::bytes_of(&s)` is
//! what a GPU buffer holds. (Padding arises when a `vec2` does not lie at a multiple of 8
//! bytes, a `vec4` at a multiple of 16, or the whole is not a multiple of its widest member: such a
//! struct works in rules but is not `Pod`.) A member whose name ends in a digit gets an underscore
//! here (`rate0` is `rate0_`); `build.rs` refuses such names for functions, constants and structs.
//!
//! What rules may not say stands in `build/guard.rs`, which refuses it with file, line and column.

pub mod equals;

pub use naga_rust_rt::{Vec2, Vec3, Vec4};
pub use translated::*;

/// The joined text of the rules: what a GPU runs.
pub const WGSL: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.wgsl"));

// Scalar constants of the rules (`STREAM_TISSUE: u32`, ...); they take the place of the translated
// ones of the same names.
include!(concat!(env!("OUT_DIR"), "/rules_constants.rs"));

/// What a reader sees of a rule: the card that stands above its function.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// Stem of its file in `shaders/rules`.
    pub file: &'static str,
    /// The function that it describes.
    pub function: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub sentence: &'static str,
    /// Its equation, line by line.
    pub equation: &'static [&'static str],
    /// The keys that feed it; KIND, FIELD and DRUG stand for each table that has the key.
    pub keys: &'static [&'static str],
    /// `source: ...`, `assumed: ...`, or both with a bar between.
    pub source: &'static str,
}

/// The card of every rule, in the order of the files.
pub const CARDS: &[Card] = include!(concat!(env!("OUT_DIR"), "/cards.rs"));

/// A kernel of the GPU engine.
#[derive(Clone, Copy, Debug)]
pub struct Shader {
    /// File stem and entry point: the name of its stage.
    pub name: &'static str,
    /// Its whole text, rules included.
    pub text: &'static str,
    /// The tokens of its own text, without those of the rules.
    pub code: &'static str,
    /// The storage buffers that it uses: name, binding, and whether it may only read.
    pub buffers: &'static [(&'static str, u32, bool)],
}

/// Every kernel.
pub const KERNELS: &[Shader] = include!(concat!(env!("OUT_DIR"), "/kernels.rs"));

/// BLAKE3, in lower-case hexadecimal, of the tokens of the rules that decide state: two programs
/// with one digest have the same biology. Comments, blank space and the rules of paint do not
/// enter.
pub fn rulebook_digest() -> String {
    blake3::hash(include_bytes!(concat!(env!("OUT_DIR"), "/rules.code"))).to_hex().to_string()
}

#[allow(
    clippy::all,
    clippy::allow_attributes_without_reason,
    clippy::undocumented_unsafe_blocks,
    missing_docs,
    unreachable_pub,
    unused,
    reason = "generated code: the rules' text is what is read and documented"
)]
mod translated {
    use super::bits::ScalarBits as _;
    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

/// Built-in functions of WGSL on the bits of a `u32` that the translator's run-time lacks, under
/// the names that translated code calls.
#[expect(non_snake_case, reason = "the names are WGSL's")]
pub mod bits {
    use naga_rust_rt::Scalar;

    /// Bit built-ins of WGSL, with its results at the edges (zero, offsets and counts beyond the
    /// word).
    pub trait ScalarBits {
        /// Number of set bits.
        fn countOneBits(self) -> Self;
        /// Number of clear bits above the highest set bit; 32 for 0.
        fn countLeadingZeros(self) -> Self;
        /// Number of clear bits below the lowest set bit; 32 for 0.
        fn countTrailingZeros(self) -> Self;
        /// Index of the lowest set bit; all ones for 0.
        fn firstTrailingBit(self) -> Self;
        /// Index of the highest set bit; all ones for 0.
        fn firstLeadingBit(self) -> Self;
        /// The word with its bits in reverse order.
        fn reverseBits(self) -> Self;
        /// `count` bits from `offset` on, both clamped to the word.
        fn extractBits(self, offset: Scalar<u32>, count: Scalar<u32>) -> Self;
        /// The word with `count` bits from `offset` on, both clamped to it, taken from the low end
        /// of `new`.
        fn insertBits(self, new: Self, offset: Scalar<u32>, count: Scalar<u32>) -> Self;
    }

    /// Bits that a field of `count` bits at `offset` covers, and its offset, both clamped to the
    /// word.
    #[inline(always)]
    fn field(offset: u32, count: u32) -> (u32, u32) {
        let offset = offset.min(32);
        let count = count.min(32 - offset);
        let low = 1u32.checked_shl(count).map_or(u32::MAX, |bit| bit.wrapping_sub(1));
        (low, offset)
    }

    impl ScalarBits for Scalar<u32> {
        #[inline(always)]
        fn countOneBits(self) -> Self {
            Scalar(self.0.count_ones())
        }
        #[inline(always)]
        fn countLeadingZeros(self) -> Self {
            Scalar(self.0.leading_zeros())
        }
        #[inline(always)]
        fn countTrailingZeros(self) -> Self {
            Scalar(self.0.trailing_zeros())
        }
        #[inline(always)]
        fn firstTrailingBit(self) -> Self {
            Scalar(if self.0 == 0 { u32::MAX } else { self.0.trailing_zeros() })
        }
        #[inline(always)]
        fn firstLeadingBit(self) -> Self {
            Scalar(31u32.wrapping_sub(self.0.leading_zeros()))
        }
        #[inline(always)]
        fn reverseBits(self) -> Self {
            Scalar(self.0.reverse_bits())
        }
        #[inline(always)]
        fn extractBits(self, offset: Scalar<u32>, count: Scalar<u32>) -> Self {
            let (low, offset) = field(offset.0, count.0);
            Scalar(self.0.unbounded_shr(offset) & low)
        }
        #[inline(always)]
        fn insertBits(self, new: Self, offset: Scalar<u32>, count: Scalar<u32>) -> Self {
            let (low, offset) = field(offset.0, count.0);
            let mask = low.unbounded_shl(offset);
            Scalar((self.0 & !mask) | (new.0.unbounded_shl(offset) & mask))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_block_gives_the_published_known_answers() {
        let zero = random_block([0u32; 4], [0u32; 4]);
        assert_eq!(<[u32; 4]>::from(zero), [0x9c6c_a96a, 0xe17e_ae66, 0xfc10_ecd4, 0x5256_a7d8]);
    }

    #[test]
    fn random_block_equals_the_round_by_round_definition() {
        const ROTATIONS: [[u32; 2]; 8] =
            [[10, 26], [11, 21], [13, 27], [23, 5], [6, 20], [17, 11], [25, 10], [18, 20]];
        let by_rounds = |counter: [u32; 4], key: [u32; 4]| {
            let schedule = [
                key[0],
                key[1],
                key[2],
                key[3],
                key.iter().fold(KEY_PARITY, |parity, word| parity ^ word),
            ];
            let mut x: [u32; 4] = std::array::from_fn(|word| counter[word].wrapping_add(key[word]));
            for round in 0..20 {
                let [near, far] = if round % 2 == 0 { [1, 3] } else { [3, 1] };
                for (into, (word, turn)) in
                    [0, 2].into_iter().zip([near, far].into_iter().zip(ROTATIONS[round % 8]))
                {
                    x[into] = x[into].wrapping_add(x[word]);
                    x[word] = x[word].rotate_left(turn) ^ x[into];
                }
                if round % 4 == 3 {
                    let injection = round / 4 + 1;
                    for (word, value) in x.iter_mut().enumerate() {
                        *value = value.wrapping_add(schedule[(injection + word) % 5]);
                    }
                    x[3] = x[3].wrapping_add(u32::try_from(injection).unwrap());
                }
            }
            x
        };
        let mut word = 1u32;
        for _ in 0..1000 {
            let [counter, key] = std::array::from_fn(|_| {
                std::array::from_fn(|_| {
                    word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    word
                })
            });
            assert_eq!(
                <[u32; 4]>::from(random_block(counter, key)),
                by_rounds(counter, key),
                "counter {counter:x?}, key {key:x?}"
            );
        }
    }

    #[test]
    fn mulhi_is_the_high_word_of_the_product() {
        let mut words = vec![
            0,
            1,
            2,
            0xFFFF,
            0x1_0000,
            0x1_0001,
            0x7FFF_FFFF,
            0x8000_0000,
            u32::MAX - 1,
            u32::MAX,
        ];
        words.extend((1..200u32).map(|n| n.wrapping_mul(0x9E37_79B1)));
        for &a in &words {
            for &b in &words {
                assert_eq!(mulhi(a, b), ((u64::from(a) * u64::from(b)) >> 32) as u32, "{a} x {b}");
            }
        }
    }

    #[test]
    fn named_arithmetic_is_exact() {
        let mut word = 1986u32;
        let mut next = || {
            word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            match word >> 29 {
                0 => 0,
                1 => u32::MAX,
                2 => word & 0xff,
                _ => word.rotate_left(11) >> (word >> 5 & 31),
            }
        };
        for _ in 0..20_000 {
            let [a, b] = [next(), next()];
            let [f, g] = [next() % (WHOLE + 1), next() % (WHOLE + 1)];
            let [wide_a, wide_b] = [u64::from(a), u64::from(b)];
            let [wide_f, wide_g] = [u64::from(f), u64::from(g)];
            assert_eq!(u64::from(scaled(a, f)), (wide_a * wide_f) >> 16, "{a} {f}");
            assert_eq!(u64::from(part_of(f, g)), (wide_f * (wide_g / 2)) >> 15, "{f} {g}");
            assert!((wide_f * wide_g / 65536).abs_diff(u64::from(part_of(f, g))) <= 2);
            assert_eq!(complement(f) + f, WHOLE);
            assert_eq!(capped_sum(a, b), a.saturating_add(b));
            let d = b % 24_000 + 1;
            let n = next() % (d + 1);
            assert_eq!(
                u64::from(proportion(a, n, d)),
                wide_a * u64::from(n) / u64::from(d),
                "{a} {n} {d}"
            );
            let bits = next() % 9;
            let exact = wide_a / 4;
            assert!([exact >> bits, (exact >> bits) + 1].contains(&u64::from(rounded(
                a / 4,
                bits,
                b
            ))));
            let share = u64::from(share(a, b));
            assert!(
                (wide_a * 65536 / (wide_a + wide_b).max(1)).min(65535).abs_diff(share) <= 3,
                "{a} {b}"
            );
        }
    }

    #[test]
    fn pick_bit_reaches_each_set_bit_equally_often() {
        for mask in [1u32, 0x8000_0000, 0xFFFF_FFFF, 0b1011_0100, 0x0800_1001, 0x07FF_DFFF] {
            let set: Vec<u32> = (0..32).filter(|bit| mask >> bit & 1 == 1).collect();
            let count = set.len() as u64;
            for (rank, bit) in set.iter().enumerate() {
                let first = ((rank as u64) << 32).div_ceil(count);
                let last = ((rank as u64 + 1) << 32).div_ceil(count) - 1;
                assert_eq!(
                    [pick_bit(mask, first as u32), pick_bit(mask, last as u32)],
                    [*bit; 2],
                    "mask {mask:x}, rank {rank}"
                );
            }
        }
        assert_eq!(pick_bit(0u32, 12345u32), 31);
    }

    #[test]
    fn kernels_begin_with_the_rules_and_digests_see_neither_comments_nor_blanks() {
        assert_eq!(rulebook_digest().len(), 64);
        assert!(WGSL.contains("fn random_block("));
        for kernel in KERNELS {
            assert!(kernel.text.starts_with(WGSL), "kernel {}", kernel.name);
            assert!(
                !kernel.code.contains("random_block\n(\ncounter\n:")
                    && kernel.code.contains(kernel.name),
                "kernel {}",
                kernel.name
            );
        }
        let rules = include_str!(concat!(env!("OUT_DIR"), "/rules.code"));
        assert!(rules.contains("\nrandom_block\n(\n") && !rules.contains("\npaint_rgb\n"));
        assert!(
            !rules.contains(' ') && !rules.contains("Threefry4x32"),
            "the words of a comment are no tokens"
        );
    }
}
