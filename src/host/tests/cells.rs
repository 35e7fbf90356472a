//! Claims about vaccines, transferred cells, donors.

use super::*;
use crate::exchange::{INOCULA, Put, PutPlace};
use crate::kinds::EffectorKind;
use crate::rules::ALLOANTIGEN;
use crate::scenario::types::{Agent, Donor, Product, Target, Transfer, Vaccine};

/// Two sites; the vaccine's antigen is the tumour's.
const TWO_SITES: &str = "[[site]]\nname = \"other\"\nsize = [\"4 mm\", \"4 mm\"]\n";

fn vaccine(irradiated: bool, cd80: bool) -> Vaccine {
    Vaccine { name: "cells".into(), antigen: "tumour".into(), irradiated, cd80 }
}

fn with_vaccine(vaccine: Vaccine) -> Scenario {
    let mut scenario = scenario(MOUSE, TWO_SITES, &[]);
    scenario.vaccines = vec![vaccine];
    scenario.tumours[0].antigen = "tumour".into();
    scenario
}

fn inject(target: Target) -> Act {
    Act::Vaccine { vaccine: 0, target, volume_ml: 0.2 }
}

const VACCINE_VALUES: [(&str, f64); 2] =
    [("vaccine.0.immunogenicity", 1.0), ("treatment.0.cells", 1e7)];

#[test]
fn a_vaccine_goes_in_at_its_time_as_a_line_of_its_own() {
    let spot = Target::Spot { site: 1, centre_um: [2000.0, 2000.0, 0.0], radius_um: 1000.0 };
    for (target, site, place, chance) in [
        (Target::Around { site: 0 }, 0, PutPlace::Shell, 0.4),
        (spot, 1, PutPlace::Ball { centre_um: [2000.0, 2000.0, 0.0], radius_um: 1000.0 }, 1.0),
    ] {
        let mut host = treated(
            &with_vaccine(vaccine(true, false)),
            vec![(inject(target), vec![24.5])],
            &VACCINE_VALUES,
        );
        for step in 0..48 {
            let signals = host.signals(f64::from(step));
            for (at, signal) in signals.iter().enumerate() {
                let expected: &[_] = if step == 24 && at == site { &[Put::Line(1)] } else { &[] };
                assert_eq!(
                    signal.inocula.iter().map(|inoculum| inoculum.put).collect::<Vec<_>>(),
                    expected,
                    "step {step}"
                );
                assert!(
                    signal.inocula.iter().all(|inoculum| inoculum.place == place
                        && (inoculum.chance - chance).abs() < 1e-12)
                );
            }
            let back = quiet(&host, 600);
            host.absorb(&back);
        }
        assert_eq!(
            host.burden_slice_cells().round(),
            1200.0,
            "two sites of 600: a vaccine is no burden"
        );
    }
}

#[test]
fn more_cells_than_tissue_takes_at_once_wait_for_the_next_step() {
    let acts = (0..6).map(|_| (inject(Target::Around { site: 0 }), vec![1.0])).collect();
    let values: Vec<(String, f64)> =
        (0..6).map(|n| (format!("treatment.{n}.cells"), 1e7)).collect();
    let mut values: Vec<(&str, f64)> =
        values.iter().map(|(path, value)| (path.as_str(), *value)).collect();
    values.push(VACCINE_VALUES[0]);
    let mut host = treated(&with_vaccine(vaccine(true, false)), acts, &values);
    let put: Vec<usize> = run(&mut host, 4.0).iter().map(|signal| signal.inocula.len()).collect();
    assert_eq!(put, [0, INOCULA, 6 - INOCULA, 0]);
}

/// Antigen at the node after many days in which one vaccine cell dies an hour.
fn antigen_of(vaccine: Vaccine) -> f64 {
    let mut host = treated(
        &with_vaccine(vaccine),
        vec![(inject(Target::Around { site: 0 }), vec![0.0])],
        &VACCINE_VALUES,
    );
    for step in 0..400 {
        host.signals(f64::from(step));
        let mut back = quiet(&host, 600);
        back[0].died[1] = 1;
        host.absorb(&back);
    }
    host.state.pools.nodes[0].clones[0].antigen[1]
}

