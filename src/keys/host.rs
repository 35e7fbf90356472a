//! Keys of the host: priming, blood, influx into tissue, suppression, surgery, capillary leak
//! (kinetics of interleukin-2: `kinetics`).
//!
//! Values called "reduced-model search" come from a fit of a compartment model to published
//! outcomes; they are starting values, to be measured again on the lattice.

use super::KeyDef;
use super::Provenance::{self, Assumed, Convention, Derived, Measured};
use super::Quantity::{
    self, Concentration, Count, Density, Fraction, Influx, Number, Rate, Supply, Time,
};

/// A key with one default for both species.
pub(super) const fn both(
    path: &'static str,
    quantity: Quantity,
    default: &'static str,
    range: (f64, f64),
    provenance: Provenance,
    doc: &'static str,
) -> KeyDef {
    KeyDef {
        path,
        quantity,
        default,
        human: None,
        min: range.0,
        max: range.1,
        provenance,
        doc,
        added: false,
    }
}

/// A key whose default differs between mouse and human.
pub(super) const fn each(
    path: &'static str,
    quantity: Quantity,
    default: (&'static str, &'static str),
    range: (f64, f64),
    provenance: Provenance,
    doc: &'static str,
) -> KeyDef {
    KeyDef {
        path,
        quantity,
        default: default.0,
        human: Some(default.1),
        min: range.0,
        max: range.1,
        provenance,
        doc,
        added: false,
    }
}

/// Provenance of the values that one search found together.
pub(super) const SEARCHED: Provenance =
    Assumed("reduced-model search (best joint set); range covers four independent searches");

