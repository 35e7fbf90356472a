//! Keys of depleting antibodies and of radiation: one table each,
//! `model.AGENT.KEY`.
//!
//! Kills are logs (powers of ten) that one reference dose takes in all, if nothing grows back
//! meanwhile; 0 switches each off. What is not listed for an agent it does not do. Doses are
//! relative to the reference dose, whose unit is that of the agent's dose.

use super::row::table;
use crate::input::Provenance::{self, Assumed, Derived};
use crate::input::Quantity::{Number, Time};

use super::agents::{EXPANDING, HALF_LIFE_TEXT, NK, PRECURSOR, T_CELL, TREG, TUMOUR};

const DEPLETING: Provenance = Assumed(
    "depletes nearly all within a day and keeps them down for about a week: the logs are spread \
     over its half-life; 2 to 10",
);
const RADIATION: Provenance = Assumed(
    "500 rad removes all effect of interleukin-2 alone in mice (J. Exp. Med. 1985): two logs or \
     more",
);
const REFERENCE: &str = "Dose that its other keys refer to.";

/// Antibody against CD4, mg.
pub mod anti_cd4 {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.anti_cd4.reference_dose",
            Number,
            "0.5",
            (1e-4, 10_000.0),
            Assumed("a usual depleting dose"),
            "Dose, mg, that its other keys refer to.",
        )
        .human("100"),
        HALF_LIFE = Number(
            "model.anti_cd4.half_life",
            Time,
            "3 d",
            (0.1, 1000.0),
            Assumed("antibodies last for days"),
            HALF_LIFE_TEXT,
        ),
        HELPER_KILL = Number(
            "model.anti_cd4.helper_kill",
            Number,
            "6",
            (0.0, 12.0),
            DEPLETING,
            "Logs of CD4 helper cells in all, against their return.",
        )
        .plausible("2", "10"),
        TREG_KILL = Number("model.anti_cd4.treg_kill", Number, "6", (0.0, 12.0), DEPLETING, TREG,)
            .plausible("2", "10"),
    ];
}

/// Antibody against CD8, mg.
pub mod anti_cd8 {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.anti_cd8.reference_dose",
            Number,
            "0.5",
            (1e-4, 10_000.0),
            Assumed("a usual depleting dose"),
            "Dose, mg, that its other keys refer to.",
        )
        .human("100"),
        HALF_LIFE = Number(
            "model.anti_cd8.half_life",
            Time,
            "3 d",
            (0.1, 1000.0),
            Assumed("antibodies last for days"),
            HALF_LIFE_TEXT,
        ),
        CTL_KILL = Number(
            "model.anti_cd8.ctl_kill",
            Number,
            "6",
            (0.0, 12.0),
            DEPLETING,
            "Logs of CD8 cells in all, against their return.",
        )
        .plausible("2", "10"),
    ];
}

/// Antibody against NK cells, mg.
pub mod anti_nk {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.anti_nk.reference_dose",
            Number,
            "0.2",
            (1e-4, 10_000.0),
            Assumed("a usual depleting dose"),
            "Dose, mg, that its other keys refer to.",
        )
        .human("100"),
        HALF_LIFE = Number(
            "model.anti_nk.half_life",
            Time,
            "3 d",
            (0.1, 1000.0),
            Assumed("antibodies last for days"),
            HALF_LIFE_TEXT,
        ),
        NK_KILL = Number("model.anti_nk.nk_kill", Number, "6", (0.0, 12.0), DEPLETING, NK,)
            .plausible("2", "10"),
    ];
}

/// Antibody against CD25, mg.
pub mod anti_cd25 {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.anti_cd25.reference_dose",
            Number,
            "0.25",
            (1e-4, 10_000.0),
            Assumed("a usual depleting dose"),
            "Dose, mg, that its other keys refer to.",
        )
        .human("50"),
        HALF_LIFE = Number(
            "model.anti_cd25.half_life",
            Time,
            "3 d",
            (0.1, 1000.0),
            Assumed("antibodies last for days"),
            HALF_LIFE_TEXT,
        ),
        TREG_KILL = Number(
            "model.anti_cd25.treg_kill",
            Number,
            "3",
            (0.0, 12.0),
            Assumed("incomplete, and Treg return in two to three weeks; 1 to 6"),
            TREG,
        )
        .plausible("1", "6"),
        EXPANDING_T_CELL_KILL = Number(
            "model.anti_cd25.expanding_t_cell_kill",
            Number,
            "0",
            (0.0, 12.0),
            Assumed("activated T cells also carry CD25; 0 to 2"),
            EXPANDING,
        )
        .plausible("0", "2"),
    ];
}

/// Radiation of the whole body, Gy.
pub mod irradiation {
    use super::*;

    table![
        REFERENCE_DOSE = Number(
            "model.irradiation.reference_dose",
            Number,
            "5",
            (0.01, 100.0),
            Derived("500 rad (J. Exp. Med. 1985)"),
            REFERENCE,
        )
        .from(&["J. Exp. Med. 1985"]),
        HALF_LIFE = Number(
            "model.irradiation.half_life",
            Time,
            "0.25 h",
            (0.05, 24.0),
            Assumed("minutes; the cells are doomed at once"),
            HALF_LIFE_TEXT,
        ),
        TUMOUR_KILL = Number(
            "model.irradiation.tumour_kill",
            Number,
            "0.5",
            (0.0, 12.0),
            Assumed("solid tumours are less sensitive than lymphocytes; 0 to 1"),
            TUMOUR,
        )
        .plausible("0", "1"),
        T_CELL_KILL =
            Number("model.irradiation.t_cell_kill", Number, "2", (0.0, 12.0), RADIATION, T_CELL,)
                .from(&["J. Exp. Med. 1985"]),
        EXPANDING_T_CELL_KILL = Number(
            "model.irradiation.expanding_t_cell_kill",
            Number,
            "2",
            (0.0, 12.0),
            RADIATION,
            EXPANDING,
        )
        .from(&["J. Exp. Med. 1985"]),
        NK_KILL = Number(
            "model.irradiation.nk_kill",
            Number,
            "1.5",
            (0.0, 12.0),
            Assumed("NK cells stand more than T cells; 1 to 2"),
            NK,
        )
        .plausible("1", "2"),
        TREG_KILL =
            Number("model.irradiation.treg_kill", Number, "2", (0.0, 12.0), RADIATION, TREG,)
                .from(&["J. Exp. Med. 1985"]),
        PRECURSOR_KILL = Number(
            "model.irradiation.precursor_kill",
            Number,
            "2",
            (0.0, 12.0),
            RADIATION,
            PRECURSOR,
        )
        .from(&["J. Exp. Med. 1985"]),
    ];
}
