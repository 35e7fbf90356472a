//! Units: one table for each quantity, with the factor to its canonical unit.
//!
//! In: text such as `"36 h"`, `"20 um"`, `"10 um2/s"`, `"22 /mm2/d"`. Out: a number in the
//! canonical unit, or a [`UnitError`] that says what was expected. A factor is held as numerator
//! and denominator, so that `90 min` is 1.5 h exactly. Conversions of interleukin-2 (18e6 IU = 1.1
//! mg, de Pillis 2013): 1 nM = 254 IU/ml; 1 Cetus unit = 6 IU; 1 IU from a million cells in 24 h is
//! 0.0275 molecules a cell and second.

use super::definition::Quantity;

/// A unit and its factor to the canonical unit: `value * numerator / denominator`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// As a user writes it.
    pub name: &'static str,
    /// Numerator of the factor.
    pub numerator: f64,
    /// Denominator of the factor.
    pub denominator: f64,
}

impl Unit {
    /// A value in this unit, in the canonical one.
    pub fn to_canonical(self, value: f64) -> f64 {
        value * self.numerator / self.denominator
    }
    /// A value in the canonical unit, in this one.
    pub fn from_canonical(self, value: f64) -> f64 {
        value * self.denominator / self.numerator
    }
}

/// Why a text is no quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum UnitError {
    /// It does not begin with a number.
    NoNumber,
    /// The number is not finite.
    NotFinite,
    /// There is a number but no unit.
    NoUnit,
    /// The unit belongs to another quantity.
    OtherQuantity {
        /// The unit as typed.
        unit: String,
        /// What it measures: `a length`.
        measures: &'static str,
    },
    /// No quantity has that unit.
    UnknownUnit {
        /// The unit as typed.
        unit: String,
    },
}

const fn unit(name: &'static str, numerator: f64, denominator: f64) -> Unit {
    Unit { name, numerator, denominator }
}

const TIME: &[Unit] = &[
    unit("h", 1.0, 1.0),
    unit("s", 1.0, 3600.0),
    unit("min", 1.0, 60.0),
    unit("d", 24.0, 1.0),
    unit("day", 24.0, 1.0),
    unit("days", 24.0, 1.0),
    unit("hour", 1.0, 1.0),
    unit("hours", 1.0, 1.0),
    unit("week", 168.0, 1.0),
    unit("weeks", 168.0, 1.0),
];
const LENGTH: &[Unit] = &[unit("um", 1.0, 1.0), unit("mm", 1000.0, 1.0), unit("cm", 10_000.0, 1.0)];
const CONCENTRATION: &[Unit] = &[
    unit("pM", 1.0, 1.0),
    unit("nM", 1000.0, 1.0),
    unit("uM", 1e6, 1.0),
    unit("IU/ml", 1000.0, 254.0),
    unit("IU/l", 1.0, 254.0),
];
const RATE: &[Unit] = &[
    unit("/h", 1.0, 1.0),
    unit("/d", 1.0, 24.0),
    unit("/min", 60.0, 1.0),
    unit("/s", 3600.0, 1.0),
    unit("/week", 1.0, 168.0),
    unit("%/h", 1.0, 100.0),
    unit("%/d", 1.0, 2400.0),
];
const RATE_PER_CONCENTRATION: &[Unit] = &[
    unit("/h/pM", 1.0, 1.0),
    unit("/d/pM", 1.0, 24.0),
    unit("/h/nM", 1.0, 1000.0),
    unit("/d/nM", 1.0, 24_000.0),
];
const DIFFUSION: &[Unit] = &[
    unit("um2/s", 1.0, 1.0),
    unit("um2/min", 1.0, 60.0),
    unit("um2/h", 1.0, 3600.0),
    unit("mm2/d", 1e6, 86_400.0),
    unit("cm2/s", 1e8, 1.0),
];
const MOTILITY: &[Unit] =
    &[unit("um2/min", 1.0, 1.0), unit("um2/s", 60.0, 1.0), unit("um2/h", 1.0, 60.0)];
