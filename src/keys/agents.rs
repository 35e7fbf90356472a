//! Keys of drugs other than interleukin-2: one table each,
//! `model.AGENT.KEY`.
//!
//! Kills are logs (powers of ten) that one reference dose takes in all, if nothing grows back
//! meanwhile; 0 switches each off. What is not listed for an agent it does not do. Doses are
//! relative to the reference dose, whose unit is that of the agent's dose.

use super::row::table;
use crate::input::Provenance::{self, Assumed, Derived};
use crate::input::Quantity::{Number, Time};

const LIKE_CYCLOPHOSPHAMIDE: Provenance =
    Assumed("as cyclophosphamide, whose isomer it is, a little less; within a log");

pub(super) const TUMOUR: &str = "Logs of tumour cells that a reference dose kills.";
pub(super) const T_CELL: &str = "Logs of resting and naive T cells that a reference dose kills.";
pub(super) const EXPANDING: &str = "Logs of T cells that divide under interleukin-2; equal to \
                                    `t_cell_kill` they are as safe as resting ones.";
pub(super) const NK: &str = "Logs of NK and LAK cells.";
pub(super) const TREG: &str = "Logs of regulatory T cells.";
pub(super) const PRECURSOR: &str =
    "Logs of lymphoid precursors in the marrow and of each clone's precursors.";
pub(super) const HALF_LIFE_TEXT: &str = "Half-life of its level.";

/// Cyclophosphamide, mg/kg.
pub mod cyclophosphamide {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.cyclophosphamide.reference_dose",
            Number,
            "200",
            (0.1, 10_000.0),
            Derived(
                "mice: 200 mg/kg kills 99 % of an ascites tumour and is lymphodepleting (2012); \
                 patients: 60 and 120 mg/kg with fludarabine deplete equally (2021)",
            ),
            "Dose, mg/kg, that its other keys refer to.",
        )
        .human("60"),
        HALF_LIFE = Number(
            "model.cyclophosphamide.half_life",
            Time,
            "2 h",
            (0.1, 500.0),
            Assumed("hours for its active metabolites"),
            HALF_LIFE_TEXT,
        )
        .human("6 h"),
        TUMOUR_KILL = Number(
            "model.cyclophosphamide.tumour_kill",
            Number,
            "2",
            (0.0, 12.0),
            Derived("99 % of an ascites tumour of one day at 4 mg a mouse"),
            TUMOUR,
        ),
        T_CELL_KILL = Number(
            "model.cyclophosphamide.t_cell_kill",
            Number,
            "1",
            (0.0, 12.0),
            Derived("blood lymphocytes low from day 3 to 15 after 200 mg/kg (mouse, 2012)"),
            T_CELL,
        ),
        EXPANDING_T_CELL_KILL = Number(
            "model.cyclophosphamide.expanding_t_cell_kill",
            Number,
            "3",
            (0.0, 12.0),
            Assumed(
                "dividing cells are hit most: chemotherapy after interleukin-2 must do worse than \
                 before it; 2 to 4",
            ),
            EXPANDING,
        )
        .plausible("2", "4"),
        NK_KILL = Number(
            "model.cyclophosphamide.nk_kill",
            Number,
            "0.7",
            (0.0, 12.0),
            Assumed("less than T cells; 0.3 to 1"),
            NK,
        )
        .plausible("0.3", "1"),
        TREG_KILL = Number(
            "model.cyclophosphamide.treg_kill",
            Number,
            "1.7",
            (0.0, 12.0),
            Assumed(
                "the most sensitive of resting lymphocytes, in number and function (Lutsiak 2005); \
                 1 to 3",
            ),
            TREG,
        )
        .plausible("1", "3")
        .from(&["Lutsiak 2005"]),
        PRECURSOR_KILL = Number(
            "model.cyclophosphamide.precursor_kill",
            Number,
            "0.3",
            (0.0, 12.0),
            Assumed(
                "spleen and marrow are low from day 3 to 6 only: stem cells are spared; 0.1 to 0.6",
            ),
            PRECURSOR,
        )
        .plausible("0.1", "0.6"),
    ];
}

/// Ifosfamide, mg/kg.
pub mod ifosfamide {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.ifosfamide.reference_dose",
            Number,
            "300",
            (0.1, 10_000.0),
            Assumed("one and a half times cyclophosphamide's"),
            "Dose, mg/kg, that its other keys refer to.",
        )
        .human("100"),
        HALF_LIFE = Number(
            "model.ifosfamide.half_life",
            Time,
            "2 h",
            (0.1, 500.0),
            LIKE_CYCLOPHOSPHAMIDE,
            HALF_LIFE_TEXT,
        )
        .human("7 h"),
        TUMOUR_KILL = Number(
            "model.ifosfamide.tumour_kill",
            Number,
            "1.7",
            (0.0, 12.0),
            LIKE_CYCLOPHOSPHAMIDE,
            TUMOUR,
        ),
        T_CELL_KILL = Number(
            "model.ifosfamide.t_cell_kill",
            Number,
            "0.7",
            (0.0, 12.0),
            LIKE_CYCLOPHOSPHAMIDE,
            T_CELL,
        ),
        EXPANDING_T_CELL_KILL = Number(
            "model.ifosfamide.expanding_t_cell_kill",
            Number,
            "2.5",
            (0.0, 12.0),
            LIKE_CYCLOPHOSPHAMIDE,
            EXPANDING,
        ),
        NK_KILL = Number(
            "model.ifosfamide.nk_kill",
            Number,
            "0.5",
            (0.0, 12.0),
            LIKE_CYCLOPHOSPHAMIDE,
            NK,
        ),
        TREG_KILL = Number(
            "model.ifosfamide.treg_kill",
            Number,
            "1.3",
            (0.0, 12.0),
            LIKE_CYCLOPHOSPHAMIDE,
            TREG,
        ),
        PRECURSOR_KILL = Number(
            "model.ifosfamide.precursor_kill",
            Number,
            "0.2",
            (0.0, 12.0),
            LIKE_CYCLOPHOSPHAMIDE,
            PRECURSOR,
        ),
    ];
}

