//! Times and numbers as pictures and pages write them.

/// `day 12, 06:00`.
pub fn day_and_hour(time_h: f64) -> String {
    let minutes = (time_h * 60.0).round().max(0.0) as u64;
    format!("day {}, {:02}:{:02}", minutes / 1440, minutes / 60 % 24, minutes % 60)
}

/// `12345` with thin groups: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
