//! The page of a made-up run.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::words::DISCLAIMER;
use super::*;
use crate::kinds::Code;
use crate::outcome::Duration;
use crate::picture::tests::made_up;
use crate::picture::{FieldScale, Mark};
use crate::statistics::kaplan_meier::Followed;
use std::collections::BTreeMap;

pub(crate) fn made_up_input(cells: &[[u32; 3]], frames: u64) -> ReportInput {
    let rows = 241u32;
    let value = |f: &dyn Fn(f64) -> f64| {
        (0..rows).map(|i| Some(f(f64::from(i) / 4.0))).collect::<Vec<Option<f64>>>()
    };
    let hump = |at: f64, high: f64| move |day: f64| high / (1.0 + (day - at) * (day - at) / 20.0);
    let site = |(i, cells): (usize, &[u32; 3])| ReportSite {
        name: ["flank", "lung"][i % 2].into(),
        cells: *cells,
        spacing_um: 20.0,
        frames: (0..frames).map(|i| (i as f64 * 12.0, made_up(*cells, i * 120))).collect(),
    };
    let followed = |replicate: u32, event_h: f64| {
        let event = replicate.is_multiple_of(3);
        Followed { time_h: if event { event_h } else { 1_440.0 }, event }
    };
    let animal = |replicate: u32| AnimalRow {
        replicate,
        best_response: "CR".into(),
        response: if replicate.is_multiple_of(3) { "PD" } else { "CR" }.into(),
        end: if replicate.is_multiple_of(3) { "put down at the humane endpoint" } else { "cured" }
            .into(),
        end_h: 24.0 * (18.0 + f64::from(replicate)),
        nadir_cells: u64::from(replicate) * 7,
        nadir_h: 240.0,
        final_cells: if replicate.is_multiple_of(3) { 15_123 } else { 0 },
        recurrence_h: (replicate == 6).then_some(500.0),
        response_h: (!replicate.is_multiple_of(3)).then_some(200.0),
        response_duration: (!replicate.is_multiple_of(3))
            .then_some(Duration { hours: 1_240.0, censored: true }),
        progression_h: replicate.is_multiple_of(3).then_some(90.0),
        foci: (1, u64::from(replicate.is_multiple_of(3)) * 3),
        survival: followed(replicate, 24.0 * (18.0 + f64::from(replicate))),
        progression_free: followed(replicate, 90.0),
        peak_leak: 0.13 * f64::from(replicate),
        toxicity_h: None,
        final_digest: blake3::hash(&[replicate as u8]).to_hex().to_string(),
    };
    ReportInput {
        title: "Peritumoral rIL-2 from day 1, MC-induced sarcoma in syngeneic mice".into(),
        source: "Bubenik 2004, Table 2".into(),
        version: "0.1.0".into(),
        unfinished: None,
        headline: "14 of 20 animals cured; shown: animal 4, cured on day 22".into(),
        subject: "animal".into(),
        shown: 4,
        sites: cells.iter().enumerate().map(site).collect(),
        kinds: (0..13).map(Code).collect(),
        until_h: 1_440.0,
        stopped_before_h: None,
        set: Vec::new(),
        command: "il2sim run scenario.toml".into(),
        marks: vec![
            Mark {
                label: "il2 peritumoral".into(),
                times_h: (1..11).map(|day| f64::from(day) * 24.0).collect(),
            },
            Mark { label: "surgery".into(), times_h: vec![480.0] },
        ],
        field_scale: FieldScale::default(),
        curves: Curves {
            time_h: (0..rows).map(|i| f64::from(i) * 6.0).collect(),
            burden: value(&hump(12.0, 4_000.0)),
            effectors: std::array::from_fn(|kind| {
                value(&hump(8.0 + 4.0 * kind as f64, 300.0 + 90.0 * kind as f64))
            }),
            il2_tissue_pm: value(&hump(6.0, 900.0)),
            il2_plasma_pm: value(&|day| {
                if day < 30.0 { 20.0 + 15.0 * f64::from((day * 4.0) as u32 % 4) } else { 0.0 }
            }),
            leak: value(&hump(10.0, 0.8)),
            missing: Vec::new(),
        },
        animals: (0..20).map(animal).collect(),
        detection_mm: 1.0,
        scenario_toml: "schema = 1\ntitle = \"Peritumoral rIL-2\" # typed\n\n[host]\nspecies = \
                        \"mouse\"\n"
            .into(),
        not_default: vec![
            ("tumour.0.cells".into(), "500".into(), String::new()),
            ("run.seed".into(), "1986".into(), "0".into()),
        ],
        scenario_digest: blake3::hash(b"scenario").to_hex().to_string(),
        rulebook_digest: blake3::hash(b"rules").to_hex().to_string(),
        seed: 1986,
    }
}

