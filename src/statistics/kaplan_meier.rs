//! Kaplan-Meier curves: what share of animals is still without an event, where some were followed
//! for less long than others.
//!
//! In: for each animal how long it was followed and whether the event ended that. Out: the
//! product-limit estimate S at each time, `S(t) = product over event times up to t of (1 - d / n)`,
//! d events among n at risk; its 95 % interval from Greenwood's variance of ln S, `v = sum d / (n
//! (n - d))`, on the scale of ln(-ln S): `S ^ exp(+-1.96 sqrt(v) / ln S)`; the median, the first
//! time with S <= 1/2, and its 95 % interval by the method of Brookmeyer and Crowley (1982) on the
//! same scale: from the first time at which the lower bound of S is at most 1/2 to the first at
//! which the upper is. At one time events come before censoring. Where S is 1 or 0 it has no
//! interval, and a median bound that is not reached is none.

/// Upper 2.5 % point of the standard normal distribution.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// A product of fractions whose value is exactly 1/2 may come out above it by so much.
const ROUNDING: f64 = 1e-12;

/// How long one animal was followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followed {
    /// To the event, or to the last time at which it is known not to have come, h.
    pub time_h: f64,
    /// Whether the event came.
    pub event: bool,
}

/// A time at which something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventTime {
    /// The time, h.
    pub time_h: f64,
    /// Animals at risk just before.
    pub at_risk: u64,
    /// Events.
    pub events: u64,
    /// Animals followed no longer, without an event.
    pub censored: u64,
    /// Share without an event from here on.
    pub survival: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    /// Animals.
    pub animals: u64,
    /// Times of events and of censoring, ascending.
    pub times: Vec<EventTime>,
}

impl KaplanMeier {
    /// The curve of these animals.
    pub fn of(animals: &[Followed]) -> Self {
        let mut ordered = animals.to_vec();
        ordered.sort_by(|a, b| a.time_h.total_cmp(&b.time_h));
        let mut times: Vec<EventTime> = Vec::new();
        let (mut at_risk, mut survival, mut variance) = (ordered.len() as u64, 1.0, 0.0);
        for together in ordered.chunk_by(|a, b| a.time_h == b.time_h) {
            let events = together.iter().filter(|animal| animal.event).count() as u64;
            let censored = together.len() as u64 - events;
            let (n, d) = (at_risk as f64, events as f64);
            survival *= (n - d) / n;
            variance += if events < at_risk { d / (n * (n - d)) } else { 0.0 };
            times.push(EventTime {
                time_h: together[0].time_h,
                at_risk,
                events,
                censored,
                survival,
                interval: interval(survival, variance),
            });
            at_risk -= events + censored;
        }
        KaplanMeier { animals: ordered.len() as u64, times }
    }

    /// Events of all animals.
    pub fn events(&self) -> u64 {
        self.times.iter().map(|time_point| time_point.events).sum()
    }

    /// Animals at risk just before a time.
    pub fn at_risk(&self, time_h: f64) -> u64 {
        self.times
            .iter()
            .find(|time_point| time_point.time_h >= time_h)
            .map_or(0, |time_point| time_point.at_risk)
    }

    /// The first time with at most half left, h.
    pub fn median_h(&self) -> Option<f64> {
        self.times
            .iter()
            .find(|time_point| time_point.survival <= 0.5 + ROUNDING)
            .map(|time_point| time_point.time_h)
    }

    /// Mean time without an event up to `until_h`, h: the area under the curve.
    pub fn restricted_mean_h(&self, until_h: f64) -> f64 {
        let (mut area, mut from_h, mut survival) = (0.0, 0.0, 1.0);
        for time_point in self.times.iter().take_while(|time_point| time_point.time_h < until_h) {
            area += survival * (time_point.time_h - from_h);
            (from_h, survival) = (time_point.time_h, time_point.survival);
        }
        area + survival * (until_h - from_h).max(0.0)
    }

    /// The 95 % interval of the median, h; a bound that is not reached is none.
    pub fn median_interval_h(&self) -> (Option<f64>, Option<f64>) {
        let first = |bound: fn((f64, f64)) -> f64| {
            let reached = |time_point: &&EventTime| {
                time_point.interval.is_some_and(|interval| bound(interval) <= 0.5)
            };
            self.times.iter().find(reached).map(|time_point| time_point.time_h)
        };
        (first(|(low, _)| low), first(|(_, high)| high))
    }
}

