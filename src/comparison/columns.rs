//! The columns of an analysis: what each is and how its value is computed, in one row.

use super::{Analysis, Comparison, Fit, Fraction, Middle, Sensitivity};
use crate::statistics::hill::Parameter;
use crate::statistics::kaplan_meier::EventTime;
use crate::statistics::significant;
use crate::table::{Column, ColumnKind, Definition, Value};

/// What a row of a table is about.
pub(super) struct TableRow<'a, T> {
    pub analysis: &'a Analysis,
    pub of: &'a T,
    pub arm: usize,
    /// Arm and point; none in a table of whole arms.
    pub entry: Option<usize>,
    pub measure: usize,
}

/// A column with what computes its value.
pub(super) type ColumnOf<T> = Definition<fn(&TableRow<'_, T>) -> Value>;

fn of<T>(
    name: &str,
    kind: ColumnKind,
    unit: &str,
    meaning: &str,
    value: fn(&TableRow<'_, T>) -> Value,
) -> ColumnOf<T> {
    Definition::new(Column { name: name.to_owned(), kind }, unit, meaning, value)
}

const COUNT: ColumnKind = ColumnKind::Count;
const NUMBER: ColumnKind = ColumnKind::Number;
const TEXT: ColumnKind = ColumnKind::Text;
const FLAG: ColumnKind = ColumnKind::Flag;

/// A number as it is written.
fn number(value: Option<f64>) -> Value {
    value
        .filter(|value| value.is_finite())
        .map_or(Value::Missing, |value| Value::Number(significant(value)))
}

fn count(value: Option<u64>) -> Value {
    value.map_or(Value::Missing, Value::Count)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_string())
}

pub(super) fn arm<T>() -> ColumnOf<T> {
    of("arm", TEXT, "", "arm of the study", |row| text(&row.analysis.trial.arms[row.arm]))
}

pub(super) fn point<T>() -> ColumnOf<T> {
    of("point", COUNT, "", "number of the point in the design", |row| {
        count(row.entry.map(|entry| row.analysis.trial.entries[entry].point as u64))
    })
}

pub(super) fn measure<T>() -> [ColumnOf<T>; 2] {
    [
        of("outcome", TEXT, "", "column of the outcomes", |row| {
            text(&row.analysis.measures[row.measure].outcome)
        }),
        of("measure", TEXT, "", "the answer that is counted, or median, or survival", |row| {
            text(&row.analysis.measures[row.measure].what)
        }),
    ]
}

/// What every table ends with.
pub(super) fn left_site<T>() -> ColumnOf<T> {
    let meaning = "animals whose tumour left its site: what followed is unknown (run.left_site)";
    of("left_site", COUNT, "", meaning, |row| {
        Value::Count(row.analysis.trial.left(row.arm, row.entry).0)
    })
}

/// `fractions.parquet`, behind what every table begins with.
pub(super) fn fractions() -> Vec<ColumnOf<Fraction>> {
    vec![
        of("events", COUNT, "", "animals with that answer", |row| {
            Value::Count(row.of.share.events)
        }),
        of("animals", COUNT, "", "animals with any answer", |row| {
            Value::Count(row.of.share.trials)
        }),
        of("fraction", NUMBER, "", "events over animals", |row| number(Some(row.of.wilson.value))),
        of("wilson_low", NUMBER, "", "lower bound of Wilson's interval", |row| {
            number(Some(row.of.wilson.low))
        }),
        of("wilson_high", NUMBER, "", "its upper bound", |row| number(Some(row.of.wilson.high))),
        of("exact_low", NUMBER, "", "lower bound of Clopper and Pearson's interval", |row| {
            number(Some(row.of.exact.low))
        }),
        of("exact_high", NUMBER, "", "its upper bound", |row| number(Some(row.of.exact.high))),
    ]
}

/// `medians.parquet`, behind what every table begins with.
pub(super) fn medians() -> Vec<ColumnOf<Middle>> {
    let unit = "of the outcome";
    vec![
        of("animals", COUNT, "", "animals", |row| {
            let entry = row.entry.expect("a median is of an entry");
            Value::Count(row.analysis.measures[row.measure].animals[entry])
        }),
        of("present", COUNT, "", "animals with a value", |row| Value::Count(row.of.present)),
        of("events", COUNT, "", "events, of survival; else empty", |row| count(row.of.events)),
        of(
            "median",
            NUMBER,
            unit,
            "median, in the outcome's unit; of survival that of the Kaplan-Meier curve; empty \
             where it was not reached",
            |row| number(row.of.median.0),
        ),
        of(
            "median_low",
            NUMBER,
            unit,
            "lower bound of its interval; empty where there is none",
            |row| number(row.of.median.1),
        ),
        of("median_high", NUMBER, unit, "its upper bound", |row| number(row.of.median.2)),
        of(
            "restricted_mean",
            NUMBER,
            "h",
            "of survival: mean time without an event up to the last time that all entries were \
             followed to",
            |row| number(row.of.restricted_mean),
        ),
    ]
}

/// `survival.parquet`, behind what every table begins with.
pub(super) fn survival() -> Vec<ColumnOf<EventTime>> {
    vec![
        of("time_h", NUMBER, "h", "time", |row| number(Some(row.of.time_h))),
        of("at_risk", COUNT, "", "animals at risk just before", |row| Value::Count(row.of.at_risk)),
        of("events", COUNT, "", "events then", |row| Value::Count(row.of.events)),
        of("censored", COUNT, "", "animals followed no longer", |row| {
            Value::Count(row.of.censored)
        }),
        of("survival", NUMBER, "", "share without an event from then on", |row| {
            number(Some(row.of.survival))
        }),
        of("survival_low", NUMBER, "", "lower bound of its interval", |row| {
            number(row.of.interval.map(|i| i.0))
        }),
        of("survival_high", NUMBER, "", "its upper bound", |row| {
            number(row.of.interval.map(|i| i.1))
        }),
    ]
}

/// `comparison.parquet`, behind what every table begins with.
pub(super) fn comparison() -> Vec<ColumnOf<Comparison>> {
    let mut columns: Vec<ColumnOf<Comparison>> = vec![
        of("against_arm", TEXT, "", "arm of the reference", |row| {
            let trial = &row.analysis.trial;
            text(&trial.arms[trial.entries[row.of.reference].arm])
        }),
        of("against_point", COUNT, "", "point of the reference", |row| {
            Value::Count(row.analysis.trial.entries[row.of.reference].point as u64)
        }),
        of("test", TEXT, "", "Fisher, Mann-Whitney or log-rank", |row| text(row.of.test)),
        of("statistic", NUMBER, "", "U or chi-square; Fisher's test has none", |row| {
            number(row.of.statistic)
        }),
        of("p", NUMBER, "", "two-sided p value", |row| number(row.of.p)),
        of(
            "p_holm",
            NUMBER,
            "",
            "p corrected after Holm over all comparisons of the measure",
            |row| number(row.of.p_holm),
        ),
        of("p_benjamini_hochberg", NUMBER, "", "p corrected after Benjamini and Hochberg", |row| {
            number(row.of.p_bh)
        }),
        of(
            "effect_name",
            TEXT,
            "",
            "risk difference, probability of superiority or hazard ratio, against the reference",
            |row| text(row.of.effect_name),
        ),
        of("effect", NUMBER, "", "the effect", |row| {
            number(row.of.effect.map(|effect| effect.value))
        }),
        of("effect_low", NUMBER, "", "lower bound of its interval", |row| {
            number(row.of.effect.and_then(|effect| effect.interval).map(|i| i.0))
        }),
        of("effect_high", NUMBER, "", "its upper bound", |row| {
            number(row.of.effect.and_then(|effect| effect.interval).map(|i| i.1))
        }),
    ];
    columns.extend(odds_and_pairs());
    columns
}

fn odds_and_pairs() -> [ColumnOf<Comparison>; 7] {
    [
        of("odds_ratio", NUMBER, "", "odds ratio, of fractions", |row| {
            number(row.of.odds_ratio.map(|odds| odds.value))
        }),
        of("odds_ratio_low", NUMBER, "", "lower bound of its interval", |row| {
            number(row.of.odds_ratio.map(|odds| odds.low))
        }),
        of("odds_ratio_high", NUMBER, "", "its upper bound", |row| {
            number(row.of.odds_ratio.map(|odds| odds.high))
        }),
        of(
            "pairs_more",
            COUNT,
            "",
            "the same animals one by one: how many have more than in the reference; empty without \
             common random numbers, and of times",
            |row| count(row.of.paired.map(|paired| paired.more)),
        ),
        of("pairs_less", COUNT, "", "how many have less", |row| {
            count(row.of.paired.map(|paired| paired.less))
        }),
        of(
            "p_paired",
            NUMBER,
            "",
            "p value of the sign test of these (McNemar's exact test, of fractions)",
            |row| number(row.of.paired.map(|paired| paired.p)),
        ),
        of(
            "p_paired_holm",
            NUMBER,
            "",
            "the same corrected after Holm over all comparisons of the measure",
            |row| number(row.of.paired.map(|paired| paired.p_holm)),
        ),
    ]
}

/// The parameters of a fit by their names.
fn parameters(fit: &Fit) -> [(&'static str, Parameter); 4] {
    [
        ("zero", fit.curve.zero),
        ("plateau", fit.curve.plateau),
        ("half_dose", fit.curve.half_dose),
        ("slope", fit.curve.slope),
    ]
}

/// `dose_response.parquet`, behind what every table begins with.
pub(super) fn dose_response() -> Vec<ColumnOf<Fit>> {
    vec![
        of("key", TEXT, "", "the swept key", |row| text(&row.analysis.trial.keys[0].name)),
        of("points", COUNT, "", "points of the fit", |row| Value::Count(row.of.points)),
        of("zero", NUMBER, "of the outcome", "output without dose", |row| {
            number(Some(row.of.curve.zero.value))
        }),
        of("zero_error", NUMBER, "of the outcome", "its standard error; empty at a bound", |row| {
            number(row.of.curve.zero.standard_error)
        }),
        of("plateau", NUMBER, "of the outcome", "output that large doses come to", |row| {
            number(Some(row.of.curve.plateau.value))
        }),
        of("plateau_error", NUMBER, "of the outcome", "its standard error", |row| {
            number(row.of.curve.plateau.standard_error)
        }),
        of(
            "half_dose",
            NUMBER,
            "of the key",
            "dose with half the effect, in the key's unit",
            |row| number(Some(row.of.curve.half_dose.value)),
        ),
        of("half_dose_error", NUMBER, "of the key", "its standard error", |row| {
            number(row.of.curve.half_dose.standard_error)
        }),
        of("slope", NUMBER, "", "Hill's slope", |row| number(Some(row.of.curve.slope.value))),
        of("slope_error", NUMBER, "", "its standard error", |row| {
            number(row.of.curve.slope.standard_error)
        }),
        of("residual", NUMBER, "", "weighted sum of squared residuals", |row| {
            number(Some(row.of.curve.residual))
        }),
        of("r_squared", NUMBER, "", "share of the variance that the curve explains", |row| {
            number(Some(row.of.curve.r_squared))
        }),
        of("at_bound", TEXT, "", "parameters that ended at a bound of their range", |row| {
            let at_bound = parameters(row.of).into_iter().filter(|(_, of)| of.at_bound);
            text(&at_bound.map(|(name, _)| name).collect::<Vec<_>>().join(", "))
        }),
        of(
            "extrapolated",
            FLAG,
            "",
            "true: the half dose lies outside the doses that were tried",
            |row| Value::Flag(row.of.curve.extrapolated),
        ),
    ]
}

/// `sensitivity.parquet`, behind what every table begins with.
pub(super) fn sensitivity() -> Vec<ColumnOf<Sensitivity>> {
    vec![
        of("key", TEXT, "", "key of the design", |row| {
            text(&row.analysis.trial.keys[row.of.key].name)
        }),
        of("index", TEXT, "", "PRCC, first-order, total, mu, mu* or sigma", |row| {
            text(row.of.index)
        }),
        of("value", NUMBER, "", "the index", |row| number(Some(row.of.value))),
        of("low", NUMBER, "", "lower bound of its interval", |row| {
            number(row.of.interval.map(|i| i.0))
        }),
        of("high", NUMBER, "", "its upper bound", |row| number(row.of.interval.map(|i| i.1))),
        of("p", NUMBER, "", "p value, of PRCC", |row| number(row.of.p)),
    ]
}

/// Every table with its columns, those of the design's keys aside.
pub(crate) fn described() -> [(&'static str, Vec<Definition>); 6] {
    fn of_points<T>(own: Vec<ColumnOf<T>>) -> Vec<Definition> {
        let head = [arm(), point()].into_iter().chain(measure());
        head.chain(own).chain([left_site()]).map(|column| column.described()).collect()
    }
    fn of_arms<T>(own: Vec<ColumnOf<T>>) -> Vec<Definition> {
        let head = [arm()].into_iter().chain(measure());
        head.chain(own).chain([left_site()]).map(|column| column.described()).collect()
    }
    [
        ("fractions", of_points(fractions())),
        ("medians", of_points(medians())),
        ("survival", of_points(survival())),
        ("comparison", of_points(comparison())),
        ("dose_response", of_arms(dose_response())),
        ("sensitivity", of_arms(sensitivity())),
    ]
}
