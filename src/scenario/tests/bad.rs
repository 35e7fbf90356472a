//! Every kind of mistake with its full message, one snapshot each (`snapshots/`).

use super::*;

/// Loads a text that is wrong and compares everything a user would see.
fn bad(name: &str, text: &str) {
    bad_with(name, text, &[]);
}

fn bad_with(name: &str, text: &str, overrides: &[(String, String)]) {
    match Scenario::parse(text, "bad.toml", overrides) {
        Ok(_) => panic!("`{name}` was accepted:\n{text}"),
        Err(problems) => {
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, problems.to_string());
            })
        }
    }
}

/// The right scenario with lines added before `[run]`.
pub(super) fn and(lines: &str) -> String {
    with("[run]", &format!("{lines}\n[run]"))
}

#[test]
fn broken_toml_is_shown_where_it_breaks() {
    bad(
        "syntax_several_errors",
        &with("cells = 500", "cells = = 500")
            .replace("replicates = 20", "replicates = 20 20\nseeed = 4"),
    );
    bad("syntax_duplicate_key", &with("cells = 500", "cells = 500\ncells = 600"));
    bad("syntax_unclosed_string", &with("name = \"flank\"", "name = \"flank"));
    bad("empty_file", "");
    bad("not_a_scenario", "hello\n");
    let missing = Scenario::load(Path::new("no/such/file.toml"), &[])
        .expect_err("there is no such file")
        .to_string();
    assert!(missing.starts_with("error: cannot read the scenario:"), "{missing}");
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_name() {
    bad("unknown_key_near", &with("cells = 500", "cell = 500"));
    bad("unknown_key_far", &with("cells = 500", "cells = 500\ncolour = 3"));
    bad("unknown_key_of_another_table", &with("cells = 500", "cells = 500\nreplicates = 3"));
    bad("unknown_table", &with("[host]", "[hosts]"));
    bad("unknown_table_of_the_model", &and("[model.plasmaa]\nclearance = \"1 ml/h\""));
    bad("unknown_key_of_the_model", &and("[model.plasma]\nclearence = \"1 ml/h\""));
}

#[test]
fn tables_have_their_shape() {
    bad("table_for_array", &with("[[site]]", "[site]"));
    bad("array_for_table", &with("[run]", "[[run]]"));
    bad("value_for_array", "schema = 1\nsite = 3\ntumour = [1, 2]\n");
}

#[test]
fn units_and_types_are_checked() {
    bad("unit_of_another_dimension", &with("every = \"24 h\"", "every = \"24 mm\""));
    bad("unit_unknown", &with("\"4 mm\", \"4 mm\"", "\"4 mn\", \"4 mm\""));
    bad("unit_missing", &with("every = \"24 h\"", "every = 24"));
    bad("unit_missing_in_text", &with("every = \"24 h\"", "every = \"24\""));
    bad("unit_without_number", &with("every = \"24 h\"", "every = \"daily\""));
    bad("unit_on_a_pure_number", &with("times = 10", "times = \"10 h\""));
    bad("dose_in_ml", &with("\"300 CU\"", "\"0.2 ml\""));
    bad("dose_zero", &with("\"300 CU\"", "\"0 CU\""));
    bad("time_point_is_no_time_point", &with("start = \"day 1\"", "start = \"tomorrow\""));
    bad("time_point_followed_by_more", &with("start = \"day 1\"", "start = \"day 1 h\""));
    bad("time_point_without_unit", &with("until = \"day 60\"", "until = 60"));
    bad("type_text_for_number", &with("cells = 500", "cells = \"many\""));
    bad("type_number_for_text", &with("name = \"flank\"", "name = 3"));
    bad("type_float_for_whole", &with("times = 10", "times = 2.5"));
    bad("type_date", &with("start = \"day 1\"", "start = 2026-11-01"));
    bad("word_unknown", &with("\"peritumoral\"", "\"peritumorally\""));
    bad("word_of_the_end", &with("until =", "end_at = \"progress\"\nuntil ="));
    bad("number_not_finite", &with("cells = 500", "cells = nan"));
    bad(
        "lengths_of_four_dimensions",
        &with("\"4 mm\", \"4 mm\"", "\"4 mm\", \"4 mm\", \"4 mm\", \"4 mm\""),
    );
}

#[test]
fn ranges_say_why() {
    bad("range_of_a_count", &with("cells = 500", "cells = 0"));
    bad("range_with_unit", &with("cells = 500", "cells = 500\nrim_depth = \"1 mm\""));
    bad(
        "range_of_a_fraction",
        &with("cells = 500", "cells = 500\nmhc_class_1 = { fraction_positive = \"120 %\" }"),
    );
    bad("range_of_replicates", &with("replicates = 20", "replicates = 0"));
    bad("range_of_a_seed", &with("replicates = 20", "seed = -1"));
    bad("range_of_the_end", &with("\"day 60\"", "\"day 60000\""));
    bad("schema_from_the_future", &with("schema = 1", "schema = 2"));
}

#[test]
fn distributions_are_checked() {
    let cells = |value: &str| with("cells = 500", &format!("cells = {value}"));
    bad(
        "distribution_unknown",
        &cells("{ lognormal = { median = 500, sigma = 1, min = 1, max = 1000 } }"),
    );
    bad("distribution_without_bounds", &cells("{ normal = { mean = 500, sd = 10 } }"));
    bad(
        "distribution_unknown_part",
        &cells("{ normal = { mean = 500, sd = 10, min = 1, maxx = 9, max = 1000 } }"),
    );
    bad("distribution_bounds_reversed", &cells("{ uniform = { min = 600, max = 500 } }"));
    bad("distribution_bounds_out_of_range", &cells("{ uniform = { min = 0, max = 500 } }"));
    bad(
        "distribution_far_from_its_bounds",
        &cells("{ normal = { mean = 5, sd = 1, min = 100, max = 200 } }"),
    );
    bad(
        "distribution_without_spread",
        &cells("{ log_normal = { median = 500, sigma = 0, min = 1, max = 1000 } }"),
    );
    bad(
        "distribution_choice_weights",
        &cells("{ choice = { values = [500, 600], weights = [1] } }"),
    );
    bad(
        "distribution_beta_out_of_range",
        &cells("{ beta = { alpha = 2, beta = 3, min = 0, max = 500 } }"),
    );
    bad(
        "distribution_beta_shapeless",
        &cells("{ beta = { alpha = 0, beta = 3, min = 1, max = 500 } }"),
    );
    bad("distribution_beta_without_shape", &cells("{ beta = { alpha = 2, min = 1, max = 500 } }"));
    bad(
        "distribution_two_at_once",
        &cells(
            "{ uniform = { min = 1, max = 2 }, normal = { mean = 500, sd = 1, min = 1, max = 1000 \
             } }",
        ),
    );
    bad(
        "distribution_not_possible",
        &with("every = \"24 h\"", "every = { uniform = { min = \"20 h\", max = \"30 h\" } }"),
    );
    bad(
        "distribution_part_without_unit",
        &with(
            "cells = 500",
            "cells = 500\ndoubling_time = { uniform = { min = 20, max = \"40 h\" } }",
        ),
    );
}

#[test]
fn missing_keys_are_named() {
    bad("missing_species", &with("species = \"mouse\"\n", ""));
    bad("missing_end", &with("until = \"day 60\"\n", ""));
    bad("missing_run", &RIGHT[..RIGHT.find("[run]").unwrap()]);
    bad(
        "missing_dose_and_route",
        &with("dose = \"300 CU\"\n", "").replace("route = \"peritumoral\"\n", ""),
    );
    bad("missing_start", &with("start = \"day 1\"\n", ""));
    bad("missing_tumour", &with("[[tumour]]\nsite = \"flank\"\ncells = 500\n", ""));
}

#[test]
fn lattices_fit_their_cells() {
    bad("size_not_whole_cells", &with("\"4 mm\", \"4 mm\"", "\"4.01 mm\", \"4 mm\""));
    bad("size_too_small", &with("\"4 mm\", \"4 mm\"", "\"100 um\", \"4 mm\""));
    bad("size_too_large", &with("\"4 mm\", \"4 mm\"", "\"100 mm\", \"100 mm\", \"100 mm\""));
    bad("field_spacing_not_a_multiple", &with("size =", "field_spacing = \"50 um\"\nsize ="));
    bad("site_twice", &and("[[site]]\nname = \"Flank\"\nsize = [\"1 mm\", \"1 mm\"]"));
    bad("site_name_no_folder", &with("name = \"flank\"", "name = \"left/flank\""));
    let many: String = (0..8)
        .map(|n| format!("[[site]]\nname = \"s{n}\"\nsize = [\"1 mm\", \"1 mm\"]\n"))
        .collect();
    bad("sites_too_many", &and(&many));
    let second = |lines: &str| {
        and(&format!("[[site]]\nname = \"back\"\nsize = [\"1 mm\", \"1 mm\"]\n{lines}"))
            .replace("route = \"peritumoral\"", "route = \"peritumoral\"\nsite = \"flank\"")
    };
    bad("region_empty", &with("size =", "region = \"\"\nsize ="));
    bad("region_no_name", &with("size =", "region = 3\nsize ="));
    bad(
        "regions_differ_in_case",
        &second("region = \"Axilla\"").replacen("size =", "region = \"axilla\"\nsize =", 1),
    );
    bad(
        "region_of_a_site_that_lies_elsewhere",
        &second("region = \"flank\"").replacen("size =", "region = \"axilla\"\nsize =", 1),
    );
}

#[test]
fn a_file_of_many_tables_is_refused_before_they_are_looked_at() {
    let tumours = "[[tumour]]\nsite = \"flank\"\ncells = 500\n".repeat(5000);
    let said = Scenario::parse(&and(&tumours), "many.toml", &[]).unwrap_err().to_string();
    assert!(said.contains("5001 tumours are too many") && said.contains("at most 8"), "{said}");
    let doses = "[[treatment]]\ndrug = \"surgery\"\nstart = \"day 9\"\n".repeat(1000);
    let said = Scenario::parse(&and(&doses), "many.toml", &[]).unwrap_err().to_string();
    assert!(said.contains("1001 treatments are too many"), "{said}");
    let every = "[[treatment]]\ndrug = \"il2\"\npreparation = \"recombinant human\"\n\
                 route = \"intravenous\"\ndose = \"300 CU\"\nduration = \"1 min\"\n\
                 start = \"day 1\"\nevery = \"10 min\"\n";
    let said = Scenario::parse(&and(&every.repeat(13)), "many.toml", &[]).unwrap_err().to_string();
    assert!(said.contains("doses together"), "{said}");
}

#[test]
fn a_long_chain_of_treatments_is_read_at_once() {
    let mut chain = with("times = 10", "times = 10\nname = \"t0\"");
    for n in 1..800 {
        chain += &format!(
            "[[treatment]]\nname = \"t{n}\"\ndrug = \"il2\"\npreparation = \"recombinant \
             human\"\nroute = \"intravenous\"\ndose = \"300 CU\"\nduration = \"1 min\"\n\
             start = \"1 h after t{}\"\n",
            n - 1
        );
    }
    let clock = std::time::Instant::now();
    let scenario = Scenario::parse(&chain, "chain.toml", &[]).unwrap();
    // a cubic walk of the chain takes ten times as long
    assert!(clock.elapsed().as_secs_f64() < 4.0, "{:?}", clock.elapsed());
    assert_eq!(scenario.treatments[799].times_h, [24.0 + 799.0]);
}

#[test]
fn tumours_lie_in_their_sites() {
    bad("tumour_at_unknown_site", &with("site = \"flank\"", "site = \"flanc\""));
    bad(
        "tumour_outside_its_site",
        &with("cells = 500", "cells = 500\nposition = [\"3.9 mm\", \"2 mm\"]"),
    );
    bad("tumour_larger_than_its_site", &with("cells = 500", "cells = 40000"));
    bad(
        "tumour_position_of_other_dimension",
        &with("cells = 500", "cells = 500\nposition = [\"2 mm\", \"2 mm\", \"2 mm\"]"),
    );
    bad(
        "tumours_overlap",
        &and("[[tumour]]\nsite = \"flank\"\ncells = 300\nposition = [\"2.1 mm\", \"2 mm\"]"),
    );
    let foci = |lines: &str| with("cells = 500", &format!("cells = 500\nfoci = 5\n{lines}"));
    bad("tumour_foci_at_a_position", &foci("position = [\"2 mm\", \"2 mm\"]"));
    bad("tumour_foci_on_a_later_day", &foci("start = \"day 1\""));
    bad(
        "tumour_late_outside_its_site",
        &with("cells = 500", "cells = 500\nstart = \"day 1\"\nposition = [\"3.9 mm\", \"2 mm\"]"),
    );
    let crowd = "[[site]]\nname = \"small\"\nsize = [\"400 um\", \"400 um\"]\n[[tumour]]\nsite = \
                 \"small\"\ncells = 500\nfoci = 5\n";
    bad(
        "tumours_fill_their_site",
        &and(crowd).replace("route = \"peritumoral\"", "route = \"peritumoral\"\nsite = \"flank\""),
    );
    let vaccines: String = (0..8).map(|n| format!("[[vaccine]]\nname = \"v{n}\"\n")).collect();
    bad("lines_too_many", &and(&vaccines));
    bad("tumour_after_the_end", &with("cells = 500", "cells = 500\nstart = \"day 70\""));
}

#[test]
fn bodies_and_distances_are_possible() {
    bad(
        "mouse_of_a_patients_weight",
        &with("species = \"mouse\"", "species = \"mouse\"\nweight = \"70 kg\""),
    );
    bad(
        "patient_of_a_mouses_surface",
        &with("species = \"mouse\"", "species = \"human\"\nsurface = \"66 cm2\""),
    );
    bad(
        "patient_athymic",
        &with("species = \"mouse\"", "species = \"human\"\nstrain = \"athymic\""),
    );
    bad(
        "necrosis_before_hypoxia",
        &with("cells = 500", "cells = 500\nhypoxia_distance = \"300 um\""),
    );
    bad("file_too_large", &format!("{RIGHT}{}", "# x\n".repeat(300_000)));
    bad("key_too_deep", &and(&format!("{}a = 1", "a.".repeat(40))));
}

#[test]
fn plans_do_not_contradict_themselves() {
    let second = |lines: &str| and(&format!("[[treatment]]\n{lines}"));
    bad("plan_ends_before_its_doses", &with("\"day 60\"", "\"day 5\""));
    bad(
        "plan_surgery_of_no_site",
        &second("drug = \"surgery\"\nsite = \"lung\"\nstart = \"day 3\""),
    );
    bad(
        "plan_surgery_of_a_stirred_site",
        &second("drug = \"surgery\"\nstart = \"day 3\"").replacen(
            "[\"4 mm\", \"4 mm\"]",
            "[\"4 mm\", \"4 mm\"]\nstirred = true",
            1,
        ),
    );
    bad("plan_before_day_0", &with("\"day 1\"", "\"-3 h\""));
    bad("plan_after_nothing", &with("\"day 1\"", "\"2 days after surgry\""));
    bad(
        "plan_in_a_circle",
        &with("\"day 1\"", "\"2 days after surgery\"").replace(
            "[run]",
            "[[treatment]]\ndrug = \"surgery\"\nstart = \"1 d after il2\"\n[run]",
        ),
    );
    bad(
        "plan_after_either_of_two",
        &with("\"day 1\"", "\"1 d after surgery\"").replace(
            "[run]",
            "[[treatment]]\ndrug = \"surgery\"\nstart = \"day 3\"\n[[treatment]]\ndrug = \
             \"surgery\"\nstart = \"day 9\"\n[run]",
        ),
    );
    bad("plan_until_before_start", &with("times = 10", "until = \"12 h\""));
    bad("plan_times_without_every", &with("every = \"24 h\"\n", ""));
    bad("plan_key_of_another_drug", &with("times = 10", "times = 10\nmargin = \"1 mm\""));
    bad(
        "plan_key_of_another_route",
        &with("\"peritumoral\"", "\"subcutaneous\"\nvolume = \"1 ml\"\nsite = \"flank\""),
    );
    bad("plan_too_many_doses", &with("every = \"24 h\"\ntimes = 10", "every = \"5 min\""));
    bad("plan_infusions_overlap", &with("\"peritumoral\"", "\"intravenous\"\nduration = \"2 d\""));
    bad(
        "plan_same_name_twice",
        &with("times = 10", "times = 10\nname = \"a\"").replace(
            "[run]",
            "[[treatment]]\nname = \"a\"\ndrug = \"surgery\"\nstart = \"day 9\"\n[run]",
        ),
    );
}

#[test]
fn doses_say_what_they_mean() {
    bad("dose_in_bare_units", &with("\"300 CU\"", "\"300 U\""));
    bad(
        "dose_natural_in_cetus_units",
        &with("\"300 CU\"", "\"300 CU\"\npreparation = \"natural rat\""),
    );
    bad("dose_potency_unused", &with("\"300 CU\"", "\"300 CU\"\npotency = 6"));
    bad("dose_too_high", &with("\"300 CU\"", "\"20000 MIU\""));
}

#[test]
fn every_drug_has_its_own_units() {
    let agent = |drug: &str, dose: &str| {
        with(
            "drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"",
            &format!("drug = \"{drug}\"\ndose = \"{dose}\""),
        )
    };
    bad("dose_of_il2_in_mg", &with("\"300 CU\"", "\"3 mg\""));
    bad("dose_of_chemotherapy_in_iu", &agent("cyclophosphamide", "300 IU/kg"));
    bad("dose_of_interferon_in_cetus_units", &agent("interferon alpha", "3 MCU"));
    bad("dose_of_radiation_per_kg", &agent("irradiation", "5 Gy/kg"));
    bad("dose_of_radiation_in_mg", &agent("irradiation", "5 mg"));
    bad("dose_of_fludarabine_too_high", &agent("fludarabine", "25 g/m2"));
    bad(
        "dose_missing",
        &with(
            "drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"",
            "drug = \"retinoic acid\"",
        ),
    );
    bad(
        "dose_of_an_operation",
        &with("drug = \"il2\"\nroute = \"peritumoral\"\n", "drug = \"surgery\"\n"),
    );
}

#[test]
fn every_drug_has_its_own_routes() {
    let route =
        |word: &str, lines: &str| with("\"peritumoral\"\n", &format!("\"{word}\"\n{lines}\n"));
    let cells =
        |lines: &str| with("drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"", lines);
    bad("route_of_cells_unknown", &cells("drug = \"lak\"\ncells = 1e7\nroute = \"inhaled\""));
    let vaccine = "drug = \"vaccine\"\nvaccine = \"v\"\ncells = 1e7\nroute = \"intratumoral\"";
    bad("route_of_a_vaccine_near", &given(vaccine, "[[vaccine]]\nname = \"v\""));
    bad(
        "route_of_chemotherapy",
        &cells("drug = \"cyclophosphamide\"\ndose = \"100 mg/kg\"\nroute = \"intravenous\""),
    );
    bad("route_into_a_cavity_without_volume", &route("intravesical", ""));
    bad("route_without_duration", &route("peritumoral", "duration = \"2 h\""));
    bad("route_inhaled_with_volume", &route("inhaled", "volume = \"1 ml\""));
    bad("route_missing_of_cells", &cells("drug = \"lak\"\ncells = 1e7"));
}

/// The right scenario with another treatment in place of its own, and more tables after it.
fn given(lines: &str, tables: &str) -> String {
    with("drug = \"il2\"\nroute = \"peritumoral\"\ndose = \"300 CU\"", lines)
        .replace("[run]", &format!("{tables}\n[run]"))
}

#[test]
fn vaccines_are_defined_and_lie_somewhere() {
    let secretor = "[[vaccine]]\nname = \"secretor\"";
    let vaccine = |lines: &str| given(&format!("drug = \"vaccine\"\n{lines}"), secretor);
    bad(
        "vaccine_unknown",
        &vaccine("vaccine = \"secreter\"\ncells = 1e7\nroute = \"peritumoral\""),
    );
    bad(
        "vaccine_undefined",
        &given("drug = \"vaccine\"\nvaccine = \"mine\"\ncells = 1e7\nroute = \"peritumoral\"", ""),
    );
    bad("vaccine_missing_keys", &vaccine(""));
    bad(
        "vaccine_outside_its_site",
        &vaccine(
            "vaccine = \"secretor\"\ncells = 1e7\nroute = \"subcutaneous\"\nposition = [\"100 \
             um\", \"2 mm\"]",
        ),
    );
    bad(
        "vaccine_larger_than_its_site",
        &vaccine(
            "vaccine = \"secretor\"\ncells = 1e7\nroute = \"subcutaneous\"\nradius = \"3 mm\"",
        ),
    );
    bad(
        "vaccine_position_of_other_dimension",
        &vaccine(
            "vaccine = \"secretor\"\ncells = 1e7\nroute = \"subcutaneous\"\nposition = [\"1 mm\", \
             \"1 mm\", \"1 mm\"]",
        ),
    );
    bad(
        "vaccine_with_a_dose",
        &vaccine("vaccine = \"secretor\"\ncells = 1e7\nroute = \"peritumoral\"\ndose = \"1 MIU\""),
    );
    bad(
        "vaccine_cells_no_number",
        &vaccine("vaccine = \"secretor\"\ncells = \"1e7 cells\"\nroute = \"peritumoral\""),
    );
    bad(
        "vaccine_twice",
        &given(
            "drug = \"vaccine\"\nvaccine = \"secretor\"\ncells = 1e7\nroute = \"peritumoral\"",
            &format!("{secretor}\n{secretor}"),
        ),
    );
}

#[test]
fn cells_come_from_somewhere_and_in_time() {
    let sibling = "[[donor]]\nname = \"sibling\"\nmismatch = 0.1";
    let lak = "drug = \"lak\"\ncells = 1e8\nroute = \"intravenous\"";
    bad("cells_missing_keys", &given("drug = \"lymphocytes\"", ""));
    bad("cells_too_many_for_a_mouse", &given(&lak.replace("1e8", "1e10"), ""));
    bad("cells_of_an_unknown_donor", &given(&format!("{lak}\ndonor = \"siblin\""), sibling));
    bad("cells_without_a_donor_defined", &given(&format!("{lak}\ndonor = \"sibling\""), ""));
    bad(
        "cells_donor_twice",
        &given(&format!("{lak}\ndonor = \"sibling\""), &format!("{sibling}\n{sibling}")),
    );
    bad("cells_before_their_culture_is_over", &given(&format!("{lak}\nharvest = \"12 h\""), ""));
    bad(
        "cells_harvested_before_day_0",
        &given(&format!("{lak}\nharvest = \"4 days before lak\""), ""),
    );
    bad(
        "cells_harvested_from_a_donor",
        &given(
            &format!("{lak}\ndonor = \"sibling\"\nculture = \"6 h\"\nharvest = \"12 h\""),
            sibling,
        ),
    );
    bad(
        "cells_til_harvested",
        &given("drug = \"til\"\ncells = 1e7\nroute = \"intravenous\"\nharvest = \"day 0\"", ""),
    );
    bad("cells_lak_with_antigen", &given(&format!("{lak}\nantigen = \"tumour\""), ""));
    bad(
        "cells_of_an_unknown_antigen",
        &given("drug = \"til\"\ncells = 1e7\nroute = \"intravenous\"\nantigen = \"tumor\"", ""),
    );
    let other = "[[site]]\nname = \"back\"\nsize = [\"2 mm\", \"2 mm\"]\n[[tumour]]\nsite = \
                 \"back\"\nantigen = \"other\"";
    bad(
        "cells_til_of_which_antigen",
        &given("drug = \"til\"\ncells = 1e7\nroute = \"intravenous\"", other),
    );
    let each: String = [1, 2, 3, 4]
        .iter()
        .map(|rate| {
            format!(
                "[[treatment]]\n{lak}\nstart = \"day 1\"\nil2_secretion = \"{rate} molecules/s\"\n"
            )
        })
        .collect();
    bad("cells_of_too_many_origins", &and(&each));
    let inside = "drug = \"lymphocytes\"\ncells = 1e7\nroute = \"intralesional\"";
    bad(
        "cells_of_too_many_kinds_at_once",
        &given(inside, &format!("[[treatment]]\n{inside}\nstart = \"day 2\"")),
    );
}

#[test]
fn correlated_keys_are_distributions() {
    let cohort = |lines: &str| and(&format!("[[cohort]]\n{lines}"));
    let two = "keys = [\"model.competence.ctl\", \"model.competence.nk\"]";
    bad("cohort_missing_keys", &cohort(""));
    bad(
        "cohort_unknown_key",
        &cohort("keys = [\"model.competence.ctl\", \"model.competence.nkk\"]\ncorrelation = 0.5"),
    );
    bad(
        "cohort_far_key",
        &cohort("keys = [\"model.competence.ctl\", \"height\"]\ncorrelation = 0.5"),
    );
    bad(
        "cohort_fixed_key",
        &cohort("keys = [\"model.competence.ctl\", \"tumour.0.cells\"]\ncorrelation = 0.5"),
    );
    bad(
        "cohort_key_that_is_never_drawn",
        &cohort("keys = [\"model.competence.ctl\", \"run.until\"]\ncorrelation = 0.5"),
    );
    bad("cohort_one_key", &cohort("keys = [\"model.competence.ctl\"]\ncorrelation = 0.5"));
    bad(
        "cohort_key_twice",
        &cohort(&format!(
            "{two}\ncorrelation = 0.5\n[[cohort]]\nkeys = [\"model.leak.lethal_index\", \
             \"model.competence.nk\"]\ncorrelation = 0.1"
        )),
    );
    bad("cohort_correlation_out_of_range", &cohort(&format!("{two}\ncorrelation = -1.5")));
    bad(
        "cohort_correlation_impossible",
        &cohort(
            "keys = [\"model.competence.ctl\", \"model.competence.nk\", \
             \"model.leak.lethal_index\"]\ncorrelation = -0.6",
        ),
    );
    bad("cohort_keys_no_list", &cohort("keys = \"model.competence.ctl\"\ncorrelation = 0.5"));
    let fixed = |name: &str| cohort(&format!("{two}\ncorrelation = 0.5\nfixed = [\"{name}\"]"));
    bad("cohort_fixed_of_another_entry", &fixed("model.competence.nkk"));
    bad("cohort_fixed_with_a_distribution", &fixed("model.competence.nk"));
    let set = |value: &str| [("model.competence.nk".to_string(), value.to_string())];
    let plain = cohort(&format!("{two}\ncorrelation = 0.5"));
    bad_with("cohort_fixed_beside_the_file_out_of_range", &plain, &set("1e9"));
    let other = [("cohort.0.keys".to_string(), "[\"tumour.0.cells\", \"x\"]".to_string())];
    bad_with("cohort_keys_beside_the_file", &plain, &other);
}

#[test]
fn steps_and_records_fit_each_other() {
    let run = |lines: &str| with("replicates = 20", &format!("replicates = 20\n{lines}"));
    bad("host_step_no_multiple", &run("host_step = \"50 min\"\ntissue_step = \"15 min\""));
    bad("end_between_host_steps", &with("\"day 60\"", "\"1000.5 h\""));
    bad(
        "series_between_host_steps",
        &run("[record]\nseries_every = \"90 min\"\ncheckpoints = \"2.5 h\""),
    );
    bad("frames_between_host_steps", &run("[record]\nframes = \"every 90 min\""));
    bad("frames_outside_the_run", &run("[record]\nframes = [\"day 1\", \"day 61\"]"));
    bad(
        "frames_too_many",
        &with("\"day 60\"", "\"day 3000\"")
            .replace("replicates = 20", "replicates = 20\n[record]\nframes = \"every 1 h\""),
    );
    bad("record_no_such_replicate", &run("[record]\nreplicates = [0, 20]"));
}

#[test]
fn overrides_are_shown_as_typed() {
    bad_with("override_unknown_key", RIGHT, &[set("tumour.0.cell", "700")]);
    bad_with("override_no_such_tumour", RIGHT, &[set("tumour.1.cells", "700")]);
    bad_with("override_too_deep", RIGHT, &[set("tumour.0.cells.many", "700")]);
    bad_with("override_range", RIGHT, &[set("tumour.0.rim_depth", "1 mm")]);
    bad_with("override_broken", RIGHT, &[set("tumour.0.cells", "{ uniform = ")]);
    bad_with("override_no_key", RIGHT, &[set("", "3")]);
    bad_with("override_against_the_file", RIGHT, &[set("site.0.size", "[\"400 um\", \"400 um\"]")]);
}

#[test]
fn all_problems_come_at_once() {
    let text = RIGHT
        .replace("cells = 500", "cels = 500")
        .replace("\"300 CU\"", "\"300\"")
        .replace("every = \"24 h\"", "every = \"24 um\"")
        .replace("\"day 60\"", "\"day sixty\"")
        .replace("site = \"flank\"", "site = \"frank\"");
    bad("many_at_once", &text);
    let problems = Scenario::parse(&text, "bad.toml", &[]).expect_err("it is wrong");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("many_at_once_json", serde_json::to_string_pretty(&problems.to_json()).unwrap());
    });
}

