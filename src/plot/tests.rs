use super::axis::Axis;
use super::curves::{CurveChart, CurveGroup, PointEstimate, curves};
use super::forest::{Forest, ForestLine, forest};
use super::heat_map::{HeatMap, heat_map};
use super::survival::{Survival, survival};
use super::*;
use crate::statistics::kaplan_meier::{Followed, KaplanMeier};
use proptest::prelude::*;

fn map() -> HeatMap {
    let strings = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    HeatMap {
        title: "Animals without tumour at the end".to_string(),
        x_label: "first day of interleukin-2 (day)".to_string(),
        columns: strings(&["1", "3", "5", "8", "12"]),
        y_label: "dose (CU)".to_string(),
        rows: strings(&["30", "300", "3000", "30 000"]),
        cells: (0..4)
            .map(|row| {
                (0..5)
                    .map(|column| (row + column != 7).then(|| f64::from(row * column) / 12.0))
                    .collect()
            })
            .collect(),
        told: (0..4)
            .map(|row| (0..5).map(|column| format!("row {row}, column {column} & all")).collect())
            .collect(),
        value_label: "complete responses (%)".to_string(),
        share: true,
        note: "32 animals a cell".to_string(),
    }
}

fn chart() -> CurveChart {
    let point = |x: f64, y: f64| PointEstimate {
        x,
        y,
        interval: Some(((y - 0.15).max(0.0), (y + 0.15).min(1.0))),
        told: format!("at {x}"),
    };
    let points = |top: f64| {
        [0.0, 10.0, 100.0, 1000.0, 10_000.0]
            .map(|x: f64| point(x, 0.05 + top * x / (300.0 + x)))
            .to_vec()
    };
    let fit = (0..60)
        .map(|i| 10.0 * libm::pow(10.0, f64::from(i) * 3.0 / 59.0))
        .map(|x| (x, 0.05 + 0.8 * x / (300.0 + x)))
        .collect();
    CurveChart {
        title: "Response by dose".to_string(),
        x_label: "dose (CU)".to_string(),
        y_label: "complete responses".to_string(),
        share: true,
        groups: vec![
            CurveGroup { name: "peritumoral".to_string(), points: points(0.8), fit },
            CurveGroup {
                name: "subcutaneous <far>".to_string(),
                points: points(0.4),
                fit: Vec::new(),
            },
        ],
        note: "Bars: 95 % Wilson intervals".to_string(),
    }
}

fn followed(scale: f64) -> KaplanMeier {
    KaplanMeier::of(
        &(1..=30)
            .map(|i| Followed {
                time_h: (scale * f64::from(i * i)).min(900.0),
                event: i % 5 != 0 && scale * f64::from(i * i) < 900.0,
            })
            .collect::<Vec<_>>(),
    )
}

fn arms() -> Survival {
    let groups = vec![
        ("control".to_string(), followed(1.0)),
        ("interleukin-2".to_string(), followed(2.2)),
        ("LAK & IL-2".to_string(), followed(5.0)),
    ];
    Survival {
        title: "Survival".to_string(),
        y_label: "surviving".to_string(),
        groups,
        note: "log-rank p = 0.012".to_string(),
    }
}

fn differences() -> Forest {
    let line = |name: &str, value: f64, half: f64, kind| ForestLine {
        name: name.to_string(),
        value: Some(value),
        interval: Some((value / half, value * half)),
        text: format!("{value} (p = 0.03)"),
        told: format!("{name}: {value}"),
        kind,
    };
    Forest {
        title: "Odds of a complete response against control".to_string(),
        x_label: "odds ratio".to_string(),
        reference: 1.0,
        log: true,
        holds: Vec::new(),
        kinds: vec!["point".to_string()],
        lines: vec![
            line("30 CU", 1.2, 2.0, 0),
            line("300 CU", 4.0, 2.5, 0),
            line("3000 CU", 200.0, 60.0, 0),
        ],
        note: String::new(),
    }
}

fn all() -> Vec<(&'static str, Drawing)> {
    vec![
        ("heat_map", heat_map(&map(), Width::Single)),
        ("curves", curves(&chart(), Width::Single)),
        ("curves_wide", curves(&chart(), Width::Double)),
        ("survival", survival(&arms(), Width::Single)),
        ("survival_wide", survival(&arms(), Width::Double)),
        ("forest", forest(&differences(), Width::Single)),
        ("forest_wide", forest(&differences(), Width::Double)),
    ]
}

/// Also a way to look at them: `IL2SIM_PLOTS=DIR cargo test --lib plot`.
#[test]
fn every_chart_is_one_closed_drawing_of_its_width() {
    for (name, drawing) in all() {
        let text = drawing.svg();
        assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{name}");
        assert_eq!(text.matches("<text").count(), text.matches("</text>").count(), "{name}");
        assert!(
            text.contains(if name.ends_with("wide") {
                "width=\"170mm\""
            } else {
                "width=\"85mm\""
            }),
            "{name}"
        );
        assert!(!text.contains("NaN") && !text.contains("inf"), "{name}");
        if let Some(place) = std::env::var_os("IL2SIM_PLOTS") {
            let place = std::path::Path::new(&place);
            std::fs::write(place.join(format!("{name}.svg")), text).unwrap();
            std::fs::write(place.join(format!("{name}.pdf")), drawing.pdf()).unwrap();
        }
    }
}