/// Fludarabine, mg/m2.
pub mod fludarabine {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.fludarabine.reference_dose",
            Number,
            "125",
            (0.1, 10_000.0),
            Derived(
                "125 mg/m2 in all with cyclophosphamide (2021), or five times 25 mg/m2 (Slavin \
                 2010)",
            ),
            "Dose, mg/m2, that its other keys refer to.",
        )
        .from(&["Slavin 2010"]),
        HALF_LIFE = Number(
            "model.fludarabine.half_life",
            Time,
            "20 h",
            (0.1, 500.0),
            Assumed("about a day for what cells hold; 10 to 24 h"),
            HALF_LIFE_TEXT,
        )
        .plausible("10 h", "24 h"),
        TUMOUR_KILL = Number(
            "model.fludarabine.tumour_kill",
            Number,
            "0",
            (0.0, 12.0),
            Assumed("not a drug against solid tumours"),
            TUMOUR,
        ),
        T_CELL_KILL = Number(
            "model.fludarabine.t_cell_kill",
            Number,
            "1.3",
            (0.0, 12.0),
            Assumed("lymphodepleting; 0.7 to 2"),
            T_CELL,
        )
        .plausible("0.7", "2"),
        EXPANDING_T_CELL_KILL = Number(
            "model.fludarabine.expanding_t_cell_kill",
            Number,
            "1.5",
            (0.0, 12.0),
            Assumed("it also kills lymphocytes that rest"),
            EXPANDING,
        ),
        NK_KILL = Number(
            "model.fludarabine.nk_kill",
            Number,
            "0.5",
            (0.0, 12.0),
            Assumed("less than T cells"),
            NK,
        ),
        TREG_KILL = Number(
            "model.fludarabine.treg_kill",
            Number,
            "1.3",
            (0.0, 12.0),
            Assumed("as other T cells"),
            TREG,
        ),
        PRECURSOR_KILL = Number(
            "model.fludarabine.precursor_kill",
            Number,
            "0.2",
            (0.0, 12.0),
            Assumed("recovery in two weeks or more"),
            PRECURSOR,
        ),
    ];
}

/// 5-fluorouracil, mg/kg.
pub mod fluorouracil {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.fluorouracil.reference_dose",
            Number,
            "100",
            (0.1, 10_000.0),
            Assumed("a usual single dose"),
            "Dose, mg/kg, that its other keys refer to.",
        )
        .human("12"),
        HALF_LIFE = Number(
            "model.fluorouracil.half_life",
            Time,
            "2 h",
            (0.1, 500.0),
            Assumed("short in plasma; its effect lasts some hours"),
            HALF_LIFE_TEXT,
        ),
        TUMOUR_KILL = Number(
            "model.fluorouracil.tumour_kill",
            Number,
            "0.5",
            (0.0, 12.0),
            Assumed("modest; 0.2 to 1"),
            TUMOUR,
        )
        .plausible("0.2", "1"),
        T_CELL_KILL = Number(
            "model.fluorouracil.t_cell_kill",
            Number,
            "0.1",
            (0.0, 12.0),
            Assumed("resting lymphocytes are spared"),
            T_CELL,
        ),
        EXPANDING_T_CELL_KILL = Number(
            "model.fluorouracil.expanding_t_cell_kill",
            Number,
            "0.7",
            (0.0, 12.0),
            Assumed("as dividing tumour cells"),
            EXPANDING,
        ),
        PRECURSOR_KILL = Number(
            "model.fluorouracil.precursor_kill",
            Number,
            "0.2",
            (0.0, 12.0),
            Assumed("transient leukopenia"),
            PRECURSOR,
        ),
    ];
}

/// Cisplatin, mg/kg.
pub mod cisplatin {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.cisplatin.reference_dose",
            Number,
            "5",
            (0.01, 1000.0),
            Assumed("a usual single dose"),
            "Dose, mg/kg, that its other keys refer to.",
        )
        .human("2.5"),
        HALF_LIFE = Number(
            "model.cisplatin.half_life",
            Time,
            "12 h",
            (0.1, 500.0),
            Assumed("free drug hours, bound drug days"),
            HALF_LIFE_TEXT,
        ),
        TUMOUR_KILL = Number(
            "model.cisplatin.tumour_kill",
            Number,
            "0.7",
            (0.0, 12.0),
            Assumed("modest; 0.3 to 1.5"),
            TUMOUR,
        )
        .plausible("0.3", "1.5"),
        T_CELL_KILL = Number(
            "model.cisplatin.t_cell_kill",
            Number,
            "0.1",
            (0.0, 12.0),
            Assumed("hardly lymphodepleting"),
            T_CELL,
        ),
        EXPANDING_T_CELL_KILL = Number(
            "model.cisplatin.expanding_t_cell_kill",
            Number,
            "0.5",
            (0.0, 12.0),
            Assumed("below its killing of tumour cells"),
            EXPANDING,
        ),
    ];
}
