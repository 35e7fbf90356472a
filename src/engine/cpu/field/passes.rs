//! The passes of a sub-step over a band of rows: along rows, along columns, and a turn alone.
//!
//! A pass along rows works on one row at a time. A pass along columns goes down a strip of columns
//! with a ring of what the rows around it send, so that what it reads stays in the nearest cache.
//! The same code is compiled for the baseline and for AVX2, and chosen at run time.

use crate::engine::cpu::machine::for_each_machine;

use super::lanes::{
    Acting, LANES, LineKernel, REACHED, SMALL, Sums, Tally, WIDE, add_sums, arrive, bits, mirrored,
    react, split, strip, strip_mut,
};

/// How rows lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldRows {
    /// Sites of a row, its words.
    pub width: usize,
    pub stride: usize,
}

impl FieldRows {
    /// The number of a site, without padding, as the rules count it.
    #[inline(always)]
    fn site(self, row: usize, x: usize) -> u32 {
        (row * self.width + x) as u32
    }
}

/// A line of rows: columns run along it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its first row, rows from one position to the next, positions.
    pub start: usize,
    pub step: usize,
    pub n: usize,
    /// Positions whose rows are written.
    pub begin: usize,
    pub end: usize,
}

impl Line {
    #[inline(always)]
    fn row(self, position: usize) -> usize {
        self.start + position * self.step
    }
}

/// Rows that are read, with bits that no word of each exceeds.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub words: &'a [u32],
    pub bits: &'a [u32],
}

/// A band of rows that is written.
pub(super) struct Band<'a> {
    /// Its first row.
    pub first: usize,
    pub words: &'a mut [u32],
    pub bits: &'a mut [u32],
}

/// Memory that passes work with.
#[derive(Default)]
pub(super) struct Scratch {
    words: Vec<u32>,
}

/// Runs a function that takes the number of taps as a constant, and what else is given.
macro_rules! with_taps {
    ($taps:expr, $run:ident [ $($more:tt),* ] ( $($argument:expr),* )) => {
        match $taps {
            0 | 1 => $run::<1, $($more),*>($($argument),*),
            2 => $run::<2, $($more),*>($($argument),*),
            3 => $run::<3, $($more),*>($($argument),*),
            4 => $run::<4, $($more),*>($($argument),*),
            5 => $run::<5, $($more),*>($($argument),*),
            6 => $run::<6, $($more),*>($($argument),*),
            7 => $run::<7, $($more),*>($($argument),*),
            _ => $run::<8, $($more),*>($($argument),*),
        }
    };
}

for_each_machine! {
    /// Spreads the rows of a band along themselves, from other rows or where they are,
    /// level by level.
    pub(super) along_rows = wide_along_rows / any_along_rows (
        rows: FieldRows, kernels: &[LineKernel], from: Option<Source>, band: &mut Band,
        scratch: &mut Scratch
    ) -> ()
}

#[inline(always)]
fn any_along_rows(
    rows: FieldRows,
    kernels: &[LineKernel],
    from: Option<Source>,
    band: &mut Band,
    scratch: &mut Scratch,
) {
    let FieldRows { stride, .. } = rows;
    for at in 0..band.bits.len() {
        let row = band.first + at;
        let words = &mut band.words[at * stride..(at + 1) * stride];
        let mut any = band.bits[at];
        if let Some(from) = from {
            words.copy_from_slice(&from.words[row * stride..(row + 1) * stride]);
            any = from.bits[row];
        }
        for kernel in kernels {
            if any == 0 {
                break;
            }
            let taps = kernel.taps;
            any = match (any < SMALL, stride.is_multiple_of(WIDE)) {
                (true, true) => {
                    with_taps!(taps, one_row[true, WIDE](rows, kernel, row, words, scratch))
                }
                (false, true) => {
                    with_taps!(taps, one_row[false, WIDE](rows, kernel, row, words, scratch))
                }
                (true, false) => {
                    with_taps!(taps, one_row[true, LANES](rows, kernel, row, words, scratch))
                }
                (false, false) => {
                    with_taps!(taps, one_row[false, LANES](rows, kernel, row, words, scratch))
                }
            };
        }
        band.bits[at] = any;
    }
}

