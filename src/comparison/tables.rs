//! An analysis as tables.
//!
//! In: an [`Analysis`]. Out: columns and rows of `fractions`, `medians`, `survival`, `comparison`,
//! `dose_response` and `sensitivity`, with what each column means. Tables without rows are left
//! out. Every row names arm and point and holds the values of the design's keys; numbers are
//! rounded to nine significant digits, and what could not be computed is empty.

use super::{Analysis, Key, Level};
use crate::statistics::hill::Parameter;
use crate::statistics::significant;
use crate::table::{Column, ColumnKind, Value};

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What they mean, in the same order.
    pub meanings: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
}

/// A column by name, kind and meaning.
type Heading = (&'static str, ColumnKind, &'static str);

const COUNT: ColumnKind = ColumnKind::Count;
const NUMBER: ColumnKind = ColumnKind::Number;
const TEXT: ColumnKind = ColumnKind::Text;

const WHAT: [Heading; 2] = [
    ("outcome", TEXT, "column of the outcomes"),
    ("measure", TEXT, "the answer that is counted, or median, or survival"),
];

const FRACTIONS: [Heading; 7] = [
    ("events", COUNT, "animals with that answer"),
    ("animals", COUNT, "animals with any answer"),
    ("fraction", NUMBER, "events over animals"),
    ("wilson_low", NUMBER, "lower bound of Wilson's interval"),
    ("wilson_high", NUMBER, "its upper bound"),
    ("exact_low", NUMBER, "lower bound of Clopper and Pearson's interval"),
    ("exact_high", NUMBER, "its upper bound"),
];

const MEDIANS: [Heading; 7] = [
    ("animals", COUNT, "animals"),
    ("present", COUNT, "animals with a value"),
    ("events", COUNT, "events, of survival; else empty"),
    (
        "median",
        NUMBER,
        "median, in the outcome's unit; of survival that of the Kaplan-Meier curve; empty where \
         it was not reached",
    ),
    ("median_low", NUMBER, "lower bound of its interval; empty where there is none"),
    ("median_high", NUMBER, "its upper bound"),
    (
        "restricted_mean",
        NUMBER,
        "of survival: mean time without an event up to the last time that all entries were \
         followed to",
    ),
];

const SURVIVAL: [Heading; 7] = [
    ("time_h", NUMBER, "time"),
    ("at_risk", COUNT, "animals at risk just before"),
    ("events", COUNT, "events then"),
    ("censored", COUNT, "animals followed no longer"),
    ("survival", NUMBER, "share without an event from then on"),
    ("survival_low", NUMBER, "lower bound of its interval"),
    ("survival_high", NUMBER, "its upper bound"),
];

const COMPARISON: [Heading; 18] = [
    ("against_arm", TEXT, "arm of the reference"),
    ("against_point", COUNT, "point of the reference"),
    ("test", TEXT, "Fisher, Mann-Whitney or log-rank"),
    ("statistic", NUMBER, "U or chi-square; Fisher's test has none"),
    ("p", NUMBER, "two-sided p value"),
    ("p_holm", NUMBER, "p corrected after Holm over all comparisons of the measure"),
    ("p_benjamini_hochberg", NUMBER, "p corrected after Benjamini and Hochberg"),
    (
        "effect_name",
        TEXT,
        "risk difference, probability of superiority or hazard ratio, against the reference",
    ),
    ("effect", NUMBER, "the effect"),
    ("effect_low", NUMBER, "lower bound of its interval"),
    ("effect_high", NUMBER, "its upper bound"),
    ("odds_ratio", NUMBER, "odds ratio, of fractions"),
    ("odds_ratio_low", NUMBER, "lower bound of its interval"),
    ("odds_ratio_high", NUMBER, "its upper bound"),
    (
        "pairs_more",
        COUNT,
        "the same animals one by one: how many have more than in the reference; empty without \
         common random numbers, and of times",
    ),
    ("pairs_less", COUNT, "how many have less"),
    ("p_paired", NUMBER, "p value of the sign test of these (McNemar's exact test, of fractions)"),
    ("p_paired_holm", NUMBER, "the same corrected after Holm over all comparisons of the measure"),
];

