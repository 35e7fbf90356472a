//! Compares a trial.

use crate::statistics::Fault;
use crate::statistics::fraction::{clopper_pearson, wilson};
use crate::statistics::kaplan_meier::KaplanMeier;
use crate::statistics::median::{Median, median};

use super::analysis::{Analysis, Curve, Fraction, Middle};
use super::measure::{self, Samples};
use super::trial::Trial;
use super::{pairs, together, trends};

/// More pairs of arm and point than this have no survival curves of their own in the tables: they
/// follow from the outcomes.
pub(super) const CURVES: usize = 1000;

/// Compares a trial.
pub(crate) fn analyse(trial: Trial, level: f64) -> Result<Analysis, Fault> {
    let mut notes = Vec::new();
    let measures = measure::measures(&trial, &mut notes);
    let mut analysis = Analysis {
        trial,
        measures,
        fractions: Vec::new(),
        middles: Vec::new(),
        curves: Vec::new(),
        comparisons: Vec::new(),
        fits: Vec::new(),
        sensitivities: Vec::new(),
        notes,
    };
    for measure in 0..analysis.measures.len() {
        describe(&mut analysis, measure, level)?;
    }
    pairs::compare(&mut analysis, level)?;
    trends::fit(&mut analysis);
    trends::sensitivities(&mut analysis, level);
    Ok(analysis)
}

/// Shares, medians and curves of a measure.
fn describe(analysis: &mut Analysis, measure: usize, level: f64) -> Result<(), Fault> {
    let of = &analysis.measures[measure];
    let entries = analysis.trial.entries.len();
    match &of.samples {
        Samples::Shares(shares) => {
            for (entry, share) in shares.iter().enumerate() {
                if let Some(share) = *share {
                    let (wilson, exact) = (wilson(share, level)?, clopper_pearson(share, level)?);
                    analysis.fractions.push(Fraction { measure, entry, share, wilson, exact });
                }
            }
        }
        Samples::Numbers(samples) => {
            for (entry, values) in samples.iter().enumerate() {
                let middle = if values.is_empty() { None } else { Some(median(values, level)?) };
                let bounds = |median: Median| {
                    (Some(median.value), median.interval.map(|i| i.0), median.interval.map(|i| i.1))
                };
                let median = middle.map_or((None, None, None), bounds);
                analysis.middles.push(Middle {
                    measure,
                    entry,
                    present: values.len() as u64,
                    events: None,
                    median,
                    restricted_mean: None,
                });
            }
        }
        Samples::Times(samples) => {
            let until = of.followed_to_h;
            for (entry, animals) in samples.iter().enumerate() {
                let curve = KaplanMeier::of(animals);
                let (low, high) = curve.median_interval_h();
                let restricted_mean = until.map(|until| curve.restricted_mean_h(until));
                let (present, events) = (curve.animals, Some(curve.events()));
                analysis.middles.push(Middle {
                    measure,
                    entry,
                    present,
                    events,
                    median: (curve.median_h(), low, high),
                    restricted_mean,
                });
                if entries <= CURVES && !animals.is_empty() {
                    analysis.curves.push(Curve { measure, entry, curve });
                }
            }
            let with_animals: Vec<usize> =
                (0..entries).filter(|&entry| !samples[entry].is_empty()).collect();
            if let Err(why) = together::charts(&analysis.trial, &with_animals) {
                analysis.notes.push(format!("{}: {why}", of.name()));
            }
            if entries > CURVES {
                let name = of.name();
                analysis.notes.push(format!(
                    "{name}: {entries} pairs of arm and point are too many for survival curves in \
                     a table; they follow from the outcomes"
                ));
            }
        }
    }
    Ok(())
}
