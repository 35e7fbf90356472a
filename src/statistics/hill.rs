//! Hill fit of a dose-response: where between the effect of no dose and of a very large one does a
//! dose stand?
//!
//! In: doses (0 or more), outputs and weights. Out: the least-squares fit of Hill's curve (Hill,
//! 1910), `y = zero + (plateau - zero) x^h / (m^h + x^h)`: the output without dose, the output that
//! large doses come to, the dose m with half the effect, and the slope h. Standard errors are the
//! roots of the diagonal of `s^2 (J' W J)^-1`, `s^2` the weighted residual sum over the points less
//! the free parameters, J the derivatives at the fit, as scipy's `curve_fit`. Bounds: those given
//! for zero and plateau (equal ones hold them), m within a hundredth of the smallest positive dose
//! and a hundred times the largest, h within 0.1 and 20. A parameter that ends at a bound counts as
//! held and has no standard error.
//!
//! Method: zero and plateau follow from m and h by linear least squares; the best m and h of a grid
//! begin a Levenberg-Marquardt search of all four.

use super::linear::inverse;
use super::{Fault, finite};

/// Bounds of the slope.
const SLOPE: (f64, f64) = (0.1, 20.0);
/// How far the half dose may lie outside the doses, as a factor.
const BEYOND: f64 = 100.0;
/// Grid of the start: half doses, slopes.
const GRID: (u32, u32) = (60, 24);
/// Steps of the search; it takes some tens.
const STEPS: u32 = 500;

/// A parameter of the fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its value.
    pub value: f64,
    /// Its standard error; none at a bound, or where the points do not say.
    pub standard_error: Option<f64>,
    /// Whether it ended at a bound (or was held).
    pub at_bound: bool,
}

/// A fitted curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HillFit {
    /// Output without dose.
    pub zero: Parameter,
    /// Output that large doses come to.
    pub plateau: Parameter,
    /// Dose with half the effect, in the unit of the doses.
    pub half_dose: Parameter,
    /// Hill's slope.
    pub slope: Parameter,
    /// Weighted sum of squared residuals.
    pub residual: f64,
    /// Share of the weighted variance that the curve explains.
    pub r_squared: f64,
    /// Whether the half dose lies outside the positive doses that were tried.
    pub extrapolated: bool,
}

impl HillFit {
    /// The curve at a dose.
    pub fn at(&self, dose: f64) -> f64 {
        curve(
            &[
                self.zero.value,
                self.plateau.value,
                libm::log(self.half_dose.value),
                self.slope.value,
            ],
            dose,
        )
    }
}

/// What zero and plateau may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Lowest and highest output without dose.
    pub zero: (f64, f64),
    /// Lowest and highest plateau.
    pub plateau: (f64, f64),
}

impl Bounds {
    /// Of fractions.
    pub const FRACTION: Bounds = Bounds { zero: (0.0, 1.0), plateau: (0.0, 1.0) };
    /// Of any number.
    pub const NONE: Bounds = Bounds {
        zero: (f64::NEG_INFINITY, f64::INFINITY),
        plateau: (f64::NEG_INFINITY, f64::INFINITY),
    };
}

/// Points with what their doses allow.
struct Points<'a> {
    doses: &'a [f64],
    outputs: &'a [f64],
    weights: &'a [f64],
    bounds: [(f64, f64); 4],
}

/// Fits Hill's curve to outputs at doses.
///
/// ```
/// use il2sim::statistics::hill::{Bounds, hill};
/// let doses = [0.0, 1.0, 3.0, 10.0, 30.0, 100.0];
/// let outputs = doses.map(|x: f64| 0.1 + 0.8 * x * x / (100.0 + x * x));
/// let fit = hill(&doses, &outputs, &[1.0; 6], Bounds::FRACTION)?;
/// assert!((fit.half_dose.value - 10.0).abs() < 1e-6 && (fit.slope.value - 2.0).abs() < 1e-6);
/// # Ok::<(), il2sim::statistics::Fault>(())
/// ```
pub fn hill(
    doses: &[f64],
    outputs: &[f64],
    weights: &[f64],
    bounds: Bounds,
) -> Result<HillFit, Fault> {
    let points = Points::new(doses, outputs, weights, bounds)?;
    let mut at = points.search(points.start());
    let mut residual = points.residual(&at);
    // a second search from where the first one ended takes up what its damping left
    let again = points.search(at);
    if points.residual(&again) <= residual {
        (at, residual) = (again, points.residual(&again));
    }
    let total: f64 = weights.iter().sum();
    let mean = outputs.iter().zip(weights).map(|(y, w)| w * y).sum::<f64>() / total;
    let spread: f64 = outputs.iter().zip(weights).map(|(y, w)| w * (y - mean) * (y - mean)).sum();
    let errors = points.standard_errors(&at, residual);
    let parameter = |i: usize, value: f64, scale: f64| Parameter {
        value,
        standard_error: errors[i].map(|error| error * scale),
        at_bound: points.at_bound(&at, i),
    };
    let half = libm::exp(at[2]);
    let tried = doses.iter().copied().filter(|dose| *dose > 0.0);
    Ok(HillFit {
        zero: parameter(0, at[0], 1.0),
        plateau: parameter(1, at[1], 1.0),
        half_dose: parameter(2, half, half),
        slope: parameter(3, at[3], 1.0),
        residual,
        r_squared: 1.0 - residual / spread,
        extrapolated: half < tried.clone().fold(f64::INFINITY, f64::min)
            || half > tried.fold(0.0, f64::max),
    })
}

