//! What the loader makes of scenarios that are right.

use super::*;
use crate::scenario::types::{Act, Agent, Product, Route, Target, Transfer};

#[test]
fn every_key_has_a_provenance_a_doc_and_a_default_in_its_range() {
    let mut paths = std::collections::BTreeSet::new();
    for key in keys::all_keys() {
        assert!(paths.insert(key.path), "{} stands twice", key.path);
        assert!(key.doc.ends_with('.') && key.doc.len() >= 5, "{}: {:?}", key.path, key.doc);
        assert!(key.min <= key.max, "{}", key.path);
        let (Provenance::Measured(text)
        | Provenance::Derived(text)
        | Provenance::Assumed(text)
        | Provenance::Convention(text)) = key.provenance;
        assert!(text.len() >= 5, "{}", key.path);
        let dated = |text: &str| {
            text.split(|c: char| !c.is_ascii_digit())
                .any(|word| word.len() == 4 && (1900..=2100).contains(&word.parse().unwrap_or(0)))
        };
        assert!(
            !matches!(key.provenance, Provenance::Measured(_)) || dated(text),
            "{}: measured, but when? {text}",
            key.path
        );
        for default in
            [Some(key.default), key.human].into_iter().flatten().filter(|text| !text.is_empty())
        {
            let node = crate::input::document::parse_value(default, 0, 0, &mut Vec::new());
            if let Err(problems) = crate::input::value::read(&node, key, key.path) {
                panic!("{} = {default}: {}, {}", key.path, problems[0].message, problems[0].label);
            }
        }
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
    let Act::Il2 { route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity } =
        treatment.act.clone()
    else {
        panic!("not il2")
    };
    assert_eq!(
        (route, site, dose_iu, volume_ml, duration_h, stop_at_toxicity),
        (Route::Peritumoral, Some(0), 1800.0, 0.2, 0.0, false)
    );
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
    let files = files
        .filter(|file| {
            file.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "toml")
        })
        .count();
    assert_eq!(files, list().len(), "a file in scenarios/ is not in the list");
    assert_eq!(
        new_template("peritumorl").unwrap_err().to_string().split(" (").next(),
        Some("there is no scenario called `peritumorl`; did you mean `peritumoral`?")
    );
}

