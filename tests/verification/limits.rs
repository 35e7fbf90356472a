//! No value is cut to fit the integers of the rules: it comes out as it is, or the scenario is
//! refused with the key that is to blame.
//!
//! The library asserts in these builds that nothing is cut where physical units become integers, so
//! a world that is built is one in which every value came out.

use il2sim::input::units::units_of;
use il2sim::input::{KeyDef, Quantity};
use il2sim::keys::all_keys;
use il2sim::scenario::Scenario;
use il2sim::simulation::{Cohort, Maker};
use il2sim::world::World;

/// A site of a spacing with a tumour, a vaccine, an operation, an injection and cells of a donor.
const ALL: &str = r#"schema = 1
[host]
species = "mouse"
[[site]]
name = "flank"
[[tumour]]
cells = 12
position = ["SPACING0 um", "SPACING0 um"]
rim_depth = "60 um"
hypoxia_distance = "40 um"
necrosis_distance = "100 um"
[[vaccine]]
name = "secretor"
[[donor]]
name = "sibling"
[[treatment]]
drug = "surgery"
start = "day 2"
margin = "100 um"
[[treatment]]
drug = "il2"
route = "peritumoral"
dose = "300 CU"
start = "day 1"
[[treatment]]
drug = "lak"
route = "peritumoral"
cells = 1000
culture = "3 d"
culture_il2 = "1 nM"
start = "day 3"
[[treatment]]
drug = "vaccine"
vaccine = "secretor"
route = "peritumoral"
cells = 1000
start = "day 3"
[model.il2]
depot_shell = "100 um"
[run]
until = "day 4"
"#;

const STEPS: [&str; 4] = ["1 min", "6 min", "12 min", "30 min"];
/// Spacing of cells and of fields, um.
const SPACINGS: [(u32, u32); 3] = [(5, 5), (20, 20), (100, 100)];

/// The scenario at a tissue step and spacings, with one more key.
fn load(
    step: &str,
    (cells, fields): (u32, u32),
    key: Option<(&str, String)>,
) -> Result<Scenario, String> {
    let set = |key: &str, value: String| (key.to_string(), value);
    let mut sets = vec![
        set("run.tissue_step", format!("\"{step}\"")),
        set("site.0.spacing", format!("\"{cells} um\"")),
        set("site.0.field_spacing", format!("\"{fields} um\"")),
        set("site.0.size", format!("[\"{0} um\", \"{0} um\"]", 20 * cells)),
    ];
    sets.extend(key.map(|(key, value)| set(key, value)));
    let text = ALL.replace("SPACING", &cells.to_string());
    Scenario::parse(&text, "all.toml", &sets).map_err(|problems| problems.to_string())
}

/// A bound of a key as a scenario holds it.
fn written(key: &KeyDef, value: f64) -> String {
    match (key.quantity, units_of(key.quantity).first()) {
        (Quantity::Integer, _) => format!("{value:.0}"),
        (Quantity::Fraction, _) | (_, None) => format!("{value:?}"),
        (_, Some(unit)) => format!("\"{value:?} {}\"", unit.name),
    }
}

/// Keys of numbers that tissue feels, with their paths in the scenario.
fn keys() -> Vec<(&'static KeyDef, String)> {
    let numbers = all_keys().filter(|key| {
        (key.quantity.is_number() && key.quantity != Quantity::Dose) && key.min < key.max
    });
    let of_treatment = |path: &str| match path {
        "treatment.N.margin" => Some("treatment.0.margin"),
        "treatment.N.il2_secretion" => Some("treatment.2.il2_secretion"),
        _ => None,
    };
    let place = |key: &'static KeyDef| {
        let path = key.path;
        let here = match path.split('.').next()? {
            "model" => path.to_string(),
            // Spacings are set with the site's size.
            "site" if path.ends_with("spacing") || path.ends_with("size") => return None,
            "tumour" if path.ends_with(".cells") || path.ends_with(".foci") => return None,
            "site" | "tumour" | "vaccine" | "donor" => path.replacen(".N.", ".0.", 1),
            "treatment" => of_treatment(path)?.to_string(),
            _ => return None,
        };
        Some((key, here))
    };
    numbers.filter_map(place).collect()
}