const VOLUME: &[Unit] = &[
    unit("ml", 1.0, 1.0),
    unit("ul", 1.0, 1000.0),
    unit("l", 1000.0, 1.0),
    unit("L", 1000.0, 1.0),
    unit("mm3", 1.0, 1000.0),
    unit("cm3", 1.0, 1.0),
];
const CLEARANCE: &[Unit] = &[
    unit("ml/h", 1.0, 1.0),
    unit("ml/min", 60.0, 1.0),
    unit("ml/d", 1.0, 24.0),
    unit("l/h", 1000.0, 1.0),
    unit("l/d", 1000.0, 24.0),
];
const DENSITY: &[Unit] =
    &[unit("/mm2", 1.0, 1.0), unit("/cm2", 1.0, 100.0), unit("/um2", 1e6, 1.0)];
const INFLUX: &[Unit] =
    &[unit("/mm2/h", 1.0, 1.0), unit("/mm2/d", 1.0, 24.0), unit("/mm2/min", 60.0, 1.0)];
const SUPPLY: &[Unit] = &[
    unit("/h", 1.0, 1.0),
    unit("/d", 1.0, 24.0),
    unit("cells/h", 1.0, 1.0),
    unit("cells/d", 1.0, 24.0),
];
const SECRETION: &[Unit] = &[
    unit("molecules/s", 1.0, 1.0),
    unit("/s", 1.0, 1.0),
    unit("molecules/min", 1.0, 60.0),
    unit("molecules/h", 1.0, 3600.0),
    unit("IU/1e6/d", 275.0, 10_000.0),
    unit("IU/1e6/24h", 275.0, 10_000.0),
    unit("IU/1e6cells/d", 275.0, 10_000.0),
    unit("IU/1e6cells/24h", 275.0, 10_000.0),
];
const UPTAKE: &[Unit] = &[unit("um3/s", 1.0, 1.0), unit("um3/h", 1.0, 3600.0)];
const MASS: &[Unit] = &[unit("g", 1.0, 1.0), unit("kg", 1000.0, 1.0), unit("mg", 1.0, 1000.0)];
const SURFACE: &[Unit] = &[unit("m2", 1.0, 1.0), unit("cm2", 1.0, 10_000.0)];
const FRACTION: &[Unit] = &[unit("%", 1.0, 100.0)];

/// Units of doses: activity (IU; the factor of `U` is its preparation's, here 1), mass (mg),
/// radiation (Gy).
const DOSE: &[Unit] = &[
    unit("IU", 1.0, 1.0),
    unit("kIU", 1e3, 1.0),
    unit("MIU", 1e6, 1.0),
    unit("CU", 6.0, 1.0),
    unit("kCU", 6e3, 1.0),
    unit("MCU", 6e6, 1.0),
    unit("U", 1.0, 1.0),
    unit("kU", 1e3, 1.0),
    unit("MU", 1e6, 1.0),
    unit("mg", 1.0, 1.0),
    unit("ug", 1.0, 1000.0),
    unit("g", 1000.0, 1.0),
    unit("Gy", 1.0, 1.0),
    unit("cGy", 1.0, 100.0),
    unit("rad", 1.0, 100.0),
];

/// What the unit of a dose measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoseMeasure {
    /// International units of a cytokine.
    Activity,
    /// Cetus units of interleukin-2, held as IU.
    Cetus,
    /// Bare units (`U`), whose meaning the preparation defines.
    Own,
    /// mg.
    Mass,
    /// Gy.
    Radiation,
}

impl DoseMeasure {
    /// What a unit of [`DOSE`] measures.
    fn of(unit: &str) -> DoseMeasure {
        match unit {
            "CU" | "kCU" | "MCU" => DoseMeasure::Cetus,
            "U" | "kU" | "MU" => DoseMeasure::Own,
            "mg" | "ug" | "g" => DoseMeasure::Mass,
            "Gy" | "cGy" | "rad" => DoseMeasure::Radiation,
            _ => DoseMeasure::Activity,
        }
    }

