//! Axes: where a number stands, and which numbers are written beside it.
//!
//! In: the numbers that must fit. Out: a scale (linear, or logarithmic with a place of its own for
//! zero) with round ticks: steps of 1, 2 or 5 times a power of ten, on a logarithmic axis powers of
//! ten (with 2 and 5 where there are few).

/// What stands along an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// Quantity and unit, for instance `dose (CU)`.
    pub label: String,
    /// Lowest and highest number; on a logarithmic axis both are positive.
    pub range: (f64, f64),
    /// Logarithmic.
    pub log: bool,
    /// Whether zero has a place left of a logarithmic axis.
    pub zero: bool,
    /// Share of the axis that is left free at either end.
    pub margin: f64,
}

/// Share of a logarithmic axis that zero takes.
const ZERO: f64 = 0.12;

/// Left free at either end of an axis with chosen numbers, whose markers stand at its ends.
const MARGIN: f64 = 0.03;

/// Positive numbers that span more than this factor go on a logarithmic axis.
const DECADES: f64 = 25.0;

impl Axis {
    /// A linear axis over these numbers, widened to round ticks.
    pub(crate) fn linear(label: &str, numbers: impl IntoIterator<Item = f64>) -> Axis {
        let (mut low, mut high) = bounds(numbers).unwrap_or((0.0, 1.0));
        if low == high {
            let room = if low == 0.0 { 1.0 } else { 0.5 * low.abs() };
            (low, high) = (low - room, high + room);
        }
        let step = step(low, high, 5);
        Axis {
            label: label.to_string(),
            range: (libm::floor(low / step + 1e-9) * step, libm::ceil(high / step - 1e-9) * step),
            log: false,
            zero: false,
            margin: 0.0,
        }
    }

    /// An axis from 0 to 100 %.
    pub(crate) fn share(label: &str) -> Axis {
        Axis { label: label.to_string(), range: (0.0, 1.0), log: false, zero: false, margin: 0.0 }
    }

    /// For numbers that were chosen (doses, times): logarithmic if none is negative and the
    /// positive ones span more than a factor of 25.
    pub(crate) fn chosen(label: &str, numbers: &[f64]) -> Axis {
        let positive = bounds(numbers.iter().copied().filter(|x| *x > 0.0));
        match positive {
            Some((low, high)) if high > DECADES * low && numbers.iter().all(|x| *x >= 0.0) => {
                Axis {
                    label: label.to_string(),
                    range: (low, high),
                    log: true,
                    zero: numbers.contains(&0.0),
                    margin: MARGIN,
                }
            }
            _ => Axis { margin: MARGIN, ..Axis::linear(label, numbers.iter().copied()) },
        }
    }

    /// A logarithmic axis over positive numbers.
    pub(crate) fn logarithmic(label: &str, numbers: impl IntoIterator<Item = f64>) -> Axis {
        let (low, high) = bounds(numbers.into_iter().filter(|x| *x > 0.0)).unwrap_or((0.1, 10.0));
        let (low, high) = if high > low * 1.01 { (low, high) } else { (low / 2.0, high * 2.0) };
        Axis { label: label.to_string(), range: (low, high), log: true, zero: false, margin: 0.0 }
    }

    /// Where a number stands, 0 to 1; none for one that this axis has no place for.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        let share = match self.log {
            false => (value - self.range.0) / (self.range.1 - self.range.0),
            true if value > 0.0 => {
                let share =
                    libm::log(value / self.range.0) / libm::log(self.range.1 / self.range.0);
                if self.zero { ZERO + (1.0 - ZERO) * share } else { share }
            }
            true if value == 0.0 && self.zero => 0.0,
            true => return None,
        };
        Some(self.margin + (1.0 - 2.0 * self.margin) * share)
    }

    /// Numbers with a tick and what is written there.
    pub(crate) fn ticks(&self) -> Vec<(f64, String)> {
        if self.log {
            return self.log_ticks();
        }
        let step = step(self.range.0, self.range.1, 5);
        let (first, last) = (
            libm::ceil(self.range.0 / step - 1e-9) as i64,
            libm::floor(self.range.1 / step + 1e-9) as i64,
        );
        (first..=last)
            .take(50)
            .map(|n| n as f64 * step)
            .map(|value| (value, written(value, step)))
            .collect()
    }

    fn log_ticks(&self) -> Vec<(f64, String)> {
        let (low, high) = (libm::log10(self.range.0), libm::log10(self.range.1));
        let (first, last) = (libm::floor(low) as i32, libm::ceil(high) as i32);
        let every = 1 + (last - first) / 8;
        let factors: &[f64] = if high - low < 1.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let mut ticks: Vec<(f64, String)> =
            if self.zero { vec![(0.0, "0".to_string())] } else { Vec::new() };
        for power in (first..=last).filter(|power| power.rem_euclid(every) == 0) {
            for factor in factors {
                let value = factor * power_of_ten(power);
                if value >= self.range.0 * 0.999 && value <= self.range.1 * 1.001 {
                    ticks.push((
                        value,
                        if *factor == 1.0 { power_written(power) } else { written(value, value) },
                    ));
                }
            }
        }
        ticks
    }
}

fn power_of_ten(power: i32) -> f64 {
    format!("1e{power}").parse().expect("a power of ten")
}

fn bounds(numbers: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.into_iter().filter(|x| x.is_finite()).fold(None, |found, x| match found {
        None => Some((x, x)),
        Some((low, high)) => Some((f64::min(low, x), f64::max(high, x))),
    })
}

/// A round step that cuts a range in about so many parts.
fn step(low: f64, high: f64, parts: u32) -> f64 {
    let rough = (high - low) / f64::from(parts);
    if !(rough.is_finite() && rough > 1e-300) {
        return 1.0;
    }
    let power = power_of_ten(libm::floor(libm::log10(rough)) as i32);
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power)
}

/// A tick's number with the decimals of its step, large and small ones as powers of ten.
fn written(value: f64, step: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_string();
    }
    if !(1e-3..1e5).contains(&size) {
        let power = libm::floor(libm::log10(size) + 1e-9) as i32;
        let factor = value / power_of_ten(power);
        let factor = short(factor, 2);
        return if factor == "1" {
            power_written(power)
        } else {
            format!("{factor}·{}", power_written_whole(power))
        };
    }
    let decimals = (-libm::floor(libm::log10(step.abs()) + 1e-9)).clamp(0.0, 6.0) as usize;
    minus(&format!("{value:.decimals$}"))
}

/// A number in at most so many decimals, without trailing zeros, with a true minus sign.
pub(crate) fn short(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    minus(if text == "-0" { "0" } else { text })
}

/// A number with so many significant digits, as people write it.
pub(crate) fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".to_string() } else { "–".to_string() };
    }
    let power = libm::floor(libm::log10(value.abs()) + 1e-12) as i32;
    if (-3..6).contains(&power) {
        return short(value, (digits as i32 - 1 - power).max(0) as usize);
    }
    format!("{}·{}", short(value / power_of_ten(power), digits - 1), power_written_whole(power))
}

fn minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// 10 to a whole power: `0.01` to `1000` in digits, else with a raised exponent.
fn power_written(power: i32) -> String {
    if (-2..=3).contains(&power) {
        short(power_of_ten(power), 2)
    } else {
        power_written_whole(power)
    }
}

fn power_written_whole(power: i32) -> String {
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32(0x2070 + digit as u32 - '0' as u32).unwrap_or(digit),
    };
    format!("10{}", power.to_string().chars().map(raised).collect::<String>())
}