#[test]
fn the_resolved_scenario_is_the_same_scenario() {
    let texts: Vec<&str> = list().iter().map(|shipped| shipped.text).chain([RIGHT]).collect();
    for text in texts {
        let scenario = parse(text);
        let resolved = scenario.resolved_toml();
        let again = Scenario::parse(&resolved, "resolved.toml", &[])
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(scenario.params, again.params);
        assert_eq!(scenario.sites, again.sites);
        assert_eq!(scenario.tumours, again.tumours);
        assert_eq!(scenario.treatments, again.treatments);
        assert_eq!(
            (&scenario.vaccines, &scenario.donors, &scenario.cohort),
            (&again.vaccines, &again.donors, &again.cohort)
        );
        assert_eq!(scenario.athymic, again.athymic);
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

/// The digests of the right scenario under some overrides as if a key had come later.
fn digests_with_later(path: &str, overrides: &[(String, String)]) -> (String, String) {
    let mut scenario = Scenario::parse(RIGHT, "test.toml", overrides)
        .unwrap_or_else(|problems| panic!("{problems}"));
    let item = scenario.items.get_mut(path).expect("the key has a default");
    item.key = Box::leak(Box::new(crate::input::KeyDef { added: true, ..*item.key }));
    (scenario.digest(), scenario.identity())
}

#[test]
fn a_later_key_enters_digests_only_away_from_its_default() {
    let path = "model.priming.delay";
    let mut before = parse(RIGHT);
    before.items.remove(path).expect("the key has a default");
    let before = (before.digest(), before.identity());
    assert_eq!(digests_with_later(path, &[]), before);
    assert_eq!(digests_with_later(path, &[set(path, "36 h")]), before);
    assert_eq!(digests_with_later(path, &[set(path, "1.5 d")]), before);
    let other = digests_with_later(path, &[set(path, "37 h")]);
    assert!(other.0 != before.0 && other.1 != before.1);
    // A key that was there before enters whatever its value is.
    let known = parse(RIGHT);
    assert!(known.digest() != before.0 && known.identity() != before.1);
}

#[test]
fn plausible_ranges_read_and_lie_in_the_valid_ones() {
    use crate::input::{Species, value};
    let mut outside = Vec::new();
    for key in keys::all_keys() {
        let for_human = key.plausible_human.or(key.plausible.filter(|_| key.human.is_none()));
        for (species, range) in [(Species::Mouse, key.plausible), (Species::Human, for_human)] {
            let Some(range) = range else { continue };
            let [low, high] = [range.0, range.1].map(|end| keys::canonical(end, key.quantity));
            assert!(low < high && low >= key.min && high <= key.max, "{}: {range:?}", key.path);
            let default = key.default_for(species);
            if default.is_empty() {
                continue;
            }
            let node = crate::input::document::parse_value(default, 0, 0, &mut Vec::new());
            let middle = match value::read(&node, key, key.path).unwrap() {
                Setting::Number(param) => param.middle(),
                Setting::Integer(whole) => whole as f64,
                other => panic!("{}: {other:?}", key.path),
            };
            if middle < low || middle > high {
                outside.push((key.path, species));
            }
        }
    }
    // Set on the lattice or found by search, against publications.
    outside.dedup_by_key(|(path, _)| *path);
    let paths: Vec<&str> = outside.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        paths,
        ["model.ctl.il2_half", "model.helper.il2_half", "model.suppression.half_burden"]
    );
}

#[test]
fn every_reference_is_named_and_stands_once() {
    let works = crate::references::REFERENCES;
    for pair in works.windows(2) {
        let [a, b] = [pair[0].label.to_lowercase(), pair[1].label.to_lowercase()];
        assert!(a < b, "{a}, {b}");
    }
    for work in works {
        assert!(work.label.ends_with(&work.year.to_string()), "{}", work.label);
        assert!(keys::all_keys().any(|key| key.sources.contains(&work.label)), "{}", work.label);
    }
    for key in keys::all_keys().filter(|key| matches!(key.provenance, Provenance::Measured(_))) {
        assert!(!key.sources.is_empty(), "{} is measured, but by whom?", key.path);
    }
}

#[test]
fn overrides_change_what_they_name() {
    let overrides = [
        set("tumour.0.cells", "700"),
        set("run.until", "37 h"),
        set("tumour.0.mhc_class_1.fraction_positive", "0.25"),
        set("title", "\"New\""),
    ];
    let scenario = Scenario::parse(RIGHT, "test.toml", &overrides)
        .unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.param("tumour.0.cells"), &Param::Fixed(700.0));
    assert_eq!(scenario.param("tumour.0.mhc_class_1.fraction_positive"), &Param::Fixed(0.25));
    assert_eq!((scenario.run.until_h, scenario.title.as_str()), (37.0, "New"));
    let again = parse(&scenario.resolved_toml());
    assert_eq!((again.run.until_h, again.treatments), (37.0, scenario.treatments));
}

#[test]
fn time_points_follow_other_treatments() {
    let text = with(
        "[run]",
        "[[treatment]]\ndrug = \"surgery\"\nstart = \"48 h before dose\"\n[[treatment]]\nname = \
         \"dose\"\ndrug = \"il2\"\nroute = \"subcutaneous\"\ndose = \"1 MIU\"\nstart = \"day \
         12\"\n[run]",
    );
    let text = text.replace("start = \"day 1\"\n", "start = \"36 h after the surgery\"\n");
    let scenario = parse(&text);
    assert_eq!(scenario.treatments[1].times_h, [240.0]);
    assert_eq!(scenario.treatments[0].times_h[0], 276.0);
    assert_eq!(scenario.treatments[2].times_h, [288.0]);
}

