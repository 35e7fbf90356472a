//! Keys of the kinetics of interleukin-2: plasma, periphery and depots.

use super::KeyDef;
use super::Provenance::{Assumed, Derived};
use super::Quantity::{Clearance, Concentration, Fraction, Rate, Volume};
use super::host::{SEARCHED, both, each};

/// The table.
pub const KEYS: &[KeyDef] = &[
    each(
        "model.plasma.clearance",
        Clearance,
        ("18 ml/h", "120 ml/min"),
        (1.0, 50_000.0),
        Derived("mouse: 0.3 ml/min, from half-life and volume; human: Konrad 1990"),
        "Clearance of interleukin-2 from plasma, by the kidney.",
    ),
    each(
        "model.plasma.volume",
        Volume,
        ("1 ml", "2690 ml"),
        (0.1, 20_000.0),
        Derived("mouse: about 1 ml in 20 g; human: fitted to the half-lives and peak of Konrad 1990"),
        "Central volume of distribution.",
    ),
    each(
        "model.plasma.to_periphery",
        Rate,
        ("2.08 /h", "0.0075 /min"),
        (0.0, 20.0),
        Derived("mouse: from half-lives of 2 and 9 min with this clearance and volume; human: from Konrad 1990 (12.9 and 85 min)"),
        "From plasma to the periphery; 0 with `from_periphery` 0 is one compartment.",
    ),
    each(
        "model.plasma.from_periphery",
        Rate,
        ("5.34 /h", "0.0098 /min"),
        (0.0, 50.0),
        Derived("mouse: from half-lives of 2 and 9 min with this clearance and volume; human: from Konrad 1990 (12.9 and 85 min)"),
        "From the periphery back to plasma.",
    ),
    both(
        "model.plasma.endogenous",
        Concentration,
        "1 pM",
        (0.0, 20.0),
        Assumed("so low that it does not expand the node by itself; patients' serum holds 0.2 to 5 pM (de Pillis 2013: 49 to 1,173 IU/l)"),
        "Plasma interleukin-2 without treatment.",
    ),
    each(
        "model.depot.absorption",
        Rate,
        ("5.5 /d", "3.33 /d"),
        (0.01, 2.0),
        Derived("half-life 3 h (2 to 4) in mice, 5 h (4 to 6) in patients, from how long levels last"),
        "First-order absorption from a depot beside or in a tumour.",
    ),
    each(
        "model.depot.bioavailability",
        Fraction,
        ("0.5", "0.3"),
        (0.0, 1.0),
        Derived("patients: area after i.m. against i.v. (Konrad 1990); mice: between that and 1"),
        "Part of a local depot that reaches plasma; the rest is broken down there.",
    ),
    both(
        "model.depot.node_fraction",
        Fraction,
        "0.86",
        (0.0, 1.0),
        SEARCHED,
        "Part of local depots' concentration that the draining lymph node sees. Without it low local doses cannot expand T cells that are not there yet.",
    ),
    each(
        "model.subcutaneous.absorption",
        Rate,
        ("0.347 /h", "0.139 /h"),
        (0.01, 5.0),
        Derived("half-life 2 h in mice (10 U/ml for 3 to 5 h, 1984), 5 h in patients (flat for 8 h, Konrad 1990)"),
        "First-order absorption from under the skin.",
    ),
    each(
        "model.subcutaneous.bioavailability",
        Fraction,
        ("0.5", "0.3"),
        (0.0, 1.0),
        Derived("patients: area after i.m. against i.v. (Konrad 1990); mice: between that and 1"),
        "Part of a subcutaneous dose that reaches plasma.",
    ),
    each(
        "model.intraperitoneal.absorption",
        Rate,
        ("0.462 /h", "0.11 /h"),
        (0.01, 5.0),
        Derived("half-life 1.5 h in mice (10 U/ml for 3 to 5 h, 1984), 6.3 h in patients (cavity, Konrad 1990)"),
        "First-order absorption from the peritoneal cavity.",
    ),
    each(
        "model.intraperitoneal.bioavailability",
        Fraction,
        ("0.5", "0.3"),
        (0.0, 1.0),
        Assumed("as for subcutaneous doses; mice 0.5 to 1"),
        "Part of an intraperitoneal dose that reaches plasma.",
    ),
];
