//! One sub-step of one field over a band of rows.
//!
//! A band sweeps down its rows in place. The flux of a row stays in a ring of as many rows as the
//! sweep looks ahead and back (one in the plane, one plane in space), so no second copy of the
//! field is kept. Rows just outside the band are given their flux before any band begins
//! (`Band::prepare`); from there on bands share nothing that they write, so they may run at once,
//! and no byte depends on how many there are: sums are whole numbers.

use super::rows::{self, Around, Has, LANES};
use crate::rules::Law;

/// What a row may hold: the span outside which all its words are zero (in whole lanes; empty when
/// its ends are equal), and bits that no word exceeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub from: u32,
    pub to: u32,
    pub bits: u32,
}

impl Row {
    /// What a row of words holds, looked for inside `from..to`.
    pub(super) fn of(words: &[u32], from: usize, to: usize) -> Row {
        Row {
            bits: words[from..to].iter().fold(0, |all, word| all | word),
            from: from as u32,
            to: to as u32,
        }
        .trimmed(words)
    }

    /// Without the lanes at its ends that hold nothing.
    #[inline]
    fn trimmed(self, words: &[u32]) -> Row {
        let nothing = |at: u32| {
            words[at as usize..at as usize + LANES].iter().fold(0, |all, word| all | word) == 0
        };
        let Row { mut from, mut to, bits } = self;
        if bits == 0 {
            return Row::default();
        }
        while nothing(from) {
            from += LANES as u32;
        }
        while nothing(to - LANES as u32) {
            to -= LANES as u32;
        }
        Row { from, to, bits }
    }

    pub(super) fn is_empty(self) -> bool {
        self.from == self.to
    }

    /// The smallest span that covers both, with the bits of both.
    pub(super) fn join(self, other: Row) -> Row {
        if self.is_empty() {
            other
        } else if other.is_empty() {
            self
        } else {
            Row {
                from: self.from.min(other.from),
                to: self.to.max(other.to),
                bits: self.bits | other.bits,
            }
        }
    }

    /// With the lanes to which its ends give.
    fn widened(self, stride: usize) -> Row {
        if self.is_empty() {
            return self;
        }
        Row {
            from: (self.from as usize).saturating_sub(LANES) as u32,
            to: (self.to as usize + LANES).min(stride) as u32,
            bits: self.bits,
        }
    }
}

/// What all bands of one sub-step look at.
pub(super) struct Sweep<'a> {
    pub wide: bool,
    /// Whether the lattice is a plane; one of space may be one field site deep.
    pub flat: bool,
    pub law: Law,
    pub time_point: u32,
    /// Sites of a row, its words, rows of a plane, rows in all.
    pub width: usize,
    pub stride: usize,
    pub height: usize,
    pub rows: usize,
    /// Every row before the sub-step, and what is fed to it.
    pub before: &'a [Row],
    pub fed: &'a [Row],
    pub source: &'a [u32],
    pub beside: &'a [u32],
    pub inside: &'a [u32],
    pub nothing: &'a [u32],
    /// Interleukin-2 only: rows with receptors and uptake fractions, rows with exchange, its
    /// fractions and fluids.
    pub exchange: Option<RowExchange<'a>>,
}

/// What interleukin-2 has beside sources.
#[derive(Clone, Copy)]
pub(super) struct RowExchange<'a> {
    pub drinking: &'a [bool],
    pub giving: &'a [bool],
    pub uptake: &'a [u32],
    pub fraction: &'a [u32],
    pub fluid: &'a [u32],
}

/// The flux that a band keeps while it sweeps.
#[derive(Default)]
pub(super) struct Band {
    /// Rows of `LANES` zeros and the row's words; one more `LANES` zeros at the end.
    ring: Vec<u32>,
    /// Rows behind the band's last.
    behind: Vec<u32>,
}

impl Sweep<'_> {
    /// Rows that a sweep looks ahead.
    pub(super) fn ahead(&self) -> usize {
        if self.rows == self.height { 1 } else { self.height }
    }

    fn slots(&self) -> usize {
        2 * self.ahead() + 1
    }

    /// The flux of a row, out of its words.
    fn flux(&self, amounts: &[u32], row: usize, out: &mut [u32]) {
        let Row { from, to, .. } = self.before[row];
        let (from, to) = (from as usize, to as usize);
        out[..from].fill(0);
        out[to..].fill(0);
        if from < to {
            let first = (row * self.width + from) as u32;
            rows::give(
                self.wide,
                &amounts[from..to],
                &mut out[from..to],
                self.law,
                self.flat,
                first,
                self.time_point,
            );
        }
    }
}

impl Band {
    /// The words of a slot of the ring.
    #[inline]
    fn range(&self, sweep: &Sweep, slot: usize) -> std::ops::Range<usize> {
        let start = slot * (LANES + sweep.stride) + LANES;
        start..start + sweep.stride
    }

