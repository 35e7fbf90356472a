//! The host as a whole, without tissue: exposure at doses that were published, steps, operations,
//! toxicity, state.

mod cells;
mod clinic;
mod course;
mod drugs;
mod regions;

use super::pharmacokinetics::PM_PER_IU_PER_ML;
use super::*;
use crate::kinds::{EffectorKind, GROUPS};
use crate::scenario::Scenario;
use crate::scenario::types::{Animal, Treatment};
use crate::table::{ColumnKind, Value};

const MOUSE: &str = r#"
schema = 1
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["4 mm", "4 mm"]
[[tumour]]
site = "flank"
cells = 600
doubling_time = "36 h"
[run]
until = "day 60"
seed = 1986
"#;

const HUMAN: &str = r#"
schema = 1
[host]
species = "human"
[[site]]
name = "lung"
size = ["4 mm", "4 mm"]
[[tumour]]
site = "lung"
cells = 600
doubling_time = "75 d"
[run]
until = "day 20"
seed = 1988
"#;

fn scenario(base: &str, treatment: &str, overrides: &[(&str, &str)]) -> Scenario {
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    match Scenario::parse(&format!("{base}\n{treatment}"), "test.toml", &overrides) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems}"),
    }
}

/// The median animal: every drawn number at its middle.
fn median(scenario: &Scenario) -> Animal {
    Animal {
        replicate: 0,
        values: scenario
            .params
            .iter()
            .map(|(path, param)| (path.clone(), param.middle()))
            .collect(),
    }
}

fn host(scenario: &Scenario) -> Host {
    Host::new(scenario, &median(scenario))
}

/// A host with treatments made by hand, and values of the animal.
fn treated(scenario: &Scenario, acts: Vec<(Act, Vec<f64>)>, values: &[(&str, f64)]) -> Host {
    let mut scenario = scenario.clone();
    scenario.treatments = acts
        .into_iter()
        .map(|(act, times_h)| Treatment { label: "treatment".into(), act, times_h })
        .collect();
    let mut animal = median(&scenario);
    animal.values.extend(values.iter().map(|(path, value)| (path.to_string(), *value)));
    Host::new(&scenario, &animal)
}

/// Rates of the median mouse.
pub(super) fn mouse_rates() -> lymphoid::Rates {
    host(&scenario(MOUSE, "", &[])).setup.rates
}

/// How many cells of a kind come, of all antigens and origins.
fn came(signal: &SiteSignal, kind: EffectorKind) -> u32 {
    let grafts = (0..GRAFTS).filter_map(|row| kind.graft_group(row));
    kind.groups().chain(grafts).map(|group| signal.arrivals[group]).sum()
}

/// Tissue that neither grows nor takes anything.
fn quiet(host: &Host, tumour: u64) -> Vec<SiteReturn> {
    let lines = host.setup.lines.len();
    host.setup
        .sites
        .iter()
        .map(|_| SiteReturn {
            tumour,
            killed: vec![0; lines],
            died: vec![0; lines],
            ..SiteReturn::default()
        })
        .collect()
}