/// Spreads one row in place; all bits that its words have then.
#[inline(always)]
fn one_row<const M: usize, const FEW: bool, const W: usize>(
    rows: FieldRows,
    kernel: &LineKernel,
    row: usize,
    words: &mut [u32],
    scratch: &mut Scratch,
) -> u32 {
    let FieldRows { width, stride } = rows;
    // What goes each distance lies in a line of its own, with room for the sites mirrored at walls.
    let room = (REACHED * kernel.stride).next_multiple_of(LANES);
    let length = stride + 2 * room;
    scratch.words.resize((M * length).max(scratch.words.len()), 0);
    let sent = &mut scratch.words[..M * length];
    let (own, _) = words.as_chunks_mut::<W>();
    let blocks = own.len();
    {
        let mut lines = sent.chunks_exact_mut(length);
        let mut lines: [&mut [[u32; W]]; M] = std::array::from_fn(|_| {
            let line = lines.next().expect("a line for each distance");
            &mut line[room..].as_chunks_mut::<W>().0[..blocks]
        });
        for (block, own) in own.iter_mut().enumerate() {
            let amounts = *own;
            let first = rows.site(row, block * W);
            split::<M, FEW, W>(&amounts, kernel, first, |k, part| {
                if k == 0 {
                    *own = part;
                } else {
                    lines[k - 1][block] = part;
                }
            });
        }
    }
    for (k, line) in sent.chunks_exact_mut(length).enumerate() {
        mirror(line, room, width, (k + 1) * kernel.stride);
    }
    let side = |k: usize, at: usize| &sent[k * length + at..].as_chunks::<W>().0[..blocks];
    let left: [&[[u32; W]]; M] = std::array::from_fn(|k| side(k, room - (k + 1) * kernel.stride));
    let right: [&[[u32; W]]; M] = std::array::from_fn(|k| side(k, room + (k + 1) * kernel.stride));
    let mut any = 0;
    for (block, own) in own.iter_mut().enumerate() {
        let mut sum = *own;
        for k in 0..M {
            arrive(&mut sum, &left[k][block], &right[k][block]);
        }
        // Words behind the row's last site stay empty.
        if (block + 1) * W > width {
            let inside = width - block * W;
            sum[inside..].fill(0);
        }
        any |= bits(&sum);
        *own = sum;
    }
    any
}

/// Fills `far` words to either side of the `width` words from `room` on with their mirror images.
#[inline(always)]
fn mirror(line: &mut [u32], room: usize, width: usize, far: usize) {
    if far > width {
        for beyond in 1..=far {
            line[room - beyond] = line[room + mirrored(-(beyond as isize), width)];
            let last = width - 1 + beyond;
            line[room + last] = line[room + mirrored(last as isize, width)];
        }
        return;
    }
    let (before, inside) = line.split_at_mut(room);
    for (ghost, word) in before.iter_mut().rev().zip(&inside[..far]) {
        *ghost = *word;
    }
    let (inside, behind) = inside.split_at_mut(width);
    for (ghost, word) in behind[..far].iter_mut().zip(inside.iter().rev()) {
        *ghost = *word;
    }
}

for_each_machine! {
    /// Spreads the columns of lines of one shape for the positions whose rows lie in the band; with
    /// what acts in the turn that follows, its sums.
    pub(super) along_columns = wide_along_columns / any_along_columns (
        rows: FieldRows, kernel: &LineKernel, lines: &[Line], from: Source, band: &mut Band,
        acting: Option<&Acting>, scratch: &mut Scratch
    ) -> Sums
}

#[inline(always)]
fn any_along_columns(
    rows: FieldRows,
    kernel: &LineKernel,
    lines: &[Line],
    from: Source,
    band: &mut Band,
    acting: Option<&Acting>,
    scratch: &mut Scratch,
) -> Sums {
    with_taps!(kernel.taps, columns[](rows, kernel, lines, from, band, acting, scratch))
}

/// Where the strips of a column's ring lie.
struct Ring<const M: usize> {
    /// A slot's number is a position under this mask.
    mask: usize,
    /// For each position that is written: where in the ring lies what comes 1, 2, ... strides from
    /// either side.
    places: Vec<[[u32; 2]; M]>,
}

impl<const M: usize> Ring<M> {
    fn new(kernel: &LineKernel, line: Line) -> Ring<M> {
        // A power of two, so that a mask finds the slot.
        let slots = (2 * kernel.distance() + 1).min(line.n).next_power_of_two();
        let mask = slots - 1;
        let place = |at: isize, k: usize| ((mirrored(at, line.n) & mask) * (M + 1) + k) as u32;
        let places = (line.begin..line.end)
            .map(|position| {
                std::array::from_fn(|k| {
                    let far = ((k + 1) * kernel.stride) as isize;
                    let at = position as isize;
                    [place(at - far, k + 1), place(at + far, k + 1)]
                })
            })
            .collect();
        Ring { mask, places }
    }
}