#[test]
fn irradiated_cells_and_cd80_present_more_antigen_than_live_ones() {
    let [irradiated, live, cd80] = [(true, false), (false, false), (true, true)]
        .map(|(irradiated, cd80)| antigen_of(vaccine(irradiated, cd80)));
    assert!(
        (irradiated - 1.0).abs() < 1e-3 && (live - 0.21).abs() < 1e-3 && (cd80 - 2.0).abs() < 2e-3,
        "{irradiated} {live} {cd80}"
    );
}

/// Mean number of CTL that come to the tumour's site in a day, and the response of the node of
/// `site`, with a vaccine living there.
fn with_depot_at(site: usize, il2_pm: f64) -> (f64, f64) {
    let mut host = treated(
        &with_vaccine(vaccine(true, false)),
        vec![(inject(Target::Around { site }), vec![0.0])],
        &VACCINE_VALUES,
    );
    let mut sum = 0.0;
    for step in 0..96 {
        (host.state.pools.clones[0].blood, host.state.pools.clones[0].memory) = (1.0, 0.0);
        sum += f64::from(came(&host.signals(f64::from(step))[0], EffectorKind::CTL));
        let mut back = quiet(&host, 600);
        (back[site].vaccine, back[site].il2_at_vaccine_pm) = (500, il2_pm);
        host.absorb(&back);
    }
    (sum / 4.0, host.state.pools.nodes[site].response)
}

#[test]
fn a_remote_vaccine_feeds_its_node_but_does_not_call_t_cells_to_the_tumour() {
    let ((at, node), (remote, far), (_, none)) =
        (with_depot_at(0, 2000.0), with_depot_at(1, 2000.0), with_depot_at(0, 0.0));
    assert!(at > 5.0 * remote, "{at} {remote}");
    assert!((node - far).abs() < 1e-12 && node > 2.0 * none, "{node} {far} {none}");
}

#[test]
fn t_cells_of_a_vaccines_antigen_come_while_it_lives() {
    let other = Vaccine { antigen: "unrelated".into(), ..vaccine(true, false) };
    let mut host = treated(
        &with_vaccine(other),
        vec![(inject(Target::Around { site: 1 }), vec![0.0])],
        &VACCINE_VALUES,
    );
    let mut sums = [0, 0];
    for step in 0..96 {
        host.state.pools.clones[1].blood = 1.0;
        let alive = step < 48;
        sums[usize::from(!alive)] += came(&host.signals(f64::from(step))[1], EffectorKind::CTL);
        let mut back = quiet(&host, 600);
        back[1].vaccine = u64::from(step < 47);
        host.absorb(&back);
    }
    assert!(sums[0] > 50 && sums[1] == 0, "{sums:?}");
}

fn transfer(
    product: Product,
    donor: Option<usize>,
    antigen: Option<&str>,
    target: Target,
    origin: u32,
) -> Act {
    Act::Cells(Transfer {
        product,
        donor,
        antigen: antigen.map(str::to_string),
        target,
        volume_ml: 0.2,
        harvest_h: None,
        origin,
    })
}

const CULTURE: [(&str, f64); 3] = [
    ("treatment.0.cells", 1.5e7),
    ("treatment.0.culture", 96.0),
    ("treatment.0.culture_il2", 23_600.0),
];

#[test]
fn lak_go_into_blood_and_die_without_interleukin_2() {
    let act = transfer(Product::Lak, None, None, Target::Blood, 0);
    let mut host = treated(&scenario(MOUSE, "", &[]), vec![(act, vec![2.0])], &CULTURE);
    run(&mut host, 3.0);
    // 40 units of cells times the culture's activity, some of an hour's starvation gone.
    let given = 40.0 * host.setup.givings[&0].activity;
    assert!(
        host.setup.givings[&0].activity > 0.5
            && host.state.pools.lak > 0.9 * given
            && host.state.pools.lak < given,
        "{}",
        host.state.pools.lak
    );
    run(&mut host, 48.0);
    assert!(host.state.pools.lak < 0.2 * given, "{}", host.state.pools.lak);
}

