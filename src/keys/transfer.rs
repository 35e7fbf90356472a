//! Keys of transferred cells and of what goes with them: culture, donors, rejection,
//! graft-versus-host toxicity; and of the soluble receptor.

use super::KeyDef;
use super::Provenance::{Assumed, Derived, Measured};
use super::Quantity::{Concentration, Fraction, Number, Rate, Time};
use super::host::{both, each};

/// The table.
pub const KEYS: &[KeyDef] = &[
    both(
        "model.cells.leukapheresis",
        Fraction,
        "0.3",
        (0.0, 1.0),
        Assumed(
            "several leukaphereses in a row take a good part of the circulating lymphocytes; 0.1 \
             to 0.6",
        ),
        "Part of the blood's NK and LAK cells that a harvest takes.",
    ),
    both(
        "model.cells.collected",
        Number,
        "60",
        (1.0, 200.0),
        Derived(
            "so that a harvest after days of interleukin-2, once grown, lies within the 1.8e10 to \
             18.4e10 cells that patients were given (NEJM 1985)",
        ),
        "Cells that the leukaphereses of one harvest collect for each that the blood then lacks: \
         tissues refill it meanwhile; 1: they do not.",
    ),
    both(
        "model.cells.cik_t_share",
        Fraction,
        "0.2",
        (0.0, 1.0),
        Assumed("most cytokine-induced killer cells kill as LAK do; 0.1 to 0.5"),
        "T cells that recognise their antigen among CIK cells; the others count as NK lineage.",
    ),
    both(
        "model.cells.lymphocyte_t_share",
        Fraction,
        "0.65",
        (0.0, 1.0),
        Measured("Slavin 2010"),
        "T cells among lymphocytes after culture with interleukin-2.",
    ),
    both(
        "model.cells.lymphocyte_lak_share",
        Fraction,
        "0.17",
        (0.0, 1.0),
        Measured("Slavin 2010"),
        "Cells of the NK lineage among lymphocytes after culture with interleukin-2.",
    ),
    both(
        "model.cells.alloreactive",
        Fraction,
        "0.05",
        (0.0, 1.0),
        Assumed("1 to 10 % of T cells recognise a foreign MHC; 0 switches alloreactivity off"),
        "Part of the T cells of a wholly mismatched donor that recognise the host.",
    ),
    both(
        "model.cells.division",
        Rate,
        "0.5 /d",
        (0.0, 0.1),
        Assumed(
            "activated T cells in interleukin-2 divide about once a day in vitro, less in blood",
        ),
        "Division of transferred T cells in blood at full interleukin-2.",
    ),
    both(
        "model.cells.loss",
        Rate,
        "0.33 /d",
        (0.0, 0.1),
        Measured("Isaeva 2009"),
        "Loss of transferred T cells from blood.",
    ),
    both(
        "model.rejection.delay",
        Time,
        "8 d",
        (1.0, 2000.0),
        Assumed(
            "a first graft of mismatched cells is gone in one to two weeks; no day was found for \
             these protocols",
        ),
        "Time from the first cells of a donor to half of the full rate of their rejection by a \
         host with all its T cells.",
    ),
    both(
        "model.rejection.rate",
        Rate,
        "1 /d",
        (0.0, 1.0),
        Assumed("once it has begun, days; 0 switches it off"),
        "Rate at which a wholly mismatched donor's cells are rejected, in blood and tissue.",
    ),
    both(
        "model.graft_versus_host.rate",
        Rate,
        "0.5 /d",
        (0.0, 1.0),
        Assumed(
            "so that one pool unit of alloreactive cells kept for three weeks endangers life; 0 \
             switches it off",
        ),
        "Growth of the graft-versus-host index for one pool unit of alloreactive donor cells in \
         blood.",
    ),
    both(
        "model.graft_versus_host.half_life",
        Time,
        "10 d",
        (1.0, 2000.0),
        Assumed("lesions of skin and gut heal over weeks"),
        "Half-life of the index once the cells are gone.",
    ),
    both(
        "model.graft_versus_host.interferon_gain",
        Number,
        "0.5",
        (0.0, 10.0),
        Assumed("interferon raises MHC on the host's cells; 0 to 2"),
        "How much a full drive of systemic interferon adds to it.",
    ),
    both(
        "model.graft_versus_host.lethal_index",
        Number,
        "{ log_normal = { median = 6, sigma = 0.3, min = 2, max = 30 } }",
        (0.1, 1000.0),
        Assumed("sets the index's unit together with its rate"),
        "Graft-versus-host index that kills this animal.",
    ),
    each(
        "model.soluble_receptor.from_lymphocytes",
        Concentration,
        ("100 pM", "100 pM"),
        (0.0, 1e5),
        Assumed(
            "about 1 nM after high-dose courses, when LAK are some tenfold the normal NK; 0 \
             switches it off",
        ),
        "Soluble interleukin-2 receptor that one pool unit of activated lymphocytes keeps up in \
         plasma.",
    ),
    both(
        "model.soluble_receptor.from_burden",
        Concentration,
        "0.02 pM",
        (0.0, 1000.0),
        Assumed("raised in patients with large tumours; 0 switches it off"),
        "Soluble interleukin-2 receptor that one slice cell of tumour keeps up in plasma.",
    ),
    both(
        "model.soluble_receptor.half_life",
        Time,
        "12 h",
        (0.1, 500.0),
        Assumed("hours to a day"),
        "Half-life of the soluble receptor.",
    ),
    both(
        "model.soluble_receptor.dissociation",
        Concentration,
        "10 nM",
        (10.0, 1e6),
        Derived("the alpha chain alone binds with about 10 nM"),
        "Level of the soluble receptor that binds half of the interleukin-2.",
    ),
];
