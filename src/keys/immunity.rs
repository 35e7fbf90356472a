//! Keys of the host's T cells: differences between animals, priming, memory, the draining node.
//!
//! Values called "reduced-model search" come from a fit of a compartment model to published
//! outcomes; they are starting values, to be measured again on the lattice.

use super::row::SEARCHED;
use super::row::table;
use crate::input::Provenance::{Assumed, Convention, Derived, Measured};
use crate::input::Quantity::{Concentration, Density, Fraction, Number, Rate, Supply, Time};

/// Differences between animals.
pub mod competence {
    use super::*;

    table![
        CTL = Number(
            "model.competence.ctl",
            Number,
            "{ log_normal = { median = 1.0, sigma = 0.65, min = 0.05, max = 20 } }",
            (0.0, 100.0),
            SEARCHED,
            "This animal's precursors of tumour-specific T cells, relative to the median animal. \
             Fractions cured between 5 and 95 % come from such differences.",
        ),
        NK = Number(
            "model.competence.nk",
            Number,
            "{ log_normal = { median = 1.0, sigma = 0.83, min = 0.05, max = 20 } }",
            (0.0, 100.0),
            SEARCHED,
            "This animal's NK cells, relative to the median animal.",
        ),
    ];
}

/// Priming in the draining node.
pub mod priming {
    use super::*;

    table![
        NATURAL_DEATH_WEIGHT = Number(
            "model.priming.natural_death_weight",
            Number,
            "2.5",
            (0.0, 10.0),
            SEARCHED,
            "Antigen that a tumour cell gives when it dies by itself, relative to one that is \
             killed. With 0 a living tumour is never presented.",
        ),
        DELAY = Number(
            "model.priming.delay",
            Time,
            "36 h",
            (1.0, 240.0),
            Derived("1 to 2 d for maturation and migration of antigen-presenting cells"),
            "Mean delay from antigen release to priming, in two equal stages.",
        )
        .plausible("1 d", "2 d"),
        HALF_ANTIGEN = Number(
            "model.priming.half_antigen",
            Supply,
            "11 /d",
            (0.01, 100.0),
            Assumed("reduced-model searches found 11 to 24 /d"),
            "Antigen flux (slice cells) at which priming is half maximal; above it help limits, \
             not antigen.",
        )
        .plausible("5 /d", "24 /d"),
        SIGNAL = Number(
            "model.priming.signal",
            Rate,
            "0.04 /d",
            (0.0, 0.1),
            Assumed(
                "reduced lesion run under this host, six settings tried: published orderings, but \
                 about 33 % cured where 62 to 80 % were published; to be measured on the lattice",
            ),
            "Newly primed T cells from naive precursors at full antigen, in pool units.",
        ),
        EXPANSION = Number(
            "model.priming.expansion",
            Rate,
            "2.91 /d",
            (0.0, 0.5),
            SEARCHED,
            "Division of primed T cells at full antigen and full help. With `without_il2` it must \
             straddle `exit`: no expansion without interleukin-2, expansion with it.",
        ),
        WITHOUT_IL2 = Number(
            "model.priming.without_il2",
            Fraction,
            "0.034",
            (0.0, 1.0),
            SEARCHED,
            "Part of the expansion that needs no interleukin-2.",
        ),
        IL2_HALF = Number(
            "model.priming.il2_half",
            Concentration,
            "3 pM",
            (0.5, 500.0),
            Assumed(
                "EC50 of T cells is about 10 pM; searches found 3 to 6 pM; the endogenous level \
                 alone must not expand the node",
            ),
            "Interleukin-2 at which help in the node is half maximal.",
        )
        .plausible("3 pM", "10 pM"),
        PROGRAM_HALF = Number(
            "model.priming.program_half",
            Concentration,
            "100 pM",
            (1.0, 1e6),
            Assumed(
                "in culture little interleukin-2 (10 U/ml, 0.04 nM) keeps CD8 cells like memory \
                 cells and much (100 U/ml, 0.4 nM) makes effectors; very large switches it off",
            ),
            "Interleukin-2 in the node at which half of the T cells that leave it are effectors: \
             these enter tissue without interleukin-2 there (`model.influx.ctl_programmed`).",
        )
        .plausible("40 pM", "400 pM")
        .from(&["Kalia 2018"]),
        TOLERANCE = Number(
            "model.priming.tolerance",
            Rate,
            "0.2 /d",
            (0.0, 0.1),
            Assumed(
                "T cells that meet antigen without help lose their response within days to weeks, \
                 and interleukin-2 prevents it; 0.02 to 0.3 /d; 0 switches it off",
            ),
            "Loss of precursors whose antigen is presented while interleukin-2 is short, at full \
             antigen and none of it.",
        )
        .plausible("0.02 /d", "0.3 /d"),
        REVERSAL = Number(
            "model.priming.reversal",
            Rate,
            "1.5 /d",
            (0.0, 0.2),
            Assumed(
                "interleukin-2 gives tolerant T cells their response back within days; 0.2 to 2 \
                 /d; 0 switches it off",
            ),
            "Return of precursors that tolerance took, in a node with much interleukin-2 (half of \
             it at `model.priming.program_half`).",
        )
        .plausible("0.2 /d", "2 /d")
        .from(&["Beverly 1992"]),
        RESPONSE_TIME = Number(
            "model.priming.response_time",
            Time,
            "12 h",
            (0.5, 96.0),
            Assumed("the reduced model's value"),
            "Time constant with which the node's response follows interleukin-2.",
        ),
        CAPACITY = Number(
            "model.priming.capacity",
            Number,
            "2",
            (0.1, 100.0),
            Convention("sets the unit of the pools"),
            "Primed T cells at which expansion stops, in pool units.",
        ),
        EXIT = Number(
            "model.priming.exit",
            Rate,
            "0.7 /d",
            (0.001, 0.5),
            Assumed("the reduced model's value; visible T cells come 4 to 6 d after priming"),
            "Primed T cells leaving the node for blood.",
        ),
        MEMORY_HELP = Number(
            "model.priming.memory_help",
            Number,
            "0.8",
            (0.0, 20.0),
            SEARCHED,
            "How much one pool unit of memory raises priming of naive precursors.",
        ),
        RECALL = Number(
            "model.priming.recall",
            Rate,
            "8 /d",
            (0.0, 1.0),
            Assumed(
                "set on the lattice so that vaccinated mice reject 200 cells of the same antigen a \
                 month later; at 2 /d few do; 2 to 20 /d",
            ),
            "Primed T cells from mature memory at full antigen; this needs neither interleukin-2 \
             nor CD4 cells.",
        )
        .plausible("2 /d", "20 /d"),
        WITHOUT_CD4 = Number(
            "model.priming.without_cd4",
            Fraction,
            "0.1",
            (0.0, 1.0),
            Assumed("irradiated vaccines need CD4 and CD8 cells; 0 to 0.6; 1 switches it off"),
            "Part of priming that needs no CD4 cells.",
        )
        .plausible("0", "0.6"),
    ];
}