const DOSE_RESPONSE: [Heading; 14] = [
    ("key", TEXT, "the swept key"),
    ("points", COUNT, "points of the fit"),
    ("zero", NUMBER, "output without dose"),
    ("zero_error", NUMBER, "its standard error; empty at a bound"),
    ("plateau", NUMBER, "output that large doses come to"),
    ("plateau_error", NUMBER, "its standard error"),
    ("half_dose", NUMBER, "dose with half the effect, in the key's unit"),
    ("half_dose_error", NUMBER, "its standard error"),
    ("slope", NUMBER, "Hill's slope"),
    ("slope_error", NUMBER, "its standard error"),
    ("residual", NUMBER, "weighted sum of squared residuals"),
    ("r_squared", NUMBER, "share of the variance that the curve explains"),
    ("at_bound", TEXT, "parameters that ended at a bound of their range"),
    ("extrapolated", COUNT, "1: the half dose is outside the doses that were tried"),
];

const SENSITIVITY: [Heading; 6] = [
    ("key", TEXT, "key of the design"),
    ("index", TEXT, "PRCC, first-order, total, mu, mu* or sigma"),
    ("value", NUMBER, "the index"),
    ("low", NUMBER, "lower bound of its interval"),
    ("high", NUMBER, "its upper bound"),
    ("p", NUMBER, "p value, of PRCC"),
];

