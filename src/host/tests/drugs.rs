//! Claims about drugs, antibodies, radiation and hosts without a thymus.

use super::*;
use crate::kinds::EffectorKind;
use crate::scenario::types::{Agent, Route};

fn agent(agent: Agent, dose: f64, times_h: &[f64]) -> (Act, Vec<f64>) {
    (Act::Agent { agent, dose }, times_h.to_vec())
}

/// Runs with a tumour that sheds antigen.
fn shed(host: &mut Host, hours: u32) -> Vec<SiteSignal> {
    let first = host.state.step as u32;
    (first..first + hours)
        .map(|step| {
            let signal = host.signals(f64::from(step)).swap_remove(0);
            let mut back = quiet(host, 600);
            back[0].died[0] = 1;
            host.absorb(&back);
            signal
        })
        .collect()
}

#[test]
fn cyclophosphamide_tells_tissue_two_logs_of_tumour() {
    for (dose, logs) in [(200.0, 2.0), (50.0, 0.5), (0.0, 0.0)] {
        let mut host = treated(
            &scenario(MOUSE, "", &[]),
            vec![agent(Agent::Cyclophosphamide, dose, &[5.3])],
            &[],
        );
        let signals = run(&mut host, 96.0);
        let told: f64 = signals.iter().map(|signal| signal.drugs.tumour_kill_per_h).sum();
        assert!((told / std::f64::consts::LN_10 - logs).abs() < 1e-8, "{dose}: {told}");
        assert_eq!(signals[4].drugs.tumour_kill_per_h, 0.0);
    }
}

#[test]
fn lymphocytes_are_low_from_day_3_to_15_after_cyclophosphamide() {
    let mut host = treated(
        &scenario(MOUSE, "", &[]),
        vec![agent(Agent::Cyclophosphamide, 200.0, &[0.0])],
        &[],
    );
    let mut naive = Vec::new();
    for _ in 0..40 {
        run(&mut host, 24.0);
        naive.push(host.state.pools.supply.naive);
    }
    assert!(naive[2] < 0.3 && naive[5] < 0.5 && naive[14] < 0.85 && naive[39] > 0.9, "{naive:?}");
}

#[test]
fn treg_are_the_most_sensitive_of_resting_cells_and_dividing_cells_die_deepest() {
    let mut host = treated(
        &scenario(MOUSE, "", &[]),
        vec![agent(Agent::Cyclophosphamide, 200.0, &[0.0])],
        &[],
    );
    let [treg, naive] = [host.state.pools.nodes[0].treg, host.state.pools.supply.naive];
    let signals = run(&mut host, 24.0);
    let pools = &host.state.pools;
    assert!(
        pools.nodes[0].treg / treg < 0.6 * pools.supply.naive / naive,
        "{} {}",
        pools.nodes[0].treg / treg,
        pools.supply.naive
    );
    let il2 = Act::Il2 {
        route: Route::Peritumoral,
        site: Some(0),
        dose_iu: 1800.0,
        volume_ml: 0.2,
        duration_h: 0.0,
        stop_at_toxicity: false,
    };
    let mut fed = treated(
        &scenario(MOUSE, "", &[]),
        vec![(il2, vec![0.0]), agent(Agent::Cyclophosphamide, 200.0, &[0.0])],
        &[],
    );
    let fed = run(&mut fed, 24.0);
    let ctl = |signals: &[SiteSignal]| {
        signals.iter().map(|signal| signal.drugs.effector_kill_per_h[0]).sum::<f64>()
            / std::f64::consts::LN_10
    };
    assert!(
        (ctl(&signals) - 1.2).abs() < 0.25 && ctl(&fed) > 2.5,
        "{} {}",
        ctl(&signals),
        ctl(&fed)
    );
}

