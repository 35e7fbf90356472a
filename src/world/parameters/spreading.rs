//! How a field is cut into sub-steps, and how far amounts spread in each.
//!
//! A tissue step of a field is the product of exact diffusion over sub-steps of unequal length,
//! long ones first, with secretion, uptake and exchange acting in turns between them. The turns are
//! the nodes of a quadrature of what a constant source leaves after a step, `int_0^1 G(u) du` with
//! `G` the lattice's heat kernel: their places follow a power law that is steeper the wider the
//! kernel, their weights are fitted to the level at the source and at sites up to eight away.
//!
//! Along a line the kernel of `r = D t / h^2` is `e^(-2r) I_k(2r)`, cut where 3.3 standard
//! deviations lie, its variance kept to
//! 1/65536 of a squared stride. What is wider than [`WIDEST`] goes in strides of
//! three sites, and what is left of that in strides of nine, and so on: the first level leaves
//! nothing (`e^(-3 WIDEST)`) that a stride of three would alias.
//!
//! Only `+ - * /`, `sqrt` and `libm` are used, so the integers are the same on every machine.

use crate::rules::{self, Shares, Turn};

/// Largest `r` that one level spreads when another follows, and when it is the last.
const WIDEST: f64 = 2.25;
const LAST_WIDEST: f64 = 2.9;
/// Standard deviations at which a kernel is cut.
const CUT: f64 = 3.3;
/// Sites beside a source, along each axis, whose levels the weights are fitted to.
const BESIDE: [[usize; 2]; 12] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
    [2, 2],
    [3, 0],
    [3, 3],
    [4, 0],
    [5, 0],
    [6, 0],
    [8, 0],
];
/// Farthest of them along one axis.
const FARTHEST: usize = 8;
/// Nodes of the integrals over a step, and over what is left of earlier ones.
const WITHIN: usize = 64;
const EARLIER: usize = 24;
/// Weight of the total amount beside the levels in the fit.
const TOTAL_WEIGHT: f64 = 100.0;

/// What decides how a field is cut into sub-steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    /// `D dt / h^2` of a tissue step.
    pub(crate) r: f64,
    /// First-order decay in a tissue step.
    pub(crate) decay: f64,
    /// Axes along which it spreads.
    pub(crate) axes: u32,
    /// Length of the tissue step, h, of a field that cells take up: sinks want sub-steps as short
    /// in a long step.
    pub(crate) sinks: Option<f64>,
}

impl Spread {
    /// Sub-steps in a tissue step: two where hardly anything leaves a site, three, and four where
    /// a lone source would else err by more than 1 % somewhere. Where cells take the field up four
    /// for steps up to 6 min, six for those up to 12 min, else eight.
    pub(crate) fn substeps(self) -> u32 {
        let wide = if self.axes == 2 { 12.0 } else { 4.5 };
        match (self.sinks, self.r) {
            (Some(hours), _) if hours > 0.2 + 1e-9 => 8,
            (Some(hours), _) if hours > 0.1 + 1e-9 => 6,
            (Some(_), _) => 4,
            (None, r) if r > wide => 4,
            (None, r) if r < 0.5 => 2,
            (None, _) => 3,
        }
    }

    /// Ages of the turns at the end of the step, as parts of it, the last turn (age 0) first.
    fn ages(self) -> Vec<f64> {
        let n = f64::from(self.substeps());
        let steep = 1.2 + 0.6 * libm::log1p(self.r) + if self.axes == 3 { 0.2 } else { 0.0 };
        (0..=self.substeps()).map(|turn| libm::pow(f64::from(turn) / n, steep)).collect()
    }

    /// `r` of each sub-step, the first of them first.
    fn parts(self) -> Vec<f64> {
        self.ages().windows(2).rev().map(|ages| ages[1] - ages[0]).collect()
    }

    /// Levels of each sub-step.
    pub(crate) fn levels(self) -> [u32; rules::SUBSTEPS as usize] {
        let mut levels = [0; rules::SUBSTEPS as usize];
        for (levels, part) in levels.iter_mut().zip(self.parts()) {
            *levels = widths(self.r * part).len() as u32;
        }
        levels
    }

    /// The shares of each sub-step and level.
    pub(crate) fn shares(self) -> Vec<Vec<Shares>> {
        let shares = |part: f64| widths(self.r * part).into_iter().enumerate().map(level_shares);
        self.parts().into_iter().map(|part| shares(part).collect()).collect()
    }

