//! What the loader makes of scenarios that are right.

use super::*;
use crate::scenario::types::{Act, Route};

#[test]
fn every_key_has_a_provenance_a_doc_and_a_default_in_its_range() {
    let mut paths = std::collections::BTreeSet::new();
    for key in keys::all_keys() {
        assert!(paths.insert(key.path), "{} stands twice", key.path);
        assert!(key.doc.ends_with('.') && key.doc.len() >= 5, "{}: {:?}", key.path, key.doc);
        assert!(key.min <= key.max, "{}", key.path);
        let (Provenance::Measured(text) | Provenance::Derived(text) | Provenance::Assumed(text) | Provenance::Convention(text)) = key.provenance;
        assert!(text.len() >= 5, "{}", key.path);
        let dated = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 4 && (1900..=2100).contains(&word.parse().unwrap_or(0)));
        assert!(!matches!(key.provenance, Provenance::Measured(_)) || dated(text), "{}: measured, but when? {text}", key.path);
        for default in [Some(key.default), key.human].into_iter().flatten().filter(|text| !text.is_empty()) {
            let node = document::parse_value(default, 0, 0, &mut Vec::new());
            if let Err(problems) = value::read(&node, key, key.path) {
                panic!("{} = {default}: {}, {}", key.path, problems[0].message, problems[0].label);
            }
        }
    }
    for path in keys::structure::DRAWN {
        assert!(paths.contains(path), "{path}");
    }
}

#[test]
fn the_designs_example_reads_as_it_is_meant() {
    let scenario = parse(RIGHT);
    assert_eq!(scenario.sites[0].cells, [200, 200, 1]);
    assert_eq!((scenario.sites[0].dimensions, scenario.sites[0].coarse), (2, 2));
    assert_eq!(scenario.tumours[0].position_um, [2000.0, 2000.0, 10.0]);
    assert_eq!(scenario.run.until_h, 1440.0);
    assert_eq!(scenario.run.humane_endpoint_cells, Some(15_000.0));
    assert_eq!(scenario.record.frames_h.len(), 121);
    let treatment = &scenario.treatments[0];
    assert_eq!(treatment.times_h, (1..=10).map(|day| f64::from(day) * 24.0).collect::<Vec<_>>());
    let Act::Il2 { route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity } = treatment.act.clone() else { panic!("not il2") };
    assert_eq!((route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity), (Route::Peritumoral, Some(0), 1800.0, 0.2, 0.0, false));
    assert_eq!(scenario.param("tumour.0.cells"), &Param::Fixed(500.0));
}

#[test]
fn shipped_scenarios_are_right_and_say_what_to_watch() {
    for shipped in list() {
        let scenario = parse(shipped.text);
        assert!(shipped.text.starts_with("# What to watch:"), "{}", shipped.name);
        assert!(!scenario.source.is_empty() && shipped.title().len() > 10);
        assert_eq!(new_template(shipped.name), Ok(shipped.text));
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")).unwrap();
    let files = files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "toml")).count();
    assert_eq!(files, list().len(), "a file in scenarios/ is not in the list");
    assert_eq!(new_template("peritumorl").unwrap_err().split(" (").next(), Some("there is no scenario called `peritumorl`; did you mean `peritumoral`?"));
}

#[test]
fn the_resolved_scenario_is_the_same_scenario() {
    let texts: Vec<&str> = list().iter().map(|shipped| shipped.text).chain([RIGHT]).collect();
    for text in texts {
        let scenario = parse(text);
        let resolved = scenario.resolved_toml();
        let again = Scenario::parse(&resolved, "resolved.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(scenario.params, again.params);
        assert_eq!(scenario.sites, again.sites);
        assert_eq!(scenario.tumours, again.tumours);
        assert_eq!(scenario.treatments, again.treatments);
        assert_eq!(scenario.run, again.run);
        assert_eq!(scenario.record, again.record);
        assert_eq!(scenario.digest(), again.digest());
        assert_eq!(resolved, again.resolved_toml());
    }
}

#[test]
fn the_digest_follows_the_meaning_not_the_spelling() {
    let digest = parse(RIGHT).digest();
    assert_eq!(digest, parse(&with("\"24 h\"", "\"1 d\"")).digest());
    assert_eq!(digest, parse(&with("A test", "Another title")).digest());
    assert_ne!(digest, parse(&with("500", "501")).digest());
    assert_ne!(digest, parse(&with("\"300 CU\"", "\"301 CU\"")).digest());
}

#[test]
fn overrides_change_what_they_name() {
    let overrides = [set("tumour.0.cells", "700"), set("run.until", "37 h"), set("tumour.0.mhc_class_1.fraction_positive", "0.25"), set("title", "\"New\"")];
    let scenario = Scenario::parse(RIGHT, "test.toml", &overrides).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.param("tumour.0.cells"), &Param::Fixed(700.0));
    assert_eq!(scenario.param("tumour.0.mhc_class_1.fraction_positive"), &Param::Fixed(0.25));
    assert_eq!((scenario.run.until_h, scenario.title.as_str()), (37.0, "New"));
    let again = parse(&scenario.resolved_toml());
    assert_eq!((again.run.until_h, again.treatments), (37.0, scenario.treatments));
}