    /// Its units in a sentence.
    pub fn units(self) -> String {
        let names: Vec<&str> = DOSE
            .iter()
            .map(|unit| unit.name)
            .filter(|name| DoseMeasure::of(name) == self)
            .collect();
        names.join(", ")
    }
}

/// The units of a quantity, canonical first; empty for pure numbers and words.
pub fn units_of(quantity: Quantity) -> &'static [Unit] {
    match quantity {
        Quantity::Time
        | Quantity::TimePoint
        | Quantity::TimePoints
        | Quantity::Starts
        | Quantity::Interval => TIME,
        Quantity::Length | Quantity::Lengths => LENGTH,
        Quantity::Concentration => CONCENTRATION,
        Quantity::Rate => RATE,
        Quantity::RatePerConcentration => RATE_PER_CONCENTRATION,
        Quantity::Diffusion => DIFFUSION,
        Quantity::Motility => MOTILITY,
        Quantity::Dose => DOSE,
        Quantity::Volume => VOLUME,
        Quantity::Clearance => CLEARANCE,
        Quantity::Density => DENSITY,
        Quantity::Influx => INFLUX,
        Quantity::Supply => SUPPLY,
        Quantity::Secretion => SECRETION,
        Quantity::Uptake => UPTAKE,
        Quantity::Mass => MASS,
        Quantity::Surface => SURFACE,
        Quantity::Fraction => FRACTION,
        Quantity::Count
        | Quantity::CountOrNever
        | Quantity::Number
        | Quantity::Integer
        | Quantity::Integers
        | Quantity::Boolean
        | Quantity::Text
        | Quantity::Name
        | Quantity::Names
        | Quantity::Choice(_) => &[],
    }
}

/// What a quantity is, in words with an article.
pub fn dimension(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Time => "a time",
        Quantity::TimePoint => "a time point",
        Quantity::TimePoints => "an interval or a list of time points",
        Quantity::Starts => "a time point or a list of time points",
        Quantity::Interval => "an interval",
        Quantity::Length => "a length",
        Quantity::Lengths => "a list of two or three lengths",
        Quantity::Concentration => "a concentration",
        Quantity::Rate => "a rate",
        Quantity::RatePerConcentration => "a rate per concentration",
        Quantity::Diffusion => "a diffusion coefficient",
        Quantity::Motility => "a motility coefficient",
        Quantity::Dose => "a dose",
        Quantity::Volume => "a volume",
        Quantity::Clearance => "a clearance",
        Quantity::Density => "a number per area",
        Quantity::Influx => "an influx per area",
        Quantity::Supply => "a number of cells per time",
        Quantity::Secretion => "a secretion per cell",
        Quantity::Uptake => "a volume cleared per time",
        Quantity::Mass => "a mass",
        Quantity::Surface => "a body surface",
        Quantity::Count => "a number",
        Quantity::CountOrNever => "a number of cells or \"never\"",
        Quantity::Fraction => "a fraction",
        Quantity::Number => "a pure number",
        Quantity::Integer => "a whole number",
        Quantity::Integers => "a list of whole numbers",
        Quantity::Boolean => "true or false",
        Quantity::Text => "text",
        Quantity::Name => "a name",
        Quantity::Names => "a list of names",
        Quantity::Choice(_) => "one of a few words",
    }
}

