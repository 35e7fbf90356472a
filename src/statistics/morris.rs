//! Morris' elementary effects: which inputs matter at all, from few points.
//!
//! In: inputs in unit coordinates (0 to 1) and outputs of r trajectories of k + 1 rows, one after
//! another; a row differs from the one before in one input, and every input changes once in a
//! trajectory. Out: for each input, from its effects `d = (y - y before) / (x - x before)`, `mu =
//! mean d` (Morris, 1991), `mu* = mean |d|` (Campolongo and others, 2007) and `sigma`, the standard
//! deviation of d (divisor r - 1); of mu* a bootstrap interval, z times the standard deviation over
//! resampled trajectories (as SALib). The step is the real one, so inputs rounded to whole numbers
//! keep their slope; an input that a rounding kept where it was has no effect to count in that
//! trajectory.

use super::bootstrap::{below, deviation, stream};
use super::distribution::normal_quantile;
use super::{Fault, finite, tail};

/// Effects of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputEffects {
    /// Mean effect, output units over the whole range of the input.
    pub mu: f64,
    /// Mean of absolute effects.
    pub mu_star: f64,
    /// Half the width of the interval of mu*.
    pub mu_star_half_width: f64,
    /// Standard deviation of the effects: interactions or curvature.
    pub sigma: f64,
    /// Trajectories in which the input changed.
    pub trajectories: u64,
}

/// Elementary effects of `keys` inputs; none for an input that changed in fewer than two
/// trajectories. `inputs` holds the rows one after another.
pub fn morris(
    inputs: &[f64],
    keys: usize,
    outputs: &[f64],
    resamples: usize,
    level: f64,
    seed: u64,
) -> Result<Vec<Option<InputEffects>>, Fault> {
    let z = -normal_quantile(tail(level)?);
    let trajectories = outputs.len() / (keys + 1);
    if keys == 0 || !outputs.len().is_multiple_of(keys + 1) {
        return Err(Fault::Length {
            found: outputs.len(),
            expected: (trajectories + 1) * (keys + 1),
        });
    }
    if inputs.len() != outputs.len() * keys {
        return Err(Fault::Length { found: inputs.len(), expected: outputs.len() * keys });
    }
    if trajectories < 2 || resamples < 2 {
        return Err(Fault::TooFew { found: trajectories.min(resamples), needed: 2 });
    }
    finite(inputs)?;
    finite(outputs)?;
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); keys];
    for start in (0..outputs.len()).step_by(keys + 1) {
        for row in start + 1..=start + keys {
            let step = |key: usize| inputs[row * keys + key] - inputs[(row - 1) * keys + key];
            let mut changed = (0..keys).filter(|&key| step(key) != 0.0);
            let Some(key) = changed.next() else { continue };
            if changed.next().is_some() {
                return Err(Fault::Dependent);
            }
            effects[key].push((outputs[row] - outputs[row - 1]) / step(key));
        }
    }
    let mut random = stream(seed);
    Ok(effects
        .iter()
        .map(|effects| {
            let count = effects.len();
            if count < 2 {
                return None;
            }
            let n = count as f64;
            let resampled: Vec<f64> = (0..resamples)
                .map(|_| {
                    (0..count)
                        .map(|_| effects[below(&mut random, count as u32) as usize].abs())
                        .sum::<f64>()
                        / n
                })
                .collect();
            Some(InputEffects {
                mu: effects.iter().sum::<f64>() / n,
                mu_star: effects.iter().map(|d| d.abs()).sum::<f64>() / n,
                mu_star_half_width: z * deviation(&resampled),
                sigma: deviation(effects),
                trajectories: count as u64,
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_has_its_slopes_and_no_sigma() {
        // y = 3 a - 2 b + 1
        let inputs = [0.0, 0.0, 0.5, 0.0, 0.5, 0.5, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5];
        let outputs: Vec<f64> =
            inputs.chunks(2).map(|row| 3.0 * row[0] - 2.0 * row[1] + 1.0).collect();
        let effects = morris(&inputs, 2, &outputs, 50, 0.95, 1).unwrap();
        let [a, b] = [effects[0].unwrap(), effects[1].unwrap()];
        assert_eq!((a.mu, a.mu_star, a.sigma, a.mu_star_half_width), (3.0, 3.0, 0.0, 0.0));
        assert_eq!((b.mu, b.mu_star, b.trajectories), (-2.0, 2.0, 2));
    }

    #[test]
    fn steps_of_two_inputs_are_refused_and_none_are_skipped() {
        let both = [0.0, 0.0, 0.5, 0.5, 0.5, 1.0, 0.0, 0.0, 0.5, 0.0, 0.5, 0.5];
        assert_eq!(morris(&both, 2, &[0.0; 6], 50, 0.95, 1), Err(Fault::Dependent));
        let stuck = [0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5];
        let effects = morris(&stuck, 2, &[0.0, 0.0, 1.0, 0.0, 0.0, 1.0], 50, 0.95, 1).unwrap();
        assert_eq!(effects[0], None);
        assert_eq!(effects[1].unwrap().mu, 2.0);
    }
}