/// All tables that have rows.
pub fn tables(analysis: &Analysis) -> Vec<Table> {
    let all = [
        fractions(analysis),
        medians(analysis),
        survival(analysis),
        comparison(analysis),
        dose_response(analysis),
        sensitivity(analysis),
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// A number as it is written.
fn number(value: Option<f64>) -> Value {
    value
        .filter(|value| value.is_finite())
        .map_or(Value::Missing, |value| Value::Number(significant(value)))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_string())
}

/// A table of these headings; `keys`: whether rows name a point and its values, else only an arm.
fn table(
    name: &'static str,
    analysis: &Analysis,
    keys: bool,
    headings: &[Heading],
    rows: Vec<Vec<Value>>,
) -> Table {
    let mut columns = vec![Column::text("arm")];
    let mut meanings = vec!["arm of the study"];
    if keys {
        columns.push(Column::count("point"));
        meanings.push("number of the point in the design");
        columns.extend(analysis.trial.keys.iter().map(|key| Column {
            name: column_name(key, headings),
            kind: if key.unit.is_some() { NUMBER } else { TEXT },
        }));
        meanings.extend(analysis.trial.keys.iter().map(|_| "value of the design's key"));
    }
    for (name, kind, meaning) in WHAT.iter().chain(headings) {
        columns.push(Column { name: name.to_string(), kind: *kind });
        meanings.push(meaning);
    }
    Table { name, columns, meanings, rows }
}

/// The key's name, or `design.NAME` where a table has a column of that name.
fn column_name(key: &Key, headings: &[Heading]) -> String {
    let taken = ["arm", "point"].contains(&key.name.as_str())
        || WHAT.iter().chain(headings).any(|(name, ..)| *name == key.name);
    if taken { format!("design.{}", key.name) } else { key.name.clone() }
}

/// The first cells of a row: arm, point, keys, measure.
fn head(analysis: &Analysis, entry: usize, measure: usize) -> Vec<Value> {
    let of = &analysis.trial.entries[entry];
    let mut row = vec![text(&analysis.trial.arms[of.arm]), Value::Count(of.point as u64)];
    row.extend(of.levels.iter().map(|level| match level {
        Level::Number(number) => Value::Number(*number),
        Level::Text(text) => Value::Text(text.clone()),
    }));
    row.extend(what(analysis, measure));
    row
}

fn what(analysis: &Analysis, measure: usize) -> [Value; 2] {
    let measure = &analysis.measures[measure];
    [text(&measure.outcome), text(&measure.what)]
}

fn fractions(analysis: &Analysis) -> Table {
    let row = |f: &super::Fraction| {
        let mut row = head(analysis, f.entry, f.measure);
        row.extend([Value::Count(f.share.events), Value::Count(f.share.trials)]);
        row.extend(
            [f.wilson.value, f.wilson.low, f.wilson.high, f.exact.low, f.exact.high]
                .map(|value| number(Some(value))),
        );
        row
    };
    table("fractions", analysis, true, &FRACTIONS, analysis.fractions.iter().map(row).collect())
}

fn medians(analysis: &Analysis) -> Table {
    let row = |m: &super::Middle| {
        let mut row = head(analysis, m.entry, m.measure);
        row.extend([
            Value::Count(analysis.measures[m.measure].animals[m.entry]),
            Value::Count(m.present),
            m.events.map_or(Value::Missing, Value::Count),
        ]);
        row.extend([m.median.0, m.median.1, m.median.2, m.restricted_mean].map(number));
        row
    };
    table("medians", analysis, true, &MEDIANS, analysis.middles.iter().map(row).collect())
}

fn survival(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for of in &analysis.curves {
        for moment in &of.curve.moments {
            let mut row = head(analysis, of.entry, of.measure);
            row.push(number(Some(moment.time_h)));
            row.extend([moment.at_risk, moment.events, moment.censored].map(Value::Count));
            row.extend(
                [Some(moment.survival), moment.interval.map(|i| i.0), moment.interval.map(|i| i.1)]
                    .map(number),
            );
            rows.push(row);
        }
    }
    table("survival", analysis, true, &SURVIVAL, rows)
}

fn comparison(analysis: &Analysis) -> Table {
    let row = |c: &super::Comparison| {
        let reference = &analysis.trial.entries[c.reference];
        let mut row = head(analysis, c.entry, c.measure);
        row.extend([
            text(&analysis.trial.arms[reference.arm]),
            Value::Count(reference.point as u64),
            text(c.test),
        ]);
        row.extend([c.statistic, c.p, c.p_holm, c.p_bh].map(number));
        row.push(text(c.effect_name));
        let interval = c.effect.and_then(|effect| effect.interval);
        row.extend(
            [c.effect.map(|effect| effect.value), interval.map(|i| i.0), interval.map(|i| i.1)]
                .map(number),
        );
        row.extend(
            [
                c.odds_ratio.map(|odds| odds.value),
                c.odds_ratio.map(|odds| odds.low),
                c.odds_ratio.map(|odds| odds.high),
            ]
            .map(number),
        );
        row.extend(
            [c.paired.map(|paired| paired.more), c.paired.map(|paired| paired.less)]
                .map(|count| count.map_or(Value::Missing, Value::Count)),
        );
        row.extend(
            [c.paired.map(|paired| paired.p), c.paired.map(|paired| paired.p_holm)].map(number),
        );
        row
    };
    table("comparison", analysis, true, &COMPARISON, analysis.comparisons.iter().map(row).collect())
}

fn dose_response(analysis: &Analysis) -> Table {
    let row = |fit: &super::Fit| {
        let mut row = vec![text(&analysis.trial.arms[fit.arm])];
        row.extend(what(analysis, fit.measure));
        row.extend([text(&analysis.trial.keys[0].name), Value::Count(fit.points)]);
        let named: [(&str, Parameter); 4] = [
            ("zero", fit.curve.zero),
            ("plateau", fit.curve.plateau),
            ("half_dose", fit.curve.half_dose),
            ("slope", fit.curve.slope),
        ];
        row.extend(named.iter().flat_map(|(_, parameter)| {
            [number(Some(parameter.value)), number(parameter.standard_error)]
        }));
        row.extend([fit.curve.residual, fit.curve.r_squared].map(|value| number(Some(value))));
        let at_bound: Vec<&str> = named
            .iter()
            .filter(|(_, parameter)| parameter.at_bound)
            .map(|(name, _)| *name)
            .collect();
        row.extend([text(&at_bound.join(", ")), Value::Count(u64::from(fit.curve.extrapolated))]);
        row
    };
    table("dose_response", analysis, false, &DOSE_RESPONSE, analysis.fits.iter().map(row).collect())
}

fn sensitivity(analysis: &Analysis) -> Table {
    let row = |of: &super::Sensitivity| {
        let mut row = vec![text(&analysis.trial.arms[of.arm])];
        row.extend(what(analysis, of.measure));
        row.extend([text(&analysis.trial.keys[of.key].name), text(of.index)]);
        row.extend(
            [Some(of.value), of.interval.map(|i| i.0), of.interval.map(|i| i.1), of.p].map(number),
        );
        row
    };
    table(
        "sensitivity",
        analysis,
        false,
        &SENSITIVITY,
        analysis.sensitivities.iter().map(row).collect(),
    )
}
