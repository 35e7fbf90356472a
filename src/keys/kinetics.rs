//! Keys of the kinetics of interleukin-2: plasma, periphery and depots.

use super::cavities::{inhaled, intracavitary, intrapleural, intravesical, perilymphatic};
use super::row::table;
use super::row::{self, SEARCHED};
use crate::input::Provenance::{Assumed, Derived};
use crate::input::Quantity::{Clearance, Concentration, Fraction, Rate, Volume};

/// Plasma and periphery.
pub mod plasma {
    use super::*;

    table![
        CLEARANCE = Number(
            "model.plasma.clearance",
            Clearance,
            "18 ml/h",
            (1.0, 50_000.0),
            Derived("mouse: 0.3 ml/min, from half-life and volume; human: Konrad 1990"),
            "Clearance of interleukin-2 from plasma, by the kidney.",
        )
        .human("120 ml/min")
        .plausible("0.2 ml/min", "0.5 ml/min")
        .from(&["Konrad 1990"]),
        VOLUME = Number(
            "model.plasma.volume",
            Volume,
            "1 ml",
            (0.1, 20_000.0),
            Derived(
                "mouse: about 1 ml in 20 g; human: fitted to the half-lives and peak of Konrad \
                 1990",
            ),
            "Central volume of distribution.",
        )
        .human("2690 ml")
        .from(&["Konrad 1990"]),
        TO_PERIPHERY = Number(
            "model.plasma.to_periphery",
            Rate,
            "2.08 /h",
            (0.0, 20.0),
            Derived(
                "mouse: from half-lives of 2 and 9 min with this clearance and volume; human: from \
                 Konrad 1990 (12.9 and 85 min)",
            ),
            "From plasma to the periphery; 0 with `from_periphery` 0 is one compartment.",
        )
        .human("0.0075 /min")
        .from(&["Konrad 1990"]),
        FROM_PERIPHERY = Number(
            "model.plasma.from_periphery",
            Rate,
            "5.34 /h",
            (0.0, 50.0),
            Derived(
                "mouse: from half-lives of 2 and 9 min with this clearance and volume; human: from \
                 Konrad 1990 (12.9 and 85 min)",
            ),
            "From the periphery back to plasma.",
        )
        .human("0.0098 /min")
        .from(&["Konrad 1990"]),
        ENDOGENOUS = Number(
            "model.plasma.endogenous",
            Concentration,
            "1 pM",
            (0.0, 20.0),
            Assumed(
                "so low that it does not expand the node by itself; patients' serum holds 0.2 to 5 \
                 pM (de Pillis 2013: 49 to 1,173 IU/l)",
            ),
            "Plasma interleukin-2 without treatment.",
        )
        .plausible("0.2 pM", "5 pM")
        .from(&["de Pillis 2013"]),
    ];
}

/// Depots beside or in a tumour.
pub mod depot {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.depot.absorption",
            Rate,
            "5.5 /d",
            (0.01, 2.0),
            Derived(
                "half-life 3 h (2 to 4) in mice, 5 h (4 to 6) in patients, from how long levels \
                 last",
            ),
            "First-order absorption from a depot beside or in a tumour.",
        )
        .human("3.33 /d")
        .plausible("4.16 /d", "8.32 /d")
        .plausible_human("2.77 /d", "4.16 /d"),
        BIOAVAILABILITY = Number(
            "model.depot.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Derived(
                "patients: area after i.m. against i.v. (Konrad 1990); mice: between that and 1",
            ),
            "Part of a local depot that reaches plasma; the rest is broken down there.",
        )
        .human("0.3")
        .plausible("0.3", "1")
        .from(&["Konrad 1990"]),
        NODE_FRACTION = Number(
            "model.depot.node_fraction",
            Fraction,
            "0.86",
            (0.0, 1.0),
            SEARCHED,
            "Part of local depots' concentration that the draining lymph node sees. Without it low \
             local doses cannot expand T cells that are not there yet.",
        ),
    ];
}

