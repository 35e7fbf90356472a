//! The section of the page on survival: a Kaplan-Meier curve with its numbers.
//!
//! In: how long each animal was followed. Out: HTML that needs no script. The picture is an SVG
//! that stretches with the page (its lines keep their width), the words beside it are HTML, so that
//! they keep their size on a narrow screen. Everything in the picture is also in a sentence and in
//! a table.

use crate::outcome::EndReason;
use crate::statistics::kaplan_meier::{Followed, KaplanMeier};
use crate::statistics::log_rank::log_rank;

use super::html::{day, escape};
use super::input::{AnimalRow, ReportInput};

/// Edge of the picture in its own units.
const SPAN: f64 = 1000.0;
/// Half the height of the mark of an animal that was followed no longer.
const TICK: f64 = 22.0;
/// Most steps of the axis of time.
const MOST_STEPS: f64 = 5.0;

/// Dashes of the arms' lines.
const DASHES: [&str; 6] = ["none", "10 5", "2 4", "12 4 2 4", "6 6", "16 5"];

/// What the curve counts.
struct Words {
    title: &'static str,
    event: &'static str,
    time: &'static str,
}

const SURVIVAL: Words =
    Words { title: "Survival", event: "died or were put down", time: "survival" };
const PROGRESSION: Words = Words {
    title: "Progression-free survival",
    event: "progressed or died",
    time: "progression-free survival",
};

/// What the curves of some runs count: survival of animals, progression-free survival of patients
/// and where animals were followed to their progression only.
fn counted(inputs: &[&ReportInput]) -> (Words, fn(&AnimalRow) -> Followed) {
    let patients = inputs.iter().all(|input| input.subject == "patient");
    if patients || inputs.iter().any(|input| ends_at_progression(input)) {
        (PROGRESSION, |animal| animal.progression_free)
    } else {
        (SURVIVAL, |animal| animal.survival)
    }
}

/// Whether animals were followed to their progression only, so that nobody knows how long they
/// lived.
pub(super) fn ends_at_progression(input: &ReportInput) -> bool {
    input.animals.iter().any(|animal| animal.end == EndReason::Progressed.name())
}

/// The section, or nothing where a single animal has no curve.
pub(super) fn section(input: &ReportInput) -> String {
    if input.animals.len() < 2 {
        return String::new();
    }
    let (words, pick) = counted(&[input]);
    let curve = KaplanMeier::of(&input.animals.iter().map(pick).collect::<Vec<_>>());
    let last_h = curve.times.last().map_or(0.0, |time_point| time_point.time_h);
    let sentence = escape(&sentence(&curve, &words, input));
    format!(
        "<section aria-labelledby=\"survival\">\n<h2 \
         id=\"survival\">{title}</h2>\n<p>{sentence}</p>\n{figure}<details>\n<summary>The curve \
         in numbers</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" \
         aria-label=\"{title} in numbers\">{table}</div>\n<p class=\"hint\">Kaplan-Meier \
         estimate; interval from Greenwood's variance on the scale of ln(-ln S), of the median \
         after Brookmeyer and Crowley (1982). A {subject} that is cured or \
         whose last tumour cells were resected is followed to the end of the run.</p>\n</details>\n</section>\n",
        title = words.title,
        figure = figure(&curve, &words, &sentence, last_h),
        table = table(&curve),
        subject = escape(&input.subject),
    )
}

/// How many animals of a run left their site.
pub(super) fn left_the_site(input: &ReportInput) -> usize {
    input.animals.iter().filter(|animal| left(animal)).count()
}

fn left(animal: &AnimalRow) -> bool {
    animal.end == EndReason::LeftTheSite.name()
}

/// What leaving the site counts as, where there is an animal of which it did.
fn leaving(input: &ReportInput) -> String {
    let counts = if input.animals.iter().any(|animal| left(animal) && animal.survival.event) {
        "which counts as death and progression"
    } else {
        "and are followed no longer"
    };
    match left_the_site(input) {
        0 => String::new(),
        some => format!(" The tumours of {some} left the site, {counts}."),
    }
}