/// T cells in blood and those of the last five days that came, under cyclophosphamide and ten days
/// of interleukin-2.
fn sequence(chemo_h: f64, il2_from_h: f64, overrides: &[(&str, &str)]) -> (f64, f64) {
    let il2 = Act::Il2 {
        route: Route::Peritumoral,
        site: Some(0),
        dose_iu: 1800.0,
        volume_ml: 0.2,
        duration_h: 0.0,
        stop_at_toxicity: false,
    };
    let times = (0..10).map(|day| il2_from_h + 24.0 * f64::from(day)).collect();
    let acts = vec![agent(Agent::Cyclophosphamide, 200.0, &[chemo_h]), (il2, times)];
    let mut host = treated(&scenario(MOUSE, "", overrides), acts, &[]);
    let signals = shed(&mut host, 384);
    (
        host.state.pools.clones[0].blood,
        signals[264..].iter().map(|signal| f64::from(came(signal, EffectorKind::CTL))).sum(),
    )
}

#[test]
fn chemotherapy_before_interleukin_2_keeps_t_cells_that_the_reverse_loses() {
    let (first, came) = sequence(72.0, 120.0, &[]);
    let (last, late) = sequence(300.0, 24.0, &[]);
    assert!(first > 5.0 * last && came > 2.5 * late, "{first} {last}; {came} {late}");
    // The knock-out: where the drug spares lymphocytes, the order hardly matters to them.
    let spared = ["t_cell_kill", "expanding_t_cell_kill", "precursor_kill", "treg_kill"]
        .map(|key| (format!("model.cyclophosphamide.{key}"), "0"));
    let spared: Vec<(&str, &str)> =
        spared.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    let (first, _) = sequence(72.0, 120.0, &spared);
    let (last, _) = sequence(300.0, 24.0, &spared);
    assert!(first < 5.0 * last, "{first} {last}");
}

#[test]
fn radiation_removes_precursors_and_nk_but_not_lak_given_later() {
    let mut host =
        treated(&scenario(MOUSE, "", &[]), vec![agent(Agent::Irradiation, 5.0, &[0.0])], &[]);
    run(&mut host, 24.0);
    let pools = &host.state.pools;
    assert!(
        pools.supply.naive < 0.03
            && pools.clones[0].precursors < 0.04
            && pools.nk_total() < 0.1
            && pools.supply.marrow < 0.12,
        "{pools:?}"
    );
    let signal = &run(&mut host, 1.0)[0];
    assert!(signal.drugs.effector_kill_per_h.iter().all(|hazard| *hazard < 1e-6), "{signal:?}");
    host.state.pools.lak = 10.0;
    host.state.pools.lak_response = 1.0;
    let rates = host.setup.rates.clone();
    run(&mut host, 1.0);
    assert!(host.state.pools.lak > 10.0 * (1.0 - rates.lak_starvation), "{}", host.state.pools.lak);
}

#[test]
fn antibodies_take_their_own_cells_and_no_others() {
    for (antibody, dose, kinds) in [
        (Agent::AntiCd4, 0.5, vec![EffectorKind::HELPER, EffectorKind::TREG]),
        (Agent::AntiCd8, 0.5, vec![EffectorKind::CTL]),
        (Agent::AntiNk, 0.2, vec![EffectorKind::NK, EffectorKind::LAK]),
        (Agent::AntiCd25, 0.25, vec![EffectorKind::TREG]),
    ] {
        let mut host = treated(&scenario(MOUSE, "", &[]), vec![agent(antibody, dose, &[0.0])], &[]);
        let signals = run(&mut host, 48.0);
        for kind in EffectorKind::all() {
            let killed = signals
                .iter()
                .map(|signal| signal.drugs.effector_kill_per_h[kind.index()])
                .sum::<f64>();
            assert_eq!(killed > 2.0, kinds.contains(&kind), "{antibody:?} on {kind:?}: {killed}");
            assert!(killed == 0.0 || kinds.contains(&kind));
        }
        let pools = &host.state.pools;
        let left =
            [pools.supply.cytotoxic, pools.supply.helpers, pools.nk_total(), pools.supply.treg];
        let hit = [
            antibody == Agent::AntiCd8,
            antibody == Agent::AntiCd4,
            antibody == Agent::AntiNk,
            kinds.contains(&EffectorKind::TREG),
        ];
        for (left, hit) in left.into_iter().zip(hit) {
            assert_eq!(left < 0.3, hit, "{antibody:?}: {pools:?}");
        }
        run(&mut host, 24.0 * 60.0);
        assert!(
            host.state.pools.supply.treg > 0.85 && host.state.pools.supply.helpers > 0.85,
            "they return: {antibody:?}"
        );
    }
}