#[test]
fn at_every_step_and_spacing_a_key_at_its_bounds_comes_out_or_is_refused() {
    let keys = keys();
    assert!(keys.len() > 200, "{}", keys.len());
    let (mut built, mut refused) = (0, std::collections::BTreeMap::<&str, u32>::new());
    for step in STEPS {
        for spacings in SPACINGS {
            load(step, spacings, None).unwrap_or_else(|problems| panic!("{step}: {problems}"));
            for (key, path) in &keys {
                for value in [key.min, key.max] {
                    // The one distance must not be smaller than the other.
                    if (key.path == "tumour.N.necrosis_distance" && value == key.min)
                        || (key.path == "tumour.N.hypoxia_distance" && value == key.max)
                    {
                        continue;
                    }
                    match load(step, spacings, Some((path, written(key, value)))) {
                        Ok(scenario) => {
                            World::new(&scenario, &[scenario.draw(0)]).expect("the world is built");
                            built += 1;
                        }
                        Err(problems) => {
                            assert!(problems.contains(" here\n"), "{path} = {value}: {problems}");
                            *refused.entry(key.path).or_default() += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{built} worlds built; refused: {refused:?}");
    assert!(built > 4_000, "{built}");
    // Each limit is met by a key; every other key comes out over its whole range.
    let expected = [
        "model.ctl.cd25_rate",
        "model.ctl.il2_secretion",
        "model.ctl.kill_rate",
        "model.ctl.recovery",
        "model.ctl.stimulus_time",
        "model.ctl.time_out",
        "model.helper.il2_secretion",
        "model.helper.stimulus_ratio",
        "model.helper.time_out",
        "model.il2.depot_exchange",
        "model.il2.depot_shell",
        "model.il2.vessel_exchange",
        "model.lak.kill_rate",
        "model.lak.recovery",
        "model.lak.stimulus_ratio",
        "model.lak.time_out",
        "model.nk.fade",
        "model.nk.kill_rate",
        "model.nk.recovery",
        "model.nk.resting_density",
        "model.nk.stimulus_ratio",
        "model.nk.time_out",
        "model.treg.resting_density",
        "model.treg.suppressor_secretion",
        "model.tumour.chemo_ifng",
        "model.tumour.chemo_secretion",
        "model.tumour.dying_time",
        "model.tumour.hit_recovery",
        "model.tumour.mhc_down",
        "model.tumour.mhc_up",
        "model.tumour.necrotic_time",
        "site.N.vessel_density",
        "treatment.N.il2_secretion",
        "treatment.N.margin",
        "tumour.N.doubling_time",
        "tumour.N.il2_secretion",
        "tumour.N.necrosis_distance",
        "tumour.N.rim_depth",
        "tumour.N.suppressive_factor_secretion",
        "vaccine.N.il2_secretion",
    ];
    assert_eq!(refused.keys().copied().collect::<Vec<_>>(), expected);
}

/// What is said of one value at a tissue step.
fn refusal(step: &str, spacings: (u32, u32), key: &str, value: &str) -> String {
    match load(step, spacings, Some((key, value.to_string()))) {
        Ok(_) => panic!("{key} = {value} was accepted at {step}"),
        Err(problems) => problems,
    }
}

#[test]
fn a_refusal_says_what_is_allowed() {
    let plain = (20, 20);
    for (step, key, value, words) in [
        (
            "30 min",
            "tumour.0.doubling_time",
            "\"7 h\"",
            ["7 h here", "at least 8.06", "a natural loss of"],
        ),
        ("12 min", "tumour.0.natural_loss", "\"0.05 /h\"", ["", "", ""]),
        (
            "30 min",
            "model.tumour.dying_time",
            "\"20 min\"",
            ["dying_time", "at least 0.5 h", "ticks of 30 min"],
        ),
        (
            "30 min",
            "model.helper.time_out",
            "\"6 min\"",
            ["time_out", "at least 0.5 h", "ticks of 30 min"],
        ),
        (
            "30 min",
            "model.helper.stimulus_ratio",
            "0.01",
            ["stimulus_ratio", "at least 0.02084", "ticks of 30 min"],
        ),
        (
            "30 min",
            "model.il2.vessel_exchange",
            "\"40 /h\"",
            ["40 /h here", "at most 32 /h", "sixteen e-foldings"],
        ),
        (
            "30 min",
            "vaccine.0.il2_secretion",
            "\"10000 molecules/s\"",
            ["il2_secretion", "at most 6213", "from one cell"],
        ),
        (
            "6 min",
            "tumour.0.necrosis_distance",
            "\"700 um\"",
            ["700 um here", "at most 620 um", "31 lattice cells"],
        ),
        (
            "6 min",
            "treatment.0.margin",
            "\"1 mm\"",
            ["1000 um here", "at most 620 um", "31 lattice cells"],
        ),
    ] {
        if words[0].is_empty() {
            // With the default doubling time of at least 24 h this loss is right.
            load(step, plain, Some((key, value.to_string()))).unwrap();
            continue;
        }
        let problems = refusal(step, plain, key, value);
        for word in words {
            assert!(problems.contains(word), "{key} = {value}: no `{word}` in\n{problems}");
        }
        assert!(problems.contains("1 problem, nothing was run"), "{problems}");
    }
    let dose = refusal("6 min", plain, "treatment.1.dose", "\"20 MIU\"");
    for word in ["a depot of 393.5", "at most 1195000 IU in 0.2 ml", "more volume"] {
        assert!(dose.contains(word), "{dose}");
    }
    // Both bounds of a distribution are looked at.
    // At a host step of 1 h a cycle takes 4 h or more.
    let drawn = "{ uniform = { min = \"6 h\", max = \"60 h\" } }";
    assert!(refusal("30 min", plain, "tumour.0.doubling_time", drawn).contains("6 h here"));
    load("12 min", plain, Some(("tumour.0.doubling_time", drawn.to_string()))).unwrap();
    let hourly = refusal("6 min", plain, "tumour.0.doubling_time", "\"4 h\"");
    assert!(hourly.contains("at least 4.016 h") && hourly.contains("host step of 1 h"), "{hourly}");
}

#[test]
fn a_margin_is_taken_whole() {
    let limit = |margin: &str| {
        let scenario =
            load("6 min", (20, 40), Some(("treatment.0.margin", margin.to_string()))).unwrap();
        World::new(&scenario, &[scenario.draw(0)]).unwrap().shape.sites[0].distance_limit
    };
    assert_eq!([limit("\"100 um\""), limit("\"600 um\"")], [5, 30]);
}

#[test]
fn doses_that_add_up_to_more_than_tissue_holds_stop_the_run() {
    let run = |dose: &str| {
        let dose = format!("dose = \"{dose}\"\nevery = \"1 h\"\ntimes = 4");
        let text = ALL
            .replace("SPACING", "20")
            .replace("dose = \"300 CU\"\nstart = \"day 1\"", &format!("{dose}\nstart = \"1 h\""))
            .replace("name = \"flank\"", "name = \"flank\"\nsize = [\"400 um\", \"400 um\"]");
        let scenario = Scenario::parse(&text, "doses.toml", &[])
            .unwrap_or_else(|problems| panic!("{problems}"));
        let mut cohort = Cohort::new(&scenario, &[scenario.draw(0)], &Maker::cpu()).unwrap();
        (0..6).try_for_each(|_| cohort.advance()).map_err(|error| error.to_string())
    };
    // A depot decays by a fifth in an hour: 17.6 uM and 17.6 uM are more than 20 uM / 0.85.
    let error = run("1 MIU").unwrap_err();
    assert!(error.contains("interleukin-2 in the depot reaches"), "{error}");
    run("0.2 MIU").unwrap();
}