/// The curve in words, up to the day to which its own animals were followed.
fn sentence(curve: &KaplanMeier, words: &Words, input: &ReportInput) -> String {
    let last_h = curve.times.last().map_or(0.0, |time_point| time_point.time_h);
    let (subject, left) = (&input.subject, leaving(input));
    let bound = |time_h: Option<f64>| time_h.map_or("not reached".to_owned(), day);
    let median = match (curve.median_h(), curve.median_interval_h()) {
        (None, (None, None)) => "not reached".to_owned(),
        (median, (low, high)) => {
            format!("{} (95 % interval {} to {})", bound(median), bound(low), bound(high))
        }
    };
    format!(
        "{} of {} {subject}s {} by day {}.{left} Median {}, in days: {median}.",
        curve.events(),
        curve.animals,
        words.event,
        day(last_h),
        words.time
    )
}

/// The curves of several arms over one another, or nothing where one of them has no outcome.
/// `subject` is `animal` or `patient`.
pub(super) fn overlaid(arms: &[(&str, &ReportInput)]) -> String {
    let (words, pick) = counted(&arms.iter().map(|(_, input)| *input).collect::<Vec<_>>());
    let with_outcome = |input: &ReportInput| input.animals.len() > 1;
    if arms.len() < 2 || !arms.iter().all(|(_, input)| with_outcome(input)) {
        return String::new();
    }
    let followed: Vec<Vec<Followed>> =
        arms.iter().map(|(_, input)| input.animals.iter().map(pick).collect()).collect();
    let curves: Vec<KaplanMeier> = followed.iter().map(|group| KaplanMeier::of(group)).collect();
    let last_h = curves
        .iter()
        .filter_map(|curve| curve.times.last())
        .map(|time_point| time_point.time_h)
        .fold(0.0, f64::max);
    if last_h <= 0.0 {
        return String::new();
    }
    let sentences: Vec<String> = arms
        .iter()
        .zip(&curves)
        .map(|((name, input), curve)| format!("{name}: {}", sentence(curve, &words, input)))
        .collect();
    let groups: Vec<&[Followed]> = followed.iter().map(Vec::as_slice).collect();
    let test =
        log_rank(&groups).ok().filter(|test| test.p.is_finite()).map_or(String::new(), |test| {
            let p =
                if test.p < 0.001 { "below 0.001".to_owned() } else { format!("{:.3}", test.p) };
            format!(
                "<p class=\"hint\">Log-rank test of the arms as independent groups: p {p}. Arms \
                 of one seed share their animals, which this test does not use.</p>\n"
            )
        });
    let across = |time_h: f64| SPAN * time_h / last_h;
    let step_h = 24.0 * step_days(last_h / 24.0);
    let ticks: Vec<f64> =
        (0..).map(|i| f64::from(i) * step_h).take_while(|time_h| *time_h <= last_h).collect();
    let mut grid: String = [0.0, 0.25, 0.5, 0.75, 1.0]
        .iter()
        .map(|share| format!("M0,{0}H{SPAN}", SPAN * share))
        .collect();
    grid.extend(ticks.iter().map(|&t| format!("M{:.2},0V{SPAN}", across(t))));
    let line = |(n, curve): (usize, &KaplanMeier)| {
        let path = steps(
            curve.times.iter().map(|time_point| (across(time_point.time_h), time_point.survival)),
        );
        let dash = DASHES[n % DASHES.len()];
        format!(
            "<path class=\"km-line\" style=\"stroke:var(--arm{})\" stroke-dasharray=\"{dash}\" \
             d=\"{path}\"/><path class=\"km-ticks\" d=\"{}\"/>",
            n % 6,
            censored(curve, across)
        )
    };
    let key = |(n, sentence): (usize, &String)| {
        let dash = DASHES[n % DASHES.len()];
        format!(
            "<li><svg width=\"44\" height=\"10\" aria-hidden=\"true\"><path d=\"M0,5H44\" \
             style=\"stroke:var(--arm{})\" stroke-width=\"3\" stroke-dasharray=\"{dash}\"/></svg> \
             {}</li>\n",
            n % 6,
            escape(sentence)
        )
    };
    let labels: String = ticks
        .iter()
        .map(|&t| {
            format!("<span style=\"left:{:.2}%\">{}</span>", across(t) / SPAN * 100.0, day(t))
        })
        .collect();
    format!(
        "<section aria-labelledby=\"survival\">\n<h2 id=\"survival\">{title}</h2>\n<ul \
         class=\"keys\">\n{keys}</ul>\n<figure class=\"km\" role=\"group\" aria-label=\"{title}: \
         {all}\">\n<div class=\"km-share\" aria-hidden=\"true\"><span>100 \
         %</span><span>75</span><span>50</span><span>25</span><span>0</span></div>\n<svg \
         class=\"km-plot\" viewBox=\"0 0 {SPAN} {SPAN}\" preserveAspectRatio=\"none\" \
         aria-hidden=\"true\"><path class=\"km-grid\" d=\"{grid}\"/>{lines}</svg>\n<p \
         class=\"km-head\">day</p><div class=\"km-days\">{labels}</div>\n<figcaption \
         class=\"hint\">Kaplan-Meier estimates; upright marks: followed no longer, without an \
         event.</figcaption>\n</figure>\n{test}</section>\n",
        title = words.title,
        keys = sentences.iter().enumerate().map(key).collect::<String>(),
        all = escape(&sentences.join(" ")),
        lines = curves.iter().enumerate().map(line).collect::<String>(),
    )
}