/// The table.
pub const KEYS: &[KeyDef] = &[
    // Differences between animals
    both(
        "model.competence.ctl",
        Number,
        "{ log_normal = { median = 1.0, sigma = 0.65, min = 0.05, max = 20 } }",
        (0.0, 100.0),
        SEARCHED,
        "This animal's precursors of tumour-specific T cells, relative to the median animal. \
         Fractions cured between 5 and 95 % come from such differences.",
    ),
    both(
        "model.competence.nk",
        Number,
        "{ log_normal = { median = 1.0, sigma = 0.83, min = 0.05, max = 20 } }",
        (0.0, 100.0),
        SEARCHED,
        "This animal's NK cells, relative to the median animal.",
    ),
    // Priming in the draining node
    both(
        "model.priming.natural_death_weight",
        Number,
        "2.5",
        (0.0, 10.0),
        SEARCHED,
        "Antigen that a tumour cell gives when it dies by itself, relative to one that is killed. \
         With 0 a living tumour is never presented.",
    ),
    both(
        "model.priming.delay",
        Time,
        "36 h",
        (1.0, 240.0),
        Derived("1 to 2 d for maturation and migration of antigen-presenting cells"),
        "Mean delay from antigen release to priming, in two equal stages.",
    ),
    both(
        "model.priming.half_antigen",
        Supply,
        "5 /d",
        (0.01, 100.0),
        Assumed(
            "reduced lesion run under this host, six settings tried: published orderings, but \
             about 33 % cured where 62 to 80 % were published; to be measured on the lattice",
        ),
        "Antigen flux (slice cells) at which priming is half maximal; above it help limits, not \
         antigen.",
    ),
    both(
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
    both(
        "model.priming.expansion",
        Rate,
        "2.91 /d",
        (0.0, 0.5),
        SEARCHED,
        "Division of primed T cells at full antigen and full help. With `without_il2` it must \
         straddle `exit`: no expansion without interleukin-2, expansion with it.",
    ),
    both(
        "model.priming.without_il2",
        Fraction,
        "0.034",
        (0.0, 1.0),
        SEARCHED,
        "Part of the expansion that needs no interleukin-2.",
    ),
    both(
        "model.priming.il2_half",
        Concentration,
        "3 pM",
        (0.5, 500.0),
        Assumed(
            "EC50 of T cells is about 10 pM; searches found 3 to 6 pM; the endogenous level alone \
             must not expand the node",
        ),
        "Interleukin-2 at which help in the node is half maximal.",
    ),
    both(
        "model.priming.response_time",
        Time,
        "12 h",
        (0.5, 96.0),
        Assumed("the reduced model's value"),
        "Time constant with which the node's response follows interleukin-2.",
    ),
    both(
        "model.priming.capacity",
        Number,
        "2",
        (0.1, 100.0),
        Convention("sets the unit of the pools"),
        "Primed T cells at which expansion stops, in pool units.",
    ),
    both(
        "model.priming.exit",
        Rate,
        "0.7 /d",
        (0.001, 0.5),
        Assumed("the reduced model's value; visible T cells come 4 to 6 d after priming"),
        "Primed T cells leaving the node for blood.",
    ),
    both(
        "model.priming.memory_help",
        Number,
        "0.8",
        (0.0, 20.0),
        SEARCHED,
        "How much one pool unit of memory raises priming of naive precursors.",
    ),
    both(
        "model.priming.recall",
        Rate,
        "8 /d",
        (0.0, 1.0),
        Assumed(
            "set on the lattice so that vaccinated mice reject 200 cells of the same antigen a \
             month later; at 2 /d few do; 2 to 20 /d",
        ),
        "Primed T cells from mature memory at full antigen; this needs neither interleukin-2 nor \
         CD4 cells.",
    ),
    both(
        "model.memory.formation",
        Rate,
        "0.05 /d",
        (0.0, 0.1),
        Assumed(
            "one for ten T cells that leave blood; the reduced model's 0.025 /d protects half of \
             vaccinated mice; 0.02 to 0.1 /d",
        ),
        "Blood T cells becoming memory.",
    ),
    both(
        "model.memory.loss",
        Rate,
        "0.009 /d",
        (0.0, 0.1),
        Measured("Isaeva 2009; de Pillis 2009, 2013"),
        "Death of memory T cells.",
    ),
    both(
        "model.memory.maturation",
        Rate,
        "0.1 /d",
        (0.0, 0.1),
        Assumed(
            "persistent antigen keeps T cells effectors; memory that needs no antigen forms over \
             weeks once it is gone: 0.03 to 0.3 /d",
        ),
        "Memory becoming mature, which enters tissue without interleukin-2, where its antigen is \
         not presented; 0 switches it off.",
    ),
    both(
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
    both(
        "model.node.treg_half",
        Density,
        "15 /mm2",
        (1.0, 300.0),
        SEARCHED,
        "Treg in the node at which they halve its help.",
    ),
    both(
        "model.node.treg_growth",
        Rate,
        "0.64 /d",
        (0.0, 0.2),
        Assumed("the reduced model's value"),
        "Greatest expansion of Treg by interleukin-2.",
    ),
    both(
        "model.node.treg_il2_half",
        Concentration,
        "10 pM",
        (0.5, 500.0),
        Derived("high-affinity receptors, as T cells; at most 10 pM"),
        "Interleukin-2 at which Treg are half stimulated.",
    ),
    both(
        "model.node.treg_growth_half",
        Concentration,
        "100 pM",
        (1.0, 5000.0),
        Assumed("the reduced model's value"),
        "Interleukin-2 at which expansion of stimulated Treg is half maximal.",
    ),
    both(
        "model.node.treg_capacity",
        Density,
        "300 /mm2",
        (10.0, 2000.0),
        Assumed("the reduced model's value"),
        "Treg at which expansion stops.",
    ),
    // Blood
    both(
        "model.blood.ctl_loss",
        Rate,
        "0.5 /d",
        (0.001, 0.5),
        Assumed("the reduced model's value: death and homing elsewhere"),
        "Loss of tumour-specific T cells from blood.",
    ),
    each(
        "model.blood.unit_cells",
        Count,
        ("375000", "1.25e9"),
        (1000.0, 1e11),
        Derived(
            "NK in blood: 2.5e8 /l (de Pillis 2013) in 5 l, and at the same concentration in 1.5 \
             ml",
        ),
        "Cells that one pool unit of blood is: an animal's normal NK cells.",
    ),
    each(
        "model.blood.nk_turnover",
        Rate,
        ("0.0412 /d", "0.0125 /d"),
        (0.0, 0.2),
        Measured("de Pillis 2005 (mouse), de Pillis 2013 (human)"),
        "Turnover of NK cells in blood.",
    ),
    both(
        "model.blood.lak_capacity",
        Number,
        "10",
        (1.0, 1000.0),
        Assumed("lymphocytosis of some tenfold after days of high-dose interleukin-2"),
        "NK and LAK cells in blood, relative to normal NK, at which division stops.",
    ),
    both(
        "model.blood.lak_starvation",
        Rate,
        "1.6 /d",
        (0.0, 1.0),
        Assumed("so that under 20 % of LAK are left 2 d after withdrawal; half-life of 12 to 24 h"),
        "Death of LAK without interleukin-2.",
    ),
    // Influx into tissue
    both(
        "model.influx.ctl",
        Influx,
        "100 /mm2/d",
        (0.0, 500.0),
        Assumed(
            "about 580 /mm2/d in a reduced model without search; on the lattice, where chemotaxis \
             gathers CTL, 100 /mm2/d lets about two of three animals treated from day 1 clear \
             their tumour",
        ),
        "CTL that enter tissue at full homing for one pool unit of blood, per area of one cell \
         layer.",
    ),
    both(
        "model.influx.ctl_at_rest",
        Fraction,
        "0.05",
        (0.0, 1.0),
        Assumed("four searches agreed on 0.03 to 0.07: without interleukin-2 few T cells enter"),
        "Part of the influx of T cells that needs no interleukin-2 at the site.",
    ),
    both(
        "model.influx.helper_share",
        Number,
        "0.3",
        (0.0, 5.0),
        Assumed("one helper T cell for about three CTL; 0.1 to 2 seen"),
        "Helper T cells that enter for each CTL.",
    ),
    both(
        "model.influx.nk",
        Influx,
        "24 /mm2/d",
        (0.0, 50.0),
        SEARCHED,
        "NK cells that enter resting tissue; with a loss of 0.7 /d this rests at some 34 /mm2.",
    ),
    both(
        "model.influx.nk_il2_gain",
        Number,
        "3.8",
        (0.0, 20.0),
        SEARCHED,
        "How much full LAK drive at the site raises the influx of NK cells.",
    ),
    both(
        "model.influx.lak",
        Influx,
        "4.3 /mm2/d",
        (0.0, 50.0),
        Assumed(
            "reduced-model searches found 1.4 to 4.3, the most for the smallest dose of cells (26 \
             times the blood's NK); patients get 10 to 20 times",
        ),
        "LAK that enter tissue for one pool unit of blood.",
    ),
    // Suppression
    both(
        "model.suppression.half_burden",
        Count,
        "4000",
        (100.0, 1e9),
        Assumed(
            "1,800-3,800 by searches in a reduced model, raised so that a tumour treated from day \
             1 can be cured on the lattice",
        ),
        "Living tumour of the whole animal, in slice cells, at which killing and influx are \
         halved (square law).",
    ),
    both(
        "model.suppression.nk_share",
        Fraction,
        "1",
        (0.0, 1.0),
        Assumed("NK and LAK are suppressed like T cells; 0 frees them"),
        "How much of the burden's suppression applies to NK and LAK.",
    ),
    both(
        "model.surgery.suppression",
        Fraction,
        "0.95",
        (0.0, 1.0),
        Assumed(
            "reduced-model search 0.79 to 0.95; NK IFN-gamma falls by 83 % on the first day (2018)",
        ),
        "Suppression right after an operation; it also removes this part of primed and blood T \
         cells and LAK.",
    ),
    both(
        "model.surgery.recovery",
        Time,
        "1 d",
        (1.0, 2000.0),
        Assumed("mice recover in 1 to 5 d"),
        "Time constant of recovery from an operation.",
    ),
    both(
        "model.surgery.anergy",
        Rate,
        "1 /d",
        (0.0, 1.0),
        Assumed(
            "reduced-model searches 0.54 to 2 /d; it closes the early side of the window after \
             surgery",
        ),
        "Loss of precursors that meet antigen while suppressed.",
    ),
    both(
        "model.surgery.nodes_left",
        Fraction,
        "0.2",
        (0.0, 1.0),
        Assumed("other nodes of the region and the spleen prime some T cells; 0 to 0.5"),
        "Part of priming that a lymphadenectomy leaves; 1: the removed node mattered to nobody. \
         The node's part of local interleukin-2 is gone.",
    ),
    both(
        "model.priming.without_cd4",
        Fraction,
        "0.3",
        (0.0, 1.0),
        Assumed("irradiated vaccines need CD4 and CD8 cells; 0 to 0.6; 1 switches it off"),
        "Part of priming that needs no CD4 cells.",
    ),
    both(
        "model.supply.renewal",
        Rate,
        "0.1 /d",
        (0.0, 0.1),
        Derived(
            "lymphocytes of the blood are low from day 3 to 15 after 200 mg/kg of \
             cyclophosphamide (mouse, 2012): marrow, then naive cells, at this rate each",
        ),
        "Return of marrow, naive, helper, cytotoxic and regulatory cells that drugs, antibodies \
         or radiation took.",
    ),
    both(
        "model.surgery.precursor_recovery",
        Rate,
        "0.02 /d",
        (0.0, 0.1),
        Assumed("thymic renewal over weeks"),
        "Return of lost precursors.",
    ),
    // Capillary leak
    both(
        "model.leak.il2_half",
        Concentration,
        "2 nM",
        (10.0, 50_000.0),
        Assumed("leak depends on dose about where NK cells are driven"),
        "Plasma interleukin-2 at which leak is half driven.",
    ),
    both(
        "model.leak.rate",
        Rate,
        "2.05 /d",
        (0.0, 2.0),
        Derived(
            "so that 200,000 U three times a day give mice an index of 1 + 1.45 per day (lung \
             albumin, Rosenstein 1986)",
        ),
        "Growth of the leak index at full interleukin-2 when the blood's normal NK cells are all \
         activated.",
    ),
    both(
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
    ),
    both(
        "model.leak.recovery_half_life",
        Time,
        "36 h",
        (1.0, 500.0),
        Assumed("reversal is prompt on stopping: 1 to 2 d"),
        "Half-life of leak once interleukin-2 is gone.",
    ),
    both(
        "model.leak.tissue_weight",
        Number,
        "5e-5",
        (0.0, 1.0),
        Assumed(
            "20,000 activated cells of the simulated tissue count as the blood's normal NK cells",
        ),
        "Weight of one activated NK or LAK cell of the simulated tissue.",
    ),
    each(
        "model.leak.limiting_index",
        Number,
        ("12", "1.65"),
        (1.0, 1000.0),
        Assumed(
            "mice finished 6 d at index 9.7 (Rosenstein 1986); 600,000 IU/kg every 8 h reaches \
             1.65 on day 4, about when patients stop",
        ),
        "Leak index at which toxicity limits the dose.",
    ),
    each(
        "model.leak.lethal_index",
        Number,
        (
            "{ log_normal = { median = 25, sigma = 0.3, min = 8, max = 100 } }",
            "{ log_normal = { median = 3, sigma = 0.25, min = 1.3, max = 20 } }",
        ),
        (1.0, 10_000.0),
        Assumed(
            "about 1 to 3 % of patients died in high-dose series (4 of 157 in 1987); mice bore \
             index 9.7",
        ),
        "Leak index that kills this animal.",
    ),
];