    /// Takes the flux of the rows around the band `from..to`, as they are before any band begins.
    pub(super) fn prepare(&mut self, sweep: &Sweep, amounts: &[u32], from: usize, to: usize) {
        let (ahead, stride) = (sweep.ahead(), sweep.stride);
        self.ring.resize(sweep.slots() * (LANES + stride) + LANES, 0);
        for row in from.saturating_sub(ahead)..from {
            let range = self.range(sweep, row % sweep.slots());
            sweep.flux(&amounts[row * stride..(row + 1) * stride], row, &mut self.ring[range]);
        }
        let last = (to + ahead).min(sweep.rows);
        self.behind.resize((last - to) * stride, 0);
        for (row, out) in (to..last).zip(self.behind.chunks_exact_mut(stride)) {
            sweep.flux(&amounts[row * stride..(row + 1) * stride], row, out);
        }
    }

    /// Steps the band's rows, `from` the first of them; gives what it adds to the field's ledger.
    pub(super) fn sweep(
        &mut self,
        sweep: &Sweep,
        amounts: &mut [u32],
        live: &mut [Row],
        from: usize,
    ) -> rows::Sums {
        let Sweep { stride, height, rows, .. } = *sweep;
        let (ahead, slots, to) = (sweep.ahead(), sweep.slots(), from + live.len());
        let mut sums = rows::Sums::default();
        // Place of a row in its plane, the slot of its flux, the row whose flux comes next and its
        // slot: counted along, for divisions cost as much as sites.
        let (mut y, mut slot) = (from % height, from % slots);
        let (mut known, mut next) = (from, slot);
        for row in from..to {
            while known <= row + ahead && known < rows {
                let range = self.range(sweep, next);
                if known < to {
                    sweep.flux(
                        &amounts[(known - from) * stride..(known - from + 1) * stride],
                        known,
                        &mut self.ring[range],
                    );
                } else {
                    self.ring[range].copy_from_slice(
                        &self.behind[(known - to) * stride..(known - to + 1) * stride],
                    );
                }
                known += 1;
                next = if next + 1 == slots { 0 } else { next + 1 };
            }
            let before = |n: usize| if slot < n { slot + slots - n } else { slot - n };
            let behind = |n: usize| if slot + n < slots { slot + n } else { slot + n - slots };
            let around = [
                (y > 0).then(|| (row - 1, before(1))),
                (y + 1 < height).then(|| (row + 1, behind(1))),
                (row >= height).then(|| (row - height, before(ahead))),
                (row + height < rows).then(|| (row + height, behind(ahead))),
            ];
            let at = row - from;
            if let Some(row_sums) = self.react(
                sweep,
                &mut amounts[at * stride..(at + 1) * stride],
                &mut live[at],
                row,
                slot,
                around,
            ) {
                for (sum, part) in sums.iter_mut().zip(row_sums) {
                    *sum += part;
                }
            }
            y = if y + 1 == height { 0 } else { y + 1 };
            slot = behind(1);
        }
        sums
    }

    /// One row, whose flux lies in `slot`; `around`: its neighbour rows above, below, in front and
    /// behind, with the slots of their flux. `None` where nothing is and nothing comes.
    fn react(
        &self,
        sweep: &Sweep,
        amounts: &mut [u32],
        live: &mut Row,
        row: usize,
        slot: usize,
        around: [Option<(usize, usize)>; 4],
    ) -> Option<rows::Sums> {
        let near = around
            .iter()
            .flatten()
            .fold(sweep.before[row].widened(sweep.stride), |span, (other, _)| {
                span.join(sweep.before[*other])
            });
        let fed = sweep.fed[row];
        let span = near.join(fed);
        if span.is_empty() {
            return None;
        }
        let (from, to) = (span.from as usize, span.to as usize);
        let line = |place: Option<(usize, usize)>| match place {
            Some((_, slot)) => &self.ring[self.range(sweep, slot)][from..to],
            None => &sweep.nothing[from..to],
        };
        let own = self.range(sweep, slot).start;
        let range = row * sweep.stride + from..row * sweep.stride + to;
        let (uptake, exchange) = sweep.exchange.map_or((None, None), |e| {
            (e.drinking[row].then_some(e.uptake), e.giving[row].then_some((e.fraction, e.fluid)))
        });
        let has = Has {
            depth: sweep.rows != sweep.height,
            uptake: uptake.is_some(),
            exchange: exchange.is_some(),
            // A site holds at most twice what the largest near it held, and what is fed.
            small: (2 * u64::from(near.bits) + 2 + u64::from(fed.bits)) * (to - from) as u64
                <= u64::from(u32::MAX),
        };
        let (fraction, fluid) = exchange
            .map_or((sweep.nothing, sweep.nothing), |(fraction, fluid)| {
                (&fraction[range.clone()], &fluid[range.clone()])
            });
        let around = Around {
            own: &self.ring[own + from - 1..own + to + 1],
            rows: around.map(line),
            beside: &sweep.beside[from..to],
            inside: &sweep.inside[from..to],
            others: around.iter().flatten().count() as u32,
            source: &sweep.source[range.clone()],
            uptake: uptake.map_or(sweep.nothing, |uptake| &uptake[range]),
            fraction,
            fluid,
        };
        let first = (row * sweep.width + from) as u32;
        let (sums, bits) = rows::step(
            sweep.wide,
            &mut amounts[from..to],
            &around,
            has,
            sweep.law,
            first,
            sweep.time_point,
        );
        *live = Row { bits, from: span.from, to: span.to }.trimmed(amounts);
        Some(sums)
    }
}