/// Days between the labels of the axis: 1, 2 or 5 times a power of ten.
fn step_days(days: f64) -> f64 {
    let mut step = 0.1;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if days / step <= MOST_STEPS {
            break;
        }
        step *= factor;
    }
    step
}

fn figure(curve: &KaplanMeier, words: &Words, sentence: &str, last_h: f64) -> String {
    if last_h <= 0.0 {
        return String::new();
    }
    let across = |time_h: f64| SPAN * time_h / last_h;
    let step_h = 24.0 * step_days(last_h / 24.0);
    let ticks: Vec<f64> =
        (0..).map(|i| f64::from(i) * step_h).take_while(|time_h| *time_h <= last_h).collect();
    let at = |inner: &dyn Fn(f64) -> String| {
        ticks
            .iter()
            .map(|&t| {
                format!("<span style=\"left:{:.2}%\">{}</span>", across(t) / SPAN * 100.0, inner(t))
            })
            .collect::<String>()
    };
    let mut lines: String = [0.0, 0.25, 0.5, 0.75, 1.0]
        .iter()
        .map(|share| format!("M0,{0}H{SPAN}", SPAN * share))
        .collect();
    lines.extend(ticks.iter().map(|&t| format!("M{:.2},0V{SPAN}", across(t))));
    let median = curve.median_h().map_or(String::new(), |t| {
        format!("<path class=\"km-median\" d=\"M0,{0}H{1:.2}V{SPAN}\"/>", SPAN / 2.0, across(t))
    });
    format!(
        "<figure class=\"km\" role=\"group\" aria-label=\"{title}: {sentence}\">\n<div \
         class=\"km-share\" aria-hidden=\"true\"><span>100 \
         %</span><span>75</span><span>50</span><span>25</span><span>0</span></div>\n<svg \
         class=\"km-plot\" viewBox=\"0 0 {SPAN} {SPAN}\" preserveAspectRatio=\"none\" \
         aria-hidden=\"true\"><path class=\"km-grid\" d=\"{lines}\"/>{band}{median}<path \
         class=\"km-curve\" d=\"{curve}\"/><path class=\"km-ticks\" d=\"{censored}\"/></svg>\n<p \
         class=\"km-head\">day</p><div class=\"km-days\">{days}</div>\n<p class=\"km-head\">at \
         risk</p><div class=\"km-days\">{risk}</div>\n<figcaption class=\"hint\">Step curve with \
         its 95 % interval (shaded); upright marks: followed no longer, without an event; dashed: \
         the median.</figcaption>\n</figure>\n",
        title = words.title,
        band = band(curve, across),
        curve = steps(
            curve.times.iter().map(|time_point| (across(time_point.time_h), time_point.survival))
        ),
        censored = censored(curve, across),
        days = at(&day),
        risk = at(&|t| curve.at_risk(t).to_string()),
    )
}

/// A step curve from the upper left corner.
fn steps(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = "M0,0".to_owned();
    for (x, share) in points {
        path += &format!("H{x:.2}V{:.2}", SPAN * (1.0 - share));
    }
    path
}

