//! Keys that all tumour cells share, `model.tumour`.

use super::row::table;
use crate::input::Provenance::Assumed;
use crate::input::Quantity::{Integer, Rate, Secretion, Time};

/// What every tumour's cells share, `model.tumour`.
pub mod tumour_cell {
    use super::*;

    table![
        MHC_UP = Number(
            "model.tumour.mhc_up",
            Rate,
            "0.44 /h",
            (0.0, 10.0),
            Assumed("half of the rise in 12-24 h"),
            "Rate at which IFN-gamma adds one of 15 levels of MHC class I at full occupancy (times \
             the line's inducibility).",
        ),
        MHC_DOWN = Number(
            "model.tumour.mhc_down",
            Rate,
            "0.1 /h",
            (0.0, 10.0),
            Assumed("lost over 3-7 days"),
            "Rate at which an induced level is lost.",
        ),
        HITS_TO_KILL = Number(
            "model.tumour.hits_to_kill",
            Integer,
            "1",
            (1.0, 7.0),
            Assumed("the hit rates are rates of lethal hits; more than 1 needs them raised"),
            "Hits that kill a tumour cell; they add up over all killers.",
        ),
        HIT_RECOVERY = Number(
            "model.tumour.hit_recovery",
            Rate,
            "1 /h",
            (0.0, 10.0),
            Assumed("sublethal damage decays in about an hour"),
            "Rate at which one sublethal hit is repaired.",
        ),
        DYING_TIME = Number(
            "model.tumour.dying_time",
            Time,
            "12 h",
            (0.1, 400.0),
            Assumed("clearance of apoptotic cells in hours"),
            "Time until a dying cell is cleared.",
        ),
        NECROTIC_TIME = Number(
            "model.tumour.necrotic_time",
            Time,
            "5 d",
            (0.1, 400.0),
            Assumed("slower than apoptotic cells"),
            "Time until a necrotic cell is cleared.",
        ),
        NECROSIS_RATE = Number(
            "model.tumour.necrosis_rate",
            Rate,
            "1 /d",
            (0.0, 1.0),
            Assumed("a day without oxygen"),
            "Death rate beyond the necrosis distance.",
        ),
        CHEMO_SECRETION = Number(
            "model.tumour.chemo_secretion",
            Secretion,
            "10 molecules/s",
            (0.0, 300.0),
            Assumed("no number found"),
            "Chemoattractant of a dying cell.",
        ),
        CHEMO_IFNG = Number(
            "model.tumour.chemo_ifng",
            Secretion,
            "0.5 molecules/s",
            (0.0, 300.0),
            Assumed("no number found"),
            "Chemoattractant of a living tumour cell at full IFN-gamma occupancy.",
        ),
        MHC_THRESHOLD = Number(
            "model.tumour.mhc_threshold",
            Integer,
            "8",
            (1.0, 15.0),
            Assumed("half of the largest level"),
            "Level of MHC class I, of 15, from which T cells see a cell's peptides: the cell \
         counts as positive."
        )
        .later(),
        MHC_START = Number(
            "model.tumour.mhc_start",
            Integer,
            "12",
            (1.0, 15.0),
            Assumed("near the largest level"),
            "Lowest level of MHC class I, of 15, of a positive cell at the start or when it is put \
         in."
        )
        .later(),
        MHC_SPREAD = Number(
            "model.tumour.mhc_spread",
            Integer,
            "4",
            (1.0, 15.0),
            Assumed("a spread between cells"),
            "So many levels from `model.tumour.mhc_start` on are equally likely (15 is the \
         largest)."
        )
        .later(),
    ];
}