#[test]
fn a_title_or_a_name_that_is_no_single_line_is_refused_with_its_line() {
    let parse = |title: &str, site: &str| {
        let text = format!(
            "schema = 1\ntitle = \"{title}\"\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \
             \"{site}\"\nsize = [\"1 mm\", \"1 mm\"]\n[[tumour]]\ncells = 60\n[run]\nuntil = \
             \"day 1\"\n"
        );
        Scenario::parse(&text, "small.toml", &[]).map_err(|problems| problems.to_string())
    };
    assert!(parse("A mouse, im Süden", "flank").is_ok());
    for (title, site, said) in [
        ("one\\ntwo", "flank", "small.toml:2:9: `title` holds a line break"),
        ("one\\u2028two", "flank", "small.toml:2:9: `title` holds a line break"),
        ("one\\ttwo", "flank", "small.toml:2:9: `title` holds a tab"),
        (
            "one",
            "fl\\u001Bank",
            "small.toml:6:8: `site.0.name` holds the control character \\u001B",
        ),
    ] {
        let error = parse(title, site).unwrap_err();
        let plain: String = error.split_whitespace().collect::<Vec<_>>().join(" ");
        let (place, message) = said.split_once(": ").unwrap();
        assert!(plain.contains(message) && plain.contains(place), "{error}");
        assert!(plain.contains("one line of text"), "{error}");
    }
}