/// Under the skin.
pub mod subcutaneous {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.subcutaneous.absorption",
            Rate,
            "0.347 /h",
            (0.01, 5.0),
            Derived(
                "half-life 2 h in mice (10 U/ml for 3 to 5 h, 1984), 5 h in patients (flat for 8 \
                 h, Konrad 1990)",
            ),
            "First-order absorption from under the skin.",
        )
        .human("0.139 /h")
        .from(&["Konrad 1990"]),
        BIOAVAILABILITY = Number(
            "model.subcutaneous.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Derived(
                "patients: area after i.m. against i.v. (Konrad 1990); mice: between that and 1",
            ),
            "Part of a subcutaneous dose that reaches plasma.",
        )
        .human("0.3")
        .plausible("0.3", "1")
        .from(&["Konrad 1990"]),
    ];
}

/// The peritoneal cavity.
pub mod intraperitoneal {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.intraperitoneal.absorption",
            Rate,
            "0.462 /h",
            (0.01, 5.0),
            Derived(
                "half-life 1.5 h in mice (10 U/ml for 3 to 5 h, 1984), 6.3 h in patients (cavity, \
                 Konrad 1990)",
            ),
            "First-order absorption from the peritoneal cavity.",
        )
        .human("0.11 /h")
        .from(&["Konrad 1990"]),
        BIOAVAILABILITY = Number(
            "model.intraperitoneal.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Derived(
                "patients: so that serum lies 430-fold below the cavity (Konrad 1990), taken as 2 \
                 l; mice: as for subcutaneous doses, 0.5 to 1",
            ),
            "Part of an intraperitoneal dose that reaches plasma.",
        )
        .human("0.076")
        .plausible("0.5", "1")
        .from(&["Konrad 1990"]),
    ];
}

/// The keys that depots have in common.
#[derive(Debug)]
pub struct DepotKeys {
    /// First-order absorption.
    pub absorption: &'static row::Number,
    /// Part of what is absorbed that reaches plasma.
    pub bioavailability: &'static row::Number,
    /// Rate of emptying to the outside.
    pub emptying: Option<&'static row::Number>,
    /// Part of the concentration that the draining node sees.
    pub node_fraction: Option<&'static row::Number>,
    /// Part of the concentration that tissue beside it sees.
    pub tissue_fraction: Option<&'static row::Number>,
}

/// The keys of each depot, in the order of the depots of the host.
pub static DEPOTS: [DepotKeys; 8] = [
    DepotKeys {
        absorption: &depot::ABSORPTION,
        bioavailability: &depot::BIOAVAILABILITY,
        emptying: None,
        node_fraction: Some(&depot::NODE_FRACTION),
        tissue_fraction: None,
    },
    DepotKeys {
        absorption: &subcutaneous::ABSORPTION,
        bioavailability: &subcutaneous::BIOAVAILABILITY,
        emptying: None,
        node_fraction: None,
        tissue_fraction: None,
    },
    DepotKeys {
        absorption: &intraperitoneal::ABSORPTION,
        bioavailability: &intraperitoneal::BIOAVAILABILITY,
        emptying: None,
        node_fraction: None,
        tissue_fraction: None,
    },
    DepotKeys {
        absorption: &intravesical::ABSORPTION,
        bioavailability: &intravesical::BIOAVAILABILITY,
        emptying: Some(&intravesical::EMPTYING),
        node_fraction: Some(&intravesical::NODE_FRACTION),
        tissue_fraction: None,
    },
    DepotKeys {
        absorption: &intrapleural::ABSORPTION,
        bioavailability: &intrapleural::BIOAVAILABILITY,
        emptying: Some(&intrapleural::EMPTYING),
        node_fraction: Some(&intrapleural::NODE_FRACTION),
        tissue_fraction: None,
    },
    DepotKeys {
        absorption: &intracavitary::ABSORPTION,
        bioavailability: &intracavitary::BIOAVAILABILITY,
        emptying: Some(&intracavitary::EMPTYING),
        node_fraction: Some(&intracavitary::NODE_FRACTION),
        tissue_fraction: None,
    },
    DepotKeys {
        absorption: &perilymphatic::ABSORPTION,
        bioavailability: &perilymphatic::BIOAVAILABILITY,
        emptying: None,
        node_fraction: Some(&perilymphatic::NODE_FRACTION),
        tissue_fraction: Some(&perilymphatic::TISSUE_FRACTION),
    },
    DepotKeys {
        absorption: &inhaled::ABSORPTION,
        bioavailability: &inhaled::BIOAVAILABILITY,
        emptying: Some(&inhaled::EMPTYING),
        node_fraction: Some(&inhaled::NODE_FRACTION),
        tissue_fraction: Some(&inhaled::TISSUE_FRACTION),
    },
];