    /// The turns, in order.
    pub(crate) fn turns(self) -> Vec<Turn> {
        let mut weights = self.weights();
        weights.reverse();
        let parts = self.parts();
        let levels = self.levels();
        let acting = whole_parts(&weights);
        let mut passed = 0;
        (0..weights.len())
            .map(|turn| {
                let elapsed = if turn == 0 { 0.0 } else { self.decay * parts[turn - 1] };
                let (decay_mantissa, decay_shift) = mantissa(-libm::expm1(-elapsed));
                let levels = levels.get(turn).copied().unwrap_or(0);
                let before = passed;
                passed += levels * self.axes;
                Turn {
                    made: (libm::round(weights[turn] * 65536.0) as u32).min(65535),
                    acting: acting[turn],
                    decay_mantissa,
                    decay_shift,
                    levels,
                    passed: before,
                }
            })
            .collect()
    }

    /// What is left at the end of a step of what was made in each turn, as parts of what is made in
    /// the step; the last turn first.
    fn weights(self) -> Vec<f64> {
        let ages = self.ages();
        let (within, earlier) = self.levels_beside();
        let column = |age: f64| {
            let left = libm::exp(-self.decay * age);
            let line = lattice_line((self.r * age).max(1e-12), FARTHEST);
            BESIDE.map(|at| left * self.product(&line, at))
        };
        let columns: Vec<[f64; BESIDE.len()]> = ages.iter().map(|age| column(*age)).collect();
        let lefts: Vec<f64> = ages.iter().map(|age| libm::exp(-self.decay * age)).collect();
        let total = if self.decay > 0.0 { -libm::expm1(-self.decay) / self.decay } else { 1.0 };
        let rows: Vec<(Vec<f64>, f64)> = (0..BESIDE.len())
            .map(|at| {
                let scale = 1.0 / (within[at] + earlier[at]);
                (columns.iter().map(|column| column[at] * scale).collect(), within[at] * scale)
            })
            .chain([(lefts.iter().map(|left| left * TOTAL_WEIGHT).collect(), total * TOTAL_WEIGHT)])
            .collect();
        let (mut weights, whole) = bounded_fit(rows, ages.len());
        // What rounding left of the total goes to those that are not at their bound.
        let of = |held: bool| -> f64 {
            let all = weights.iter().zip(&lefts).zip(&whole);
            all.filter(|(_, whole)| **whole == held).map(|((weight, left), _)| weight * left).sum()
        };
        let (wanted, sum) = (total - of(true), of(false));
        if wanted > 0.0 && sum > 0.0 {
            let free = weights.iter_mut().zip(&whole).filter(|(_, whole)| !**whole);
            free.for_each(|(weight, _)| *weight = *weight * wanted / sum);
        }
        weights
    }

    /// A product of a line's weights, one an axis.
    fn product(self, line: &[f64], [x, y]: [usize; 2]) -> f64 {
        line[x] * line[y] * if self.axes == 3 { line[0] } else { 1.0 }
    }

    /// What a steady source of one unit a step leaves beside it: of the last step, and of earlier
    /// ones (their sum is only a scale, so an asymptote serves).
    fn levels_beside(self) -> ([f64; BESIDE.len()], [f64; BESIDE.len()]) {
        let mut within = [0.0; BESIDE.len()];
        for node in 0..WITHIN {
            // The age is the cube of an even variable: dense where the kernel is narrow.
            let u = (node as f64 + 0.5) / WITHIN as f64;
            let age = u * u * u;
            let weight = 3.0 * u * u / WITHIN as f64 * libm::exp(-self.decay * age);
            let line = lattice_line((self.r * age).max(1e-12), FARTHEST);
            for (level, at) in within.iter_mut().zip(BESIDE) {
                *level += weight * self.product(&line, at);
            }
        }
        let mut earlier = [0.0; BESIDE.len()];
        for node in 0..EARLIER {
            // Ages 1 to 64 in even ratios.
            let ratio = libm::exp2(6.0 / EARLIER as f64);
            let age = libm::pow(ratio, node as f64 + 0.5);
            let weight = age * libm::log(ratio) * libm::exp(-self.decay * age);
            let wide = 4.0 * self.r * age + 1e-3;
            let centre = libm::pow(std::f64::consts::PI * wide, -0.5 * f64::from(self.axes));
            for (level, [x, y]) in earlier.iter_mut().zip(BESIDE) {
                *level += weight * centre.min(1.0) * libm::exp(-((x * x + y * y) as f64) / wide);
            }
        }
        (within, earlier)
    }
}

/// Mantissa and shift of a fraction below one.
fn mantissa(part: f64) -> (u32, u32) {
    let mut shift = 0;
    let mut scaled = part * 65536.0;
    while scaled < 32768.0 && shift < 15 {
        scaled *= 2.0;
        shift += 1;
    }
    (libm::round(scaled).min(65535.0) as u32, shift)
}

