//! What hosts, grafts and regional routes do in the tissue, and that it goes with the mechanism: NK
//! depletion, conditioning, rejection, soluble receptor, instillation and lymph node.
//!
//! Shipped scenarios on one small site (1.28 mm), fields at 80 um, two animals with fixed seeds,
//! the same in all arms. What was measured stands in the snapshots.

use il2sim::scenario::Scenario;

use super::support::{COARSE, burden, measured, note, play, total, with};

/// A key and its value.
type Pair = (&'static str, &'static str);

/// One small site.
const SMALL: Pair = ("site.0.size", r#"["1.28 mm", "1.28 mm"]"#);

/// A shipped scenario on a small site, with more tables and other values.
fn arm(name: &str, more: &str, values: &[Pair]) -> Scenario {
    let small = [&[SMALL, COARSE][..], values].concat();
    with(name, more, &small)
}

/// On day 7; an antibody that does not kill changes nothing.
#[test]
fn nk_cells_hold_tumours_that_ctl_do_not_see() {
    const DAY: usize = 7;
    let antibody = |dose: &str| {
        format!(
            "\n[[treatment]]\ndrug = \"anti-NK\"\ndose = \"{dose}\"\nstart = \"day 0\"\nevery = \
             \"72 h\"\ntimes = 3\n"
        )
    };
    let small = [("tumour.0.cells", "150")];
    let arms = [
        arm("mhc-deficient", "", &small),
        arm("mhc-deficient", &antibody("500 ug"), &small),
        arm("mhc-deficient", &antibody("500 ug"), &[small[0], ("model.anti_nk.nk_kill", "0")]),
        arm("mhc-deficient", "", &[small[0], ("treatment.0.skip", "true")]),
    ];
    let [il2, depleted, harmless, untreated] = play(arms.each_ref(), 2, DAY as u32);
    let killed = [&il2, &depleted].map(|trajectories| {
        total(trajectories, "killed_by_nk") + total(trajectories, "killed_by_lak")
    });
    let [il2, depleted, harmless, untreated] = [
        ("il2", il2),
        ("depleted", depleted),
        ("harmless antibody", harmless),
        ("untreated", untreated),
    ]
    .map(|(what, trajectories)| burden(what, &trajectories, DAY));
    note(format!("killed by NK and LAK {killed:?}"));
    assert!(il2 < 0.8 * untreated);
    assert!(depleted > 0.9 * untreated && killed[1] < 0.2 * killed[0]);
    assert_eq!(harmless, il2);
    insta::assert_snapshot!(measured());
}

/// Donor cells in tissue on day 20, where they kill nothing.
#[test]
fn conditioning_keeps_donor_cells_that_an_unprepared_host_rejects() {
    const DAY: usize = 20;
    let lesion = ("tumour.0.cells", "500");
    let resistant = ("tumour.0.drug_sensitivity", "0");
    // No killing: what is counted is how long the cells live.
    let quiet = [
        lesion,
        resistant,
        ("model.ctl.kill_rate", "\"0 /d\""),
        ("model.lak.kill_rate", "\"0 /d\""),
    ];
    let without = [&quiet[..], &[("treatment.0.skip", "true")]].concat();
    let arms = [
        arm("allogeneic", "", &quiet),
        arm("allogeneic", "", &without),
        arm("allogeneic", "", &[&without[..], &[("model.rejection.rate", "\"0 /d\"")]].concat()),
    ];
    let left = play(arms.each_ref(), 2, DAY as u32)
        .map(|trajectories| total(&trajectories, "graft_1_cells"));
    note(format!(
        "donor cells in tissue on day {DAY}: conditioned, not, not and without rejection {left:?}"
    ));
    assert!(left[0] > 2.0 * left[1], "conditioning delays rejection");
    assert!(left[2] > 2.0 * left[1], "rejection is what took them");
    insta::assert_snapshot!(measured());
}

/// On day 7, with much of the receptor and without it.
#[test]
fn soluble_receptor_blunts_systemic_interleukin_2() {
    const DAY: usize = 7;
    let receptor = |level: &'static str| {
        [
            ("tumour.0.cells", "150"),
            ("model.soluble_receptor.from_lymphocytes", level),
            ("model.soluble_receptor.from_burden", "\"0 pM\""),
        ]
    };
    let arms =
        [arm("systemic", "", &receptor("\"0 pM\"")), arm("systemic", "", &receptor("\"100 nM\""))];
    let [free, bound] = play(arms.each_ref(), 2, DAY as u32);
    let became = [&free, &bound].map(|trajectories| total(trajectories, "nk_became_lak"));
    let [free, bound] = [("no receptor", free), ("much receptor", bound)]
        .map(|(what, trajectories)| burden(what, &trajectories, DAY));
    note(format!("NK that became LAK {became:?}"));
    assert!(became[1] < 0.7 * became[0] && bound > free);
    insta::assert_snapshot!(measured());
}

/// Four patients with a lesion as immunogenic as a mouse sarcoma, day 14.
#[test]
fn regional_doses_act_through_their_cavity_and_the_node() {
    const DAY: usize = 14;
    let seen = [("tumour.0.cells", "500"), ("tumour.0.immunogenicity", "1")];
    // Nothing of it lies beside the tumour: only the node is left.
    let node = [seen[0], seen[1], ("model.perilymphatic.tissue_fraction", "0")];
    let arms = [
        arm("intrapleural", "", &seen),
        arm("intrapleural", "", &[seen[0], seen[1], ("treatment.0.skip", "true")]),
        arm("perilymphatic", "", &node),
        arm(
            "perilymphatic",
            "",
            &[&node[..], &[("model.perilymphatic.node_fraction", "0")]].concat(),
        ),
        arm("intravesical", "", &seen),
        arm(
            "intravesical",
            "",
            &[seen[0], seen[1], ("treatment.0.skip", "true"), ("treatment.1.skip", "true")],
        ),
    ];
    let names = [
        "intrapleural",
        "not given",
        "perilymphatic",
        "node does not see it",
        "intravesical",
        "not given",
    ];
    let played = play(arms.each_ref(), 4, DAY as u32);
    let entered: Vec<f64> =
        played.iter().map(|trajectories| total(trajectories, "ctl_entered")).collect();
    let burdens: Vec<f64> = names
        .iter()
        .zip(&played)
        .map(|(what, trajectories)| burden(what, trajectories, DAY))
        .collect();
    note(format!("CTL that entered {entered:?}"));
    assert!(burdens[0] < 0.7 * burdens[1], "a cavity holds it over the lesion");
    assert!(
        burdens[2] < 0.9 * burdens[3] && entered[2] > 2.0 * entered[3],
        "the node primes T cells: {burdens:?}, entered {entered:?}"
    );
    assert!(burdens[4] < 0.9 * burdens[5], "instillations reach the wall");
    insta::assert_snapshot!(measured());
}
