//! Keys of blood, of the influx into tissue, of suppression, surgery and capillary leak.
//!
//! Values called "reduced-model search" come from a fit of a compartment model to published
//! outcomes; they are starting values, to be measured again on the lattice.

use super::row::SEARCHED;
use super::row::table;
use crate::input::Provenance::{Assumed, Derived, Measured};
use crate::input::Quantity::{Concentration, Count, Fraction, Influx, Number, Rate, Time};

/// Pools of the blood.
pub mod blood {
    use super::*;

    table![
        CTL_LOSS = Number(
            "model.blood.ctl_loss",
            Rate,
            "0.5 /d",
            (0.001, 0.5),
            Assumed("the reduced model's value: death and homing elsewhere"),
            "Loss of tumour-specific T cells from blood.",
        ),
        UNIT_CELLS = Number(
            "model.blood.unit_cells",
            Count,
            "375000",
            (1000.0, 1e11),
            Derived(
                "NK in blood: 2.5e8 /l (de Pillis 2013) in 5 l, and at the same concentration in \
                 1.5 ml",
            ),
            "Cells that one pool unit of blood is: an animal's normal NK cells.",
        )
        .human("1.25e9")
        .from(&["de Pillis 2013"]),
        NK_TURNOVER = Number(
            "model.blood.nk_turnover",
            Rate,
            "0.0412 /d",
            (0.0, 0.2),
            Measured("de Pillis 2005 (mouse), de Pillis 2013 (human)"),
            "Turnover of NK cells in blood.",
        )
        .human("0.0125 /d")
        .from(&["de Pillis 2005", "de Pillis 2013"]),
        LAK_CAPACITY = Number(
            "model.blood.lak_capacity",
            Number,
            "10",
            (1.0, 1000.0),
            Assumed("lymphocytosis of some tenfold after days of high-dose interleukin-2"),
            "NK and LAK cells in blood, relative to normal NK, at which division stops.",
        ),
        LAK_STARVATION = Number(
            "model.blood.lak_starvation",
            Rate,
            "1.6 /d",
            (0.0, 1.0),
            Assumed(
                "so that under 20 % of LAK are left 2 d after withdrawal; half-life of 12 to 24 h",
            ),
            "Death of LAK without interleukin-2.",
        )
        .plausible("0.35 /d", "2.8 /d"),
    ];
}

/// Influx into tissue.
pub mod influx {
    use super::*;

    table![
        CTL = Number(
            "model.influx.ctl",
            Influx,
            "80 /mm2/d",
            (0.0, 500.0),
            Assumed(
                "about 580 /mm2/d in a reduced model without search; on the lattice chemotaxis \
                 gathers CTL, so that fewer do; 30 to 150 /mm2/d",
            ),
            "CTL that enter tissue at full homing for one pool unit of blood, per area of one cell \
             layer.",
        ),
        CTL_AT_REST = Number(
            "model.influx.ctl_at_rest",
            Fraction,
            "0.05",
            (0.0, 1.0),
            Assumed(
                "four searches agreed on 0.03 to 0.07: without interleukin-2 few T cells enter",
            ),
            "Part of the influx of T cells that needs no interleukin-2 at the site.",
        )
        .plausible("0.03", "0.07"),
        CTL_PROGRAMMED = Number(
            "model.influx.ctl_programmed",
            Fraction,
            "1",
            (0.0, 1.0),
            Assumed(
                "effectors enter inflamed and other tissue alike, without interleukin-2 there; \
                 0.2 to 1",
            ),
            "Part of the influx of effectors (`model.priming.program_half`) that needs no \
             interleukin-2 at the site.",
        )
        .plausible("0.2", "1")
        .from(&["Kalia 2018"]),
        HELPER_SHARE = Number(
            "model.influx.helper_share",
            Number,
            "0.3",
            (0.0, 5.0),
            Assumed("one helper T cell for about three CTL; 0.1 to 2 seen"),
            "Helper T cells that enter for each CTL.",
        )
        .plausible("0.1", "2"),
        NK = Number(
            "model.influx.nk",
            Influx,
            "21 /mm2/d",
            (0.0, 50.0),
            SEARCHED,
            "NK cells that enter resting tissue; with a loss of 0.7 /d this rests at 30 /mm2.",
        ),
        NK_IL2_GAIN = Number(
            "model.influx.nk_il2_gain",
            Number,
            "3.8",
            (0.0, 20.0),
            SEARCHED,
            "How much full LAK drive at the site raises the influx of NK cells.",
        ),
        LAK = Number(
            "model.influx.lak",
            Influx,
            "4.3 /mm2/d",
            (0.0, 50.0),
            Assumed(
                "reduced-model searches found 1.4 to 4.3, the most for the smallest dose of cells \
                 (26 times the blood's NK); patients get 10 to 20 times",
            ),
            "LAK that enter tissue for one pool unit of blood.",
        )
        .plausible("1.4 /mm2/d", "4.3 /mm2/d"),
    ];
}

/// Suppression by the burden.
pub mod suppression {
    use super::*;

    table![
        HALF_BURDEN = Number(
            "model.suppression.half_burden",
            Count,
            "4000",
            (100.0, 1e9),
            Assumed(
                "1,800-3,800 by searches in a reduced model, raised so that a tumour treated from \
                 day 1 can be cured on the lattice",
            ),
            "Living tumour of the whole animal, in slice cells, at which killing and influx are \
             halved (square law).",
        )
        .plausible("1800", "3800"),
        NK_SHARE = Number(
            "model.suppression.nk_share",
            Fraction,
            "1",
            (0.0, 1.0),
            Assumed("NK and LAK are suppressed like T cells; 0 frees them"),
            "How much of the burden's suppression applies to NK and LAK.",
        ),
    ];
}