/// Parts of one in 1/65536 that add up to one, in the ratio of the weights.
fn whole_parts(weights: &[f64]) -> Vec<u32> {
    let total: f64 = weights.iter().sum();
    let mut parts: Vec<u32> =
        weights.iter().map(|weight| libm::round(weight / total * 65536.0) as u32).collect();
    let largest = (0..parts.len()).max_by_key(|at| parts[*at]).unwrap_or(0);
    let others: u32 = parts.iter().sum::<u32>() - parts[largest];
    parts[largest] = 65536 - others;
    parts
}

/// `r` of each level of a sub-step, in its own strides.
fn widths(r: f64) -> Vec<f64> {
    let mut widths = Vec::new();
    let mut rest = r;
    while rest > LAST_WIDEST && widths.len() + 1 < rules::LEVELS as usize {
        widths.push(WIDEST);
        rest = (rest - WIDEST) / 9.0;
    }
    widths.push(rest);
    widths
}

/// The shares of a level.
fn level_shares((level, r): (usize, f64)) -> Shares {
    let variance = 2.0 * r;
    let radius =
        (libm::ceil(CUT * libm::sqrt(variance)) as usize).clamp(1, rules::REACHED as usize);
    // Between strides of several sites lies a continuum: there the kernel is the normal one.
    let line = if level == 0 {
        with_variance(variance, |r| lattice_line(r / 2.0, radius))
    } else {
        with_variance(variance, |wide| normal_line(wide, radius))
    };
    let mut beyond = [0u32; rules::REACHED as usize];
    for (k, share) in beyond.iter_mut().enumerate().take(radius) {
        *share = libm::round(2.0 * line[k + 1..].iter().sum::<f64>() * 65536.0) as u32;
    }
    // The variance is the sum of (2 k - 1) shares: what rounding left of it goes to the nearest.
    let sum: f64 = (0..radius).map(|k| (2 * k + 1) as f64 * f64::from(beyond[k])).sum();
    let nearest = f64::from(beyond[0]) + libm::round(variance * 65536.0 - sum);
    beyond[0] = nearest.clamp(f64::from(beyond.get(1).copied().unwrap_or(0)), 65535.0) as u32;
    let pair = |k: usize| beyond[k] | beyond[k + 1] << 16;
    Shares { near: pair(0), middle: pair(2), far: pair(4), farthest: pair(6) }
}

/// Weights of a cut kernel whose variance is the one asked for: `kernel` takes the variance that it
/// would have uncut.
fn with_variance(variance: f64, kernel: impl Fn(f64) -> Vec<f64>) -> Vec<f64> {
    let of = |line: &[f64]| -> f64 {
        2.0 * line.iter().enumerate().map(|(k, w)| (k * k) as f64 * w).sum::<f64>()
    };
    let whole = |mut line: Vec<f64>| {
        let sum = line[0] + 2.0 * line[1..].iter().sum::<f64>();
        line.iter_mut().for_each(|w| *w /= sum);
        line
    };
    let (mut low, mut high) = (variance * 0.25, variance * 4.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if of(&whole(kernel(middle))) < variance {
            low = middle;
        } else {
            high = middle;
        }
    }
    whole(kernel(0.5 * (low + high)))
}

/// `e^(-2r) I_k(2r)` for k = 0 to `radius`, by recurrence downwards.
fn lattice_line(r: f64, radius: usize) -> Vec<f64> {
    let x = 2.0 * r;
    let top = radius + 24 + libm::ceil(12.0 * libm::sqrt(x)) as usize;
    let mut line = vec![0.0; radius + 1];
    let (mut above, mut here, mut sum) = (0.0f64, 1e-290f64, 0.0f64);
    for k in (0..=top).rev() {
        if k <= radius {
            line[k] = here;
        }
        sum += if k == 0 { here } else { 2.0 * here };
        let below = above + 2.0 * k as f64 / x * here;
        (above, here) = (here, below);
        if here > 1e200 {
            let small = 1e-200;
            (above, here, sum) = (above * small, here * small, sum * small);
            line.iter_mut().for_each(|w| *w *= small);
        }
    }
    line.iter_mut().for_each(|w| *w /= sum);
    line
}

/// The normal kernel at whole strides.
fn normal_line(variance: f64, radius: usize) -> Vec<f64> {
    (0..=radius).map(|k| libm::exp(-((k * k) as f64) / (2.0 * variance))).collect()
}