fn data_of(page: &str) -> serde_json::Value {
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let end = start + page[start..].find("</script>").unwrap();
    serde_json::from_str(&page[start..end]).unwrap()
}

/// All frames of a film, as the player unpacks them.
fn unpack(film: &serde_json::Value) -> Vec<Vec<u8>> {
    let size: u64 = film["panes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| 2 * p["width"].as_u64().unwrap() * p["height"].as_u64().unwrap())
        .sum();
    let mut frames: Vec<Vec<u8>> = Vec::new();
    for chunk in film["chunks"].as_array().unwrap() {
        let mut all = Vec::new();
        let packed = STANDARD.decode(chunk.as_str().unwrap()).unwrap();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut all).unwrap();
        let mut before = vec![0; size as usize];
        for change in all.chunks(size as usize) {
            before.iter_mut().zip(change).for_each(|(old, new)| *old ^= new);
            frames.push(before.clone());
        }
    }
    frames
}

#[test]
fn the_player_gets_back_every_code_of_every_frame() {
    let input = made_up_input(&[[23, 17, 1]], 40);
    let page = render(&input);
    let film = &data_of(&page)["sites"][0];
    let frames = unpack(film);
    assert_eq!(frames.len(), 40);
    for (bytes, (_, frame)) in frames.iter().zip(&input.sites[0].frames) {
        let (cells, fields) = bytes.split_at(23 * 17);
        for i in 0..23 * 17 {
            assert_eq!(cells[i], frame.kind[i].0 | frame.mhc[i] << 4);
            assert_eq!(fields[i] & 15, crate::picture::palette::level(frame.il2[i]));
            assert_eq!(fields[i] >> 4, crate::picture::palette::level(frame.ifng[i]));
        }
    }
}

#[test]
fn a_deep_site_gives_three_panes() {
    let page = render(&made_up_input(&[[12, 10, 9]], 3));
    let film = &data_of(&page)["sites"][0];
    let panes = film["panes"].as_array().unwrap();
    assert_eq!(
        panes.iter().map(|pane| pane["drawn"].as_str().unwrap()).collect::<Vec<_>>(),
        ["cells", "lit", "far"]
    );
    assert_eq!(unpack(film).len(), 3);
    for (pane, width) in panes.iter().zip([12, 408, 24]) {
        assert_eq!(pane["width"], width);
    }
}

#[test]
fn the_page_has_the_same_bytes_each_time_and_other_bytes_for_another_run() {
    let input = made_up_input(&[[20, 20, 1]], 4);
    assert_eq!(render(&input), render(&input.clone()));
    let mut other = input.clone();
    other.sites[0].frames[2].1.kind[7].0 ^= 1;
    assert_ne!(render(&input), render(&other));
}

/// The page without its empty icon, which keeps browsers from asking a server for one.
pub(crate) fn without_icon(page: &str) -> String {
    let icon = "<link rel=\"icon\" href=\"data:,\">";
    assert_eq!(page.matches(icon).count(), 1);
    page.replace(icon, "")
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    let page = without_icon(&render(&made_up_input(&[[20, 20, 1]], 2)));
    super::html::scripts_parse(&page);
    for asks in [
        "src=\"http", "href=\"", "@import", "url(http", "fetch(", "XMLHttpRequest", "importScripts",
    ] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert!(page.contains(DISCLAIMER));
    assert!(page.contains("14 of 20 animals cured; shown: animal 4, cured on day 22"));
    assert!(page.contains("il2sim run scenario.toml"));
}

#[test]
fn survival_is_told_of_animals_progression_of_patients_and_neither_of_one() {
    let mut input = made_up_input(&[[8, 8, 1]], 1);
    let page = render(&input);
    assert!(
        page.contains("<h2 id=\"survival\">Survival</h2>")
            && page.contains("7 of 20 animals died or were put down by day 60.")
    );
    assert!(page.contains("<svg class=\"km-plot\"") && page.contains("The curve in numbers"));
    input.subject = "patient".into();
    let page = render(&input);
    assert!(
        page.contains("<h2 id=\"survival\">Progression-free survival</h2>")
            && page.contains("7 of 20 patients progressed or died by day 60.")
    );
    input.animals.truncate(1);
    assert!(!render(&input).contains("km-plot\""));
}