#[test]
fn leukapheresis_takes_nk_cells_and_limits_what_can_be_given() {
    let Act::Cells(plan) = transfer(Product::Lak, None, None, Target::Blood, 0) else {
        unreachable!()
    };
    let act = Act::Cells(Transfer { harvest_h: Some(5.0), ..plan });
    let mut host = treated(
        &scenario(MOUSE, "", &[]),
        vec![(act, vec![101.0, 110.0])],
        &[("treatment.0.cells", 1e12), CULTURE[1], CULTURE[2]],
    );
    run(&mut host, 6.0);
    assert!((host.state.pools.nk_total() - 0.7).abs() < 0.01, "{}", host.state.pools.nk_total());
    let harvest = host.state.harvests[&0];
    let natural = host.setup.unit_cells * host.setup.influx.nk_competence;
    // Grown from 0.3 of the blood, refilled while it was collected.
    assert!(
        harvest.cells > 0.3 * host.setup.cells.collected * natural
            && host.setup.cells.collected > 1.0
            && harvest.activity > 0.5
    );
    run(&mut host, 96.0);
    let given = harvest.cells * harvest.activity / natural;
    assert!(
        host.state.pools.lak < given && host.state.pools.lak > 0.9 * given,
        "{} {given}",
        host.state.pools.lak
    );
    assert_eq!(host.state.harvests[&0].cells, 0.0);
}

#[test]
fn til_join_their_clone_or_keep_their_origin() {
    for origin in [0, 2] {
        let act = transfer(Product::Til, None, Some("tumour"), Target::Blood, origin);
        let mut host = treated(
            &with_vaccine(vaccine(true, false)),
            vec![(act, vec![0.0])],
            &[&CULTURE[..], &VACCINE_VALUES[..1]].concat(),
        );
        run(&mut host, 1.0);
        let units = 40.0 * (-1.0_f64 / 24.0).exp();
        let (own, graft) = (host.state.pools.clones[0].blood, host.state.grafts[1].t[0]);
        assert!(
            if origin == 0 { own > units && graft == 0.0 } else { graft > units && own < 1e-3 },
            "{own} {graft}"
        );
        let signal = host.signals(1.0).swap_remove(0);
        let group = if origin == 0 {
            EffectorKind::CTL.group(0)
        } else {
            EffectorKind::CTL.graft_group(1).unwrap()
        };
        assert!(
            signal.arrivals[group] > 50
                && came(&signal, EffectorKind::HELPER) > 10
                && came(&signal, EffectorKind::CTL) == signal.arrivals[group],
            "{signal:?}"
        );
        let mut back = quiet(&host, 600);
        back[0].entered[group] = 30;
        let before = host.state.grafts[1].t_cells() + host.state.pools.clones[0].blood;
        host.absorb(&back);
        assert!(host.state.grafts[1].t_cells() + host.state.pools.clones[0].blood < before);
    }
}

#[test]
fn cells_into_a_site_are_inocula_with_their_antigen_and_origin() {
    let act = transfer(Product::Lymphocytes, Some(0), None, Target::Into { site: 0 }, 1);
    let mut scenario = scenario(MOUSE, "", &[]);
    scenario.donors = vec![Donor { name: "unrelated".into() }];
    let mut host = treated(
        &scenario,
        vec![(act, vec![1.0])],
        &[&CULTURE[..], &[("donor.0.mismatch", 1.0)]].concat(),
    );
    let put = run(&mut host, 2.0).swap_remove(1).inocula;
    let kinds: Vec<Put> = put.iter().map(|inoculum| inoculum.put).collect();
    let effector = |kind, antigen| Put::Effector { kind, antigen, origin: 1 };
    assert_eq!(
        kinds,
        [
            effector(EffectorKind::CTL, ALLOANTIGEN),
            effector(EffectorKind::HELPER, ALLOANTIGEN),
            effector(EffectorKind::LAK, 0)
        ]
    );
    assert!(
        put.iter().all(|inoculum| inoculum.place == PutPlace::Interior && inoculum.chance > 0.0)
    );
    assert!(host.state.donors.contains_key(&0));
}

