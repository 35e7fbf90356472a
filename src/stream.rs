//! Random streams of the host's side: the rulebook's Threefry as a generator with `rand`'s traits,
//! and uniform numbers from it.
//!
//! In: a key (seed low, seed high, replicate, lattice number) and the first three words of a
//! counter (two that name the place and time point, and the purpose: `rules::STREAM_*`). Out:
//! 32-bit words; the fourth word of the counter counts blocks of four. Nothing is stored between
//! uses: the same key and counter give the same words on every machine. The cohort and the host use
//! lattice number [`NO_LATTICE`].

use std::convert::Infallible;

use rand::{Rng, TryRng};

use crate::rules;

/// The lattice number of draws that belong to no lattice.
pub(crate) const NO_LATTICE: u32 = 0xffff_ffff;

/// A stream of random words.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    key: [u32; 4],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Stream {
    /// The stream of a purpose at a place and time point (two words of free use).
    pub(crate) fn new(
        seed: u64,
        replicate: u32,
        lattice: u32,
        place: [u32; 2],
        purpose: u32,
    ) -> Stream {
        let key = [seed as u32, (seed >> 32) as u32, replicate, lattice];
        Stream { key, counter: [place[0], place[1], purpose, 0], block: [0; 4], used: 4 }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        if self.used == 4 {
            self.block = rules::random_block(self.counter, self.key).into();
            self.counter[3] = self.counter[3].wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        Ok(self.block[self.used - 1])
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand::rand_core::utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        rand::rand_core::utils::fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

/// A uniform number strictly between 0 and 1, from 52 bits.
pub(crate) fn uniform(random: &mut impl Rng) -> f64 {
    // Exact: below 2^52 a half is held exactly, so 1 is never reached.
    (((random.next_u64() >> 12) as f64) + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_rulebooks_blocks_in_order() {
        let mut stream =
            Stream::new(0x0123_4567_89ab_cdef, 17, NO_LATTICE, [3, 4], rules::STREAM_HOST);
        for block in 0..3 {
            let expected: [u32; 4] = rules::random_block(
                [3, 4, rules::STREAM_HOST, block],
                [0x89ab_cdef, 0x0123_4567, 17, NO_LATTICE],
            )
            .into();
            for word in expected {
                assert_eq!(stream.next_u32(), word);
            }
        }
    }

    #[test]
    fn the_known_answer_of_threefry_comes_out() {
        let mut stream = Stream::new(0, 0, 0, [0, 0], 0);
        let words: Vec<u32> = (0..4).map(|_| stream.next_u32()).collect();
        assert_eq!(words, [0x9c6c_a96a, 0xe17e_ae66, 0xfc10_ecd4, 0x5256_a7d8]);
    }

    #[test]
    fn the_largest_word_stays_below_one() {
        struct Ones;
        impl TryRng for Ones {
            type Error = Infallible;
            fn try_next_u32(&mut self) -> Result<u32, Infallible> {
                Ok(u32::MAX)
            }
            fn try_next_u64(&mut self) -> Result<u64, Infallible> {
                Ok(u64::MAX)
            }
            fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
                bytes.fill(255);
                Ok(())
            }
        }
        assert!(uniform(&mut Ones) < 1.0);
    }

    #[test]
    fn uniform_numbers_fill_the_open_interval_evenly() {
        let mut stream = Stream::new(1, 0, NO_LATTICE, [0, 0], 1);
        let numbers: Vec<f64> = (0..40_000).map(|_| uniform(&mut stream)).collect();
        assert!(numbers.iter().all(|u| *u > 0.0 && *u < 1.0));
        let mean = numbers.iter().sum::<f64>() / 40_000.0;
        // Five standard errors: 5 * sqrt(1 / 12 / 40000).
        assert!((mean - 0.5).abs() < 0.0073, "{mean}");
    }
}
