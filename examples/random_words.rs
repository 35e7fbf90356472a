//! Random words of the rulebook as raw bytes, for batteries of statistical tests.
//!
//! ```sh
//! cargo run --release --example random_words -- tissue sites | dieharder -g 200 -a
//! ```
//! First the stream (`tissue`, `effector`, `move`, `arrive`, `place`, `inoculate`, `host`,
//! `cohort`), then the order in which its words are taken: `sites` (all sites of a lattice, then
//! the next step, as an engine takes them), `steps` (one site through time), `streams` (all streams
//! of one site and step in turn), `replicates` and `seeds` (the same draw of 64 animals, or of 64
//! runs, in turn). It writes until its reader goes.

use std::io::Write;

use il2sim::rules;

/// Sites of the lattice.
const SITES: u32 = 200 * 200;
/// Animals, or runs, that are compared.
const TURNS: u32 = 64;

const STREAMS: [(&str, u32); 8] = [
    ("tissue", rules::STREAM_TISSUE),
    ("effector", rules::STREAM_EFFECTOR),
    ("move", rules::STREAM_MOVE),
    ("arrive", rules::STREAM_ARRIVE),
    ("place", rules::STREAM_PLACE),
    ("inoculate", rules::STREAM_INOCULATE),
    ("host", rules::STREAM_HOST),
    ("cohort", rules::STREAM_COHORT),
];

/// The counter and the key of the n-th block.
type Order = fn(u32, u64) -> ([u32; 4], [u32; 4]);

const ORDERS: [(&str, Order); 5] = [
    ("sites", |stream, n| (counter(n, SITES, stream), [1986, 0, 0, 0])),
    ("steps", |stream, n| ([17, n as u32, stream, (n >> 32) as u32], [1986, 0, 0, 0])),
    ("streams", |_, n| {
        let (_, stream) = STREAMS[(n % STREAMS.len() as u64) as usize];
        (counter(n / STREAMS.len() as u64, SITES, stream), [1986, 0, 0, 0])
    }),
    ("replicates", |stream, n| {
        let replicate = (n % u64::from(TURNS)) as u32;
        (counter(n / u64::from(TURNS), SITES, stream), [1986, 0, replicate, 0])
    }),
    ("seeds", |stream, n| {
        let seed = 1986 + (n % u64::from(TURNS)) as u32;
        (counter(n / u64::from(TURNS), SITES, stream), [seed, 0, 0, 0])
    }),
];

/// The counter of the n-th draw: all sites of a step, then the next step.
fn counter(n: u64, sites: u32, stream: u32) -> [u32; 4] {
    let site = (n % u64::from(sites)) as u32;
    let step = n / u64::from(sites);
    [site, step as u32, stream, (step >> 32) as u32]
}

fn main() -> Result<(), String> {
    let mut words = std::env::args().skip(1);
    let stream = words.next().and_then(|word| STREAMS.iter().find(|(name, _)| *name == word));
    let order = words.next().and_then(|word| ORDERS.iter().find(|(name, _)| *name == word));
    let (Some((_, stream)), Some((_, order))) = (stream, order) else {
        let (streams, orders) = (STREAMS.map(|of| of.0), ORDERS.map(|of| of.0));
        return Err(format!("usage: random_words STREAM ORDER, of {streams:?} and {orders:?}"));
    };
    let mut output = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    for n in 0.. {
        let (counter, key) = order(*stream, n);
        let block: [u32; 4] = rules::random_block(counter, key).into();
        let written = block.iter().try_for_each(|word| output.write_all(&word.to_le_bytes()));
        if written.is_err() {
            break; // the reader has what it wanted
        }
    }
    Ok(())
}
