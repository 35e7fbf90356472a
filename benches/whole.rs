//! Whole host steps of a scenario on the CPU engine: `cargo bench --bench whole -- SCENARIO HOURS REPLICATES [KEY=VALUE ...]`.
//!
//! Prints simulated hours, wall and the census, so that a run can be profiled without the disk.

use il2sim::engine;
use il2sim::host::Host;
use il2sim::scenario::Scenario;
use il2sim::world::World;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: cargo bench --bench whole -- SCENARIO HOURS REPLICATES [KEY=VALUE ...]");
        return;
    };
    let number = |index: usize, default: u32| arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (hours, replicates) = (number(1, 48), number(2, 1));
    let overrides: Vec<(String, String)> = arguments.iter().skip(3).filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let scenario = match Scenario::load(std::path::Path::new(path), &overrides) {
        Ok(scenario) => scenario,
        Err(problems) => {
            eprintln!("{problems}");
            std::process::exit(2);
        }
    };
    let animals: Vec<_> = (0..replicates).map(|replicate| scenario.draw(replicate)).collect();
    let mut hosts: Vec<Host> = animals.iter().map(|animal| Host::new(&scenario, animal)).collect();
    let mut engine = engine::cpu(World::new(&scenario, &animals).expect("the world is built"));
    let mut active = vec![true; animals.len()];
    let started = std::time::Instant::now();
    for hour in 0..hours {
        let signals: Vec<_> = hosts.iter_mut().map(|host| host.signals(f64::from(hour) * scenario.run.host_step_h)).collect();
        engine.host_step(&signals, &active).expect("the accounts balance");
        let census = engine.census().expect("counted");
        for ((host, sites), active) in hosts.iter_mut().zip(&census).zip(&mut active) {
            let returned: Vec<_> = sites.iter().map(|site| site.returned.clone()).collect();
            host.absorb(&returned);
            let burden: u64 = returned.iter().map(|site| site.tumour).sum();
            *active = *active && burden > 0 && burden < 15_000;
        }
        if hour % 24 == 23 {
            let cells: Vec<(u64, [u64; 5])> = census.iter().map(|sites| (sites[0].returned.tumour, sites[0].returned.effectors)).collect();
            println!("day {} {:?} {:.2} s", (hour + 1) / 24, cells, started.elapsed().as_secs_f64());
        }
    }
}