#[test]
fn names_are_escaped() {
    let text = curves(&chart(), Width::Single).svg();
    assert!(text.contains("subcutaneous &lt;far&gt;") && !text.contains("<far>"));
    assert!(survival(&arms(), Width::Single).svg().contains("LAK &amp; IL-2"));
}

#[test]
fn cells_hold_their_numbers_and_absent_ones_a_dash() {
    let text = heat_map(&map(), Width::Single).svg();
    assert!(text.contains(">83<") || text.contains(">67<"));
    assert!(text.contains(">–<"));
}

#[test]
fn every_datum_of_a_chart_tells_its_numbers() {
    let marks = |text: &str| text.matches("<g class=\"mark\"><title>").count();
    assert_eq!(marks(&heat_map(&map(), Width::Single).svg()), 20);
    assert!(
        heat_map(&map(), Width::Single)
            .svg()
            .contains("<g class=\"mark\"><title>row 3, column 4 &amp; all</title>")
    );
    assert_eq!(marks(&curves(&chart(), Width::Single).svg()), 10);
    assert_eq!(marks(&forest(&differences(), Width::Double).svg()), 3);
    let alive = survival(&arms(), Width::Single).svg();
    assert!(
        alive.contains("<title>control, day 0.04167: 97 % (79 to 100), 30 at risk</title>"),
        "{alive}"
    );
    assert_eq!(alive.matches("<g ").count(), alive.matches("</g>").count());
    // without words no mark
    let silent = HeatMap { told: Vec::new(), ..map() };
    assert_eq!(marks(&heat_map(&silent, Width::Single).svg()), 0);
    let long = KaplanMeier::of(
        &(1..=2000).map(|i| Followed { time_h: f64::from(i), event: true }).collect::<Vec<_>>(),
    );
    let many =
        survival(&Survival { groups: vec![("all".to_string(), long)], ..arms() }, Width::Single);
    assert!((30..=61).contains(&marks(&many.svg())), "{}", marks(&many.svg()));
}

#[test]
fn ticks_are_round() {
    let written = |axis: &Axis| axis.ticks().into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(written(&Axis::linear("", [0.0, 43.0])), ["0", "10", "20", "30", "40", "50"]);
    assert_eq!(
        written(&Axis::linear("", [-0.3, 0.42])),
        ["−0.4", "−0.2", "0.0", "0.2", "0.4", "0.6"].map(|text| if text == "0.0" {
            "0"
        } else {
            text
        })
    );
    assert_eq!(
        written(&Axis::linear("", [0.0, 2.4e6])),
        ["0", "5·10⁵", "10⁶", "1.5·10⁶", "2·10⁶", "2.5·10⁶"]
    );
    assert_eq!(
        written(&Axis::chosen("", &[0.0, 30.0, 300.0, 30_000.0])),
        ["0", "100", "1000", "10⁴"]
    );
    assert_eq!(written(&Axis::logarithmic("", [0.3, 6.0])), ["0.5", "1", "2", "5"]);
    assert_eq!(written(&Axis::linear("", [5.0, 5.0])), ["2", "4", "6", "8"]);
}

#[test]
fn zero_has_a_place_of_its_own_on_a_logarithmic_axis() {
    let axis = Axis::chosen("dose", &[0.0, 1.0, 1000.0]);
    let places = [0.0, 1.0, 1000.0].map(|dose| axis.place(dose).unwrap());
    assert!(places[0] < 0.05 && places[1] - places[0] > 0.05 && places[2] > 0.95, "{places:?}");
    assert_eq!(axis.place(-1.0), None);
    assert_eq!(axis.place(f64::NAN), None);
    assert!(!Axis::chosen("day", &[1.0, 12.0]).log);
}

#[test]
fn nothing_to_draw_is_drawn_empty() {
    let empty = HeatMap { columns: vec![], rows: vec![], cells: vec![], ..map() };
    let none = CurveChart { groups: vec![], ..chart() };
    let nobody = Survival { groups: vec![("none".to_string(), KaplanMeier::of(&[]))], ..arms() };
    let no_lines = Forest { lines: vec![], ..differences() };
    for drawing in [
        heat_map(&empty, Width::Single),
        curves(&none, Width::Single),
        survival(&nobody, Width::Double),
        forest(&no_lines, Width::Single),
    ] {
        let text = drawing.svg();
        assert!(text.ends_with("</svg>\n") && !text.contains("NaN"));
    }
}

proptest! {
    #[test]
    fn ticks_lie_on_their_axis_and_are_few(low in -1e12f64..1e12, span in 1e-9f64..1e12) {
        let axis = Axis::linear("", [low, low + span]);
        let ticks = axis.ticks();
        prop_assert!(ticks.len() <= 13, "{} ticks", ticks.len());
        prop_assert!(ticks.iter().all(|(value, _)| (-1e-6..=1.0 + 1e-6).contains(&axis.place(*value).unwrap())));
    }
}