#[test]
fn text_from_a_scenario_stays_text() {
    let mut input = made_up_input(&[[8, 8, 1]], 1);
    let evil = "</script><script>alert(1)</script> {{data}} & \"x\"";
    (input.title, input.scenario_toml, input.marks[0].label, input.sites[0].name) =
        (evil.into(), evil.into(), evil.into(), evil.into());
    let page = render(&input);
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
    assert_eq!(data_of(&page)["marks"][0]["label"], evil);
}

#[test]
fn a_run_without_frames_or_rows_still_has_a_page() {
    let mut input = made_up_input(&[[8, 8, 1]], 0);
    input.curves = Curves::default();
    input.animals.clear();
    assert!(render(&input).contains(DISCLAIMER));
    input.sites.clear();
    assert!(render(&input).contains(DISCLAIMER));
}

#[test]
fn too_many_frames_are_thinned_until_the_page_is_small() {
    let sites = made_up_input(&[[60, 60, 1]], 70).sites;
    let size = |films: &serde_json::Value| {
        films[0]["chunks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|chunk| chunk.as_str().unwrap().len())
            .sum::<usize>()
    };
    let whole = film::sites(&sites, film::MOST, 1.0);
    assert_eq!(
        (whole[0]["every"].as_u64(), whole[0]["time_h"].as_array().unwrap().len()),
        (Some(1), 70)
    );
    let most = size(&whole) / 3;
    let thin = film::sites(&sites, most, 1.0);
    assert!(size(&thin) <= most);
    assert_eq!(
        (thin[0]["every"].as_u64(), thin[0]["time_h"].as_array().unwrap().len()),
        (Some(4), 18)
    );
}

#[test]
fn a_page_stays_below_ten_megabytes_whatever_its_frames_rows_and_animals() {
    let mut input = made_up_input(&[[60, 60, 1]], 1);
    // Noise, which no compression makes smaller: a linear congruential generator.
    let mut word = 1u64;
    let mut noise = |most: u64| {
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((word >> 33) % most) as u8
    };
    let still = input.sites[0].frames[0].1.clone();
    input.sites[0].frames = (0..1_441u64)
        .map(|hour| {
            let mut frame = still.clone();
            frame.step = hour * 10;
            frame.kind.iter_mut().for_each(|kind| kind.0 = noise(13));
            frame.mhc.iter_mut().for_each(|mhc| *mhc = noise(16));
            frame.il2.iter_mut().for_each(|il2| *il2 = noise(256));
            frame.ifng.iter_mut().for_each(|ifng| *ifng = noise(256));
            (hour as f64, frame)
        })
        .collect();
    let line: Vec<Option<f64>> = (0..14_401).map(|i| Some(f64::from(i) / 7.0)).collect();
    input.curves = Curves {
        time_h: (0..14_401).map(|i| f64::from(i) / 10.0).collect(),
        burden: line.clone(),
        effectors: std::array::from_fn(|_| line.clone()),
        il2_tissue_pm: line.clone(),
        il2_plasma_pm: line.clone(),
        leak: line,
        missing: Vec::new(),
    };
    let first = input.animals[0].clone();
    input.animals = (0..5_000).map(|replicate| AnimalRow { replicate, ..first.clone() }).collect();
    input.shown = 4_321;
    let page = render(&input);
    let film = data_of(&page)["sites"][0]["time_h"].as_array().unwrap().len();
    assert!(
        page.len() < 10_000_000 && page.len() > 5_000_000 && film > 300,
        "{} bytes, {film} pictures",
        page.len()
    );
    assert!(
        page.contains("The first 2000 of 5000; outcomes.parquet has them all.")
            && page.contains(">4321 (shown)<")
    );
    let arm =
        |name: &str| ReportArm { name: name.into(), input: input.clone(), values: BTreeMap::new() };
    let page = compare(&[arm("a"), arm("b"), arm("c")]);
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
}

#[test]
fn a_film_that_is_thinned_does_not_become_finer() {
    let sites = made_up_input(&[[12, 10, 9]], 70).sites;
    let wide = |most: usize| film::sites(&sites, most, 1.0)[0]["panes"][1]["width"].as_u64();
    let every = |most: usize| film::sites(&sites, most, 1.0)[0]["every"].as_u64();
    assert_eq!(every(film::MOST), Some(1));
    assert!(every(1) > Some(1));
    assert_eq!(wide(1), wide(film::MOST));
}

#[test]
fn arms_of_other_lengths_are_seen_from_the_same_side_at_the_same_time() {
    let long = made_up_input(&[[12, 10, 9]], 4).sites;
    let mut short = long.clone();
    short[0].frames.truncate(2);
    let of = |sites: &[ReportSite]| unpack(&film::sites(sites, film::MOST, film::last_h(&long))[0]);
    let (long_frames, short_frames) = (of(&long), of(&short));
    assert_eq!(long_frames[..2], short_frames[..]);
    assert_ne!(
        unpack(&film::sites(&short, film::MOST, film::last_h(&short))[0])[1],
        short_frames[1],
        "the camera of its own page goes faster"
    );
}

#[test]
fn curves_that_are_not_numbers_become_gaps() {
    let mut input = made_up_input(&[[8, 8, 1]], 1);
    input.curves.burden[1] = Some(f64::NAN);
    input.curves.burden[2] = None;
    let data = data_of(&render(&input));
    assert!(data["curves"]["burden"][1].is_null() && data["curves"]["burden"][2].is_null());
    assert!(data["curves"]["burden"][3].is_number());
}

#[test]
fn a_comparison_asks_the_network_for_nothing_and_keeps_text_as_text() {
    let mut input = made_up_input(&[[20, 20, 1]], 3);
    let evil = "</script><script>alert(1)</script> {{data}} & \"x\"";
    input.title = evil.into();
    let arm = |name: &str, cells: &str| ReportArm {
        name: name.into(),
        input: input.clone(),
        values: [("tumour.0.cells", cells), ("title", evil), ("treatment.0.start", evil)]
            .map(|(path, value)| (path.to_owned(), value.to_owned()))
            .into(),
    };
    let arms = [arm(evil, "500"), arm("late", "600")];
    let page = compare(&arms);
    super::html::scripts_parse(&page);
    for asks in [
        "src=\"http", "href=\"", "@import", "url(http", "fetch(", "XMLHttpRequest", "importScripts",
    ] {
        assert!(!without_icon(&page).contains(asks), "{asks}");
    }
    assert!(page.contains(DISCLAIMER) && !page.contains("<script>alert"));
    assert!(
        page.contains("<code>600</code>") && !page.contains("<code>treatment.0.start</code>"),
        "only what differs is told"
    );
    assert_eq!(data_of(&page)["arms"][0]["name"], evil);
    assert_eq!(compare(&arms), page);
    let mut other = arms.clone();
    other[1].input.sites[0].frames[1].1.kind[7].0 ^= 1;
    assert_ne!(compare(&other), page);
}

#[test]
fn arms_without_outcome_pictures_or_curves_still_have_a_page() {
    let mut input = made_up_input(&[[20, 20, 1]], 0);
    (input.curves, input.unfinished) = (Curves::default(), Some("not finished".into()));
    input.animals.clear();
    let arm = ReportArm { name: "a".into(), input, values: BTreeMap::new() };
    let page = compare(&[arm.clone(), ReportArm { name: "b".into(), ..arm }]);
    assert!(
        page.contains("no outcome yet")
            && page.contains("the same value for every key")
            && !page.contains("km-plot\"")
    );
}

#[test]
fn the_events_of_the_shown_animal_are_on_its_page() {
    let mut input = made_up_input(&[[8, 8, 1]], 1);
    input.shown = 6;
    let events = data_of(&render(&input))["events"].clone();
    let words: Vec<&str> =
        events.as_array().unwrap().iter().map(|event| event["word"].as_str().unwrap()).collect();
    assert_eq!(words, ["progression", "recurrence", "put down at the humane endpoint"]);
    assert!(render(&input).contains("2 keys that are not the default"));
}

#[test]
fn an_arm_is_spoken_of_up_to_the_day_to_which_it_was_followed() {
    let arm = |name: &str, days: f64, left: bool| {
        let mut input = made_up_input(&[], 0);
        for animal in &mut input.animals {
            animal.survival = Followed { time_h: 24.0 * days, event: false };
            if left {
                animal.end = "left the site".into();
            }
        }
        ReportArm { name: name.into(), input, values: BTreeMap::new() }
    };
    let page = compare(&[arm("short", 14.0, true), arm("long", 20.0, false)]);
    assert!(page.contains("short: 0 of 20 animals died or were put down by day 14. The tumours of 20 left the site, and are followed no longer."));
    assert!(page.contains("long: 0 of 20 animals died or were put down by day 20. Median"));
    assert!(!page.contains("short: 0 of 20 animals died or were put down by day 20"));
    assert!(page.contains("<th scope=\"col\">left the site</th>"));
}