#[test]
fn schedules_end_where_they_say() {
    let times = |lines: &str| {
        parse(&with("every = \"24 h\"\ntimes = 10\n", lines)).treatments[0].times_h.clone()
    };
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
        let text = with("dose = \"300 CU\"\n", lines)
            .replace("species = \"mouse\"\n", host)
            .replace("cells = 500", "cells = 500\ndoubling_time = \"36 h\"");
        let Act::Il2 { dose_iu, .. } = parse(&text).treatments[0].act else { panic!("not il2") };
        dose_iu
    };
    let (mouse, patient) = ("species = \"mouse\"\n", "species = \"human\"\n");
    assert_eq!(dose(mouse, "dose = \"2 U\"\npreparation = \"natural rat\"\n"), 4.0);
    assert_eq!(dose(mouse, "dose = \"2 U\"\npreparation = \"natural rat\"\npotency = 3\n"), 6.0);
    assert_eq!(dose(mouse, "dose = \"2 kU\"\npotency = 6\n"), 12_000.0);
    assert_eq!(dose(mouse, "dose = \"1 MIU/kg\"\n"), 20_000.0);
    assert_eq!(dose(patient, "dose = \"720000 IU/kg\"\nvolume = \"10 ml\"\n"), 50_400_000.0);
    assert_eq!(dose(patient, "dose = \"10 MIU/m2\"\nvolume = \"10 ml\"\n"), 18_000_000.0);
    assert_eq!(
        dose(
            "species = \"human\"\nweight = \"50 kg\"\n",
            "dose = \"720000 IU/kg\"\nvolume = \"10 ml\"\n"
        ),
        36_000_000.0
    );
}

