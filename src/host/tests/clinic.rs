//! Claims about routes: depots over a tumour, the node, the lung, pumps; about the node's removal
//! and the soluble receptor.

use super::*;
use crate::host::pharmacokinetics::Depot;
use crate::scenario::types::Route;

fn il2(route: Route, dose_iu: f64, volume_ml: f64, duration_h: f64) -> Act {
    let site =
        (!matches!(route, Route::Intravenous | Route::Subcutaneous | Route::Intraperitoneal))
            .then_some(0);
    Act::Il2 { route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity: false }
}

/// A host under one course of interleukin-2, and what its tissue was told.
fn course(base: &str, act: Act, times_h: &[f64], hours: f64) -> (Host, Vec<SiteSignal>) {
    let mut host = treated(&scenario(base, "", &FREE), vec![(act, times_h.to_vec())], &[]);
    let signals = run(&mut host, hours);
    let amounts = host.amounts();
    assert!(amounts.imbalance().abs() <= 1e-12 * amounts.turnover(), "{}", amounts.imbalance());
    (host, signals)
}

fn area(signals: &[SiteSignal], of: impl Fn(&SiteSignal) -> f64) -> f64 {
    signals.iter().map(of).sum()
}

#[test]
fn a_human_cavity_lies_430_fold_above_serum_with_a_half_life_of_6_hours() {
    // 2 l in the cavity; areas over days, and the fall from 6 to 12.3 h (Konrad 1990).
    for route in [Route::Intracavitary, Route::Intrapleural] {
        let (host, signals) = course(HUMAN, il2(route, 1e6, 2000.0, 0.0), &[0.0], 240.0);
        let rest = host.setup.kinetics.endogenous_pm;
        let ratio = area(&signals, |s| s.depot_il2_pm) / area(&signals, |s| s.plasma_il2_pm - rest);
        assert!((ratio / 430.0 - 1.0).abs() < 0.02, "{ratio}");
        let fall = signals[6].depot_il2_pm / signals[12].depot_il2_pm;
        assert!((6.0 * 2.0_f64.ln() / fall.ln() / 6.3 - 1.0).abs() < 0.01, "{fall}");
    }
}

#[test]
fn a_cavity_empties_and_is_absorbed_by_its_own_rates() {
    let (host, signals) = course(MOUSE, il2(Route::Intravesical, 1e5, 0.1, 0.0), &[0.0], 60.0);
    // Absorption 0.02, emptying 0.5 /h: the area is dose / volume / 0.52; half of 2/52 reaches
    // plasma.
    let expected = 1e6 * PM_PER_IU_PER_ML / 0.52;
    assert!((area(&signals, |s| s.depot_il2_pm) / expected - 1.0).abs() < 1e-9);
    assert!((host.amounts().absorbed - 1e5 * 0.5 * 0.02 / 0.52).abs() < 1e-6 * 1e5);
    assert_eq!(signals[0].depot_place, crate::exchange::DepotPlace::Shell);
}

