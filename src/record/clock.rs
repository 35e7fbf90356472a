//! The wall clock, as text: only `manifest.json` and `log.txt` may hold what it says.
//!
//! In: nothing. Out: RFC 3339 in UTC with whole seconds, for example `2026-11-22T05:08:00Z`.
//! The date follows from the count of days by the civil-calendar algorithm over 400-year eras of
//! 146,097 days.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds of a day.
const DAY_S: u64 = 86_400;

/// The present time.
pub(crate) fn now() -> String {
    // A clock before 1970 is a broken clock; its text need only be a date.
    rfc3339(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// RFC 3339 of a count of seconds since 1970-01-01T00:00:00Z.
fn rfc3339(seconds: u64) -> String {
    let (days, second) = (seconds / DAY_S, seconds % DAY_S);
    // Eras begin on 1 March of a year divisible by 400, so that the leap day is the last day of its
    // year.
    let day = days + 719_468;
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day_of_month:02}T{:02}:{:02}:{:02}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_the_calendars() {
        // Expected texts from `date -u -d @SECONDS`.
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(rfc3339(4_107_542_400), "2100-03-01T00:00:00Z");
        assert_eq!(rfc3339(1_795_324_080), "2026-11-22T05:08:00Z");
    }
}
