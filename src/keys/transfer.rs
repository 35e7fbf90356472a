//! Keys of transferred cells and of what goes with them: culture, donors, rejection,
//! graft-versus-host toxicity; and of the soluble receptor.

use super::row::table;
use crate::input::Provenance::{Assumed, Derived, Measured};
use crate::input::Quantity::{Concentration, Fraction, Number, Rate, Time};

/// Harvest, culture and what becomes of the cells.
pub mod cells {
    use super::*;

    table![
        LEUKAPHERESIS = Number(
            "model.cells.leukapheresis",
            Fraction,
            "0.3",
            (0.0, 1.0),
            Assumed(
                "several leukaphereses in a row take a good part of the circulating lymphocytes; \
                 0.1 to 0.6",
            ),
            "Part of the blood's NK and LAK cells that a harvest takes.",
        )
        .plausible("0.1", "0.6"),
        COLLECTED = Number(
            "model.cells.collected",
            Number,
            "60",
            (1.0, 200.0),
            Derived(
                "so that a harvest after days of interleukin-2, once grown, lies within the 1.8e10 \
                 to 18.4e10 cells that patients were given (NEJM 1985)",
            ),
            "Cells that the leukaphereses of one harvest collect for each that the blood then \
             lacks: tissues refill it meanwhile; 1: they do not.",
        )
        .from(&["N. Engl. J. Med. 1985"]),
        CIK_T_SHARE = Number(
            "model.cells.cik_t_share",
            Fraction,
            "0.2",
            (0.0, 1.0),
            Assumed("most cytokine-induced killer cells kill as LAK do; 0.1 to 0.5"),
            "T cells that recognise their antigen among CIK cells; the others count as NK lineage.",
        )
        .plausible("0.1", "0.5"),
        LYMPHOCYTE_T_SHARE = Number(
            "model.cells.lymphocyte_t_share",
            Fraction,
            "0.65",
            (0.0, 1.0),
            Measured("Slavin 2010"),
            "T cells among lymphocytes after culture with interleukin-2.",
        )
        .plausible("0.6", "0.7")
        .from(&["Slavin 2010"]),
        LYMPHOCYTE_LAK_SHARE = Number(
            "model.cells.lymphocyte_lak_share",
            Fraction,
            "0.17",
            (0.0, 1.0),
            Measured("Slavin 2010"),
            "Cells of the NK lineage among lymphocytes after culture with interleukin-2.",
        )
        .plausible("0.12", "0.22")
        .from(&["Slavin 2010"]),
        ALLOREACTIVE = Number(
            "model.cells.alloreactive",
            Fraction,
            "0.05",
            (0.0, 1.0),
            Assumed("1 to 10 % of T cells recognise a foreign MHC; 0 switches alloreactivity off"),
            "Part of the T cells of a wholly mismatched donor that recognise the host.",
        )
        .plausible("0.01", "0.1"),
        DIVISION = Number(
            "model.cells.division",
            Rate,
            "0.5 /d",
            (0.0, 0.1),
            Assumed(
                "activated T cells in interleukin-2 divide about once a day in vitro, less in \
                 blood",
            ),
            "Division of transferred T cells in blood at full interleukin-2.",
        ),
        LOSS = Number(
            "model.cells.loss",
            Rate,
            "0.33 /d",
            (0.0, 0.1),
            Measured("Isaeva 2009"),
            "Loss of transferred T cells from blood.",
        )
        .from(&["Isaeva 2009"]),
    ];
}

/// Rejection of a donor's cells.
pub mod rejection {
    use super::*;

    table![
        DELAY = Number(
            "model.rejection.delay",
            Time,
            "8 d",
            (1.0, 2000.0),
            Assumed(
                "a first graft of mismatched cells is gone in one to two weeks; no day was found \
                 for these protocols",
            ),
            "Time from the first cells of a donor to half of the full rate of their rejection by a \
             host with all its T cells.",
        ),
        RATE = Number(
            "model.rejection.rate",
            Rate,
            "1 /d",
            (0.0, 1.0),
            Assumed("once it has begun, days; 0 switches it off"),
            "Rate at which a wholly mismatched donor's cells are rejected, in blood and tissue.",
        ),
    ];
}

/// Graft-versus-host toxicity.
pub mod graft_versus_host {
    use super::*;

    table![
        RATE = Number(
            "model.graft_versus_host.rate",
            Rate,
            "0.5 /d",
            (0.0, 1.0),
            Assumed(
                "so that one pool unit of alloreactive cells kept for three weeks endangers life; \
                 0 switches it off",
            ),
            "Growth of the graft-versus-host index for one pool unit of alloreactive donor cells \
             in blood.",
        ),
        HALF_LIFE = Number(
            "model.graft_versus_host.half_life",
            Time,
            "10 d",
            (1.0, 2000.0),
            Assumed("lesions of skin and gut heal over weeks"),
            "Half-life of the index once the cells are gone.",
        ),
        INTERFERON_GAIN = Number(
            "model.graft_versus_host.interferon_gain",
            Number,
            "0.5",
            (0.0, 10.0),
            Assumed("interferon raises MHC on the host's cells; 0 to 2"),
            "How much a full drive of systemic interferon adds to it.",
        )
        .plausible("0", "2"),
        LETHAL_INDEX = Number(
            "model.graft_versus_host.lethal_index",
            Number,
            "{ log_normal = { median = 6, sigma = 0.3, min = 2, max = 30 } }",
            (0.1, 1000.0),
            Assumed("sets the index's unit together with its rate"),
            "Graft-versus-host index that kills this animal.",
        ),
    ];
}

/// The soluble interleukin-2 receptor.
pub mod soluble_receptor {
    use super::*;

    table![
        FROM_LYMPHOCYTES = Number(
            "model.soluble_receptor.from_lymphocytes",
            Concentration,
            "100 pM",
            (0.0, 1e5),
            Assumed(
                "about 1 nM after high-dose courses, when LAK are some tenfold the normal NK; 0 \
                 switches it off",
            ),
            "Soluble interleukin-2 receptor that one pool unit of activated lymphocytes keeps up \
             in plasma.",
        )
        .human("100 pM"),
        FROM_BURDEN = Number(
            "model.soluble_receptor.from_burden",
            Concentration,
            "0.02 pM",
            (0.0, 1000.0),
            Assumed("raised in patients with large tumours; 0 switches it off"),
            "Soluble interleukin-2 receptor that one slice cell of tumour keeps up in plasma.",
        ),
        HALF_LIFE = Number(
            "model.soluble_receptor.half_life",
            Time,
            "12 h",
            (0.1, 500.0),
            Assumed("hours to a day"),
            "Half-life of the soluble receptor.",
        ),
        DISSOCIATION = Number(
            "model.soluble_receptor.dissociation",
            Concentration,
            "10 nM",
            (10.0, 1e6),
            Derived("the alpha chain alone binds with about 10 nM"),
            "Level of the soluble receptor that binds half of the interleukin-2.",
        ),
    ];
}