#[test]
fn an_animal_does_not_depend_on_keys_it_does_not_share() {
    let scenario = parse(&with(
        "cells = 500",
        "cells = { log_normal = { median = 500, sigma = 0.5, min = 50, max = 5000 } }",
    ));
    let other = parse(&with(
        "cells = 500\n",
        "cells = { log_normal = { median = 500, sigma = 0.5, min = 50, max = 5000 } \
         }\nnatural_loss = { uniform = { min = \"0.01 /d\", max = \"0.02 /d\" } }\n",
    ));
    let cells: Vec<f64> = (0..50).map(|n| scenario.draw(n).values["tumour.0.cells"]).collect();
    assert_eq!(cells, (0..50).map(|n| other.draw(n).values["tumour.0.cells"]).collect::<Vec<_>>());
    assert!(cells.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(scenario.draw(17), scenario.draw(17));
    let mut reseeded = scenario.clone();
    reseeded.run.seed = 2;
    assert_ne!(cells[0], reseeded.draw(0).values["tumour.0.cells"]);
    for path in scenario.params.keys() {
        assert!(scenario.draw(0).values.contains_key(path), "{path}");
    }
}

#[test]
fn seeds_keep_all_their_bits() {
    let scenario = parse(&with("replicates = 20", "seed = 9223372036854774784"));
    assert_eq!(scenario.run.seed, 9_223_372_036_854_774_784);
    assert_eq!(parse(&scenario.resolved_toml()).run.seed, 9_223_372_036_854_774_784);
}

#[test]
fn every_model_key_reaches_the_animal() {
    let animal = parse(RIGHT).draw(0);
    for key in keys::all_keys().filter(|key| key.path.starts_with("model.")) {
        let value = animal.values[key.path];
        let (min, max) = if key.quantity == crate::input::Quantity::Boolean {
            (0.0, 1.0)
        } else {
            (key.min, key.max)
        };
        assert!(value >= min && value <= max, "{} = {value}", key.path);
    }
}

#[test]
fn every_key_is_in_the_schema_and_on_the_page() {
    let (schema, page) = (keys::schema().to_string(), keys::keys_markdown());
    for key in keys::all_keys() {
        let leaf = key.path.rsplit('.').next().unwrap();
        assert!(schema.contains(&format!("\"{leaf}\"")), "{}", key.path);
        assert!(page.contains(leaf), "{}", key.path);
    }
}

/// The right scenario with another treatment in place of its own, and more tables after it.
fn given(lines: &str, tables: &str) -> Scenario {
    let text = with("drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"", lines)
        .replace("[run]", &format!("{tables}\n[run]"));
    let scenario = parse(&text);
    assert_eq!(scenario.treatments, parse(&scenario.resolved_toml()).treatments);
    scenario
}

#[test]
fn agents_are_dosed_in_their_own_unit() {
    let dose = |species: &str, drug: &str, dose: &str| {
        let text = with(
            "drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"",
            &format!("drug = \"{drug}\"\ndose = \"{dose}\""),
        );
        let scenario =
            parse(&text.replace("species = \"mouse\"", &format!("species = \"{species}\"")));
        assert_eq!(scenario.treatments[0].label, drug);
        let Act::Agent { agent, dose } = scenario.treatments[0].act else { panic!("no agent") };
        (agent, dose)
    };
    assert_eq!(dose("mouse", "cyclophosphamide", "200 mg/kg"), (Agent::Cyclophosphamide, 200.0));
    assert_eq!(dose("mouse", "cyclophosphamide", "4 mg"), (Agent::Cyclophosphamide, 200.0));
    assert_eq!(
        dose("human", "cyclophosphamide", "1000 mg/m2"),
        (Agent::Cyclophosphamide, 1800.0 / 70.0)
    );
    assert_eq!(dose("human", "fludarabine", "25 mg/m2"), (Agent::Fludarabine, 25.0));
    assert_eq!(dose("human", "fludarabine", "1 mg/kg"), (Agent::Fludarabine, 70.0 / 1.8));
    assert_eq!(dose("mouse", "ifosfamide", "0.1 g/kg"), (Agent::Ifosfamide, 100.0));
    assert_eq!(dose("human", "interferon alpha", "3 MU"), (Agent::InterferonAlpha, 3e6));
    assert_eq!(dose("human", "interferon gamma", "2 MIU/m2"), (Agent::InterferonGamma, 3.6e6));
    assert_eq!(dose("mouse", "anti-CD8", "200 ug"), (Agent::AntiCd8, 0.2));
    assert_eq!(dose("mouse", "anti-CD25", "10 mg/kg"), (Agent::AntiCd25, 0.2));
    assert_eq!(dose("mouse", "irradiation", "500 rad"), (Agent::Irradiation, 5.0));
    for (drug, agent) in [
        ("fluorouracil", Agent::Fluorouracil),
        ("cisplatin", Agent::Cisplatin),
        ("retinoic acid", Agent::RetinoicAcid),
    ] {
        assert_eq!(dose("mouse", drug, "5 mg/kg"), (agent, 5.0));
    }
    assert_eq!(dose("mouse", "anti-CD4", "0.2 mg"), (Agent::AntiCd4, 0.2));
    assert_eq!(dose("mouse", "anti-NK", "0.2 mg"), (Agent::AntiNk, 0.2));
}

#[test]
fn every_route_of_interleukin_2_has_its_site_and_volume() {
    let cases = [
        ("peritumoral", Route::Peritumoral, true, 0.2, 0.0),
        ("intratumoral", Route::Intratumoral, true, 0.2, 0.0),
        ("intralesional", Route::Intratumoral, true, 0.2, 0.0),
        (
            "intravesical\"\nvolume = \"50 ul\"\nduration = \"3 h",
            Route::Intravesical,
            true,
            0.05,
            3.0,
        ),
        ("intrapleural\"\nvolume = \"0.5 ml", Route::Intrapleural, true, 0.5, 0.0),
        (
            "intracavitary\"\nvolume = \"1 ml\"\nduration = \"20 h",
            Route::Intracavitary,
            true,
            1.0,
            20.0,
        ),
        ("perilymphatic\"\nduration = \"1 h", Route::Perilymphatic, true, 0.2, 1.0),
        ("inhaled", Route::Inhaled, true, 0.0, 0.0),
        ("intravenous\"\nduration = \"1 d", Route::Intravenous, false, 0.0, 24.0),
        ("subcutaneous\"\nduration = \"12 h", Route::Subcutaneous, false, 0.0, 12.0),
        ("intraperitoneal", Route::Intraperitoneal, false, 0.0, 0.0),
    ];
    for (word, expected, sited, volume, duration) in cases {
        let text = with("peritumoral", word);
        let Act::Il2 { route, site, volume_ml, duration_h, .. } = parse(&text).treatments[0].act
        else {
            panic!("{word}")
        };
        assert_eq!(
            (route, site.is_some(), volume_ml, duration_h),
            (expected, sited, volume, duration),
            "{word}"
        );
    }
}

#[test]
fn an_operation_may_take_the_node() {
    let operation = |lines: &str| {
        let text = with(
            "drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"\n",
            &format!("drug = \"surgery\"\n{lines}"),
        );
        parse(&text.replace("every = \"24 h\"\ntimes = 10\n", "")).treatments[0].act.clone()
    };
    assert_eq!(operation(""), Act::Surgery { site: 0, lymphadenectomy: false });
    assert_eq!(
        operation("lymphadenectomy = true\nresidue_probability = 1\nresidue_cells = 100000\n"),
        Act::Surgery { site: 0, lymphadenectomy: true }
    );
}

#[test]
fn a_vaccine_goes_to_the_tumour_or_under_the_skin() {
    let tables = "[[vaccine]]\nname = \"secretor\"\nil2_secretion = \"1000 IU/1e6 cells/24 \
                  h\"\n[[site]]\nname = \"back\"\nsize = [\"2 mm\", \"2 mm\"]";
    let near = given(
        "drug = \"vaccine\"\nvaccine = \"secretor\"\ncells = \"1e7\"\nroute = \
         \"peritumoral\"\nsite = \"flank\"",
        tables,
    );
    assert_eq!(
        near.treatments[0].act,
        Act::Vaccine { vaccine: 0, target: Target::Around { site: 0 }, volume_ml: 0.2 }
    );
    assert_eq!(
        (near.treatments[0].label.as_str(), near.draw(0).values["treatment.0.cells"]),
        ("vaccine secretor", 1e7)
    );
    assert_eq!(near.draw(0).values["vaccine.0.il2_secretion"], 27.5);
    let far = given(
        "drug = \"vaccine\"\nvaccine = \"secretor\"\ncells = 1e7\nroute = \"subcutaneous\"\nsite \
         = \"back\"\nposition = [\"500 um\", \"1 mm\"]",
        tables,
    );
    let target = Target::Spot { site: 1, centre_um: [500.0, 1000.0, 10.0], radius_um: 400.0 };
    assert_eq!(far.treatments[0].act, Act::Vaccine { vaccine: 0, target, volume_ml: 0.2 });
}

#[test]
fn cells_have_their_culture_their_donor_and_their_origin() {
    let transfers = |scenario: &Scenario| -> Vec<Transfer> {
        let cells =
            |act: &Act| if let Act::Cells(transfer) = act { Some(transfer.clone()) } else { None };
        scenario.treatments.iter().filter_map(|treatment| cells(&treatment.act)).collect()
    };
    let text = with("start = \"day 1\"", "start = \"day 5\"").replace(
        "[run]",
        "[[treatment]]\ndrug = \"lak\"\ncells = 1e8\nroute = \"intravenous\"\nharvest = \"3 days \
         before lak\"\nstart = \"day 5\"\n[[treatment]]\ndrug = \"lymphocytes\"\ncells = \
         1e7\nroute = \"intralesional\"\ndonor = \"sibling\"\nstart = \"day \
         6\"\n[[treatment]]\ndrug = \"til\"\ncells = 1e7\nroute = \"intravenous\"\nil2_secretion \
         = \"5 molecules/s\"\nstart = \"day 7\"\n[[treatment]]\ndrug = \"cik\"\ncells = \
         1e7\nroute = \"intracavitary\"\nvolume = \"1 ml\"\ndonor = \"sibling\"\nstart = \"day \
         8\"\n[[donor]]\nname = \"other\"\n[[donor]]\nname = \"sibling\"\nmismatch = 0.1\n[run]",
    );
    let scenario = parse(&text);
    let [lak, lymphocytes, til, cik] = transfers(&scenario).try_into().expect("four transfers");
    assert_eq!(
        (lak.product, lak.origin, lak.harvest_h, lak.target),
        (Product::Lak, 0, Some(48.0), Target::Blood)
    );
    assert_eq!(
        (lymphocytes.donor, lymphocytes.origin, lymphocytes.antigen.clone(), lymphocytes.target),
        (Some(1), 1, None, Target::Into { site: 0 })
    );
    assert_eq!((til.antigen.as_deref(), til.origin, til.donor), (Some("tumour"), 2, None));
    assert_eq!((cik.origin, cik.target, cik.volume_ml), (1, Target::Around { site: 0 }, 1.0));
    let animal = scenario.draw(0);
    assert_eq!(
        [1, 2, 3].map(|n| animal.values[&format!("treatment.{n}.culture")]),
        [72.0, 96.0, 336.0]
    );
    assert_eq!(animal.values["treatment.2.culture_il2"], 6e6 / 254.0);
    assert_eq!((animal.values["donor.0.mismatch"], animal.values["donor.1.mismatch"]), (0.5, 0.1));
    assert_eq!(transfers(&parse(&scenario.resolved_toml())), [lak, lymphocytes, til, cik]);
}

#[test]
fn tumours_of_different_days_may_share_their_place() {
    let scenario = parse(&with(
        "[run]",
        "[[tumour]]\nsite = \"flank\"\ncells = 300\nstart = \"day 30\"\n[[tumour]]\nfoci = \
         6\ncells = 600\n[run]",
    ));
    let plan: Vec<(f64, u32)> =
        scenario.tumours.iter().map(|tumour| (tumour.start_h, tumour.foci)).collect();
    assert_eq!(plan, [(0.0, 1), (720.0, 1), (0.0, 6)]);
    assert!(!scenario.athymic);
    assert!(
        parse(&with("species = \"mouse\"", "species = \"mouse\"\nstrain = \"athymic\"")).athymic
    );
}

#[test]
fn a_cohort_ties_its_keys_and_no_others() {
    let keys = ["model.competence.nk", "model.competence.ctl", "model.leak.lethal_index"];
    let plain = parse(RIGHT);
    let tied =
        parse(&with("[run]", &format!("[[cohort]]\nkeys = {keys:?}\ncorrelation = 0.8\n[run]")));
    let mut agreeing = [0, 0];
    for n in 0..200 {
        let (before, after) = (plain.draw(n), tied.draw(n));
        for (path, value) in &before.values {
            assert!(keys[1..].contains(&path.as_str()) || after.values[path] == *value, "{path}");
        }
        for (count, animal) in agreeing.iter_mut().zip([before, after]) {
            *count += u32::from((animal.values[keys[0]] > 1.0) == (animal.values[keys[1]] > 1.0));
        }
    }
    // Two scores with a correlation of 0.8 share their sign in 1/2 + asin(0.8)/pi = 0.795 of
    // animals; five standard errors are 0.14.
    assert!((65..=135).contains(&agreeing[0]), "{agreeing:?}");
    assert!((131..=187).contains(&agreeing[1]), "{agreeing:?}");
    assert_eq!(tied.draw(5), parse(&tied.resolved_toml()).draw(5));
    assert_ne!(tied.digest(), plain.digest());
}

/// Under each key that `[[cohort]]` draws fixed beside the file, at both signs of the correlation.
#[test]
fn a_key_of_a_cohort_fixed_beside_the_file_moves_no_other_draw() {
    let keys = ["model.competence.nk", "model.competence.ctl", "model.leak.lethal_index"];
    for correlation in ["0.8", "1", "-0.4"] {
        let entry = format!("[[cohort]]\nkeys = {keys:?}\ncorrelation = {correlation}\n[run]");
        let text = with("[run]", &entry);
        let drawn = parse(&text);
        for fixed in [&keys[..1], &keys[1..2], &keys[1..], &keys[..]] {
            let set: Vec<(String, String)> =
                fixed.iter().map(|key| ((*key).to_string(), "1.5".to_string())).collect();
            let scenario = Scenario::parse(&text, "test.toml", &set)
                .unwrap_or_else(|problems| panic!("{problems}"));
            for n in 0..50 {
                let (before, after) = (drawn.draw(n).values, scenario.draw(n).values);
                for (path, value) in &before {
                    let value = if fixed.contains(&path.as_str()) { 1.5 } else { *value };
                    assert_eq!(after[path].to_bits(), value.to_bits(), "{path} of {fixed:?}");
                }
            }
            let resolved = scenario.resolved_toml();
            assert!(resolved.contains(&format!("\nfixed = {fixed:?}\n")), "{resolved}");
            let again = parse(&resolved);
            assert_eq!(
                (again.digest(), again.identity()),
                (scenario.digest(), scenario.identity())
            );
            assert_eq!((again.resolved_toml(), again.draw(3)), (resolved, scenario.draw(3)));
            assert_ne!(scenario.digest(), drawn.digest());
        }
    }
}

#[test]
fn a_fixed_key_of_a_cohort_is_drawn_again_under_a_distribution() {
    let keys = ["model.competence.nk", "model.competence.ctl"];
    let text = with("[run]", &format!("[[cohort]]\nkeys = {keys:?}\ncorrelation = 0.8\n[run]"));
    let law = parse(&text).values().find(|(path, _)| *path == keys[1]).unwrap().1.to_string();
    let set = |text: &str, value: &str| {
        Scenario::parse(text, "test.toml", &[(keys[1].to_string(), value.to_string())])
            .unwrap_or_else(|problems| panic!("{problems}"))
    };
    let fixed = set(&text, "2");
    let again = set(&fixed.resolved_toml(), &law);
    assert_eq!((again.digest(), again.draw(4)), (parse(&text).digest(), parse(&text).draw(4)));
    assert!(!again.resolved_toml().contains("fixed ="));
    // A change may fix one too: what the animal drew waits for a later distribution.
    let changed = format!("{text}\n[[change]]\nfrom = \"day 9\"\n");
    let changed = parse(&format!("{changed}[change.model.competence]\nctl = 3\n"));
    assert_eq!(changed.draw(2), parse(&text).draw(2));
    assert_eq!(changed.changes[0].then.draw(2).values[keys[1]], 3.0);
    assert_eq!(changed.changes[0].then.draw(2).values[keys[0]], changed.draw(2).values[keys[0]]);
    assert_eq!(parse(&changed.resolved_toml()).digest(), changed.digest());
}

#[cfg(feature = "native")]
#[test]
fn a_study_fixes_a_key_of_a_cohort() {
    use crate::input::{Place, SourceText};
    let keys = ["model.competence.nk", "model.competence.ctl"];
    let text = with("[run]", &format!("[[cohort]]\nkeys = {keys:?}\ncorrelation = 0.8\n[run]"));
    let study = SourceText { name: "study.toml".to_string(), text: "values = [2]".to_string() };
    let base = Base::new(study, &text, "base.toml").unwrap_or_else(|problems| panic!("{problems}"));
    let place = Place { source: 0, start: 10, end: 11 };
    let value = crate::input::document::parse_value("2", 0, 10, &mut Vec::new());
    let change = Override { key: keys[1].to_string(), place, node: value };
    let point = base.with([change].iter()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(point.draw(6).values[keys[1]], 2.0);
    assert_eq!(point.draw(6).values[keys[0]], parse(&text).draw(6).values[keys[0]]);
    assert_eq!(parse(&point.resolved_toml()).digest(), point.digest());
}

#[test]
fn one_trait_of_an_animal_is_shared_to_the_bit() {
    let law = "{ log_normal = { median = \"36 h\", sigma = 0.3, min = \"18 h\", max = \"72 h\" } }";
    let text = with(
        "cells = 500",
        &format!(
            "cells = 500\nposition = [\"1 mm\", \"1 mm\"]\ndoubling_time = {law}\n[[tumour]]\ncells = 90\ndoubling_time = {law}"
        ),
    );
    let keys = ["tumour.0.doubling_time", "tumour.1.doubling_time"];
    let tied = |correlation: &str| {
        let entry = format!("[[cohort]]\nkeys = {keys:?}\ncorrelation = {correlation}\n[run]");
        parse(&text.replacen("[run]", &entry, 1))
    };
    let (apart, shared, opposed) = (parse(&text), tied("1"), tied("-1"));
    for n in 0..200 {
        let [alone, one, other] = [&apart, &shared, &opposed].map(|s| s.draw(n).values);
        assert_eq!(one[keys[0]].to_bits(), alone[keys[0]].to_bits(), "the first keeps its own");
        assert_eq!(one[keys[1]].to_bits(), alone[keys[0]].to_bits(), "the second has the first's");
        assert_ne!(alone[keys[1]], alone[keys[0]]);
        // The median is the middle of both, so the normal scores are each other's negative.
        let product = other[keys[0]].ln() + other[keys[1]].ln() - 2.0 * 36f64.ln();
        assert!(product.abs() < 1e-9, "{product}");
        assert_eq!(other[keys[0]].to_bits(), alone[keys[0]].to_bits());
    }
    // Three that go against each other as far as three can.
    let three = "[\"tumour.0.doubling_time\", \"tumour.1.doubling_time\", \
                 \"model.competence.nk\"]\ncorrelation = -0.5\n[run]";
    let bound = parse(&text.replacen("[run]", &format!("[[cohort]]\nkeys = {three}"), 1));
    assert!((0..50).all(|n| bound.draw(n).values.values().all(|value| value.is_finite())));
}

#[test]
fn what_is_done_at_a_site_needs_no_tumour_there() {
    // a sham operation, a dose before the tumour, a vaccine where no tumour ever is
    let lung = "[[site]]\nname = \"lung\"\nsize = [\"1 mm\", \"1 mm\"]\n";
    let local = "route = \"peritumoral\"";
    let flank = format!("{local}\nsite = \"flank\"");
    let sham =
        format!("{lung}[[treatment]]\ndrug = \"surgery\"\nsite = \"lung\"\nstart = \"day 3\"");
    let vaccine = format!(
        "{lung}[[vaccine]]\nname = \"secretor\"\n[[treatment]]\ndrug = \"vaccine\"\nvaccine = \
         \"secretor\"\ncells = 1e7\n{local}\nsite = \"lung\"\nstart = \"day 3\""
    );
    assert_eq!(parse(&bad::and(&sham).replacen(local, &flank, 1)).treatments.len(), 2);
    assert_eq!(parse(&bad::and(&vaccine).replacen(local, &flank, 1)).treatments.len(), 2);
    let later = RIGHT.replacen("cells = 500", "cells = 500\nstart = \"day 2\"", 1);
    assert_eq!(parse(&later).tumours[0].start_h, 48.0);
}
