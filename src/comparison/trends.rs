//! Over the keys of a design: dose-response fits and sensitivities.
//!
//! In: measures, each as one number an entry (share, median, restricted mean). Out: where one key
//! with numbers was swept, a Hill fit for each arm and measure (shares within 0 and 1, weighted by
//! their animals); for sampled designs what they were made for: Saltelli Sobol indices, Morris
//! elementary effects, all others with several points partial rank correlations.

use super::analysis::{Analysis, Fit, Sensitivity};
use super::measure::{Measure, Samples};
use crate::statistics::Fault;
use crate::statistics::hill::{Bounds, hill};
use crate::statistics::morris::morris;
use crate::statistics::partial_rank::partial_rank;
use crate::statistics::sobol::sobol;

/// Bootstrap samples of an index.
const RESAMPLES: usize = 500;

/// Hill fits, where one key with numbers was swept.
pub(super) fn fit(analysis: &mut Analysis) {
    let trial = &analysis.trial;
    let swept = trial.keys.len() == 1
        && trial.keys[0].unit.is_some()
        && !matches!(trial.design.as_str(), "saltelli" | "morris");
    if !swept {
        return;
    }
    let (mut fits, mut notes) = (Vec::new(), Vec::new());
    for (measure, of) in analysis.measures.iter().enumerate() {
        for arm in 0..trial.arms.len() {
            let (mut doses, mut outputs, mut weights) = (Vec::new(), Vec::new(), Vec::new());
            for entry in trial.of_arm(arm) {
                if let (Some(dose), Some(output)) =
                    (trial.entries[entry].levels[0].number(), of.value(entry))
                {
                    doses.push(dose);
                    outputs.push(output);
                    weights.push(if let Samples::Shares(shares) = &of.samples {
                        shares[entry].map_or(1.0, |share| share.trials as f64)
                    } else {
                        1.0
                    });
                }
            }
            let bounds = if matches!(of.samples, Samples::Shares(_)) {
                Bounds::FRACTION
            } else {
                Bounds::NONE
            };
            match hill(&doses, &outputs, &weights, bounds) {
                Ok(curve) => fits.push(Fit { measure, arm, points: doses.len() as u64, curve }),
                Err(fault) => notes.push(format!(
                    "{} in arm {}: no Hill fit over {}: {fault}",
                    of.name(),
                    trial.arms[arm],
                    trial.keys[0].name
                )),
            }
        }
    }
    analysis.fits = fits;
    analysis.notes.extend(notes);
}

/// Sensitivities, where the design was made for them.
pub(super) fn sensitivities(analysis: &mut Analysis, level: f64) {
    let trial = &analysis.trial;
    if trial.chosen() || trial.keys.is_empty() {
        return;
    }
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    for (measure, of) in analysis.measures.iter().enumerate() {
        for arm in 0..trial.arms.len() {
            let of_keys = match trial.design.as_str() {
                "saltelli" => indices(analysis, of, arm, level),
                "morris" => effects(analysis, of, arm, level),
                _ => ranks(analysis, of, arm, level),
            };
            match of_keys {
                Ok(of_keys) => {
                    found.extend(of_keys.into_iter().map(|one| Sensitivity { measure, arm, ..one }))
                }
                Err(why) => notes.push(format!(
                    "{} in arm {}: no sensitivities: {why}",
                    of.name(),
                    trial.arms[arm]
                )),
            }
        }
    }
    analysis.sensitivities = found;
    analysis.notes.extend(notes);
}

fn one(key: usize, index: &'static str, value: f64, half_width: Option<f64>) -> Sensitivity {
    Sensitivity {
        measure: 0,
        arm: 0,
        key,
        index,
        value,
        interval: half_width.map(|half| (value - half, value + half)),
        p: None,
    }
}

