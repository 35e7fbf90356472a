//! Tests of units.

use super::*;

#[test]
fn quantities_reach_their_canonical_unit() {
    let cases: &[(&str, Quantity, f64)] = &[
        ("36 h", Quantity::Time, 36.0),
        ("90 min", Quantity::Time, 1.5),
        ("2 days", Quantity::Time, 48.0),
        ("20 um", Quantity::Length, 20.0),
        ("20 \u{b5}m", Quantity::Length, 20.0),
        ("4mm", Quantity::Length, 4000.0),
        ("1e-3 mm", Quantity::Length, 1.0),
        ("10 pM", Quantity::Concentration, 10.0),
        ("254 IU/ml", Quantity::Concentration, 1000.0),
        ("4 /d", Quantity::Rate, 4.0 / 24.0),
        ("4 per d", Quantity::Rate, 4.0 / 24.0),
        ("1 %/d", Quantity::Rate, 0.01 / 24.0),
        ("10 um2/s", Quantity::Diffusion, 10.0),
        ("10 \u{b5}m\u{b2}/s", Quantity::Diffusion, 10.0),
        ("15 um^2/min", Quantity::Motility, 15.0),
        ("100 /mm2", Quantity::Density, 100.0),
        ("100 1/mm2", Quantity::Density, 100.0),
        ("22 /mm2/d", Quantity::Influx, 22.0 / 24.0),
        ("0.2 ml", Quantity::Volume, 0.2),
        ("0.3 ml/min", Quantity::Clearance, 18.0),
        ("70 kg", Quantity::Mass, 70_000.0),
        ("90 %", Quantity::Fraction, 0.9),
        ("1_000 molecules/s", Quantity::Secretion, 1000.0),
        ("1000 IU/1e6/d", Quantity::Secretion, 27.5),
        ("1000 IU/1e6 cells/24 h", Quantity::Secretion, 27.5),
        ("6000 IU/ml", Quantity::Concentration, 6e6 / 254.0),
    ];
    for (text, quantity, expected) in cases {
        let (value, _) = parse(text, *quantity).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        // One rounding of the factor is allowed.
        assert!(
            (value - expected).abs() <= 1e-15 * expected.abs(),
            "{text}: {value} is not {expected}"
        );
    }
}

#[test]
fn a_wrong_unit_says_what_it_measures() {
    assert_eq!(
        parse("20 mm", Quantity::Time),
        Err(UnitError::OtherQuantity { unit: "mm".into(), measures: "a length" })
    );
    assert_eq!(parse("20 nm", Quantity::Length), Err(UnitError::UnknownUnit { unit: "nm".into() }));
    assert_eq!(parse("20", Quantity::Length), Err(UnitError::NoUnit));
    assert_eq!(parse("twenty um", Quantity::Length), Err(UnitError::NoNumber));
    assert_eq!(parse("1e999 um", Quantity::Length), Err(UnitError::NotFinite));
    assert_eq!(
        parse("5 IU/kg", Quantity::Time),
        Err(UnitError::OtherQuantity { unit: "IU/kg".into(), measures: "a dose" })
    );
}

#[test]
fn a_cetus_unit_is_six_international_units() {
    assert_eq!(parse_dose("300 CU").unwrap().amount, 1800.0);
    assert_eq!(
        parse_dose("720000 IU/kg").unwrap(),
        Dose { amount: 720_000.0, measure: DoseMeasure::Activity, per: Per::Kilogram }
    );
    assert_eq!(parse_dose("18 MIU/m2").unwrap().per, Per::SquareMetre);
    assert_eq!(parse_dose("2 U").unwrap().measure, DoseMeasure::Own);
    assert_eq!(
        parse_dose("500 rad").unwrap(),
        Dose { amount: 5.0, measure: DoseMeasure::Radiation, per: Per::Animal }
    );
    assert_eq!(
        parse_dose("1 g/m2").unwrap(),
        Dose { amount: 1000.0, measure: DoseMeasure::Mass, per: Per::SquareMetre }
    );
    assert_eq!(
        parse("5 mg", Quantity::Time),
        Err(UnitError::OtherQuantity { unit: "mg".into(), measures: "a mass" })
    );
    assert_eq!(parse_dose("2"), Err(UnitError::NoUnit));
    assert_eq!(
        parse_dose("2 ml"),
        Err(UnitError::OtherQuantity { unit: "ml".into(), measures: "a volume" })
    );
}

#[test]
fn numbers_are_shown_short() {
    let cases = [
        (0.0, "0"),
        (20.0, "20"),
        (0.1, "0.1"),
        (1.0 / 3.0, "0.333333"),
        (15_000.0, "15000"),
        (1e9, "1e9"),
        (2.37e9, "2.37e9"),
        (-4.5, "-4.5"),
    ];
    for (value, expected) in cases {
        assert_eq!(show(value), expected);
    }
}

#[test]
fn hours_have_one_day() {
    assert_eq!([288.0, 289.0, 290.0, 300.0, 0.0].map(day), [12.0, 12.0, 12.1, 12.5, 0.0]);
}