/// All strips of columns of some lines.
#[inline(always)]
fn columns<const M: usize>(
    rows: FieldRows,
    kernel: &LineKernel,
    lines: &[Line],
    from: Source,
    band: &mut Band,
    acting: Option<&Acting>,
    scratch: &mut Scratch,
) -> Sums {
    let Some(ring) = lines.first().map(|line| Ring::<M>::new(kernel, *line)) else {
        return [0; 6];
    };
    let mut wide = Tally::<WIDE>::new();
    let mut narrow = Tally::<LANES>::new();
    let mut sums = Sums::default();
    for line in lines {
        let mut x = 0;
        while x + WIDE <= rows.stride {
            columns_strip(rows, kernel, &ring, *line, from, band, acting, scratch, &mut wide, x);
            // Each strip of columns by itself: a tally holds no more.
            wide.empty_into(&mut sums);
            x += WIDE;
        }
        if x < rows.stride {
            columns_strip(rows, kernel, &ring, *line, from, band, acting, scratch, &mut narrow, x);
            narrow.empty_into(&mut sums);
        }
    }
    sums
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "one strip of what `columns` does")]
fn columns_strip<const M: usize, const W: usize>(
    rows: FieldRows,
    kernel: &LineKernel,
    ring: &Ring<M>,
    line: Line,
    from: Source,
    band: &mut Band,
    acting: Option<&Acting>,
    scratch: &mut Scratch,
    tally: &mut Tally<W>,
    x: usize,
) {
    let (distance, mask) = (kernel.distance(), ring.mask);
    // A slot holds what stays of a row's strip and what goes 1, 2, ... strides.
    scratch.words.resize(((mask + 1) * (M + 1) * W).max(scratch.words.len()), 0);
    let (slots, _) = scratch.words.as_chunks_mut::<W>();
    let mut known = if mask + 1 >= line.n { 0 } else { line.begin.saturating_sub(distance) };
    for (position, places) in (line.begin..line.end).zip(&ring.places) {
        while known < line.n && known <= position + distance {
            let row = line.row(known);
            let amounts = strip::<W, _>(from.words, row * rows.stride + x);
            let slot: &mut [[u32; W]] = &mut slots[(known & mask) * (M + 1)..][..M + 1];
            let first = rows.site(row, x);
            if from.bits[row] < SMALL {
                split::<M, true, W>(amounts, kernel, first, |k, part| slot[k] = part);
            } else {
                split::<M, false, W>(amounts, kernel, first, |k, part| slot[k] = part);
            }
            known += 1;
        }
        let mut sum = slots[(position & mask) * (M + 1)];
        for [before, behind] in places {
            arrive(&mut sum, &slots[*before as usize], &slots[*behind as usize]);
        }
        let row = line.row(position);
        let at = row * rows.stride + x;
        if let Some(acting) = acting {
            react(&mut sum, acting, row, at, rows.site(row, x), tally);
        }
        let own = row - band.first;
        band.bits[own] = bits(&sum) | if x == 0 { 0 } else { band.bits[own] };
        *strip_mut::<W>(band.words, own * rows.stride + x) = sum;
    }
}

for_each_machine! {
    /// A turn of the rows of a band, without a pass before it: its sums.
    pub(super) turn = wide_turn / any_turn (
        rows: FieldRows, band: &mut Band, acting: &Acting
    ) -> Sums
}

#[inline(always)]
fn any_turn(rows: FieldRows, band: &mut Band, acting: &Acting) -> Sums {
    let mut sums = Sums::default();
    for own in 0..band.bits.len() {
        let row = band.first + own;
        let mut tally = Tally::<LANES>::new();
        let mut any = 0;
        for x in (0..rows.stride).step_by(LANES) {
            let words = strip_mut::<LANES>(band.words, own * rows.stride + x);
            let at = row * rows.stride + x;
            react(words, acting, row, at, rows.site(row, x), &mut tally);
            any |= bits(words);
        }
        add_sums(&mut sums, tally.total());
        band.bits[own] = any;
    }
    sums
}
