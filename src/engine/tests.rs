//! The CPU engine on shipped scenarios.

use super::*;
use crate::scenario::Scenario;

fn world(text: &str, overrides: &[(&str, &str)], replicates: u32) -> World {
    let overrides: Vec<(String, String)> = overrides.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect();
    let scenario = match Scenario::parse(text, "test.toml", &overrides) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems}"),
    };
    let animals: Vec<_> = (0..replicates).map(|replicate| scenario.draw(replicate)).collect();
    World::new(&scenario, &animals).expect("the world is built")
}

fn quiet() -> SiteSignal {
    SiteSignal { t_scale: 1.0, nk_scale: 1.0, ..SiteSignal::default() }
}

#[test]
fn smoke() {
    let text = include_str!("../../scenarios/untreated.toml");
    let mut engine = cpu(world(text, &[("tumour.0.cells", "500")], 2));
    let started = std::time::Instant::now();
    for hour in 0..240 {
        let mut signal = quiet();
        signal.arrivals = [if hour > 100 { 50 } else { 0 }, 2, 10, 0, 2];
        signal.depot_il2_pm = if hour % 24 < 10 { 5000.0 } else { 0.0 };
        signal.plasma_il2_pm = 2.0;
        engine.host_step(&[vec![signal.clone()], vec![signal]], &[true, true]).expect("accounts balance");
        if hour % 24 == 23 {
            let census = engine.census().expect("counted");
            println!("{hour} {:?} {:?} {:?}", census[0][0].returned.tumour, census[0][0].returned.effectors, started.elapsed());
        }
    }
    println!("{:x?}", engine.digest(0));
}
