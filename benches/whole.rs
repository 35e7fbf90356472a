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
    let overrides: Vec<(String, String)> =
        arguments.iter().skip(3).filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_string(), v.to_string())).collect();
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
    let mut ends = vec![(0u32, 0u64); animals.len()];
    let started = std::time::Instant::now();
    for hour in 0..hours {
        let signals: Vec<_> = hosts.iter_mut().map(|host| host.signals(f64::from(hour) * scenario.run.host_step_h)).collect();
        engine.host_step(&signals, &active).expect("the accounts balance");
        let census = engine.census().expect("counted");
        for (animal, sites) in census.iter().enumerate().filter(|(animal, _)| active[*animal]) {
            let returned: Vec<_> = sites.iter().map(|site| site.returned.clone()).collect();
            hosts[animal].absorb(&returned);
            let burden: u64 = returned.iter().map(|site| site.tumour).sum();
            ends[animal] = (hour + 1, burden);
        }
        for (animal, active) in active.iter_mut().enumerate() {
            *active = *active && ends[animal].1 > 0 && ends[animal].1 < 15_000;
        }
        if hour % 24 == 23 && animals.len() <= 2 {
            for sites in &census {
                let cells: Vec<(u64, [u64; 5])> = sites.iter().map(|site| (site.returned.tumour, site.returned.effectors)).collect();
                println!("day {} {cells:?} {:.2} s", (hour + 1) / 24, started.elapsed().as_secs_f64());
            }
        }
        if !active.contains(&true) {
            break;
        }
    }
    for (animal, (hour, burden)) in ends.iter().enumerate() {
        println!("animal {animal}: {burden} tumour cells at day {:.1}", f64::from(*hour) / 24.0);
    }
    let cured = ends.iter().filter(|(_, burden)| *burden == 0).count();
    println!("{cured} of {} cured; {:.1} s", ends.len(), started.elapsed().as_secs_f64());
}
