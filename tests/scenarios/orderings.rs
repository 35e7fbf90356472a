//! The orderings that the shipped scenarios exist to show, over animals with fixed seeds, on
//! smaller sites and with smaller tumours.
//!
//! Fields here have a spacing of 80 um, which costs a sixteenth of the shipped one and leaves the
//! orderings as they are. The same seed gives two arms the same animals, and the same bytes
//! everywhere, so none of these can flake. What was measured stands in the snapshots.

use il2sim::scenario::Scenario;

use crate::support::{COARSE, NO_CTL, burden, burdens, measured, play, shipped, total};

/// A shipped scenario with a tumour of 200 cells in 1.6 mm.
fn young(name: &str, overrides: &[(&str, &str)]) -> Scenario {
    let base = [("site.0.size", r#"["1.6 mm", "1.6 mm"]"#), ("tumour.0.cells", "200"), COARSE];
    shipped(name, &[&base[..], overrides].concat())
}

/// Mean burden of three animals on day 12.
#[test]
fn il2_works_through_t_cells_and_loss_of_mhc_class_1_leaves_nk_and_lak() {
    const DAY: usize = 12;
    let low = ("treatment.0.dose", r#""2 CU""#);
    let arms = [
        young("untreated", &[]),
        young("peritumoral", &[]),
        young("mhc-deficient", &[]),
        young("peritumoral", &[NO_CTL]),
        young("peritumoral", &[low, NO_CTL]),
    ];
    let [untreated, treated, deficient, without_ctl, low_without_ctl] =
        play(arms.each_ref(), 3, DAY as u32);
    let none = burden("untreated", &untreated, DAY);
    let il2 = burden("peritumoral", &treated, DAY);
    let lost = burden("mhc-deficient", &deficient, DAY);
    let knocked_out = burden("peritumoral without CTL", &without_ctl, DAY);
    let low_dose = burden("peritumoral at 2 CU without CTL", &low_without_ctl, DAY);
    assert!(il2 < 0.3 * none, "treated better than untreated");
    assert!(knocked_out > 0.7 * none, "without CTL the benefit goes");
    assert!(total(&treated, "killed_by_ctl") > 0.0);
    assert_eq!(
        total(&deficient, "killed_by_ctl"),
        0.0,
        "CTL do not see a cell without MHC class I"
    );
    assert!(lost < 0.7 * none, "IL-2 works without MHC class I too");
    let missing_self = total(&deficient, "killed_by_nk") + total(&deficient, "killed_by_lak");
    assert!(
        missing_self > total(&treated, "killed_by_nk") + total(&treated, "killed_by_lak"),
        "NK and LAK cells kill it"
    );
    assert!(total(&deficient, "killed_by_lak") > 0.0);
    // IL-2 at a low dose does nothing by itself, and makes no LAK cells.
    assert!(low_without_ctl.iter().all(|trajectory| trajectory.lak_cells <= 2));
    assert!(low_dose > 0.9 * none);
    // No loop of IL-2 among T cells alone: an untreated tumour sees less than T cells need.
    assert!(untreated.iter().all(|trajectory| trajectory.il2_at_tumour_pm < 5.0));
    insta::assert_snapshot!(measured());
}

/// Burdens of three animals on day 22, which is 16 days after surgery.
#[test]
fn il2_from_the_third_day_after_surgery_is_better_than_from_the_tenth() {
    const DAY: usize = 22;
    let early = |name| {
        let base = [
            COARSE,
            ("site.0.size", r#"["2 mm", "2 mm"]"#),
            ("tumour.0.cells", "150"),
            ("treatment.0.start", r#""day 6""#),
        ];
        shipped(name, &base)
    };
    let [third, tenth] = play([&early("residual"), &early("residual-late")], 3, DAY as u32);
    assert_eq!(
        burdens(&third, 8),
        burdens(&tenth, 8),
        "the same animals and residues until the first dose"
    );
    assert!(
        burdens(&third, 8).iter().all(|cells| *cells > 20),
        "residues of few cells would cure themselves"
    );
    let (third, tenth) = (burden("residual", &third, DAY), burden("residual-late", &tenth, DAY));
    assert!(third < 0.5 * tenth, "the window closes");
    insta::assert_snapshot!(measured());
}