/// Weights from 0 to 1 that fit `rows` of (coefficients, value) best, and which of them lie at 1: what
/// decays within the step cannot be made more than once, however much of it would be wanted.
fn bounded_fit(mut rows: Vec<(Vec<f64>, f64)>, n: usize) -> (Vec<f64>, Vec<bool>) {
    let mut free: Vec<usize> = (0..n).collect();
    let (mut weights, mut whole) = (vec![0.0; n], vec![false; n]);
    while !free.is_empty() {
        let solved = fit(&rows, &free);
        let order = |a: &usize, b: &usize| solved[*a].total_cmp(&solved[*b]);
        let least = (0..free.len()).min_by(order).filter(|at| solved[*at] < 0.0 && free.len() > 1);
        if let Some(at) = least {
            free.remove(at);
            continue;
        }
        let most = (0..free.len()).max_by(order).filter(|at| solved[*at] > 1.0);
        let Some(at) = most else {
            free.iter().zip(solved).for_each(|(at, weight)| weights[*at] = weight.max(0.0));
            break;
        };
        let column = free.remove(at);
        (weights[column], whole[column]) = (1.0, true);
        rows.iter_mut().for_each(|(coefficients, value)| *value -= coefficients[column]);
    }
    (weights, whole)
}

/// Least squares over the chosen columns: normal equations, solved by elimination with pivots.
fn fit(rows: &[(Vec<f64>, f64)], columns: &[usize]) -> Vec<f64> {
    let n = columns.len();
    let mut system = vec![vec![0.0; n + 1]; n];
    for (coefficients, value) in rows {
        for (i, a) in columns.iter().enumerate() {
            for (j, b) in columns.iter().enumerate() {
                system[i][j] += coefficients[*a] * coefficients[*b];
            }
            system[i][n] += coefficients[*a] * value;
        }
    }
    for (at, row) in system.iter_mut().enumerate() {
        row[at] *= 1.0 + 1e-12;
    }
    for at in 0..n {
        let pivot = (at..n)
            .max_by(|a, b| system[*a][at].abs().total_cmp(&system[*b][at].abs()))
            .unwrap_or(at);
        system.swap(at, pivot);
        let row = system[at].clone();
        for other in (0..n).filter(|other| *other != at) {
            let factor = system[other][at] / row[at];
            system[other].iter_mut().zip(&row).for_each(|(a, b)| *a -= factor * b);
        }
    }
    (0..n).map(|at| system[at][n] / system[at][at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every corner of the keys: `D dt / h^2`, decay in a step, axes, sinks.
    fn corners() -> impl Iterator<Item = Spread> {
        let r = [1e-6, 1e-3, 0.3, 2.25, 9.0, 22.5, 90.0, 600.0, 3000.0, 14_400.0];
        let decay = [0.0, 0.01, 0.2, 0.9, 4.0, 20.0, 50.0];
        r.into_iter().flat_map(move |r| {
            decay.into_iter().flat_map(move |decay| {
                let kinds = [None, Some(0.1), Some(0.2), Some(0.5)];
                let axes = [2, 3].into_iter();
                axes.flat_map(move |axes| kinds.map(|sinks| (axes, sinks)))
                    .map(move |(axes, sinks)| Spread { r, decay, axes, sinks })
            })
        })
    }

    #[test]
    fn what_is_made_in_a_step_is_left_at_its_end_but_for_what_decays() {
        for spread in corners() {
            let total =
                if spread.decay > 0.0 { -libm::expm1(-spread.decay) / spread.decay } else { 1.0 };
            let mut ages = spread.ages();
            ages.reverse();
            let left: f64 = spread
                .turns()
                .iter()
                .zip(&ages)
                .map(|(turn, age)| f64::from(turn.made) / 65536.0 * (-spread.decay * age).exp())
                .sum();
            assert!((left / total - 1.0).abs() < 0.01, "{spread:?}: {left} of {total}");
            let acting: u32 = spread.turns().iter().map(|turn| turn.acting).sum();
            assert_eq!(acting, 65536, "{spread:?}");
        }
    }

    #[test]
    fn every_sub_step_spreads_by_its_whole_variance() {
        for spread in corners().filter(|spread| spread.r > 0.01) {
            let wanted: f64 = 2.0 * spread.r;
            let found: f64 = spread
                .shares()
                .iter()
                .flat_map(|levels| levels.iter().enumerate())
                .map(|(level, shares)| {
                    let stride = f64::from(rules::stride_of(level as u32));
                    let of = |k: u32| f64::from(rules::share_beyond(*shares, k)) / 65536.0;
                    let sum: f64 = (1..=rules::REACHED).map(|k| f64::from(2 * k - 1) * of(k)).sum();
                    sum * stride * stride
                })
                .sum();
            assert!((found / wanted - 1.0).abs() < 0.01, "{spread:?}: {found} of {wanted}");
        }
    }
}
