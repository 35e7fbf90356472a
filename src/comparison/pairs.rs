//! Comparisons: arms against their control, or points against the first.
//!
//! In: measures. Out: a [`Comparison`] of each entry with its reference: of several arms each arm
//! with the control at the same point; of one arm with chosen points each point with the first.
//! Shares: Fisher's exact test, risk difference, odds ratio. Numbers: Mann-Whitney test,
//! probability of superiority. Times: log-rank test, hazard ratio. p values are corrected over all
//! comparisons of one measure. These tests take the samples for independent. Where they are the
//! same animals under two treatments (common random numbers) shares and numbers have a second test,
//! of the pairs: how many animals rose and fell, and the sign test of that (McNemar's, of shares),
//! corrected likewise.

use super::analysis::{Analysis, Comparison, Effect, Paired};
use super::measure::{Measure, Samples};
use super::trial::Trial;
use crate::statistics::Fault;
use crate::statistics::fraction::{odds_ratio, risk_difference};
use crate::statistics::log_rank::log_rank;
use crate::statistics::multiplicity::{benjamini_hochberg, holm};
use crate::statistics::two_groups::{fisher, mann_whitney, sign_test};

/// Entries and their references.
fn pairs(trial: &Trial) -> Vec<(usize, usize)> {
    if trial.arms.len() > 1 {
        let controls: Vec<usize> = trial.of_arm(trial.control).collect();
        let treated = (0..trial.arms.len()).filter(|arm| *arm != trial.control);
        return treated
            .flat_map(|arm| trial.of_arm(arm).zip(controls.clone()).collect::<Vec<_>>())
            .collect();
    }
    if trial.chosen() {
        (1..trial.entries.len()).map(|entry| (entry, 0)).collect()
    } else {
        Vec::new()
    }
}

/// Adds all comparisons.
pub(super) fn compare(analysis: &mut Analysis, level: f64) -> Result<(), Fault> {
    let pairs = pairs(&analysis.trial);
    for (number, measure) in analysis.measures.iter().enumerate() {
        let mut found = Vec::new();
        for &(entry, reference) in &pairs {
            found.push(test(measure, number, entry, reference, level)?);
        }
        let tested: Vec<usize> = (0..found.len()).filter(|&i| found[i].p.is_some()).collect();
        let p: Vec<f64> = tested.iter().filter_map(|&i| found[i].p).collect();
        for ((&i, holm), bh) in tested.iter().zip(holm(&p)?).zip(benjamini_hochberg(&p)?) {
            (found[i].p_holm, found[i].p_bh) = (Some(holm), Some(bh));
        }
        if analysis.trial.same_animals {
            pair(measure, &mut found)?;
        }
        let untested = found.len() - tested.len();
        if untested > 0 {
            let text = format!(
                "{}: {untested} of {} comparisons could not be tested (no animals, or no events)",
                measure.name(),
                found.len()
            );
            analysis.notes.push(text);
        }
        analysis.comparisons.extend(found);
    }
    Ok(())
}

/// Adds the comparisons of pairs.
fn pair(of: &Measure, found: &mut [Comparison]) -> Result<(), Fault> {
    let mut paired = Vec::new();
    for comparison in found.iter() {
        let (Some(treated), Some(reference)) =
            (of.each.get(comparison.entry), of.each.get(comparison.reference))
        else {
            return Ok(());
        };
        let pairs = || treated.iter().zip(reference).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
        let (more, less) = (
            pairs().filter(|(a, b)| a > b).count() as u64,
            pairs().filter(|(a, b)| a < b).count() as u64,
        );
        let p = sign_test(more, less);
        paired.push((pairs().next().is_some(), Paired { more, less, p, p_holm: p }));
    }
    let p: Vec<f64> = paired.iter().filter(|(any, _)| *any).map(|(_, pair)| pair.p).collect();
    let mut corrected = holm(&p)?.into_iter();
    for (comparison, (any, pair)) in found.iter_mut().zip(paired) {
        comparison.paired =
            if any { corrected.next().map(|p_holm| Paired { p_holm, ..pair }) } else { None };
    }
    Ok(())
}

fn test(
    of: &Measure,
    measure: usize,
    entry: usize,
    reference: usize,
    level: f64,
) -> Result<Comparison, Fault> {
    let (test, effect_name) = match &of.samples {
        Samples::Shares(_) => ("Fisher", "risk difference"),
        Samples::Numbers(_) => ("Mann-Whitney", "probability of superiority"),
        Samples::Times(_) => ("log-rank", "hazard ratio"),
    };
    let mut found = Comparison {
        measure,
        entry,
        reference,
        test,
        statistic: None,
        p: None,
        p_holm: None,
        p_bh: None,
        effect_name,
        effect: None,
        odds_ratio: None,
        paired: None,
    };
    match &of.samples {
        Samples::Shares(shares) => {
            if let (Some(a), Some(b)) = (shares[entry], shares[reference]) {
                found.p = Some(fisher(a, b));
                found.effect = Some(risk_difference(a, b, level)?.into());
                found.odds_ratio = Some(odds_ratio(a, b, level)?);
            }
        }
        Samples::Numbers(samples) => {
            if let Ok(test) = mann_whitney(&samples[entry], &samples[reference]) {
                (found.statistic, found.p) = (Some(test.u), Some(test.p));
                found.effect = Some(Effect { value: test.superiority, interval: None });
            }
        }
        Samples::Times(samples) => {
            if let Ok(test) = log_rank(&[&samples[entry], &samples[reference]]) {
                (found.statistic, found.p) = (Some(test.chi_square), Some(test.p));
                found.effect = test.hazard_ratio(level)?.map(Effect::from);
            }
        }
    }
    Ok(found)
}