/// The shaded interval; where there is none it is as narrow as the curve.
fn band(curve: &KaplanMeier, across: impl Fn(f64) -> f64) -> String {
    let points = |bound: fn((f64, f64)) -> f64| {
        let point = |time_point: &crate::statistics::kaplan_meier::EventTime| {
            (across(time_point.time_h), time_point.interval.map_or(time_point.survival, bound))
        };
        curve.times.iter().map(point).collect::<Vec<_>>()
    };
    let upper = steps(points(|(_, high)| high).into_iter());
    let low = points(|(low, _)| low);
    let mut back = String::new();
    for (i, &(x, share)) in low.iter().enumerate().rev() {
        let before = if i == 0 { 1.0 } else { low[i - 1].1 };
        let (from, to) = (SPAN * (1.0 - share), SPAN * (1.0 - before));
        back += &format!("L{x:.2},{from:.2}V{to:.2}");
    }
    format!("<path class=\"km-band\" d=\"{upper}{back}Z\"/>")
}

fn censored(curve: &KaplanMeier, across: impl Fn(f64) -> f64) -> String {
    let mark = |time_point: &crate::statistics::kaplan_meier::EventTime| {
        let y = SPAN * (1.0 - time_point.survival);
        format!(
            "M{:.2},{:.2}V{:.2}",
            across(time_point.time_h),
            (y - TICK).max(0.0),
            (y + TICK).min(SPAN)
        )
    };
    curve.times.iter().filter(|time_point| time_point.censored > 0).map(mark).collect()
}

fn table(curve: &KaplanMeier) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let rows = curve.times.iter().map(|time_point| {
        let interval = time_point.interval.map_or("–".to_owned(), |(low, high)| {
            format!("{} to {}", percent(low), percent(high))
        });
        format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</\
             td><td>{interval}</td></tr>\n",
            day(time_point.time_h),
            time_point.at_risk,
            time_point.events,
            time_point.censored,
            percent(time_point.survival),
        )
    });
    let heads = ["day", "at risk", "events", "censored", "without an event", "95 % interval"];
    format!(
        "<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>",
        heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect::<String>(),
        rows.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(followed: &[(f64, bool)]) -> KaplanMeier {
        KaplanMeier::of(
            &followed.iter().map(|&(time_h, event)| Followed { time_h, event }).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn the_axis_has_few_round_labels() {
        for (days, step) in [
            (60.0, 20.0),
            (5.0, 1.0),
            (5.5, 2.0),
            (30.0, 10.0),
            (100.0, 20.0),
            (365.0, 100.0),
            (0.25, 0.1),
        ] {
            assert!((step_days(days) - step).abs() < 1e-9, "{days}: {}", step_days(days));
        }
    }

    #[test]
    fn the_curve_steps_down_at_events_and_marks_the_censored() {
        let figure = figure(
            &curve(&[(24.0, true), (48.0, false), (96.0, true), (96.0, false)]),
            &SURVIVAL,
            "",
            96.0,
        );
        assert!(
            figure.contains(
                "class=\"km-curve\" d=\"M0,0H250.00V250.00H500.00V250.00H1000.00V625.00\""
            ),
            "{figure}"
        );
        assert!(
            figure.contains("class=\"km-ticks\" d=\"M500.00,228.00V272.00M1000.00,603.00V647.00\""),
            "{figure}"
        );
        assert!(
            figure.contains("<span style=\"left:50.00%\">3</span>"),
            "at risk on day 2: {figure}"
        );
        assert!(figure.contains("class=\"km-median\" d=\"M0,500H1000.00V1000\""), "{figure}");
    }

    #[test]
    fn the_sentence_says_the_median_and_what_is_not_reached() {
        let input = crate::report::tests::made_up_input(&[], 0);
        let of = |followed: &[(f64, bool)]| sentence(&curve(followed), &SURVIVAL, &input);
        let none = of(&[(240.0, false), (240.0, false)]);
        assert_eq!(
            none,
            "0 of 2 animals died or were put down by day 10. Median survival, in days: not \
             reached."
        );
        let some = of(&[(24.0, true), (48.0, true), (72.0, true), (96.0, true), (240.0, false)]);
        assert_eq!(
            some,
            "4 of 5 animals died or were put down by day 10. Median survival, in days: 3 (95 % \
             interval 1 to not reached)."
        );
    }
}