/// An example of a quantity's value, as TOML.
pub fn example(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Time => "\"36 h\"",
        Quantity::TimePoint => "\"day 1\"",
        Quantity::TimePoints => "\"every 12 h\"",
        Quantity::Starts => "\"day 1\" or [\"day 1\", \"day 3\"]",
        Quantity::Interval => "\"every 6 h\"",
        Quantity::Length => "\"20 um\"",
        Quantity::Lengths => "[\"4 mm\", \"4 mm\"]",
        Quantity::Concentration => "\"10 pM\"",
        Quantity::Rate => "\"4 /d\"",
        Quantity::RatePerConcentration => "\"1 /h/nM\"",
        Quantity::Diffusion => "\"10 um2/s\"",
        Quantity::Motility => "\"15 um2/min\"",
        Quantity::Dose => "\"300 CU\"",
        Quantity::Volume => "\"0.2 ml\"",
        Quantity::Clearance => "\"18 ml/h\"",
        Quantity::Density => "\"100 /mm2\"",
        Quantity::Influx => "\"22 /mm2/d\"",
        Quantity::Supply => "\"100 cells/d\"",
        Quantity::Secretion => "\"10 molecules/s\"",
        Quantity::Uptake => "\"36 um3/s\"",
        Quantity::Mass => "\"20 g\"",
        Quantity::Surface => "\"1.8 m2\"",
        Quantity::Count | Quantity::CountOrNever => "500",
        Quantity::Fraction => "0.9",
        Quantity::Number => "1.5",
        Quantity::Integer => "10",
        Quantity::Integers => "[0, 1]",
        Quantity::Boolean => "true",
        Quantity::Text => "\"some words\"",
        Quantity::Name => "\"flank\"",
        Quantity::Names => "[\"model.competence.ctl\", \"model.competence.nk\"]",
        Quantity::Choice(_) => "\"one of them\"",
    }
}

/// Splits text into the number it begins with and the rest, trimmed.
pub fn split_number(text: &str) -> Result<(f64, &str), UnitError> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let digits = |mut i: usize| {
        while i < bytes.len()
            && (bytes[i].is_ascii_digit()
                || (bytes[i] == b'_' && i > 0 && bytes[i - 1].is_ascii_digit()))
        {
            i += 1;
        }
        i
    };
    let begin = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = digits(begin);
    if end == begin {
        return Err(UnitError::NoNumber);
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    let value: f64 = text[..end].replace('_', "").parse().map_err(|_| UnitError::NoNumber)?;
    if !value.is_finite() {
        return Err(UnitError::NotFinite);
    }
    Ok((value, text[end..].trim()))
}