/// Effect of a dose, 0 to 1.
fn effect(log_half: f64, slope: f64, dose: f64) -> f64 {
    if dose > 0.0 { 1.0 / (1.0 + libm::exp(-slope * (libm::log(dose) - log_half))) } else { 0.0 }
}

fn curve(at: &[f64; 4], dose: f64) -> f64 {
    let effect = effect(at[2], at[3], dose);
    at[0] * (1.0 - effect) + at[1] * effect
}

/// Derivatives by zero, plateau, ln m, h.
fn derivatives(at: &[f64; 4], dose: f64) -> [f64; 4] {
    let effect = effect(at[2], at[3], dose);
    let steep = (at[1] - at[0]) * effect * (1.0 - effect);
    let apart = if dose > 0.0 { libm::log(dose) - at[2] } else { 0.0 };
    [1.0 - effect, effect, -steep * at[3], steep * apart]
}

impl<'a> Points<'a> {
    fn new(
        doses: &'a [f64],
        outputs: &'a [f64],
        weights: &'a [f64],
        bounds: Bounds,
    ) -> Result<Points<'a>, Fault> {
        for other in [outputs, weights] {
            if other.len() != doses.len() {
                return Err(Fault::Length { found: other.len(), expected: doses.len() });
            }
        }
        finite(outputs)?;
        if let Some(wrong) = finite(doses)?
            .iter()
            .find(|dose| **dose < 0.0)
            .or(finite(weights)?.iter().find(|weight| **weight <= 0.0))
        {
            return Err(Fault::Value(*wrong));
        }
        for (low, high) in [bounds.zero, bounds.plateau] {
            if low > high || low.is_nan() || high.is_nan() {
                return Err(Fault::Value(low));
            }
        }
        let held = [bounds.zero, bounds.plateau].iter().filter(|(low, high)| low == high).count();
        let mut distinct = doses.to_vec();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        if distinct.len() < 4 - held {
            return Err(Fault::TooFew { found: distinct.len(), needed: 4 - held });
        }
        if outputs.iter().all(|y| *y == outputs[0]) {
            return Err(Fault::Constant);
        }
        let positive = distinct.iter().copied().filter(|dose| *dose > 0.0);
        let (least, most) =
            (positive.clone().fold(f64::INFINITY, f64::min), positive.fold(0.0, f64::max));
        let half = (libm::log(least) - libm::log(BEYOND), libm::log(most) + libm::log(BEYOND));
        Ok(Points { doses, outputs, weights, bounds: [bounds.zero, bounds.plateau, half, SLOPE] })
    }

    fn residual(&self, at: &[f64; 4]) -> f64 {
        (0..self.doses.len())
            .map(|i| {
                self.weights[i]
                    * (self.outputs[i] - curve(at, self.doses[i]))
                    * (self.outputs[i] - curve(at, self.doses[i]))
            })
            .sum()
    }

    fn at_bound(&self, at: &[f64; 4], i: usize) -> bool {
        let (low, high) = self.bounds[i];
        at[i] <= low || at[i] >= high
    }

    /// The best of the grid.
    fn start(&self) -> [f64; 4] {
        let step = |(low, high): (f64, f64), i: u32, of: u32| {
            low + (high - low) * f64::from(i) / f64::from(of)
        };
        let slopes = (libm::log(SLOPE.0), libm::log(SLOPE.1));
        let mut best = (f64::INFINITY, [0.0; 4]);
        for i in 0..=GRID.0 {
            for j in 0..=GRID.1 {
                let (log_half, slope) = (
                    step(self.bounds[2], i, GRID.0),
                    libm::exp(step(slopes, j, GRID.1)).clamp(SLOPE.0, SLOPE.1),
                );
                let at = self.levels(log_half, slope);
                let residual = self.residual(&at);
                if residual < best.0 {
                    best = (residual, at);
                }
            }
        }
        best.1
    }

    /// Zero and plateau that fit best at a half dose and slope, within their bounds.
    fn levels(&self, log_half: f64, slope: f64) -> [f64; 4] {
        let (mut zz, mut zp, mut pp, mut zy, mut py) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for i in 0..self.doses.len() {
            let (effect, weight) = (effect(log_half, slope, self.doses[i]), self.weights[i]);
            zz += weight * (1.0 - effect) * (1.0 - effect);
            zp += weight * (1.0 - effect) * effect;
            pp += weight * effect * effect;
            zy += weight * (1.0 - effect) * self.outputs[i];
            py += weight * effect * self.outputs[i];
        }
        let [zero, plateau] = [self.bounds[0], self.bounds[1]];
        let within = |value: f64, (low, high): (f64, f64)| value >= low && value <= high;
        let determinant = zz * pp - zp * zp;
        let free = ((zy * pp - py * zp) / determinant, (py * zz - zy * zp) / determinant);
        if determinant > 1e-12 * zz * pp && within(free.0, zero) && within(free.1, plateau) {
            return [free.0, free.1, log_half, slope];
        }
        // the best point of a convex function outside its bounds lies on an edge of them
        let plateau_at =
            |z: f64| ((py - zp * z) / pp.max(f64::MIN_POSITIVE)).clamp(plateau.0, plateau.1);
        let zero_at = |p: f64| ((zy - zp * p) / zz.max(f64::MIN_POSITIVE)).clamp(zero.0, zero.1);
        let mean = (zy + py) / (zz + 2.0 * zp + pp);
        let mut edges = vec![(mean.clamp(zero.0, zero.1), mean.clamp(plateau.0, plateau.1))];
        edges.extend(
            [zero.0, zero.1].into_iter().filter(|z| z.is_finite()).map(|z| (z, plateau_at(z))),
        );
        edges.extend(
            [plateau.0, plateau.1].into_iter().filter(|p| p.is_finite()).map(|p| (zero_at(p), p)),
        );
        let cost = |edge: &(f64, f64)| self.residual(&[edge.0, edge.1, log_half, slope]);
        let best =
            edges.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).expect("the mean is one");
        [best.0, best.1, log_half, slope]
    }

    /// `J' W J` and `J' W r`.
    fn normal_equations(&self, at: &[f64; 4]) -> ([[f64; 4]; 4], [f64; 4]) {
        let (mut curvature, mut slope) = ([[0.0; 4]; 4], [0.0; 4]);
        for i in 0..self.doses.len() {
            let by = derivatives(at, self.doses[i]);
            let off = self.outputs[i] - curve(at, self.doses[i]);
            for a in 0..4 {
                slope[a] += self.weights[i] * by[a] * off;
                for b in 0..4 {
                    curvature[a][b] += self.weights[i] * by[a] * by[b];
                }
            }
        }
        (curvature, slope)
    }

    /// Levenberg and Marquardt's search; parameters that are at a bound and pushed against it are
    /// held for a step.
    fn search(&self, start: [f64; 4]) -> [f64; 4] {
        let (mut at, mut residual, mut damping) = (start, self.residual(&start), 1e-3);
        for _ in 0..STEPS {
            let (curvature, slope) = self.normal_equations(&at);
            let free: Vec<usize> = (0..4)
                .filter(|&i| {
                    (at[i] > self.bounds[i].0 || slope[i] > 0.0)
                        && (at[i] < self.bounds[i].1 || slope[i] < 0.0)
                })
                .collect();
            let damped = |&a: &usize| {
                free.iter()
                    .map(|&b| curvature[a][b] * if a == b { 1.0 + damping } else { 1.0 })
                    .collect::<Vec<_>>()
            };
            let Some(inverted) = inverse(&free.iter().map(damped).collect::<Vec<_>>()) else {
                damping *= 10.0;
                if damping > 1e12 {
                    break;
                }
                continue;
            };
            let mut next = at;
            for (row, &i) in inverted.iter().zip(&free) {
                let step: f64 = row.iter().zip(&free).map(|(x, &j)| x * slope[j]).sum();
                next[i] = (at[i] + step).clamp(self.bounds[i].0, self.bounds[i].1);
            }
            let found = self.residual(&next);
            if next == at {
                break;
            }
            if found < residual {
                (at, residual, damping) = (next, found, (damping * 0.1).max(1e-12));
            } else {
                damping *= 10.0;
                if damping > 1e12 {
                    break;
                }
            }
        }
        at
    }

    fn standard_errors(&self, at: &[f64; 4], residual: f64) -> [Option<f64>; 4] {
        let (curvature, _) = self.normal_equations(at);
        let free: Vec<usize> = (0..4).filter(|&i| !self.at_bound(at, i)).collect();
        let mut errors = [None; 4];
        if self.doses.len() <= free.len() {
            return errors;
        }
        let variance = residual / (self.doses.len() - free.len()) as f64;
        if let Some(inverted) = inverse(
            &free
                .iter()
                .map(|&a| free.iter().map(|&b| curvature[a][b]).collect())
                .collect::<Vec<_>>(),
        ) {
            for (place, &i) in free.iter().enumerate() {
                errors[i] = Some(libm::sqrt((variance * inverted[place][place]).max(0.0)));
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests;
