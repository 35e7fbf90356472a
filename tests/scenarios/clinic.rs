//! What each treatment of the clinic does, and that it goes when its cell, rule or key is switched
//! off.
//!
//! Shipped scenarios with small sites (1.28 mm), fields at 80 um, small tumours and their
//! treatments brought forward; two or three animals with fixed seeds, the same in all arms. Burdens
//! are living tumour cells; an animal whose tumour reaches the edge of its site keeps that burden.
//! What was measured stands in the snapshots. What the host does without tissue (routes, depots,
//! rejection, soluble receptor, depletion) is tested in `src/host/tests`.

use il2sim::scenario::Scenario;

use crate::support::{NO_CTL, Trajectory, burden, burdens, measured, note, play, shipped, total};

type Pair = (&'static str, &'static str);

/// One small site.
const SMALL: [Pair; 2] =
    [("site.0.size", r#"["1.28 mm", "1.28 mm"]"#), ("site.0.field_spacing", r#""80 um""#)];

/// A second site of a remote vaccine.
const BACK: [Pair; 3] = [
    ("site.1.size", r#"["0.96 mm", "0.96 mm"]"#),
    ("site.1.field_spacing", r#""80 um""#),
    ("treatment.1.radius", r#""300 um""#),
];

/// A small tumour that is operated on early.
const RESIDUE: [Pair; 2] = [("tumour.0.cells", "100"), ("treatment.0.start", r#""day 6""#)];

/// A small transplant in a mouse.
const YOUNG: [Pair; 1] = [("tumour.0.cells", "150")];

/// A lesion of a patient.
const LESION: [Pair; 1] = [("tumour.0.cells", "500")];

/// The treatment of this number is not given.
const WITHOUT: [Pair; 5] = [
    ("treatment.0.skip", "true"),
    ("treatment.1.skip", "true"),
    ("treatment.2.skip", "true"),
    ("treatment.3.skip", "true"),
    ("treatment.4.skip", "true"),
];

/// A shipped scenario with one small site and other values.
fn arm(name: &str, values: &[&[Pair]]) -> Scenario {
    shipped(name, &[&SMALL[..], &values.concat()].concat())
}

/// Nine days after the vaccine: the site matters through the interleukin-2 of the gene, which acts
/// through CD8 and CD4 cells.
#[test]
fn an_irradiated_secretor_at_the_site_beats_live_remote_and_parental_ones() {
    const DAY: usize = 18;
    let instead = |drug: &'static str, dose: &'static str| {
        [("treatment.1.drug", drug), ("treatment.1.dose", dose)]
    };
    let arms = [
        arm("vaccine", &[&RESIDUE]),
        arm("vaccine-live", &[&RESIDUE]),
        arm("vaccine-remote", &[&RESIDUE, &BACK]),
        arm("vaccine-parental", &[&RESIDUE]),
        arm("vaccine", &[&RESIDUE, &WITHOUT[1..2]]),
        arm("vaccine-no-cd8", &[&RESIDUE]),
        arm("vaccine-no-cd8", &[&RESIDUE, &instead("\"anti-CD4\"", "\"500 ug\"")]),
    ];
    let [site, live, remote, parental, none, no_cd8, no_cd4] = play(arms.each_ref(), 2, DAY as u32);
    let killed_by_ctl =
        [&site, &live, &remote, &parental].map(|trajectories| total(trajectories, "killed_by_ctl"));
    let named = [
        ("vaccine at the site", site),
        ("live", live),
        ("remote", remote),
        ("parental", parental),
        ("none", none),
        ("without CD8", no_cd8),
        ("without CD4", no_cd4),
    ];
    let [site, live, remote, parental, none, no_cd8, no_cd4] =
        named.map(|(what, trajectories)| burden(what, &trajectories, DAY));
    assert!(site < 0.5 * none, "the vaccine works at the site");
    assert!(remote > 2.0 * site && remote > 0.8 * none, "far away it does not");
    assert!(live > 1.3 * site && live < 0.8 * none, "live cells lose their interleukin-2 too soon");
    assert!(parental > 0.9 * none, "without the gene there is no effect");
    assert!(killed_by_ctl[3] < 0.05 * killed_by_ctl[0]);
    assert!(no_cd8 > 0.85 * none, "CD8 cells do most of it");
    assert!(no_cd4 > 1.1 * site && no_cd4 < no_cd8, "CD4 cells help");
    insta::assert_snapshot!(measured());
}

/// Animals with at most 10 cells left on day 26: T cells die of the drug as they divide, unless it
/// spares lymphocytes, and the residue comes back.
#[test]
fn chemotherapy_before_il2_beats_the_reverse_order() {
    const DAY: usize = 26;
    let wide = [("site.0.size", r#"["1.44 mm", "1.44 mm"]"#)];
    let kills = ["t_cell_kill", "expanding_t_cell_kill", "precursor_kill", "treg_kill", "nk_kill"]
        .map(|key| format!("model.cyclophosphamide.{key}"));
    let sparing = kills.iter().map(|path| (path.as_str(), "0")).collect::<Vec<_>>();
    let spared = shipped("il2-first", &[&SMALL[..], &RESIDUE, &wide, &sparing].concat());
    let arms = [arm("chemo-first", &[&RESIDUE, &wide]), arm("il2-first", &[&RESIDUE, &wide])];
    let trajectories = play([&arms[0], &arms[1], &spared], 4, DAY as u32);
    for (what, trajectories) in
        ["chemotherapy first", "IL-2 first", "IL-2 first, lymphocytes spared"]
            .into_iter()
            .zip(&trajectories)
    {
        burden(what, trajectories, DAY);
    }
    let [chemo, il2, spared] = trajectories.map(|trajectories| {
        burdens(&trajectories, DAY).iter().filter(|burden| **burden <= 10).count()
    });
    assert!(chemo > il2, "chemotherapy first cures more");
    assert!(spared > il2, "where it spares lymphocytes the order matters less");
    insta::assert_snapshot!(measured());
}

/// On day 7, from 120 cells in six foci.
#[test]
fn lak_cells_need_interleukin_2_and_kill_liver_foci_that_it_does_not() {
    const DAY: usize = 7;
    let liver = |values: &[Pair]| {
        let foci = [
            ("site.0.size", r#"["1.6 mm", "1.6 mm"]"#),
            ("tumour.0.cells", "120"),
            ("tumour.0.foci", "6"),
        ];
        arm("lak-liver", &[&foci, values])
    };
    let arms = [
        liver(&[]),
        liver(&WITHOUT[..1]),
        liver(&WITHOUT[1..2]),
        liver(&WITHOUT[..2]),
        liver(&[("model.lak.kill_rate", r#""0 /d""#)]),
    ];
    let [both, no_il2, no_cells, none, harmless] = play(arms.each_ref(), 2, DAY as u32);
    let most = |trajectories: &[Trajectory]| {
        trajectories.iter().map(|trajectory| trajectory.lak_cells).sum::<u64>()
    };
    assert!(
        most(&both) > 3 * most(&no_il2) && most(&no_il2) > 10 * most(&no_cells).max(1),
        "LAK cells die without interleukin-2"
    );
    let named = [
        ("LAK and IL-2", both),
        ("LAK alone", no_il2),
        ("IL-2 alone", no_cells),
        ("untreated", none),
        ("LAK cells do not kill", harmless),
    ];
    let [both, no_il2, no_cells, none, harmless] =
        named.map(|(what, trajectories)| burden(what, &trajectories, DAY));
    assert!(both < 0.6 * no_il2 && both < 0.6 * no_cells && both < 0.5 * none);
    assert!(no_il2 < none && no_cells < none, "each alone does something");
    assert!(harmless > 0.9 * no_cells, "without their killing the cells add nothing");
    insta::assert_snapshot!(measured());
}

/// Two animals, sums of nine days after a challenge with 60 cells of each antigen.
#[test]
fn memory_rejects_the_same_antigen_and_not_another() {
    const DAY: usize = 33;
    let early = [
        ("site.1.size", SMALL[0].1),
        ("site.1.field_spacing", SMALL[1].1),
        ("site.2.size", BACK[0].1),
        ("site.2.field_spacing", SMALL[1].1),
        ("treatment.0.radius", BACK[2].1),
        ("tumour.0.start", r#""day 24""#),
        ("tumour.1.start", r#""day 24""#),
        ("tumour.0.cells", "60"),
        ("tumour.1.cells", "60"),
        ("model.competence.ctl", "1.5"),
    ];
    let forgetful = [("model.memory.maturation", r#""0 /d""#)];
    let arms = [
        arm("rechallenge", &[&early]),
        arm("rechallenge", &[&early, &forgetful]),
        arm("rechallenge", &[&early, &WITHOUT[..1]]),
    ];
    let trajectories = play(arms.each_ref(), 2, DAY as u32);
    let [immune, forgetful, naive] = trajectories.map(|trajectories| {
        [0, 1].map(|site| {
            trajectories.iter().map(|trajectory| trajectory.by_site[site]).sum::<u64>() as f64
        })
    });
    note(format!(
        "same antigen and unrelated: vaccine {immune:?}, without mature memory {forgetful:?}, \
         without vaccine {naive:?}"
    ));
    assert!(immune[0] < 0.2 * naive[0], "the same antigen is rejected");
    assert!(immune[1] > 0.8 * naive[1], "an unrelated one grows");
    assert!(forgetful[0] > 0.7 * naive[0], "mature memory does it");
    insta::assert_snapshot!(measured());
}

/// Part of cells without MHC class I on day 8 of tumours that began with a half and cannot be
/// induced, and of one that interferon-gamma can induce.
#[test]
fn ctl_select_cells_without_mhc_class_1_unless_interferon_gamma_brings_it_back() {
    const DAY: usize = 8;
    let il2 = WITHOUT[1];
    let loss = ("tumour.0.mhc_class_1.inducibility", "0");
    let arms = [
        arm("mhc-mixed", &[&YOUNG, &[il2, loss]]),
        arm("mhc-mixed", &[&YOUNG, &[WITHOUT[0], il2, loss]]),
        arm("mhc-mixed", &[&YOUNG, &[il2, loss, NO_CTL]]),
        arm("mhc-mixed", &[&YOUNG, &[il2]]),
    ];
    let [treated, untreated, no_ctl, inducible] = play(arms.each_ref(), 2, DAY as u32);
    let negative = |trajectories: &[Trajectory]| {
        total(trajectories, "mhc_negative_cells") / total(trajectories, "tumour_cells")
    };
    let negatives =
        [&treated, &untreated, &no_ctl, &inducible].map(|trajectories| negative(trajectories));
    note(format!(
        "part without MHC class I: treated, untreated, without CTL, inducible: {negatives:.2?}"
    ));
    assert!(
        negatives[0] > 0.4 && negatives[0] > 2.0 * negatives[1],
        "CTL leave the cells that they do not see"
    );
    assert!(
        negatives[1] < 0.4 && negatives[2] < 0.4,
        "nobody selects them otherwise; NK cells take some"
    );
    assert!(negatives[3] < 0.1, "interferon-gamma of the effectors brings MHC class I back");
    insta::assert_snapshot!(measured());
}

/// Part of cells without MHC class I on day 9, with the effectors' own interferon-gamma off.
#[test]
fn interferon_gamma_as_a_drug_restores_mhc_class_1_without_that_of_effectors() {
    const DAY: usize = 9;
    let dose = [
        ("treatment.1.start", r#""day 1""#),
        ("treatment.1.dose", r#""50000 IU""#),
        ("treatment.1.every", r#""8 h""#),
        ("treatment.1.times", "24"),
    ];
    let alone = [("model.ifng.on", "false")];
    let arms = [
        arm("mhc-mixed", &[&YOUNG, &alone, &dose]),
        arm("mhc-mixed", &[&YOUNG, &alone, &WITHOUT[1..2]]),
        arm(
            "mhc-mixed",
            &[&YOUNG, &alone, &dose, &[("model.interferon_gamma.interferon_drive", "0")]],
        ),
    ];
    let [drug, without, no_drive] = play(arms.each_ref(), 2, DAY as u32);
    let parts = [&drug, &without, &no_drive].map(|trajectories| {
        total(trajectories, "mhc_negative_cells") / total(trajectories, "tumour_cells")
    });
    note(format!("part without MHC class I: drug, no drug, no drive: {parts:.2?}"));
    assert!(parts[0] < 0.2 && parts[1] > 0.7, "the drug brings MHC class I back");
    assert!(parts[2] > 0.7, "by its drive of MHC class I");
    insta::assert_snapshot!(measured());
}

/// Two animals with strong T cells, day 11, flank and the sum of lung and liver (which had 120
/// cells).
#[test]
fn local_il2_at_one_site_reaches_metastases_through_t_cells_in_blood() {
    const DAY: usize = 11;
    let values = [
        ("site.1.size", SMALL[0].1),
        ("site.1.field_spacing", SMALL[1].1),
        ("site.2.size", SMALL[0].1),
        ("site.2.field_spacing", SMALL[1].1),
        ("tumour.0.cells", "150"),
        ("tumour.1.cells", "30"),
        ("tumour.2.cells", "30"),
        ("tumour.1.foci", "1"),
        ("tumour.2.foci", "1"),
        ("model.competence.ctl", "3"),
    ];
    let arms = [
        arm("metastases", &[&values]),
        arm("metastases", &[&values, &WITHOUT[..1]]),
        arm("metastases", &[&values, &[NO_CTL]]),
    ];
    let [treated, untreated, no_ctl] = play(arms.each_ref(), 2, DAY as u32);
    let sums = |trajectories: &[Trajectory]| {
        let of = |site: usize| {
            trajectories.iter().map(|trajectory| trajectory.by_site[site]).sum::<u64>() as f64
        };
        (of(0), of(1) + of(2))
    };
    let [treated, untreated, no_ctl] =
        [("treated", treated), ("untreated", untreated), ("without CTL", no_ctl)].map(
            |(what, trajectories)| {
                let (flank, far) = sums(&trajectories);
                note(format!("{what}: flank {flank}, lung and liver {far}"));
                (flank, far)
            },
        );
    assert!(treated.0 < 0.3 * untreated.0, "the treated site responds");
    assert!(treated.1 < 0.8 * untreated.1, "the others feel it");
    assert!(no_ctl.1 > 0.9 * untreated.1, "through T cells");
    insta::assert_snapshot!(measured());
}

/// On day 8; an antibody that does not kill leaves the same animals.
#[test]
fn depletion_of_regulatory_cells_improves_il2() {
    const DAY: usize = 8;
    let arms = [
        arm("treg", &[&YOUNG]),
        arm("treg", &[&YOUNG, &WITHOUT[..1]]),
        arm("treg", &[&YOUNG, &[("model.anti_cd25.treg_kill", "0")]]),
    ];
    let [depleted, alone, harmless] = play(arms.each_ref(), 3, DAY as u32);
    assert!(total(&depleted, "treg_cells") < 0.1 * total(&alone, "treg_cells"));
    let [depleted, alone, harmless] =
        [("anti-CD25", depleted), ("alone", alone), ("no kill", harmless)]
            .map(|(what, trajectories)| burden(what, &trajectories, DAY));
    assert!(depleted < 0.5 * alone, "without regulatory cells interleukin-2 does more");
    assert_eq!(harmless, alone, "an antibody that takes none changes nothing");
    insta::assert_snapshot!(measured());
}

/// On day 10. NK and LAK cells take a small part; published tumours were inhibited.
#[test]
fn an_athymic_mouse_lacks_what_t_cells_do() {
    const DAY: usize = 10;
    let many = [("vaccine.0.il2_secretion", r#""10000 IU/1e6 cells/24 h""#)];
    let harmless = [("model.nk.kill_rate", r#""0 /d""#), ("model.lak.kill_rate", r#""0 /d""#)];
    let arms = [
        arm("athymic", &[&YOUNG, &many]),
        arm("athymic", &[&YOUNG, &many, &[("host.strain", r#""normal""#)]]),
        arm("athymic", &[&YOUNG, &many, &harmless]),
        arm("athymic", &[&YOUNG, &WITHOUT[..1]]),
    ];
    let [athymic, normal, no_nk, none] = play(arms.each_ref(), 2, DAY as u32);
    assert_eq!(
        total(&athymic, "ctl_entered") + total(&athymic, "treg_cells"),
        0.0,
        "no T cells of its own"
    );
    let named = [
        ("athymic", athymic),
        ("normal", normal),
        ("NK and LAK cells do not kill", no_nk),
        ("no vaccine", none),
    ];
    let [athymic, normal, no_nk, none] =
        named.map(|(what, trajectories)| burden(what, &trajectories, DAY));
    assert!(normal < 0.5 * athymic, "T cells do most of it");
    assert!(athymic < none && no_nk > athymic, "NK and LAK cells do the rest");
    insta::assert_snapshot!(measured());
}

/// Two patients, day 9.
#[test]
fn mismatched_lymphocytes_kill_what_a_twins_do_not_if_interleukin_2_keeps_them() {
    const DAY: usize = 9;
    let arms = [
        arm("allogeneic", &[&LESION]),
        arm("allogeneic", &[&LESION, &[("donor.0.mismatch", "0")]]),
        arm("allogeneic", &[&LESION, &WITHOUT[4..]]),
        arm("allogeneic", &[&LESION, &WITHOUT[2..4]]),
        arm("allogeneic", &[&LESION, &[("model.cells.alloreactive", "0")]]),
    ];
    let [given, twin, no_il2, no_cells, blind] = play(arms.each_ref(), 2, DAY as u32);
    let named = [
        ("mismatched", given),
        ("twin", twin),
        ("no IL-2", no_il2),
        ("no cells", no_cells),
        ("no alloreactivity", blind),
    ];
    let [given, twin, no_il2, no_cells, blind] =
        named.map(|(what, trajectories)| burden(what, &trajectories, DAY));
    assert!(given < 0.3 * no_cells, "mismatched cells reject the lesion");
    assert!(twin > 0.7 * no_cells && blind > 0.7 * no_cells, "by alloantigen");
    assert!(no_il2 > 0.7 * no_cells, "only with interleukin-2");
    insta::assert_snapshot!(measured());
}

/// Two patients, day 11.
#[test]
fn a_human_lesion_is_hardly_immunogenic_and_low_doses_do_little() {
    const DAY: usize = 11;
    let arms = [
        arm("low-dose", &[&LESION]),
        arm("low-dose", &[&LESION, &WITHOUT[..2]]),
        arm("low-dose", &[&LESION, &[("tumour.0.immunogenicity", "1")]]),
    ];
    let [treated, untreated, immunogenic] = play(arms.each_ref(), 2, DAY as u32);
    let named = [("low dose", treated), ("untreated", untreated), ("immunogenic", immunogenic)];
    let [treated, untreated, immunogenic] =
        named.map(|(what, trajectories)| burden(what, &trajectories, DAY));
    assert!(treated > 0.85 * untreated);
    assert!(immunogenic < 0.2 * treated);
    insta::assert_snapshot!(measured());
}

/// One mouse, 150 cells, a dose on day 1, burden on day 4. With the key off each drug is as if not
/// given.
#[test]
fn each_drug_does_what_its_key_says_and_nothing_without_it() {
    const DAY: usize = 4;
    let kills = "tumour_kill";
    let slows = "growth_inhibition";
    let drugs = [
        ("cisplatin", "5 mg/kg", kills, 0.5),
        ("fluorouracil", "100 mg/kg", kills, 0.6),
        ("ifosfamide", "200 mg/kg", kills, 0.2),
        ("cyclophosphamide", "200 mg/kg", kills, 0.05),
        ("irradiation", "5 Gy", kills, 0.6),
        ("retinoic acid", "1 mg/kg", slows, 0.85),
        ("interferon alpha", "100000 IU", slows, 0.95),
    ];
    for (drug, dose, key, most) in drugs {
        let (name, dose, path) = (
            format!("\"{drug}\""),
            format!("\"{dose}\""),
            format!("model.{}.{key}", drug.replace(' ', "_")),
        );
        let mut given = vec![
            ("treatment.0.drug", name.as_str()),
            ("treatment.0.dose", dose.as_str()),
            ("treatment.0.start", "\"day 1\""),
        ];
        if key == slows {
            given.extend([("treatment.0.every", "\"12 h\""), ("treatment.0.times", "6")]);
        }
        let base = [&SMALL[..], &YOUNG, &WITHOUT[1..2]].concat();
        let with = shipped("treg", &[&base[..], &given].concat());
        let off = shipped("treg", &[&base[..], &given, &[(path.as_str(), "0")]].concat());
        let [with, off] = play([&with, &off], 1, DAY as u32);
        let killed = total(&with, "killed_by_drugs");
        let (with, off) = (burden(drug, &with, DAY), burden(&format!("{drug} off"), &off, DAY));
        assert!(with < most * off, "{drug}");
        assert_eq!(killed > 0.0, key == kills, "{drug}");
    }
    insta::assert_snapshot!(measured());
}