fn interval(survival: f64, variance: f64) -> Option<(f64, f64)> {
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let width = NORMAL_975 * variance.sqrt() / libm::log(survival);
    Some((libm::pow(survival, libm::exp(-width)), libm::pow(survival, libm::exp(width))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Weeks in remission of 42 children with acute leukaemia (Freireich and others, 1963; in Cox,
    /// 1972), `+` where censored.
    const TREATED: &str = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+";
    const PLACEBO: &str = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23";

    fn curve(text: &str) -> KaplanMeier {
        let animal = |word: &str| Followed {
            time_h: word.trim_end_matches('+').parse().unwrap(),
            event: !word.ends_with('+'),
        };
        KaplanMeier::of(&text.split(' ').map(animal).collect::<Vec<_>>())
    }

    fn at(curve: &KaplanMeier, time_h: f64) -> EventTime {
        *curve.times.iter().find(|time_point| time_point.time_h == time_h).unwrap()
    }

    /// Tolerance: products and fractions of a few factors, rounded in another order.
    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn the_leukaemia_trial_has_its_survival_by_hand() {
        let treated = curve(TREATED);
        let mut by_hand = 1.0;
        for (week, n, d) in [
            (6.0, 21.0, 3.0),
            (7.0, 17.0, 1.0),
            (10.0, 15.0, 1.0),
            (13.0, 12.0, 1.0),
            (16.0, 11.0, 1.0),
            (22.0, 7.0, 1.0),
            (23.0, 6.0, 1.0),
        ] {
            by_hand *= 1.0 - d / n;
            let time_point = at(&treated, week);
            assert_eq!(
                (time_point.at_risk as f64, time_point.events as f64),
                (n, d),
                "week {week}"
            );
            assert!(near(time_point.survival, by_hand), "week {week}");
        }
        assert_eq!((treated.animals, treated.events()), (21, 9));
        assert!(near(at(&curve(PLACEBO), 8.0).survival, 8.0 / 21.0));
    }

    #[test]
    fn the_leukaemia_trial_has_the_intervals_of_lifelines() {
        // lifelines 0.30.3, KaplanMeierFitter, six decimals
        let close = |time_point: EventTime, low: f64, high: f64| {
            let (a, b) = time_point.interval.unwrap();
            assert!((a - low).abs() < 5e-7 && (b - high).abs() < 5e-7, "{time_point:?}");
        };
        let (treated, placebo) = (curve(TREATED), curve(PLACEBO));
        close(at(&treated, 6.0), 0.619718, 0.951552);
        close(at(&treated, 13.0), 0.431610, 0.849066);
        close(at(&treated, 23.0), 0.188052, 0.680143);
        close(at(&placebo, 8.0), 0.183067, 0.577789);
        close(at(&placebo, 22.0), 0.003324, 0.197045);
    }

    #[test]
    fn the_leukaemia_trial_has_its_medians() {
        let (treated, placebo) = (curve(TREATED), curve(PLACEBO));
        assert_eq!(
            (treated.median_h(), treated.median_interval_h()),
            (Some(23.0), (Some(13.0), None))
        );
        assert_eq!(
            (placebo.median_h(), placebo.median_interval_h()),
            (Some(8.0), (Some(4.0), Some(11.0)))
        );
    }

    #[test]
    fn censoring_at_the_time_of_an_event_comes_after_it() {
        assert_eq!(at(&curve("5 5+"), 5.0).survival, 0.5);
        assert_eq!(curve("5+ 5").times, curve("5 5+").times);
    }

    #[test]
    fn without_events_nothing_falls_and_nothing_has_an_interval() {
        let curve = curve("7+ 9+");
        assert!(
            curve
                .times
                .iter()
                .all(|time_point| time_point.survival == 1.0 && time_point.interval.is_none())
        );
        assert_eq!((curve.median_h(), curve.median_interval_h()), (None, (None, None)));
        let none = KaplanMeier::of(&[]);
        assert_eq!((none.animals, none.median_h(), none.at_risk(0.0)), (0, None, 0));
    }

    #[test]
    fn those_at_risk_are_those_followed_so_far() {
        let treated = curve(TREATED);
        assert_eq!(
            [0.0, 6.0, 6.5, 23.0, 35.0, 36.0].map(|week| treated.at_risk(week)),
            [21, 21, 17, 6, 1, 0]
        );
    }

    #[test]
    fn half_of_any_even_number_is_half() {
        for half in 1..100_u32 {
            let animals: Vec<Followed> = (1..=2 * half)
                .map(|day| Followed { time_h: f64::from(day), event: true })
                .collect();
            assert_eq!(KaplanMeier::of(&animals).median_h(), Some(f64::from(half)), "{half}");
        }
    }

    proptest! {
        /// Without censoring the estimate is the share that is left.
        #[test]
        fn without_censoring_it_is_the_plain_share(weeks in prop::collection::vec(1u32..30, 1..40)) {
            let animals: Vec<Followed> = weeks.iter().map(|week| Followed { time_h: f64::from(*week), event: true }).collect();
            for time_point in KaplanMeier::of(&animals).times {
                let left = animals.iter().filter(|animal| animal.time_h > time_point.time_h).count();
                prop_assert!(near(time_point.survival, left as f64 / animals.len() as f64));
            }
        }
    }
}
