//! Keys of drugs other than interleukin-2, of antibodies and of radiation: one table,
//! `model.AGENT.KEY`.
//!
//! Kills are logs (powers of ten) that one reference dose takes in all, if nothing grows back
//! meanwhile; 0 switches each off. What is not listed for an agent it does not do. Doses are
//! relative to the reference dose, whose unit is that of the agent's dose.

use super::KeyDef;
use super::Provenance::{self, Assumed, Derived};
use super::Quantity::{Fraction, Number, Time};
use super::host::{both, each};

/// A log kill.
const fn kill(
    path: &'static str,
    logs: &'static str,
    provenance: Provenance,
    doc: &'static str,
) -> KeyDef {
    both(path, Number, logs, (0.0, 12.0), provenance, doc)
}

const LIKE_CYCLOPHOSPHAMIDE: Provenance =
    Assumed("as cyclophosphamide, whose isomer it is, a little less; within a log");
const DEPLETING: Provenance = Assumed(
    "depletes nearly all within a day and keeps them down for about a week: the logs are spread \
     over its half-life; 2 to 10",
);
const RADIATION: Provenance = Assumed(
    "500 rad removes all effect of interleukin-2 alone in mice (J. Exp. Med. 1985): two logs or \
     more",
);
const PROTEIN: Provenance = Assumed("hours, from slow absorption; 4 to 12 h");

const TUMOUR: &str = "Logs of tumour cells that a reference dose kills.";
const T_CELL: &str = "Logs of resting and naive T cells that a reference dose kills.";
const EXPANDING: &str = "Logs of T cells that divide under interleukin-2; equal to `t_cell_kill` \
                         they are as safe as resting ones.";
const NK: &str = "Logs of NK and LAK cells.";
const TREG: &str = "Logs of regulatory T cells.";
const PRECURSOR: &str = "Logs of lymphoid precursors in the marrow and of each clone's precursors.";
const HALF_LIFE: &str = "Half-life of its level.";
const REFERENCE: &str = "Dose that its other keys refer to.";
const GROWTH: &str =
    "Part by which it slows tumour cycles at the level just after a reference dose.";
const DRIVE: &str =
    "Systemic drive of MHC class I (occupancy of the receptor) just after a reference dose.";
const STIMULATION: &str =
    "How much it adds to the influx of NK cells (half of it just after a reference dose).";

