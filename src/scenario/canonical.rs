//! One spelling for each value, over which digests are taken.

use super::types::Param;
use crate::input::document;
use crate::input::units;
use crate::input::value::{Setting, TimePoint};

/// One spelling for each value: numbers with as many digits as give them back.
pub(super) fn canonical(setting: &Setting) -> String {
    let list = |values: &[f64]| {
        values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" ")
    };
    let time_point = |time_point: &TimePoint| match time_point {
        TimePoint::At(time) => format!("{time:?} h"),
        TimePoint::Relative(span, event) => format!("{span:?} h after {event}"),
    };
    match setting {
        Setting::Number(Param::Fixed(value)) => format!("{value:?}"),
        Setting::Number(Param::Uniform { min, max }) => format!("uniform {min:?} {max:?}"),
        Setting::Number(Param::LogUniform { min, max }) => format!("log_uniform {min:?} {max:?}"),
        Setting::Number(Param::Normal { mean, sd, min, max }) => {
            format!("normal {mean:?} {sd:?} {min:?} {max:?}")
        }
        Setting::Number(Param::LogNormal { median, sigma, min, max }) => {
            format!("log_normal {median:?} {sigma:?} {min:?} {max:?}")
        }
        Setting::Number(Param::Beta { alpha, beta, min, max }) => {
            format!("beta {alpha:?} {beta:?} {min:?} {max:?}")
        }
        Setting::Number(Param::Choice { values, weights }) => {
            format!("choice {} with {}", list(values), list(weights))
        }
        Setting::TimePoint(one) => time_point(one),
        Setting::Every(every) => format!("every {every:?} h"),
        Setting::List(time_points) => {
            time_points.iter().map(time_point).collect::<Vec<_>>().join(", ")
        }
        Setting::Lengths(lengths) => list(lengths),
        Setting::Integer(value) => value.to_string(),
        Setting::Integers(values) => {
            values.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")
        }
        Setting::Boolean(value) => value.to_string(),
        Setting::Text(text) => document::quote(text),
        Setting::Texts(texts) => {
            texts.iter().map(|text| document::quote(text)).collect::<Vec<_>>().join(" ")
        }
        Setting::Dose(units::Dose { amount, measure, per }) => {
            format!("dose {amount:?} {measure:?} per {per:?}")
        }
        Setting::Never => "never".to_string(),
    }
}