/// A host given a donor's lymphocytes on day 10, after conditioning on day 7.
fn allogeneic(mismatch: f64, conditioned: bool, athymic: bool, overrides: &[(&str, &str)]) -> Host {
    let mut scenario = scenario(MOUSE, "", overrides);
    scenario.donors = vec![Donor { name: "donor".into() }];
    scenario.athymic = athymic;
    let mut acts =
        vec![(transfer(Product::Lymphocytes, Some(0), None, Target::Blood, 1), vec![240.0])];
    if conditioned {
        acts.push((Act::Agent { agent: Agent::Cyclophosphamide, dose: 200.0 }, vec![168.0]));
        acts.push((Act::Agent { agent: Agent::Fludarabine, dose: 125.0 }, vec![168.0]));
    }
    treated(&scenario, acts, &[&CULTURE[..], &[("donor.0.mismatch", mismatch)]].concat())
}

#[test]
fn a_mismatched_donors_cells_know_the_host_and_an_identical_twins_do_not() {
    let mut host = allogeneic(1.0, false, false, &[]);
    run(&mut host, 241.0);
    // 65 % T cells, 5 % of them alloreactive; their hour's loss.
    assert!(
        (host.state.grafts[0].alloreactive() / (40.0 * 0.65 * 0.05) - 1.0).abs() < 0.05,
        "{:?}",
        host.state.grafts[0]
    );
    assert!((host.state.grafts[0].lak - 40.0 * 0.17 * host.setup.givings[&0].activity).abs() < 0.6);
    let sum: u32 = run(&mut host, 24.0).iter().map(|signal| came(signal, EffectorKind::CTL)).sum();
    assert!(sum > 20, "{sum}");
    let mut twin = allogeneic(0.0, false, false, &[]);
    run(&mut twin, 241.0);
    assert_eq!(twin.state.grafts[0].alloreactive(), 0.0);
}

#[test]
fn conditioning_postpones_rejection_and_an_athymic_host_does_not_reject() {
    let hazard = |mut host: Host| {
        let told = run(&mut host, 600.0);
        (told[480].rejection_per_h[0], host.grafted_cells(), told[239].rejection_per_h[0])
    };
    let (normal, conditioned, athymic) = (
        hazard(allogeneic(1.0, false, false, &[])),
        hazard(allogeneic(1.0, true, false, &[])),
        hazard(allogeneic(1.0, false, true, &[])),
    );
    assert_eq!(normal.2, 0.0, "before they were given");
    assert!(normal.0 > 2.0 * conditioned.0 && conditioned.0 > 0.0, "{normal:?} {conditioned:?}");
    assert!(conditioned.1 > 3.0 * normal.1, "{normal:?} {conditioned:?}");
    assert_eq!(athymic.0, 0.0);
    let off = hazard(allogeneic(1.0, false, false, &[("model.rejection.rate", "\"0 /d\"")]));
    assert_eq!(off.0, 0.0);
}

#[test]
fn alloreactive_cells_can_kill_the_host() {
    let overrides = [("model.graft_versus_host.lethal_index", "0.3")];
    let died = |mismatch: f64, overrides: &[(&str, &str)]| {
        let mut host = allogeneic(mismatch, true, false, overrides);
        run(&mut host, 480.0);
        (host.died_of_toxicity(), host.peak_graft_versus_host())
    };
    assert!(died(1.0, &overrides).0, "{:?}", died(1.0, &overrides));
    assert!(!died(0.1, &overrides).0);
    assert_eq!(died(1.0, &[("model.graft_versus_host.rate", "\"0 /d\"")]).1, 0.0);
}