/// All outputs of an arm; every point must have one.
fn outputs(analysis: &Analysis, of: &Measure, arm: usize) -> Result<Vec<f64>, String> {
    let outputs: Vec<Option<f64>> =
        analysis.trial.of_arm(arm).map(|entry| of.value(entry)).collect();
    let missing = outputs.iter().filter(|output| output.is_none()).count();
    if missing > 0 {
        return Err(format!(
            "{missing} points have no animal with a value, and this design needs all"
        ));
    }
    Ok(outputs.into_iter().flatten().collect())
}

fn words(fault: Fault) -> String {
    fault.to_string()
}

fn indices(
    analysis: &Analysis,
    of: &Measure,
    arm: usize,
    level: f64,
) -> Result<Vec<Sensitivity>, String> {
    let found = sobol(
        &outputs(analysis, of, arm)?,
        analysis.trial.keys.len(),
        RESAMPLES,
        level,
        analysis.trial.seed,
    )
    .map_err(words)?;
    let both = |(key, index): (usize, crate::statistics::sobol::SobolIndex)| {
        [
            one(key, "first-order", index.first, Some(index.first_half_width)),
            one(key, "total", index.total, Some(index.total_half_width)),
        ]
    };
    Ok(found.into_iter().enumerate().flat_map(both).collect())
}

fn effects(
    analysis: &Analysis,
    of: &Measure,
    arm: usize,
    level: f64,
) -> Result<Vec<Sensitivity>, String> {
    let trial = &analysis.trial;
    let inputs: Vec<f64> =
        trial.of_arm(arm).flat_map(|entry| trial.entries[entry].unit.clone()).collect();
    let found = morris(
        &inputs,
        trial.keys.len(),
        &outputs(analysis, of, arm)?,
        RESAMPLES,
        level,
        trial.seed,
    )
    .map_err(words)?;
    let three = |(key, effects): (usize, Option<crate::statistics::morris::InputEffects>)| {
        let of = |e: crate::statistics::morris::InputEffects| {
            [
                one(key, "mu", e.mu, None),
                one(key, "mu*", e.mu_star, Some(e.mu_star_half_width)),
                one(key, "sigma", e.sigma, None),
            ]
        };
        effects.map(of)
    };
    Ok(found.into_iter().enumerate().filter_map(three).flatten().collect())
}

/// Partial rank correlations; points without a value are left out.
fn ranks(
    analysis: &Analysis,
    of: &Measure,
    arm: usize,
    level: f64,
) -> Result<Vec<Sensitivity>, String> {
    let trial = &analysis.trial;
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for entry in trial.of_arm(arm) {
        if let Some(output) = of.value(entry) {
            inputs.extend_from_slice(&trial.entries[entry].unit);
            outputs.push(output);
        }
    }
    let found = partial_rank(&inputs, trial.keys.len(), &outputs, level).map_err(words)?;
    let one = |(key, rank): (usize, Option<crate::statistics::partial_rank::PartialRank>)| {
        rank.map(|rank| Sensitivity {
            interval: rank.interval,
            p: Some(rank.p),
            ..one(key, "PRCC", rank.value, None)
        })
    };
    Ok(found.into_iter().enumerate().filter_map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::super::analysis::Read;
    use super::*;

    #[test]
    fn effects_on_times_are_read_in_days_and_indices_without_a_unit() {
        let of = Measure {
            outcome: "survival_h".into(),
            title: None,
            what: "survival".into(),
            unit: "h".into(),
            animals: vec![],
            samples: Samples::Times(vec![]),
            each: vec![],
            followed_to_h: None,
        };
        let index = |index| Sensitivity {
            measure: 0,
            arm: 0,
            key: 0,
            index,
            value: 48.0,
            interval: Some((24.0, 72.0)),
            p: None,
        };
        assert_eq!(
            index("mu*").read(&of),
            Read { value: 2.0, interval: Some((1.0, 3.0)), unit: " days".into() }
        );
        assert_eq!(
            index("PRCC").read(&of),
            Read { value: 48.0, interval: Some((24.0, 72.0)), unit: String::new() }
        );
    }
}