/// Runs for some hours with a quiet tissue; returns the signals of the first site.
fn run(host: &mut Host, hours: f64) -> Vec<SiteSignal> {
    let step_h = host.setup.step_h;
    let mut signals = Vec::new();
    for _ in 0..(hours / step_h).round() as usize {
        let now_h = host.state.step as f64 * step_h;
        signals.push(host.signals(now_h).swap_remove(0));
        let back = quiet(host, 600);
        host.absorb(&back);
    }
    signals
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

fn plasma_mean(signals: &[SiteSignal]) -> f64 {
    mean(signals.iter().map(|signal| signal.plasma_il2_pm))
}

const HIGH_DOSE: &str = r#"
[[treatment]]
drug = "il2"
route = "intravenous"
dose = "600000 IU/kg"
start = "day 0"
every = "8 h"
times = 15
"#;

#[test]
fn human_boluses_every_8_h_average_some_3_nanomolar() {
    let mut host = host(&scenario(HUMAN, &format!("{HIGH_DOSE}stop_at_toxicity = false\n"), &[]));
    run(&mut host, 72.0);
    let signals = run(&mut host, 48.0);
    let mean = plasma_mean(&signals);
    assert!((mean / 2900.0 - 1.0).abs() < 0.25, "{mean} pM");
}

#[test]
fn human_infusion_of_18_million_units_a_day_gives_some_0_7_nanomolar() {
    let infusion = r#"
[[treatment]]
drug = "il2"
route = "intravenous"
dose = "18 MIU/m2"
duration = "24 h"
start = "day 0"
every = "24 h"
times = 5
stop_at_toxicity = false
"#;
    let mut host = host(&scenario(HUMAN, infusion, &[]));
    run(&mut host, 48.0);
    let mean = plasma_mean(&run(&mut host, 48.0));
    assert!((mean / 720.0 - 1.0).abs() < 0.25, "{mean} pM");
}

#[test]
fn human_subcutaneous_6_million_units_a_day_give_some_0_07_nanomolar() {
    let injections = r#"
[[treatment]]
drug = "il2"
route = "subcutaneous"
dose = "6 MIU/m2"
start = "day 0"
every = "24 h"
times = 10
"#;
    let mut host = host(&scenario(HUMAN, injections, &[]));
    run(&mut host, 72.0);
    let mean = plasma_mean(&run(&mut host, 48.0));
    assert!((mean / 72.0 - 1.0).abs() < 0.25, "{mean} pM");
}

#[test]
fn mouse_intraperitoneal_doses_separate_effective_from_ineffective_exposure() {
    for (dose, low, high) in
        [("100000 CU", 5000.0, 16_000.0), ("25000 CU", 1400.0, 4000.0), ("5000 CU", 300.0, 800.0)]
    {
        let injections = format!(
            "[[treatment]]\ndrug = \"il2\"\nroute = \"intraperitoneal\"\ndose = \"{dose}\"\nstart \
             = \"day 0\"\nevery = \"8 h\"\ntimes = 15\n"
        );
        let mut host = host(&scenario(MOUSE, &injections, &[]));
        run(&mut host, 24.0);
        let mean = plasma_mean(&run(&mut host, 24.0));
        assert!(mean > low && mean < high, "{dose}: {mean} pM");
    }
}

fn peritumoral(dose: &str, times: u32) -> String {
    format!(
        "[[treatment]]\ndrug = \"il2\"\npreparation = \"recombinant human\"\nroute = \
         \"peritumoral\"\nsite = \"flank\"\ndose = \"{dose}\"\nvolume = \"0.2 ml\"\nstart = \"day \
         1\"\nevery = \"24 h\"\ntimes = {times}\n"
    )
}

#[test]
fn time_above_a_threshold_beside_a_depot_follows_the_formula() {
    // Time above c: ln(f dose / volume / c) / ka, with f = 0.5 of the depot in the tissue. 4 IU (2
    // natural units of some 2 IU) at 10 pM; 300 CU at 1 nM.
    for (dose, dose_iu, threshold_pm) in [("4 IU", 4.0, 10.0), ("300 CU", 1800.0, 1000.0)] {
        let mut host = host(&scenario(
            MOUSE,
            &peritumoral(dose, 1),
            &[("run.tissue_step", "\"6 min\""), ("run.host_step", "\"6 min\"")],
        ));
        let signals = run(&mut host, 72.0);
        let above = 0.1
            * signals.iter().filter(|signal| 0.5 * signal.depot_il2_pm > threshold_pm).count()
                as f64;
        let formula = (0.5 * dose_iu / 0.2 * PM_PER_IU_PER_ML / threshold_pm).ln() / (5.5 / 24.0);
        assert!((above - formula).abs() < 0.15, "{dose}: {above} h against {formula} h");
        let expected = if threshold_pm == 10.0 { 5.5..10.5 } else { 11.0..13.5 };
        assert!(expected.contains(&above), "{dose}: {above} h");
    }
}

/// No soluble receptor.
const FREE: [(&str, &str); 2] = [
    ("model.soluble_receptor.from_lymphocytes", "\"0 pM\""),
    ("model.soluble_receptor.from_burden", "\"0 pM\""),
];

#[test]
fn means_of_steps_add_up_to_the_area_at_every_step() {
    let bolus = "[[treatment]]\ndrug = \"il2\"\nroute = \"intravenous\"\ndose = \"50000 \
                 IU\"\nstart = \"25.3 h\"\n";
    let mut areas = Vec::new();
    for step in ["15 min", "1 h", "4 h"] {
        let step = format!("\"{step}\"");
        let steps = [
            ("run.host_step", step.as_str()),
            ("run.tissue_step", "\"3 min\""),
            ("record.series_every", "\"4 h\""),
        ];
        let mut host = host(&scenario(MOUSE, bolus, &[&steps[..], &FREE].concat()));
        let signals = run(&mut host, 48.0);
        let area: f64 = signals.iter().map(|signal| signal.plasma_il2_pm * host.setup.step_h).sum();
        let expected =
            50_000.0 / 18.0 * PM_PER_IU_PER_ML + host.setup.kinetics.endogenous_pm * 48.0;
        assert!((area / expected - 1.0).abs() < 1e-10, "{step}: {area} against {expected}");
        assert!((host.state.auc_pm_h - area).abs() < 1e-10 * area);
        // Mean of H, not H of the mean: minutes above a nanomolar, whatever the step.
        let driven: f64 =
            signals.iter().map(|signal| signal.plasma_h_lak * host.setup.step_h).sum();
        areas.push(driven);
    }
    assert!(areas.iter().all(|driven| (driven / areas[0] - 1.0).abs() < 0.01), "{areas:?}");
    let mean = 50_000.0 / 18.0 * PM_PER_IU_PER_ML / 4.0;
    let of_the_mean = 4.0 * mean * mean / (mean * mean + 850.0 * 850.0);
    assert!(areas[2] < 0.4 * of_the_mean, "{} against {of_the_mean}", areas[2]);
}

#[test]
fn a_dose_inside_a_step_acts_from_its_time_point() {
    let bolus = |start: &str| {
        format!(
            "[[treatment]]\ndrug = \"il2\"\nroute = \"peritumoral\"\nsite = \"flank\"\nvolume = \
             \"0.2 ml\"\ndose = \"1800 IU\"\nstart = \"{start}\"\n"
        )
    };
    let mut first = host(&scenario(MOUSE, &bolus("3 h"), &[]));
    let mut last = host(&scenario(MOUSE, &bolus("3.75 h"), &[]));
    let (first, last) = (run(&mut first, 5.0), run(&mut last, 5.0));
    assert_eq!(first[2].depot_il2_pm, 0.0);
    // A quarter of the hour, less decay.
    let ratio = last[3].depot_il2_pm / first[3].depot_il2_pm;
    assert!(ratio > 0.25 && ratio < 0.29, "{ratio}");
}

#[test]
fn the_node_sees_a_local_depot_and_helps() {
    let untreated = host(&scenario(MOUSE, "", &[]));
    let mut treated = host(&scenario(MOUSE, &peritumoral("4 IU", 10), &[]));
    run(&mut treated, 72.0);
    assert!(
        treated.state.pools.nodes[0].response > 1.5 * untreated.state.pools.nodes[0].response,
        "{}",
        treated.state.pools.nodes[0].response
    );
}

#[test]
fn equal_antigens_share_a_clone_and_immunogenicity_scales_them() {
    let second = "[[tumour]]\nsite = \"flank\"\ncells = 100\ndoubling_time = \"36 h\"\nposition = \
                  [\"1 mm\", \"1 mm\"]\nantigen = \"other\"\nimmunogenicity = 0.5\n";
    let scenario = scenario(MOUSE, second, &[]);
    let mut host = host(&scenario);
    assert_eq!(host.setup.clones, 2);
    for step in 0..200 {
        host.signals(f64::from(step));
        let mut back = quiet(&host, 600);
        back[0].killed = vec![4, 4];
        host.absorb(&back);
    }
    let [first, other] = [0, 1].map(|clone| host.state.pools.nodes[0].clones[clone].antigen[1]);
    assert!((first - 4.0).abs() < 0.01 && (other - 2.0).abs() < 0.01, "{first} {other}");
    assert!(
        host.state.pools.nodes[0].clones[0].primed > host.state.pools.nodes[0].clones[1].primed
    );
}

#[test]
fn arrivals_have_the_influxes_mean_over_animals() {
    let scenario = scenario(MOUSE, "", &[]);
    let (mut sum, mut squares) = (0.0, 0.0);
    let n = 4000.0;
    for replicate in 0..4000 {
        let animal = Animal { replicate, ..median(&scenario) };
        let number = f64::from(
            Host::new(&scenario, &animal).signals(0.0)[0].arrivals[EffectorKind::NK.group(0)],
        );
        sum += number;
        squares += number * number;
    }
    let expected = 21.0 / 24.0 * 16.0; // NK at rest: 21 /mm2/d on 16 mm2
    let mean = sum / n;
    // Five standard errors; the drive of the endogenous 2 pM adds some 1e-5.
    assert!((mean - expected).abs() < 5.0 * f64::sqrt(expected / n) + 0.001, "{mean}");
    assert!(
        (squares / n - mean * mean - expected).abs()
            < 5.0 * f64::sqrt((expected + 2.0 * expected * expected) / n),
        "variance"
    );
}

#[test]
fn cells_that_enter_leave_blood_and_the_others_are_counted() {
    let mut host = host(&scenario(MOUSE, "", &[("model.blood.unit_cells", "1000")]));
    let sent = host.signals(0.0)[0].arrivals;
    let [nk, treg] = [EffectorKind::NK, EffectorKind::TREG].map(|kind| kind.group(0));
    assert!(sent[nk] > 4);
    let mut back = quiet(&host, 600);
    back[0].entered[nk] = u64::from(sent[nk] - 3);
    let before = host.state.pools.nk_total();
    host.absorb(&back);
    assert!((before - host.state.pools.nk_total() - f64::from(sent[nk] - 3) / 1000.0).abs() < 1e-3);
    assert_eq!(host.state.refused[0][EffectorKind::NK.index()], 3);
    assert_eq!(host.state.refused[0][EffectorKind::TREG.index()], u64::from(sent[treg]));
}

/// Two tumours of the flank with an antigen each.
const TWO_ANTIGENS: &str = "[[tumour]]\nsite = \"flank\"\ncells = 100\ndoubling_time = \"36 \
                            h\"\nposition = [\"1 mm\", \"1 mm\"]\nantigen = \"other\"\n";

#[test]
fn t_cells_arrive_by_the_share_of_their_clone_in_blood() {
    let scenario = scenario(MOUSE, TWO_ANTIGENS, &[]);
    let mut came = [0.0; GROUPS];
    for replicate in 0..400 {
        let mut host = Host::new(&scenario, &Animal { replicate, ..median(&scenario) });
        (host.state.pools.clones[0].blood, host.state.pools.clones[1].blood) = (0.6, 0.2);
        for (sum, sent) in came.iter_mut().zip(host.signals(0.0)[0].arrivals) {
            *sum += f64::from(sent);
        }
    }
    for kind in [EffectorKind::CTL, EffectorKind::HELPER] {
        let [first, other] = [0, 1].map(|antigen| came[kind.group(antigen)]);
        let share = first / (first + other);
        let error = 5.0 * (0.75 * 0.25 / (first + other)).sqrt();
        assert!(
            first + other > 200.0 && (share - 0.75).abs() < error,
            "{kind:?}: {first} and {other}"
        );
        assert!(
            kind.groups().skip(2).all(|group| came[group] == 0.0),
            "nobody comes for an antigen that no tumour here has"
        );
    }
}

#[test]
fn t_cells_that_enter_leave_the_blood_of_their_own_clone() {
    let mut host = host(&scenario(MOUSE, TWO_ANTIGENS, &[("model.blood.unit_cells", "1000")]));
    for clone in &mut host.state.pools.clones {
        clone.blood = 0.5;
    }
    host.signals(0.0);
    let mut back = quiet(&host, 600);
    back[0].entered[EffectorKind::CTL.group(1)] = 30;
    back[0].entered[EffectorKind::HELPER.group(1)] = 10;
    host.absorb(&back);
    let [first, other] = [0, 1].map(|clone| host.state.pools.clones[clone].blood);
    // Both lost equally to the hour; 40 of a pool unit's 1,000 cells were the other clone's.
    assert!(first > 0.48 && (first - other - 0.04).abs() < 1e-12, "{first} {other}");
}

const SURGERY: &str = "[[treatment]]\ndrug = \"surgery\"\nsite = \"flank\"\nstart = \"day 8\"\n";

#[test]
fn the_account_balances_through_a_treated_course() {
    let mut host = host(&scenario(MOUSE, &peritumoral("300 CU", 10), &[]));
    for step in 0..20 * 24 {
        host.signals(f64::from(step));
        let mut back = quiet(&host, 600);
        back[0].il2_to_blood_molecules = if step % 2 == 0 { -3.1e6 } else { 1.7e6 };
        host.absorb(&back);
        let amounts = host.amounts();
        assert!(
            amounts.imbalance().abs() <= 1e-12 * amounts.turnover(),
            "step {step}: {}",
            amounts.imbalance()
        );
    }
}

#[test]
fn a_restored_host_goes_on_to_the_same_bytes() {
    let plan = format!("{}\n{SURGERY}", peritumoral("300 CU", 10));
    let scenario = scenario(MOUSE, &plan, &[]);
    let animal = scenario.draw(3);
    let mut whole = Host::new(&scenario, &animal);
    run(&mut whole, 150.0);
    let saved = whole.state();
    let mut resumed = Host::new(&scenario, &animal);
    resumed.restore(&saved).expect("a state of this scenario");
    assert_eq!(run(&mut whole, 100.0), run(&mut resumed, 100.0));
    assert_eq!(whole.state(), resumed.state());
    assert_ne!(saved, whole.state());
}

#[test]
fn a_strangers_state_is_refused() {
    let one = host(&scenario(MOUSE, "", &[]));
    let two = host(&scenario(
        MOUSE,
        "[[tumour]]\ncells = 10\nantigen = \"other\"\nposition = [\"200 um\", \"200 um\"]\n",
        &[],
    ));
    // A plan that differs from some day on shares its past.
    assert_eq!(one.state(), host(&scenario(MOUSE, SURGERY, &[])).state());
    assert!(matches!(
        host(&scenario(MOUSE, "", &[])).restore(&two.state()),
        Err(super::record::RestoreError::Shape { .. })
    ));
    assert!(host(&scenario(MOUSE, "", &[])).restore(&one.state()[..5]).is_err());
}

#[test]
fn a_column_holds_values_of_its_kind() {
    let host = host(&scenario(MOUSE, "", &[]));
    for column in Host::columns() {
        let fits = match (column.value)(&host.of_site(0)) {
            Value::Count(_) => column.column.kind == ColumnKind::Count,
            Value::Number(number) => column.column.kind == ColumnKind::Number && number.is_finite(),
            Value::Flag(_) => column.column.kind == ColumnKind::Flag,
            Value::Text(_) | Value::Missing => false,
        };
        assert!(fits, "{}", column.column.name);
    }
}

#[test]
fn the_same_animal_has_the_same_arrivals_under_every_treatment() {
    let untreated = scenario(MOUSE, "", &[]);
    let treated = scenario(MOUSE, &peritumoral("300 CU", 10), &[]);
    let mut hosts = [untreated, treated].map(|scenario| Host::new(&scenario, &scenario.draw(5)));
    let [first, second] = &mut hosts;
    assert_eq!(run(first, 24.0), run(second, 24.0), "nothing differs before the first dose");
}

#[test]
fn the_default_node_at_rest_does_not_expand_and_a_daily_low_dose_makes_it() {
    let mut host = host(&scenario(MOUSE, &peritumoral("4 IU", 10), &[]));
    let rates = host.setup.rates.clone();
    let expansion = |host: &Host| {
        let pools = &host.state.pools;
        rates.expansion
            * (rates.without_il2
                + (1.0 - rates.without_il2) * pools.nodes[0].response
                    / (1.0 + pools.nodes[0].treg / rates.treg_half))
    };
    assert!(rates.expansion * rates.without_il2 < rates.exit && rates.exit < rates.expansion);
    assert!(expansion(&host) < rates.exit, "at rest: {} of {}", expansion(&host), rates.exit);
    run(&mut host, 96.0);
    assert!(expansion(&host) > 1.5 * rates.exit, "treated: {} of {}", expansion(&host), rates.exit);
}

/// T cells in blood and CTL that came in twelve days, with a tumour that sheds antigen.
fn twelve_days(treatment: &str, overrides: &[(&str, &str)]) -> (f64, f64) {
    let mut host = host(&scenario(MOUSE, treatment, overrides));
    let mut came = 0.0;
    for step in 0..(288.0 / host.setup.step_h) as u32 {
        let signal = host.signals(f64::from(step) * host.setup.step_h).swap_remove(0);
        came += f64::from(signal.arrivals[0]);
        let mut back = quiet(&host, 600);
        // One natural death an hour.
        back[0].died[0] = (f64::from(step + 1) * host.setup.step_h) as u64
            - (f64::from(step) * host.setup.step_h) as u64;
        host.absorb(&back);
    }
    (host.state.pools.clones[0].blood, came)
}

#[test]
fn ten_daily_doses_bring_more_t_cells_than_one_of_equal_total() {
    let (_, untreated) = twelve_days("", &[]);
    let (_, once) = twelve_days(&peritumoral("3000 CU", 1), &[]);
    let (_, daily) = twelve_days(&peritumoral("300 CU", 10), &[]);
    assert!(daily > 2.0 * once && once > untreated, "{daily}, {once}, {untreated}");
}

#[test]
fn the_host_step_changes_the_pools_by_less_than_two_percent() {
    let blood: Vec<f64> = ["15 min", "1 h", "4 h"]
        .into_iter()
        .map(|step| {
            let step = format!("\"{step}\"");
            twelve_days(
                &peritumoral("4 IU", 10),
                &[
                    ("run.host_step", &step),
                    ("run.tissue_step", "\"3 min\""),
                    ("record.series_every", "\"4 h\""),
                ],
            )
            .0
        })
        .collect();
    assert!(blood.iter().all(|b| (b / blood[0] - 1.0).abs() < 0.02), "{blood:?}");
}