/// Memory.
pub mod memory {
    use super::*;

    table![
        FORMATION = Number(
            "model.memory.formation",
            Rate,
            "0.05 /d",
            (0.0, 0.1),
            Assumed(
                "one for ten T cells that leave blood; the reduced model's 0.025 /d protects half \
                 of vaccinated mice; 0.02 to 0.1 /d",
            ),
            "Blood T cells becoming memory.",
        )
        .plausible("0.02 /d", "0.1 /d"),
        LOSS = Number(
            "model.memory.loss",
            Rate,
            "0.009 /d",
            (0.0, 0.1),
            Measured("Isaeva 2009; de Pillis 2009, 2013"),
            "Death of memory T cells.",
        )
        .from(&["Isaeva 2009", "de Pillis 2009", "de Pillis 2013"]),
        MATURATION = Number(
            "model.memory.maturation",
            Rate,
            "0.1 /d",
            (0.0, 0.1),
            Assumed(
                "persistent antigen keeps T cells effectors; memory that needs no antigen forms \
                 over weeks once it is gone: 0.03 to 0.3 /d",
            ),
            "Memory becoming mature, which enters tissue without interleukin-2, where its antigen \
             is not presented; 0 switches it off.",
        )
        .plausible("0.03 /d", "0.3 /d"),
        ANTIGEN = Number(
            "model.memory.antigen",
            Number,
            "0.02",
            (0.001, 1.0),
            Assumed(
                "memory cells answer to 10 to 50 times less antigen than naive cells: 0.02 to 0.1",
            ),
            "Antigen that keeps memory young, relative to what primes naive cells \
             (`model.priming.half_antigen`): memory matures once less than that is presented.",
        )
        .plausible("0.02", "0.1"),
        HOMING_HALF = Number(
            "model.memory.homing_half",
            Number,
            "0.02",
            (0.001, 1e9),
            Assumed(
                "effector memory cells patrol tissue without interleukin-2; set on the lattice so \
                 that a vaccine protects; very large switches it off",
            ),
            "Mature memory, in pool units, at which half of a clone's T cells enter tissue without \
             interleukin-2 (square law).",
        ),
    ];
}

/// Regulatory T cells of the node.
pub mod node {
    use super::*;

    table![
        TREG_HALF = Number(
            "model.node.treg_half",
            Density,
            "15 /mm2",
            (1.0, 300.0),
            SEARCHED,
            "Treg in the node at which they halve its help.",
        ),
        TREG_GROWTH = Number(
            "model.node.treg_growth",
            Rate,
            "0.64 /d",
            (0.0, 0.2),
            Assumed("the reduced model's value"),
            "Greatest expansion of Treg by interleukin-2.",
        ),
        TREG_IL2_HALF = Number(
            "model.node.treg_il2_half",
            Concentration,
            "10 pM",
            (0.5, 500.0),
            Derived("high-affinity receptors, as T cells; at most 10 pM"),
            "Interleukin-2 at which Treg are half stimulated.",
        ),
        TREG_GROWTH_HALF = Number(
            "model.node.treg_growth_half",
            Concentration,
            "100 pM",
            (1.0, 5000.0),
            Assumed("the reduced model's value"),
            "Interleukin-2 at which expansion of stimulated Treg is half maximal.",
        ),
        TREG_CAPACITY = Number(
            "model.node.treg_capacity",
            Density,
            "300 /mm2",
            (10.0, 2000.0),
            Assumed("the reduced model's value"),
            "Treg at which expansion stops.",
        ),
    ];
}