/// The table.
pub const KEYS: &[KeyDef] = &[
    // Cyclophosphamide, mg/kg
    each(
        "model.cyclophosphamide.reference_dose",
        Number,
        ("200", "60"),
        (0.1, 10_000.0),
        Derived(
            "mice: 200 mg/kg kills 99 % of an ascites tumour and is lymphodepleting (2012); \
             patients: 60 and 120 mg/kg with fludarabine deplete equally (2021)",
        ),
        "Dose, mg/kg, that its other keys refer to.",
    ),
    each(
        "model.cyclophosphamide.half_life",
        Time,
        ("2 h", "6 h"),
        (0.1, 500.0),
        Assumed("hours for its active metabolites"),
        HALF_LIFE,
    ),
    kill(
        "model.cyclophosphamide.tumour_kill",
        "2",
        Derived("99 % of an ascites tumour of one day at 4 mg a mouse"),
        TUMOUR,
    ),
    kill(
        "model.cyclophosphamide.t_cell_kill",
        "1",
        Derived("blood lymphocytes low from day 3 to 15 after 200 mg/kg (mouse, 2012)"),
        T_CELL,
    ),
    kill(
        "model.cyclophosphamide.expanding_t_cell_kill",
        "3",
        Assumed(
            "dividing cells are hit most: chemotherapy after interleukin-2 must do worse than \
             before it; 2 to 4",
        ),
        EXPANDING,
    ),
    kill("model.cyclophosphamide.nk_kill", "0.7", Assumed("less than T cells; 0.3 to 1"), NK),
    kill(
        "model.cyclophosphamide.treg_kill",
        "1.7",
        Assumed(
            "the most sensitive of resting lymphocytes, in number and function (Lutsiak 2005); 1 \
             to 3",
        ),
        TREG,
    ),
    kill(
        "model.cyclophosphamide.precursor_kill",
        "0.3",
        Assumed(
            "spleen and marrow are low from day 3 to 6 only: stem cells are spared; 0.1 to 0.6",
        ),
        PRECURSOR,
    ),
    // Ifosfamide, mg/kg
    each(
        "model.ifosfamide.reference_dose",
        Number,
        ("300", "100"),
        (0.1, 10_000.0),
        Assumed("one and a half times cyclophosphamide's"),
        "Dose, mg/kg, that its other keys refer to.",
    ),
    each(
        "model.ifosfamide.half_life",
        Time,
        ("2 h", "7 h"),
        (0.1, 500.0),
        LIKE_CYCLOPHOSPHAMIDE,
        HALF_LIFE,
    ),
    kill("model.ifosfamide.tumour_kill", "1.7", LIKE_CYCLOPHOSPHAMIDE, TUMOUR),
    kill("model.ifosfamide.t_cell_kill", "0.7", LIKE_CYCLOPHOSPHAMIDE, T_CELL),
    kill("model.ifosfamide.expanding_t_cell_kill", "2.5", LIKE_CYCLOPHOSPHAMIDE, EXPANDING),
    kill("model.ifosfamide.nk_kill", "0.5", LIKE_CYCLOPHOSPHAMIDE, NK),
    kill("model.ifosfamide.treg_kill", "1.3", LIKE_CYCLOPHOSPHAMIDE, TREG),
    kill("model.ifosfamide.precursor_kill", "0.2", LIKE_CYCLOPHOSPHAMIDE, PRECURSOR),
    // Fludarabine, mg/m2
    both(
        "model.fludarabine.reference_dose",
        Number,
        "125",
        (0.1, 10_000.0),
        Derived(
            "125 mg/m2 in all with cyclophosphamide (2021), or five times 25 mg/m2 (Slavin 2010)",
        ),
        "Dose, mg/m2, that its other keys refer to.",
    ),
    both(
        "model.fludarabine.half_life",
        Time,
        "20 h",
        (0.1, 500.0),
        Assumed("about a day for what cells hold; 10 to 24 h"),
        HALF_LIFE,
    ),
    kill("model.fludarabine.tumour_kill", "0", Assumed("not a drug against solid tumours"), TUMOUR),
    kill("model.fludarabine.t_cell_kill", "1.3", Assumed("lymphodepleting; 0.7 to 2"), T_CELL),
    kill(
        "model.fludarabine.expanding_t_cell_kill",
        "1.5",
        Assumed("it also kills lymphocytes that rest"),
        EXPANDING,
    ),
    kill("model.fludarabine.nk_kill", "0.5", Assumed("less than T cells"), NK),
    kill("model.fludarabine.treg_kill", "1.3", Assumed("as other T cells"), TREG),
    kill(
        "model.fludarabine.precursor_kill",
        "0.2",
        Assumed("recovery in two weeks or more"),
        PRECURSOR,
    ),
    // 5-fluorouracil, mg/kg
    each(
        "model.fluorouracil.reference_dose",
        Number,
        ("100", "12"),
        (0.1, 10_000.0),
        Assumed("a usual single dose"),
        "Dose, mg/kg, that its other keys refer to.",
    ),
    both(
        "model.fluorouracil.half_life",
        Time,
        "2 h",
        (0.1, 500.0),
        Assumed("short in plasma; its effect lasts some hours"),
        HALF_LIFE,
    ),
    kill("model.fluorouracil.tumour_kill", "0.5", Assumed("modest; 0.2 to 1"), TUMOUR),
    kill(
        "model.fluorouracil.t_cell_kill",
        "0.1",
        Assumed("resting lymphocytes are spared"),
        T_CELL,
    ),
    kill(
        "model.fluorouracil.expanding_t_cell_kill",
        "0.7",
        Assumed("as dividing tumour cells"),
        EXPANDING,
    ),
    kill("model.fluorouracil.precursor_kill", "0.2", Assumed("transient leukopenia"), PRECURSOR),
    // Cisplatin, mg/kg
    each(
        "model.cisplatin.reference_dose",
        Number,
        ("5", "2.5"),
        (0.01, 1000.0),
        Assumed("a usual single dose"),
        "Dose, mg/kg, that its other keys refer to.",
    ),
    both(
        "model.cisplatin.half_life",
        Time,
        "12 h",
        (0.1, 500.0),
        Assumed("free drug hours, bound drug days"),
        HALF_LIFE,
    ),
    kill("model.cisplatin.tumour_kill", "0.7", Assumed("modest; 0.3 to 1.5"), TUMOUR),
    kill("model.cisplatin.t_cell_kill", "0.1", Assumed("hardly lymphodepleting"), T_CELL),
    kill(
        "model.cisplatin.expanding_t_cell_kill",
        "0.5",
        Assumed("below its killing of tumour cells"),
        EXPANDING,
    ),
    // Retinoic acid, mg/kg
    both(
        "model.retinoic_acid.reference_dose",
        Number,
        "1",
        (0.001, 1000.0),
        Assumed("a usual daily dose"),
        "Dose, mg/kg, that its other keys refer to.",
    ),
    both(
        "model.retinoic_acid.half_life",
        Time,
        "12 h",
        (0.1, 500.0),
        Assumed("drug an hour, effect on cells half a day"),
        HALF_LIFE,
    ),
    both(
        "model.retinoic_acid.growth_inhibition",
        Fraction,
        "0.3",
        (0.0, 0.95),
        Assumed("modest; 0.1 to 0.5; 0 switches it off"),
        GROWTH,
    ),
    // Interferons, IU
    each(
        "model.interferon_alpha.reference_dose",
        Number,
        ("100000", "3000000"),
        (1.0, 1e10),
        Derived("patients: 3e6 IU s.c. (Slavin 2010); mice: some 1e5 IU assumed"),
        "Dose, IU, that its other keys refer to.",
    ),
    both("model.interferon_alpha.half_life", Time, "8 h", (0.1, 500.0), PROTEIN, HALF_LIFE),
    both(
        "model.interferon_alpha.growth_inhibition",
        Fraction,
        "0.2",
        (0.0, 0.95),
        Assumed("modestly antiproliferative; 0.05 to 0.4; 0 switches it off"),
        GROWTH,
    ),
    both(
        "model.interferon_alpha.interferon_drive",
        Fraction,
        "0.3",
        (0.0, 0.95),
        Assumed("weaker than interferon-gamma; 0.1 to 0.6; 0 switches it off"),
        DRIVE,
    ),
    both(
        "model.interferon_alpha.nk_stimulation",
        Number,
        "1",
        (0.0, 20.0),
        Assumed("NK cells are raised about half again; 0 switches it off"),
        STIMULATION,
    ),
    each(
        "model.interferon_gamma.reference_dose",
        Number,
        ("50000", "2000000"),
        (1.0, 1e10),
        Assumed("usual daily doses"),
        "Dose, IU, that its other keys refer to.",
    ),
    both("model.interferon_gamma.half_life", Time, "5 h", (0.1, 500.0), PROTEIN, HALF_LIFE),
    both(
        "model.interferon_gamma.growth_inhibition",
        Fraction,
        "0.1",
        (0.0, 0.95),
        Assumed("small; 0 switches it off"),
        GROWTH,
    ),
    both(
        "model.interferon_gamma.interferon_drive",
        Fraction,
        "0.6",
        (0.0, 0.95),
        Assumed("induces MHC class I after hours of exposure; 0.3 to 0.9; 0 switches it off"),
        DRIVE,
    ),
    // Antibodies, mg
    each(
        "model.anti_cd4.reference_dose",
        Number,
        ("0.5", "100"),
        (1e-4, 10_000.0),
        Assumed("a usual depleting dose"),
        "Dose, mg, that its other keys refer to.",
    ),
    both(
        "model.anti_cd4.half_life",
        Time,
        "3 d",
        (0.1, 1000.0),
        Assumed("antibodies last for days"),
        HALF_LIFE,
    ),
    kill(
        "model.anti_cd4.helper_kill",
        "6",
        DEPLETING,
        "Logs of CD4 helper cells in all, against their return.",
    ),
    kill("model.anti_cd4.treg_kill", "6", DEPLETING, TREG),
    each(
        "model.anti_cd8.reference_dose",
        Number,
        ("0.5", "100"),
        (1e-4, 10_000.0),
        Assumed("a usual depleting dose"),
        "Dose, mg, that its other keys refer to.",
    ),
    both(
        "model.anti_cd8.half_life",
        Time,
        "3 d",
        (0.1, 1000.0),
        Assumed("antibodies last for days"),
        HALF_LIFE,
    ),
    kill(
        "model.anti_cd8.ctl_kill",
        "6",
        DEPLETING,
        "Logs of CD8 cells in all, against their return.",
    ),
    each(
        "model.anti_nk.reference_dose",
        Number,
        ("0.2", "100"),
        (1e-4, 10_000.0),
        Assumed("a usual depleting dose"),
        "Dose, mg, that its other keys refer to.",
    ),
    both(
        "model.anti_nk.half_life",
        Time,
        "3 d",
        (0.1, 1000.0),
        Assumed("antibodies last for days"),
        HALF_LIFE,
    ),
    kill("model.anti_nk.nk_kill", "6", DEPLETING, NK),
    each(
        "model.anti_cd25.reference_dose",
        Number,
        ("0.25", "50"),
        (1e-4, 10_000.0),
        Assumed("a usual depleting dose"),
        "Dose, mg, that its other keys refer to.",
    ),
    both(
        "model.anti_cd25.half_life",
        Time,
        "3 d",
        (0.1, 1000.0),
        Assumed("antibodies last for days"),
        HALF_LIFE,
    ),
    kill(
        "model.anti_cd25.treg_kill",
        "3",
        Assumed("incomplete, and Treg return in two to three weeks; 1 to 6"),
        TREG,
    ),
    kill(
        "model.anti_cd25.expanding_t_cell_kill",
        "0",
        Assumed("activated T cells also carry CD25; 0 to 2"),
        EXPANDING,
    ),
    // Radiation of the whole body, Gy
    both(
        "model.irradiation.reference_dose",
        Number,
        "5",
        (0.01, 100.0),
        Derived("500 rad (J. Exp. Med. 1985)"),
        REFERENCE,
    ),
    both(
        "model.irradiation.half_life",
        Time,
        "0.25 h",
        (0.05, 24.0),
        Assumed("minutes; the cells are doomed at once"),
        HALF_LIFE,
    ),
    kill(
        "model.irradiation.tumour_kill",
        "0.5",
        Assumed("solid tumours are less sensitive than lymphocytes; 0 to 1"),
        TUMOUR,
    ),
    kill("model.irradiation.t_cell_kill", "2", RADIATION, T_CELL),
    kill("model.irradiation.expanding_t_cell_kill", "2", RADIATION, EXPANDING),
    kill(
        "model.irradiation.nk_kill",
        "1.5",
        Assumed("NK cells stand more than T cells; 1 to 2"),
        NK,
    ),
    kill("model.irradiation.treg_kill", "2", RADIATION, TREG),
    kill("model.irradiation.precursor_kill", "2", RADIATION, PRECURSOR),
];
