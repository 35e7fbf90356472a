//! The CPU engine on a small site: accounts, kills and arrivals, and a cut in the middle.

use super::*;
use crate::exchange::of_first_antigen;
use crate::scenario::Scenario;
use crate::world::World;

const SMALL: [(&str, &str); 4] = [
    ("site.0.size", "[\"0.8 mm\", \"0.8 mm\"]"),
    ("tumour.0.cells", "150"),
    ("run.replicates", "2"),
    ("run.until", "\"10 d\""),
];

fn small() -> World {
    let overrides: Vec<(String, String)> =
        SMALL.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    let scenario = match Scenario::parse(
        include_str!("../../scenarios/untreated.toml"),
        "test.toml",
        &overrides,
    ) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems}"),
    };
    let animals: Vec<_> = (0..2).map(|replicate| scenario.draw(replicate)).collect();
    World::new(&scenario, &animals).expect("the world is built")
}

/// T cells from the second day on, a daily depot, blood with a little interleukin-2.
fn signal(hour: u32) -> SiteSignal {
    SiteSignal {
        t_scale: 1.0,
        nk_scale: 1.0,
        arrivals: of_first_antigen([if hour >= 24 { 6 } else { 0 }, 1, 2, 1, 1]),
        depot_il2_pm: if hour % 24 < 10 { 5000.0 } else { 0.0 },
        plasma_il2_pm: 2.0,
        ..SiteSignal::default()
    }
}

/// Runs the hours; gives the tumour cells that effectors killed and the effectors that entered.
fn run(engine: &mut dyn Engine, hours: std::ops::Range<u32>) -> (u64, u64) {
    let (mut killed, mut entered) = (0, 0);
    for hour in hours {
        engine
            .host_step(&[vec![signal(hour)], vec![signal(hour)]], &[true, true])
            .expect("the accounts balance");
        for sites in engine.census().expect("counted") {
            killed += sites[0].returned.killed.iter().sum::<u64>();
            entered += sites[0].returned.entered.iter().sum::<u64>();
        }
    }
    (killed, entered)
}

fn digests(engine: &mut dyn Engine) -> Vec<[u64; 4]> {
    (0..2).flat_map(|animal| engine.digest(animal).expect("digested")).collect()
}

#[test]
fn effectors_enter_and_kill_while_all_accounts_balance_and_a_second_run_has_the_same_bytes() {
    let mut engine = cpu(small());
    let before = digests(engine.as_mut());
    let (killed, entered) = run(engine.as_mut(), 0..72);
    assert!(killed > 0 && entered > 0, "{killed} killed, {entered} entered");
    let after = digests(engine.as_mut());
    assert_ne!(before, after);
    assert_ne!(after[0], after[1], "two animals of a cohort differ");
    let mut again = cpu(small());
    assert_eq!(run(again.as_mut(), 0..72), (killed, entered));
    assert_eq!(digests(again.as_mut()), after);
}

#[test]
fn a_saved_state_goes_on_with_the_same_bytes() {
    let world = small();
    let steps = world.shape.steps;
    let mut whole = cpu(world);
    run(whole.as_mut(), 0..30);
    let saved: Vec<_> = (0..2).map(|animal| whole.save(animal).expect("saved")).collect();
    run(whole.as_mut(), 30..48);

    let mut resumed = cpu(small());
    for (animal, state) in saved.iter().enumerate() {
        resumed.load(animal, 30 * steps, state).expect("it fits");
    }
    run(resumed.as_mut(), 30..48);
    assert_eq!(digests(resumed.as_mut()), digests(whole.as_mut()));
    for animal in 0..2 {
        assert_eq!(resumed.save(animal).expect("saved"), whole.save(animal).expect("saved"));
    }
}

#[test]
fn a_state_of_another_size_is_refused() {
    let mut engine = cpu(small());
    let mut state = engine.save(0).expect("saved");
    state[0].pop();
    assert!(matches!(engine.load(0, 0, &state), Err(EngineError::State { replicate: 0 })));
}