/// What an operation does.
pub mod surgery {
    use super::*;

    table![
        SUPPRESSION = Number(
            "model.surgery.suppression",
            Fraction,
            "0.95",
            (0.0, 1.0),
            Assumed(
                "reduced-model search 0.79 to 0.95; NK IFN-gamma falls by 83 % on the first day \
                 (2018)",
            ),
            "Suppression right after an operation; it also removes this part of primed and blood T \
             cells and LAK.",
        )
        .plausible("0.79", "0.95"),
        RECOVERY = Number(
            "model.surgery.recovery",
            Time,
            "1 d",
            (1.0, 2000.0),
            Assumed("mice recover in 1 to 5 d"),
            "Time constant of recovery from an operation.",
        )
        .plausible("1 d", "5 d"),
        ANERGY = Number(
            "model.surgery.anergy",
            Rate,
            "1 /d",
            (0.0, 1.0),
            Assumed(
                "reduced-model searches 0.54 to 2 /d; it closes the early side of the window after \
                 surgery",
            ),
            "Loss of precursors that meet antigen while suppressed.",
        )
        .plausible("0.54 /d", "2 /d"),
        NODES_LEFT = Number(
            "model.surgery.nodes_left",
            Fraction,
            "0.2",
            (0.0, 1.0),
            Assumed("other nodes of the region and the spleen prime some T cells; 0 to 0.5"),
            "Part of its region's priming that a lymphadenectomy leaves; 1: the removed node \
             mattered to nobody. The node's part of local interleukin-2 is gone.",
        )
        .plausible("0", "0.5"),
        PRECURSOR_RECOVERY = Number(
            "model.surgery.precursor_recovery",
            Rate,
            "0.02 /d",
            (0.0, 0.1),
            Assumed("thymic renewal over weeks"),
            "Return of lost precursors.",
        ),
    ];
}

/// Return of cells that drugs took.
pub mod supply {
    use super::*;

    table![
        RENEWAL = Number(
            "model.supply.renewal",
            Rate,
            "0.1 /d",
            (0.0, 0.1),
            Derived(
                "lymphocytes of the blood are low from day 3 to 15 after 200 mg/kg of \
                 cyclophosphamide (mouse, 2012): marrow, then naive cells, at this rate each",
            ),
            "Return of marrow, naive, helper, cytotoxic and regulatory cells that drugs, \
             antibodies or radiation took.",
        ),
    ];
}

/// Capillary leak.
pub mod leak {
    use super::*;

    table![
        IL2_HALF = Number(
            "model.leak.il2_half",
            Concentration,
            "2 nM",
            (10.0, 50_000.0),
            Assumed("leak depends on dose about where NK cells are driven"),
            "Plasma interleukin-2 at which leak is half driven.",
        ),
        RATE = Number(
            "model.leak.rate",
            Rate,
            "2.05 /d",
            (0.0, 2.0),
            Derived(
                "so that 200,000 U three times a day give mice an index of 1 + 1.45 per day (lung \
                 albumin, Rosenstein 1986)",
            ),
            "Growth of the leak index at full interleukin-2 when the blood's normal NK cells are \
             all activated.",
        )
        .from(&["Rosenstein 1986"]),
        HALF_ACTIVATED = Number(
            "model.leak.half_activated",
            Number,
            "0.5",
            (0.01, 1000.0),
            Derived(
                "so that the index rises linearly over 6 d (Rosenstein 1986) although NK cells \
                 multiply",
            ),
            "Activated NK and LAK cells, relative to the blood's normal NK cells, at which leak is \
             driven half as much as it can be.",
        )
        .from(&["Rosenstein 1986"]),
        RECOVERY_HALF_LIFE = Number(
            "model.leak.recovery_half_life",
            Time,
            "36 h",
            (1.0, 500.0),
            Assumed("reversal is prompt on stopping: 1 to 2 d"),
            "Half-life of leak once interleukin-2 is gone.",
        )
        .plausible("1 d", "2 d"),
        TISSUE_WEIGHT = Number(
            "model.leak.tissue_weight",
            Number,
            "5e-5",
            (0.0, 1.0),
            Assumed(
                "20,000 activated cells of the simulated tissue count as the blood's normal NK \
                 cells",
            ),
            "Weight of one activated NK or LAK cell of the simulated tissue.",
        ),
        LIMITING_INDEX = Number(
            "model.leak.limiting_index",
            Number,
            "12",
            (1.0, 1000.0),
            Assumed(
                "mice finished 6 d at index 9.7 (Rosenstein 1986); 600,000 IU/kg every 8 h reaches \
                 1.65 on day 4, about when patients stop",
            ),
            "Leak index at which toxicity limits the dose.",
        )
        .human("{ log_normal = { median = 1.65, sigma = 0.12, min = 1.2, max = 3 } }")
        .from(&["Rosenstein 1986"]),
        LETHAL_INDEX = Number(
            "model.leak.lethal_index",
            Number,
            "{ log_normal = { median = 25, sigma = 0.3, min = 8, max = 100 } }",
            (1.0, 10_000.0),
            Assumed(
                "about 1 to 3 % of patients died in high-dose series (4 of 157 in 1987); mice bore \
                 index 9.7",
            ),
            "Leak index that kills this animal.",
        )
        .human("{ log_normal = { median = 3, sigma = 0.25, min = 1.3, max = 20 } }"),
    ];
}