#[test]
fn a_perfused_bladder_holds_a_plateau_and_exact_means() {
    // 2,000 IU/h into 0.1 ml for 48 h: c = r / (V k) (1 - e^(-kt)), whatever the step; it starts
    // and ends inside a step.
    let k = 0.52;
    let mut areas = Vec::new();
    for step in ["\"15 min\"", "\"1 h\"", "\"4 h\""] {
        let steps = [
            ("run.host_step", step),
            ("run.tissue_step", "\"3 min\""),
            ("record.series_every", "\"4 h\""),
        ];
        let scenario = scenario(MOUSE, "", &[&steps[..], &FREE].concat());
        let mut host = treated(
            &scenario,
            vec![(il2(Route::Intravesical, 96_000.0, 0.1, 48.0), vec![3.4])],
            &[],
        );
        let signals = run(&mut host, 100.0);
        let pm = 20_000.0 * PM_PER_IU_PER_ML;
        // What flowed in, less the crumb that is left after 100 h.
        let expected =
            pm / k * 48.0 - pm / (k * k) * (1.0 - (-k * 48.0_f64).exp()) * (-k * 48.6_f64).exp();
        let total = area(&signals, |s| s.depot_il2_pm) * host.setup.step_h;
        assert!((total / expected - 1.0).abs() < 1e-9, "{step}: {total} {expected}");
        areas.push(total);
        assert!((host.amounts().given - 96_000.0).abs() < 1e-6);
        if step == "\"1 h\"" {
            // The hour from 20 h to 21 h, in closed form.
            let mean = pm / k * (1.0 - ((-k * 16.6_f64).exp() - (-k * 17.6_f64).exp()) / k);
            assert!(
                (signals[20].depot_il2_pm / mean - 1.0).abs() < 1e-12,
                "{} {mean}",
                signals[20].depot_il2_pm
            );
        }
    }
    assert!(areas.iter().all(|a| (a / areas[0] - 1.0).abs() < 1e-12), "{areas:?}");
}

#[test]
fn a_subcutaneous_pump_keeps_a_level_that_a_bolus_does_not() {
    // Pumps gave 8 U/ml for more than 4 d (1984): 300,000 IU a day.
    let (_, pump) = course(MOUSE, il2(Route::Subcutaneous, 1.2e6, 0.0, 96.0), &[0.0], 96.0);
    let (_, bolus) = course(MOUSE, il2(Route::Subcutaneous, 1.2e6, 0.0, 0.0), &[0.0], 96.0);
    let above = |signals: &[SiteSignal]| {
        signals.iter().filter(|s| s.plasma_il2_pm > 8.0 * PM_PER_IU_PER_ML).count()
    };
    assert!(above(&pump) > 90 && above(&bolus) < 30, "{} {}", above(&pump), above(&bolus));
    let plateau = 12_500.0 * 0.5 / 18.0 * PM_PER_IU_PER_ML;
    assert!(
        (pump[90].plasma_il2_pm / plateau - 1.0).abs() < 0.01,
        "{} {plateau}",
        pump[90].plasma_il2_pm
    );
}

#[test]
fn perilymphatic_doses_act_in_the_node_and_not_after_its_removal() {
    let surgery = |lymphadenectomy| (Act::Surgery { site: 0, lymphadenectomy }, vec![0.0]);
    let values = [
        ("treatment.0.residue_probability", 0.0),
        ("treatment.0.residue_cells", 0.0),
        ("treatment.0.margin", 200.0),
    ];
    let node = |lymphadenectomy| {
        let acts = vec![
            surgery(lymphadenectomy),
            (il2(Route::Perilymphatic, 4.0, 0.2, 0.0), vec![24.0, 48.0]),
        ];
        let mut host = treated(&scenario(MOUSE, "", &FREE), acts, &values);
        let signals = run(&mut host, 72.0);
        (
            host.state.pools.nodes[0].response,
            host.state.pools.nodes[0].left,
            signals[24].depot_il2_pm,
        )
    };
    let ((kept, all, beside), (removed, left, _)) = (node(false), node(true));
    assert!(kept > 1.5 * removed && (removed - 0.25).abs() < 0.01, "{kept} {removed}");
    assert_eq!((all, left), (1.0, 0.2));
    let (_, injected) = course(MOUSE, il2(Route::Peritumoral, 4.0, 0.2, 0.0), &[24.0], 26.0);
    assert!((beside / injected[24].depot_il2_pm - 0.02).abs() < 1e-12, "little beside the tumour");
}

