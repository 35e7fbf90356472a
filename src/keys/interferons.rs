//! Keys of retinoic acid and of interferons as drugs: one table each, `model.AGENT.KEY` (see
//! `agents`).

use super::agents::HALF_LIFE_TEXT;
use super::row::table;
use crate::input::Provenance::{self, Assumed, Derived};
use crate::input::Quantity::{Fraction, Number, Time};

const PROTEIN: Provenance = Assumed("hours, from slow absorption; 4 to 12 h");

const DRIVE: &str =
    "Systemic drive of MHC class I (occupancy of the receptor) just after a reference dose.";
const STIMULATION: &str =
    "How much it adds to the influx of NK cells (half of it just after a reference dose).";

const GROWTH: &str =
    "Part by which it slows tumour cycles at the level just after a reference dose.";

/// Retinoic acid, mg/kg.
pub mod retinoic_acid {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.retinoic_acid.reference_dose",
            Number,
            "1",
            (0.001, 1000.0),
            Assumed("a usual daily dose"),
            "Dose, mg/kg, that its other keys refer to.",
        ),
        HALF_LIFE = Number(
            "model.retinoic_acid.half_life",
            Time,
            "12 h",
            (0.1, 500.0),
            Assumed("drug an hour, effect on cells half a day"),
            HALF_LIFE_TEXT,
        ),
        GROWTH_INHIBITION = Number(
            "model.retinoic_acid.growth_inhibition",
            Fraction,
            "0.3",
            (0.0, 0.95),
            Assumed("modest; 0.1 to 0.5; 0 switches it off"),
            GROWTH,
        )
        .plausible("0.1", "0.5"),
    ];
}

/// Interferon-alpha, IU.
pub mod interferon_alpha {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.interferon_alpha.reference_dose",
            Number,
            "100000",
            (1.0, 1e10),
            Derived("patients: 3e6 IU s.c. (Slavin 2010); mice: some 1e5 IU assumed"),
            "Dose, IU, that its other keys refer to.",
        )
        .human("3000000")
        .from(&["Slavin 2010"]),
        HALF_LIFE = Number(
            "model.interferon_alpha.half_life",
            Time,
            "8 h",
            (0.1, 500.0),
            PROTEIN,
            HALF_LIFE_TEXT,
        )
        .plausible("4 h", "12 h"),
        GROWTH_INHIBITION = Number(
            "model.interferon_alpha.growth_inhibition",
            Fraction,
            "0.2",
            (0.0, 0.95),
            Assumed("modestly antiproliferative; 0.05 to 0.4; 0 switches it off"),
            GROWTH,
        )
        .plausible("0.05", "0.4"),
        INTERFERON_DRIVE = Number(
            "model.interferon_alpha.interferon_drive",
            Fraction,
            "0.3",
            (0.0, 0.95),
            Assumed("weaker than interferon-gamma; 0.1 to 0.6; 0 switches it off"),
            DRIVE,
        )
        .plausible("0.1", "0.6"),
        NK_STIMULATION = Number(
            "model.interferon_alpha.nk_stimulation",
            Number,
            "1",
            (0.0, 20.0),
            Assumed("NK cells are raised about half again; 0 switches it off"),
            STIMULATION,
        ),
    ];
}

/// Interferon-gamma, IU.
pub mod interferon_gamma {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.interferon_gamma.reference_dose",
            Number,
            "50000",
            (1.0, 1e10),
            Assumed("usual daily doses"),
            "Dose, IU, that its other keys refer to.",
        )
        .human("2000000"),
        HALF_LIFE = Number(
            "model.interferon_gamma.half_life",
            Time,
            "5 h",
            (0.1, 500.0),
            PROTEIN,
            HALF_LIFE_TEXT,
        )
        .plausible("4 h", "12 h"),
        GROWTH_INHIBITION = Number(
            "model.interferon_gamma.growth_inhibition",
            Fraction,
            "0.1",
            (0.0, 0.95),
            Assumed("small; 0 switches it off"),
            GROWTH,
        ),
        INTERFERON_DRIVE = Number(
            "model.interferon_gamma.interferon_drive",
            Fraction,
            "0.6",
            (0.0, 0.95),
            Assumed("induces MHC class I after hours of exposure; 0.3 to 0.9; 0 switches it off"),
            DRIVE,
        )
        .plausible("0.3", "0.9"),
    ];
}