#[test]
fn a_busy_clinic_is_restored_to_the_same_bytes() {
    let mut whole = allogeneic(0.5, true, false, &[]);
    let mut resumed = whole.clone();
    run(&mut whole, 260.0);
    resumed.restore(&whole.state()).expect("a state of this scenario");
    assert_eq!(run(&mut whole, 100.0), run(&mut resumed, 100.0));
    assert_eq!(whole.state(), resumed.state());
    let row = |host: &Host| -> Vec<Value> {
        Host::columns().iter().map(|column| (column.value)(&host.of_site(0))).collect()
    };
    assert_eq!(row(&whole), row(&resumed));
    assert_ne!(row(&whole), row(&allogeneic(0.5, true, false, &[])));
}

#[test]
fn what_is_meant_for_a_mass_that_is_gone_goes_in_where_it_was() {
    let around = Target::Around { site: 0 };
    for (tumour, place_of) in [(600, PutPlace::Shell), (0, spot_of_the_tumour())] {
        let mut host = treated(
            &with_vaccine(vaccine(true, false)),
            vec![(inject(around), vec![24.5])],
            &VACCINE_VALUES,
        );
        for step in 0..30 {
            let signals = host.signals(f64::from(step));
            let put = &signals[0].inocula;
            assert_eq!(put.len(), usize::from(step == 24), "{tumour} cells, step {step}");
            assert!(put.iter().all(|inoculum| inoculum.place == place_of), "{put:?}");
            let back = quiet(&host, tumour);
            host.absorb(&back);
        }
        assert_eq!(host.state.vaccinations, 1);
    }
}

/// The place of the tumour of [`with_vaccine`], as wide as a depot reaches.
fn spot_of_the_tumour() -> PutPlace {
    let scenario = with_vaccine(vaccine(true, false));
    let centre_um = scenario.tumours[0].position_um;
    let radius_um = scenario.draw(0).get(&crate::keys::il2::DEPOT_SHELL);
    PutPlace::Ball { centre_um, radius_um }
}

#[test]
fn the_node_feels_interleukin_2_of_tumour_cells_that_make_it_and_not_that_of_t_cells() {
    let response = |secretion: f64| {
        let mut scenario = scenario(MOUSE, "", &[]);
        scenario.tumours[0].antigen = "tumour".into();
        let mut host = treated(&scenario, Vec::new(), &[("tumour.0.il2_secretion", secretion)]);
        for step in 0..96 {
            host.signals(f64::from(step));
            let mut back = quiet(&host, 600);
            back[0].il2_at_tumour_pm = 2000.0;
            host.absorb(&back);
        }
        (host.state.pools.nodes[0].response, host.state.il2.sites[0].tumour_pm)
    };
    let ((secretor, its_pm), (parental, none_pm)) = (response(27.0), response(0.0));
    assert!(secretor > 2.0 * parental && its_pm > 1900.0, "{secretor} {parental} {its_pm}");
    assert_eq!(none_pm, 0.0);
}

#[test]
fn an_operation_where_no_tumour_is_suppresses_and_leaves_none() {
    let scenario = scenario(MOUSE, TWO_SITES, &[]);
    let operate = Act::Surgery { site: 1, lymphadenectomy: false };
    let mut host = treated(
        &scenario,
        vec![(operate, vec![0.5])],
        &[
            ("treatment.0.residue_probability", 1.0),
            ("treatment.0.residue_cells", 100.0),
            ("treatment.0.margin", 100.0),
        ],
    );
    host.signals(0.0);
    assert!(host.state.pools.suppression > 0.9);
    assert_eq!(host.state.burden[1], 0.0);
    assert!(host.state.burden[0] > 0.0);
}
