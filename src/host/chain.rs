//! Convolutions of decaying exponentials: the one function from which every closed form of the
//! kinetics is built.
//!
//! In: rates a, b, ... (1/h) and a time t (h). Out: `chain([a, b, ..], t)`, the convolution of
//! exp(-a s), exp(-b s), ... at t. One unit in the first box of a chain of boxes, each emptied into
//! the next at its own rate, leaves `chain` times the product of the earlier rates in the last box
//! after t (Bateman's equations). A rate of 0 integrates.
//!
//! Method: for rates that differ, `(chain(without the largest) - chain(without the smallest)) /
//! (largest - smallest)`, recursively; where the spread times t is at most 2 that difference would
//! cancel, so there the series `t^(n-1) e^(-m t) sum_k h_k((m - a_i) t) / (n-1+k)!` around the
//! middle rate m is summed (h_k: complete homogeneous symmetric polynomial). Equal rates are an
//! ordinary case of the series.

/// Most rates that one chain takes.
const MOST: usize = 5;

/// Terms of the series: with |z| <= 1 and at most five rates the next term is below 1e-18 of the
/// sum.
const TERMS: usize = 22;

/// Convolution of `exp(-rate s)` over all `rates` (one to five) at time `t` (h, at least 0), in
/// h^(n-1).
pub(super) fn chain(rates: &[f64], t: f64) -> f64 {
    let n = rates.len();
    debug_assert!((1..=MOST).contains(&n), "a chain has one to five rates");
    if n == 1 {
        return libm::exp(-rates[0] * t);
    }
    let (mut low, mut high) = (0, 0);
    for (i, rate) in rates.iter().enumerate() {
        if *rate < rates[low] {
            low = i;
        }
        if *rate >= rates[high] {
            high = i;
        }
    }
    let spread = rates[high] - rates[low];
    if spread * t <= 2.0 {
        series(rates, rates[low] + 0.5 * spread, t)
    } else {
        (without(rates, high, t) - without(rates, low, t)) / spread
    }
}

/// The chain of all rates but one.
fn without(rates: &[f64], left_out: usize, t: f64) -> f64 {
    let mut rest = [0.0; MOST];
    let mut n = 0;
    for (i, rate) in rates.iter().enumerate() {
        if i != left_out {
            rest[n] = *rate;
            n += 1;
        }
    }
    chain(&rest[..n], t)
}

/// The series around `middle`.
fn series(rates: &[f64], middle: f64, t: f64) -> f64 {
    // h[k] of the rates taken so far: h_k(z_1..z_j) = h_k(z_1..z_(j-1)) + z_j h_(k-1)(z_1..z_j).
    let mut h = [0.0; TERMS];
    h[0] = 1.0;
    for rate in rates {
        let z = (middle - rate) * t;
        for k in 1..TERMS {
            h[k] += z * h[k - 1];
        }
    }
    let mut weight = 1.0; // t^(n-1) / (n-1+k)!
    for i in 1..rates.len() {
        weight *= t / i as f64;
    }
    let mut sum = 0.0;
    for (k, value) in h.iter().enumerate() {
        sum += weight * value;
        weight /= (rates.len() + k) as f64;
    }
    sum * libm::exp(-middle * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-13 * b.abs().max(1e-300), "{a} against {b}");
    }

    #[test]
    fn two_and_three_distinct_rates_match_batemans_formula() {
        for t in [0.5, 2.0, 7.0] {
            let (a, b, c): (f64, f64, f64) = (0.3, 4.0, 9.0);
            let e = |x: f64| (-x * t).exp();
            near(chain(&[a, b], t), (e(a) - e(b)) / (b - a));
            let three = e(a) / ((b - a) * (c - a))
                + e(b) / ((a - b) * (c - b))
                + e(c) / ((a - c) * (b - c));
            assert!((chain(&[a, b, c], t) - three).abs() <= 1e-12 * three, "{t}");
        }
    }

    #[test]
    fn equal_rates_give_powers_of_time() {
        for t in [0.01_f64, 1.0, 30.0] {
            near(chain(&[0.7, 0.7], t), t * (-0.7 * t).exp());
            near(chain(&[0.7, 0.7, 0.7, 0.7], t), t * t * t / 6.0 * (-0.7 * t).exp());
            near(chain(&[0.0, 0.0, 0.0], t), t * t / 2.0);
        }
    }

    #[test]
    fn order_of_rates_does_not_matter_beyond_rounding() {
        near(chain(&[3.2, 0.4, 0.1, 0.0], 2.5), chain(&[0.0, 0.1, 3.2, 0.4], 2.5));
    }

    #[test]
    fn series_and_difference_meet_at_their_border() {
        for rates in [[0.0, 1.0, 2.0, 0.3], [5.0, 6.9, 7.0, 5.5]] {
            let before = chain(&rates, 1.0);
            let after = chain(&rates, 1.0 + 1e-12);
            assert!((before - after).abs() <= 1e-11 * before, "{before} {after}");
        }
    }

    #[test]
    fn chains_keep_what_they_hold() {
        // One unit through boxes with rates a, b, c into a last box with rate 0: the boxes'
        // contents sum to 1.
        let (a, b, c) = (20.8, 0.231, 4.6);
        for t in [0.001, 0.25, 1.0, 4.0, 100.0] {
            let sum = chain(&[a], t)
                + a * chain(&[a, b], t)
                + a * b * chain(&[a, b, c], t)
                + a * b * c * chain(&[a, b, c, 0.0], t);
            assert!((sum - 1.0).abs() < 2e-15 * 8.0, "{t}: {sum}");
        }
    }
}