/// One spelling for each unit: no spaces, `u` for micro, plain digits for powers, `/h` for `1/h`
/// and `per h`.
fn normal(text: &str) -> String {
    let mut out = String::new();
    let words = text.replace(" per ", "/").replace("1/", "/");
    let words = words.strip_prefix("per ").map_or_else(|| words.clone(), |rest| format!("/{rest}"));
    for c in words.chars() {
        match c {
            '\u{b5}' | '\u{3bc}' => out.push('u'),
            '\u{b2}' => out.push('2'),
            '\u{b3}' => out.push('3'),
            '^' => {}
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// The unit of a quantity that a text names.
pub fn find_unit(text: &str, quantity: Quantity) -> Result<Unit, UnitError> {
    if text.is_empty() {
        return Err(UnitError::NoUnit);
    }
    let wanted = normal(text);
    if let Some(unit) = units_of(quantity).iter().find(|unit| unit.name == wanted) {
        return Ok(*unit);
    }
    let others = [
        Quantity::Time,
        Quantity::Length,
        Quantity::Concentration,
        Quantity::Rate,
        Quantity::Diffusion,
        Quantity::Mass,
        Quantity::Dose,
        Quantity::Volume,
        Quantity::Clearance,
        Quantity::Density,
        Quantity::Influx,
        Quantity::Secretion,
        Quantity::Uptake,
        Quantity::Surface,
        Quantity::Supply,
        Quantity::RatePerConcentration,
        Quantity::Fraction,
    ];
    let base = wanted.strip_suffix("/kg").or_else(|| wanted.strip_suffix("/m2")).unwrap_or(&wanted);
    for other in others {
        let named = if other == Quantity::Dose { base } else { &wanted };
        if units_of(other).iter().any(|unit| unit.name == named) {
            return Err(UnitError::OtherQuantity {
                unit: text.to_string(),
                measures: dimension(other),
            });
        }
    }
    Err(UnitError::UnknownUnit { unit: text.to_string() })
}

/// Reads `"36 h"` as a quantity: the value in canonical units and the unit it was written in.
pub fn parse(text: &str, quantity: Quantity) -> Result<(f64, Unit), UnitError> {
    let (value, rest) = split_number(text)?;
    let unit = find_unit(rest, quantity)?;
    let canonical = unit.to_canonical(value);
    if canonical.is_finite() { Ok((canonical, unit)) } else { Err(UnitError::NotFinite) }
}

/// What a dose is given per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The whole animal.
    Animal,
    /// Each kg of body.
    Kilogram,
    /// Each m2 of body surface.
    SquareMetre,
}

/// A dose as written; what it comes to follows from drug, preparation and body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    /// In IU, the preparation's own units, mg or Gy.
    pub amount: f64,
    /// Which of them.
    pub measure: DoseMeasure,
    /// What it is given per.
    pub per: Per,
}

/// Reads `"300 CU"`, `"720000 IU/kg"`, `"18 MIU/m2"`, `"2 U"`, `"200 mg/kg"`, `"5 Gy"`.
pub fn parse_dose(text: &str) -> Result<Dose, UnitError> {
    let (value, rest) = split_number(text)?;
    if rest.is_empty() {
        return Err(UnitError::NoUnit);
    }
    let name = normal(rest);
    let (base, per) = match (name.strip_suffix("/kg"), name.strip_suffix("/m2")) {
        (Some(base), _) => (base, Per::Kilogram),
        (_, Some(base)) => (base, Per::SquareMetre),
        _ => (name.as_str(), Per::Animal),
    };
    let Some(unit) = DOSE.iter().find(|unit| unit.name == base) else {
        return Err(match find_unit(rest, Quantity::Dose) {
            Err(error) => error,
            Ok(_) => UnitError::UnknownUnit { unit: rest.to_string() },
        });
    };
    let amount = unit.to_canonical(value);
    if !amount.is_finite() {
        return Err(UnitError::NotFinite);
    }
    Ok(Dose { amount, measure: DoseMeasure::of(base), per })
}

/// A time such as `day 10` or `37 h` as it is typed beside a scenario, h; none where it is no time
/// from the start on.
pub fn time_point(text: &str) -> Option<f64> {
    let text = text.trim();
    let parsed = match text.strip_prefix("day ") {
        Some(day) => day.trim().parse::<f64>().ok().map(|day| day * 24.0),
        None => parse(text, Quantity::Time).ok().map(|(time_h, _)| time_h),
    };
    parsed.filter(|time_h| time_h.is_finite() && *time_h >= 0.0)
}

/// A time as a day, to a tenth: 289 h are day 12. Every day in words is made here.
pub fn day(time_h: f64) -> f64 {
    (time_h / 2.4).round() / 10.0
}

/// A number as people write it: as few digits as give it back, no exponent between 0.001 and 10
/// million.
pub fn show(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-3..1e7).contains(&size) {
        // Rounded to 6 significant digits: for people, not for reading back.
        let digits = 5 - libm::floor(libm::log10(if value == 0.0 { 1.0 } else { size })) as i32;
        let text = format!("{value:.*}", digits.max(0) as usize);
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_string()
        } else {
            text
        }
    } else {
        let text = format!("{value:.5e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The units of a quantity in a sentence: `h, s, min, d`.
pub fn unit_list(quantity: Quantity) -> String {
    let units = units_of(quantity);
    let mut names: Vec<&str> = units.iter().map(|unit| unit.name).collect();
    names.retain(|name| !matches!(*name, "hour" | "hours" | "day" | "week" | "L"));
    let mut list = names.join(", ");
    if quantity == Quantity::Dose {
        list.push_str("; each also per kg or m2 (IU/kg, MIU/m2)");
    }
    list
}

#[cfg(test)]
mod tests;