#[test]
fn without_cd4_cells_priming_is_weak() {
    let primed = |acts: Vec<(Act, Vec<f64>)>| {
        let mut host = treated(&scenario(MOUSE, "", &[]), acts, &[]);
        shed(&mut host, 192);
        host.state.pools.clones[0].blood
    };
    let (normal, depleted) =
        (primed(Vec::new()), primed(vec![agent(Agent::AntiCd4, 0.5, &[0.0, 96.0])]));
    assert!(depleted < 0.6 * normal, "{depleted} {normal}");
}

#[test]
fn an_athymic_host_has_nk_cells_and_no_t_cells() {
    let mut scenario = scenario(MOUSE, &peritumoral("300 CU", 10), &[]);
    scenario.athymic = true;
    let mut host = Host::new(&scenario, &median(&scenario));
    let signals = shed(&mut host, 300);
    let all = |kind: EffectorKind| signals.iter().map(|signal| came(signal, kind)).sum::<u32>();
    assert_eq!([EffectorKind::CTL, EffectorKind::HELPER, EffectorKind::TREG].map(all), [0, 0, 0]);
    assert!(all(EffectorKind::NK) > 100);
    assert_eq!((host.state.pools.nodes[0].treg, host.state.pools.clones[0].blood), (0.0, 0.0));
}

#[test]
fn interferons_drive_mhc_slow_growth_and_bring_nk_cells() {
    let given = |kind: Agent, dose: f64, overrides: &[(&str, &str)]| {
        let mut host =
            treated(&scenario(MOUSE, "", overrides), vec![agent(kind, dose, &[0.0])], &[]);
        run(&mut host, 6.0).swap_remove(2)
    };
    let (alpha, gamma, retinoid) = (
        given(Agent::InterferonAlpha, 1e5, &[]),
        given(Agent::InterferonGamma, 5e4, &[]),
        given(Agent::RetinoicAcid, 1.0, &[]),
    );
    assert!(
        gamma.drugs.interferon > alpha.drugs.interferon && alpha.drugs.interferon > 0.15,
        "{} {}",
        gamma.drugs.interferon,
        alpha.drugs.interferon
    );
    assert!(
        alpha.drugs.growth < 0.9 && retinoid.drugs.growth < 0.8 && retinoid.drugs.interferon == 0.0
    );
    let off = given(
        Agent::InterferonAlpha,
        1e5,
        &[
            ("model.interferon_alpha.interferon_drive", "0"),
            ("model.interferon_alpha.growth_inhibition", "0"),
        ],
    );
    assert_eq!((off.drugs.interferon, off.drugs.growth), (0.0, 1.0));
    let nk = |acts: Vec<(Act, Vec<f64>)>| {
        run(&mut treated(&scenario(MOUSE, "", &[]), acts, &[]), 24.0)
            .iter()
            .map(|signal| came(signal, EffectorKind::NK))
            .sum::<u32>()
    };
    let many = nk((0..6)
        .map(|dose| agent(Agent::InterferonAlpha, 1e5, &[4.0 * f64::from(dose)]))
        .collect());
    assert!(f64::from(many) > 1.2 * f64::from(nk(Vec::new())), "{many} {}", nk(Vec::new()));
}