#[test]
fn moments_follow_other_treatments() {
    let text = with(
        "[run]",
        "[[treatment]]\ndrug = \"surgery\"\nstart = \"48 h before dose\"\n[[treatment]]\nname = \"dose\"\ndrug = \"il2\"\nroute = \"subcutaneous\"\ndose = \"1 MIU\"\nstart = \"day 12\"\n[run]",
    );
    let text = text.replace("start = \"day 1\"\n", "start = \"36 h after the surgery\"\n");
    let scenario = parse(&text);
    assert_eq!(scenario.treatments[1].times_h, [240.0]);
    assert_eq!(scenario.treatments[0].times_h[0], 276.0);
    assert_eq!(scenario.treatments[2].times_h, [288.0]);
}

#[test]
fn schedules_end_where_they_say() {
    let times = |lines: &str| parse(&with("every = \"24 h\"\ntimes = 10\n", lines)).treatments[0].times_h.clone();
    assert_eq!(times(""), [24.0]);
    assert_eq!(times("every = \"every 8 h\"\ntimes = 3\n"), [24.0, 32.0, 40.0]);
    assert_eq!(times("every = \"24 h\"\nuntil = \"day 3\"\n"), [24.0, 48.0, 72.0]);
    assert_eq!(times("every = \"24 h\"\nuntil = \"36 h after the inoculation\"\n"), [24.0]);
    assert_eq!(times("every = \"2 d\"\n").last(), Some(&1416.0));
    assert_eq!(times("every = \"20 d\"\n"), [24.0, 504.0, 984.0]);
}

#[test]
fn doses_follow_body_and_preparation() {
    let dose = |host: &str, lines: &str| {
        let text = with("dose = \"300 CU\"\n", lines).replace("species = \"mouse\"\n", host).replace("cells = 500", "cells = 500\ndoubling_time = \"36 h\"");
        let Act::Il2 { dose_iu, .. } = parse(&text).treatments[0].act else { panic!("not il2") };
        dose_iu
    };
    let (mouse, patient) = ("species = \"mouse\"\n", "species = \"human\"\n");
    assert_eq!(dose(mouse, "dose = \"2 U\"\npreparation = \"natural rat\"\n"), 4.0);
    assert_eq!(dose(mouse, "dose = \"2 U\"\npreparation = \"natural rat\"\npotency = 3\n"), 6.0);
    assert_eq!(dose(mouse, "dose = \"2 kU\"\npotency = 6\n"), 12_000.0);
    assert_eq!(dose(mouse, "dose = \"1 MIU/kg\"\n"), 20_000.0);
    assert_eq!(dose(patient, "dose = \"720000 IU/kg\"\n"), 50_400_000.0);
    assert_eq!(dose(patient, "dose = \"10 MIU/m2\"\n"), 18_000_000.0);
    assert_eq!(dose("species = \"human\"\nweight = \"50 kg\"\n", "dose = \"720000 IU/kg\"\n"), 36_000_000.0);
}

#[test]
fn an_animal_does_not_depend_on_keys_it_does_not_share() {
    let scenario = parse(&with("cells = 500", "cells = { log_normal = { median = 500, sigma = 0.5, min = 50, max = 5000 } }"));
    let other = parse(&with(
        "cells = 500\n",
        "cells = { log_normal = { median = 500, sigma = 0.5, min = 50, max = 5000 } }\nnatural_loss = { uniform = { min = \"0.01 /d\", max = \"0.02 /d\" } }\n",
    ));
    let cells: Vec<f64> = (0..50).map(|n| scenario.draw(n).get("tumour.0.cells")).collect();
    assert_eq!(cells, (0..50).map(|n| other.draw(n).get("tumour.0.cells")).collect::<Vec<_>>());
    assert!(cells.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(scenario.draw(17), scenario.draw(17));
    let mut reseeded = scenario.clone();
    reseeded.run.seed = 2;
    assert_ne!(cells[0], reseeded.draw(0).get("tumour.0.cells"));
    for path in scenario.params.keys() {
        assert!(scenario.draw(0).values.contains_key(path), "{path}");
    }
}

#[test]
fn seeds_keep_all_their_bits() {
    let scenario = parse(&with("replicates = 20", "seed = 18446744073709551615"));
    assert_eq!(scenario.run.seed, u64::MAX);
    assert_eq!(parse(&scenario.resolved_toml()).run.seed, u64::MAX);
}

#[test]
fn every_model_key_reaches_the_animal() {
    let animal = parse(RIGHT).draw(0);
    for key in keys::all_keys().filter(|key| key.path.starts_with("model.")) {
        let value = animal.get(key.path);
        let (min, max) = if key.quantity == keys::Quantity::Boolean { (0.0, 1.0) } else { (key.min, key.max) };
        assert!(value >= min && value <= max, "{} = {value}", key.path);
    }
}

#[test]
fn every_key_is_in_the_schema_and_on_the_page() {
    let (schema, page) = (schema().to_string(), keys_markdown());
    for key in keys::all_keys() {
        let leaf = key.path.rsplit('.').next().unwrap();
        assert!(schema.contains(&format!("\"{leaf}\"")), "{}", key.path);
        assert!(page.contains(leaf), "{}", key.path);
    }
}