#[test]
fn a_lymphadenectomy_leaves_little_priming() {
    let primed = |lymphadenectomy: bool| {
        let acts = vec![(Act::Surgery { site: 0, lymphadenectomy }, vec![0.0])];
        let values = [
            ("treatment.0.residue_probability", 0.0),
            ("treatment.0.residue_cells", 0.0),
            ("treatment.0.margin", 200.0),
        ];
        // without tolerance, which takes the more the more is presented
        let sets = [("model.surgery.suppression", "0"), ("model.priming.tolerance", "\"0 /d\"")];
        let mut host = treated(&scenario(MOUSE, "", &sets), acts, &values);
        for step in 0..240 {
            host.signals(f64::from(step));
            let mut back = quiet(&host, 600);
            back[0].died[0] = 1;
            host.absorb(&back);
        }
        host.state.pools.clones[0].blood
    };
    assert!(primed(true) < 0.25 * primed(false), "{} {}", primed(true), primed(false));
}

#[test]
fn inhaled_doses_stay_in_the_lung() {
    let (host, inhaled) =
        course(HUMAN, il2(Route::Inhaled, 6e6, 0.0, 0.0), &[0.0, 8.0, 16.0], 72.0);
    let (_, injected) =
        course(HUMAN, il2(Route::Subcutaneous, 6e6, 0.0, 0.0), &[0.0, 8.0, 16.0], 72.0);
    let rest = host.setup.kinetics.endogenous_pm;
    let lesion_share = host.setup.thresholds.tissue_share[Depot::Lung as usize];
    let [lesion, serum] =
        [area(&inhaled, |s| s.depot_il2_pm), area(&inhaled, |s| s.plasma_il2_pm - rest)];
    let lumen = lesion / lesion_share;
    assert!(lumen > 1e4 * serum, "{lumen} {serum}");
    assert!(
        lesion > serum && lesion < 1e-3 * lumen,
        "a lesion behind the lining sees {lesion}, the lumen {lumen}"
    );
    assert!(serum < 0.1 * area(&injected, |s| s.plasma_il2_pm - rest));
    assert!(inhaled[1].depot_il2_pm > 1000.0 * lesion_share, "{}", inhaled[1].depot_il2_pm);
}

#[test]
fn toxicity_of_one_cycle_does_not_skip_the_next() {
    let cycle = |_: f64| Act::Il2 {
        route: Route::Intravenous,
        site: None,
        dose_iu: 42e6,
        volume_ml: 0.0,
        duration_h: 0.0,
        stop_at_toxicity: true,
    };
    let times = |day: f64| (0..14).map(|i| 24.0 * day + 8.0 * f64::from(i)).collect::<Vec<_>>();
    let acts = vec![(cycle(0.0), times(0.0)), (cycle(15.0), times(15.0))];
    let mut host =
        treated(&scenario(HUMAN, "", &[("model.leak.limiting_index", "1.3")]), acts, &[]);
    run(&mut host, 480.0);
    for treatment in 0..2 {
        let of: Vec<bool> = host
            .doses()
            .iter()
            .filter(|dose| dose.treatment == treatment)
            .map(|dose| dose.skipped)
            .collect();
        let first = of.iter().position(|skipped| *skipped).expect("toxicity limits each cycle");
        assert!(
            first > 2 && of[first..].iter().all(|skipped| *skipped),
            "cycle {treatment}: {of:?}"
        );
    }
}

#[test]
fn soluble_receptor_takes_part_of_what_plasma_does_and_none_when_it_is_off() {
    let run_with = |overrides: &[(&str, &str)]| {
        let mut host = treated(
            &scenario(HUMAN, "", overrides),
            vec![(il2(Route::Intravenous, 180e6, 0.0, 120.0), vec![0.0])],
            &[],
        );
        let signals = run(&mut host, 120.0);
        (host.state.receptor_pm, host.state.pools.lak, plasma_mean(&signals), host.state.auc_pm_h)
    };
    let much = [("model.soluble_receptor.from_lymphocytes", "\"30 nM\"")];
    let (off, on) = (run_with(&FREE), run_with(&much));
    assert_eq!(off.0, 0.0);
    assert!(on.0 > 3000.0 && on.1 < off.1 && on.2 < 0.9 * off.2, "{on:?} {off:?}");
    assert!((on.3 / off.3 - 1.0).abs() < 1e-12, "the total in plasma is the same");
}
