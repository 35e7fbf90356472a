//! One walk over the table: wherever a kind of effector must be known, it is, and as itself.

use std::collections::BTreeSet;

use super::{Places, Sum, legend};
use crate::engine::Engine;
use crate::engine::counters::{self, Present};
use crate::engine::cpu::CpuEngine;
use crate::engine::row;
use crate::engine::{SiteCensus, SiteColumn};
use crate::exchange::{DrugEffect, SiteSignal};
use crate::host::Host;
use crate::keys;
use crate::kinds::*;
use crate::picture::palette::{self, Colours, Layer};
use crate::picture::sprite;
use crate::report::html;
use crate::rules::{self, Effector, Line, Struck, Surroundings, Target};
use crate::scenario::Scenario;
use crate::table::{self, Value};
use crate::world::World;

/// A small site of an animal with a vaccine's line beside its tumour's.
fn scenario() -> Scenario {
    with(&[("site.0.size", r#"["0.4 mm", "0.4 mm"]"#), ("tumour.0.cells", "20")])
}

/// An untreated animal, some of its values others.
fn with(values: &[(&str, &str)]) -> Scenario {
    let values: Vec<(String, String)> =
        values.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    let text = include_str!("../../scenarios/untreated.toml");
    match Scenario::parse(text, "test.toml", &values) {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems}"),
    }
}

fn world(scenario: &Scenario) -> World {
    World::new(scenario, &[scenario.draw(0)]).expect("the world is built")
}

/// A cell of a kind as it stands in a site, with another cell's words in all other bits.
fn word(kind: EffectorKind) -> u32 {
    rules::with_kind(rules::NOT_ENGAGED << 7, kind.number().word())
}

#[test]
fn a_kind_is_known_by_its_word_and_no_bit_of_it_is_lost() {
    for number in 0..16 {
        let known = EffectorKind::of_number(number).filter(|kind| kind.row().kills);
        let hit = rules::hit_word(rules::with_kind(0, number));
        assert_eq!(hit != 0, known.is_some(), "what no kind has hits nothing");
        let x = rules::with_kind(0xffff_ffff, number);
        assert_eq!(rules::effector_kind(x), number);
        assert_eq!(rules::with_kind(x, 15), 0xffff_ffff, "other bits stay");
        assert_eq!(rules::effector_idle(rules::with_kind(0, number)), number == 0);
    }
    for kind in EffectorKind::all() {
        assert_eq!(EffectorKind::of_word(word(kind)), Some(kind));
    }
    assert_eq!(EffectorKind::of_number(0), None);
    assert_eq!(EffectorKind::of_number(EFFECTORS as u32 + 1), None);
}

/// Cells of each kind in the site of [`deaths`].
const EACH: u64 = 20;

/// Deaths of effectors of each kind in an hour of a site with so many of each, of one origin, by
/// the CPU engine (`tests/engines` compares the other with it).
fn deaths(origin: u32, signal: SiteSignal) -> [u64; EFFECTORS] {
    let scenario = scenario();
    let mut world = world(&scenario);
    let tissue = &mut world.lattices[0][0].tissue;
    tissue.effector_x.fill(0);
    let words = EffectorKind::all().flat_map(|kind| vec![word(kind); EACH as usize]);
    for (x, word) in tissue.effector_x.iter_mut().zip(words) {
        *x = word;
    }
    tissue.effector_y.fill(rules::new_levels(255u32, 0u32, origin));
    let mut engine = CpuEngine::new(world);
    engine.host_step(&[vec![signal]], &[true]).expect("an hour of a small site");
    let census = &engine.census().expect("the CPU has no device to lose")[0][0];
    let columns = row::columns(1, 0);
    KINDS.map(|row| value(&columns, census, &format!("{}_died", row.name)))
}

#[test]
fn only_its_own_hazard_kills_a_kind() {
    for killed in EffectorKind::all() {
        let mut drugs = DrugEffect::default();
        drugs.effector_kill_per_h[killed.index()] = 1e6;
        let died = deaths(0, SiteSignal { drugs, ..SiteSignal::default() });
        for kind in EffectorKind::all() {
            let (all, name) = (died[kind.index()] == EACH, kind.row().name);
            assert_eq!(all, kind == killed, "{name} under {}: {died:?}", killed.row().name);
        }
    }
}

#[test]
fn only_the_rejection_of_its_own_graft_kills_a_transferred_cell() {
    for rejected in 0..GRAFTS {
        let mut signal = SiteSignal::default();
        signal.rejection_per_h[rejected] = 1e6;
        for origin in 0..=GRAFTS {
            let died = deaths(origin as u32, signal.clone());
            assert_eq!(died == [EACH; EFFECTORS], origin == rejected + 1, "{origin}: {died:?}");
        }
    }
}

#[test]
fn its_kills_are_counted_as_its_own_and_set_antigen_free() {
    let scenario = scenario();
    let world = world(&scenario);
    let lattice = &world.lattices[0][0];
    let mut line = lattice.params.lines[0];
    line.hits_to_kill = 1;
    let cell = rules::tumour_cell(0, 3, 12);
    let columns = row::columns(1, 0);
    let before = vec![0; counters::TOTAL];
    for kind in EffectorKind::all() {
        let name = kind.row().name;
        let params = &lattice.params.kinds[kind.number().word() as usize];
        assert_eq!(params.recognition, kind.row().recognition, "{name}");
        let Some(lane) = KILLERS.iter().position(|killer| *killer == kind) else {
            assert!(!kind.row().kills, "{name} kills and has no lane");
            assert_eq!(rules::hit_word(word(kind)), 0, "{name}");
            continue;
        };
        let hit = rules::hit_word(word(kind));
        assert_eq!(rules::struck_by(hit), Struck { total: 1, killer: lane as u32 }, "{name}");
        let next = rules::take_hits(cell, line, hit, 0);
        assert_eq!(TissueKind::of_word(next.cell), TissueKind::DYING, "a hit of {name} kills");
        assert_eq!(next.event as usize, counters::killed(lane), "and is {name}'s");
        let mut totals = before.clone();
        totals[counters::killed(lane)] = 7;
        let census =
            row::census(&Present::default(), &totals, &before, &lattice.params, &lattice.geometry);
        assert_eq!(
            census.returned.killed[0], 7,
            "the host is told of the antigen that {name} frees"
        );
        assert_eq!(value(&columns, &census, &format!("killed_by_{name}")), 7);
    }
}

#[test]
fn it_recognises_some_cell_and_its_hits_change_what_it_recognises() {
    let world = world(&scenario());
    let params = &world.lattices[0][0].params;
    let line = Line { hits_to_kill: 1, lak_sensitivity: 65536, ..params.lines[0] };
    let positive = rules::tumour_cell(0, 3, 15);
    let cells = [
        positive,
        rules::tumour_cell(0, 3, 0),
        rules::dead_cell(positive, TissueKind::DYING.word(), 100),
        rules::dead_cell(positive, TissueKind::NECROTIC.word(), 100),
    ];
    let around = Surroundings { t_scale: 65536, nk_scale: 65536, ..Surroundings::default() };
    for kind in EffectorKind::all() {
        let (row, own) = (kind.row(), params.kinds[kind.number().word() as usize]);
        let name = row.name;
        let cell = Effector { x: word(kind), y: rules::new_levels(255u32, 15u32, 0u32) };
        let of_interest: Vec<u32> = cells
            .into_iter()
            .filter(|target| rules::recognises(cell.x, own, *target, line.antigens))
            .collect();
        let blind = row.recognition == rules::RECOGNISES_NOTHING;
        assert_eq!(of_interest.is_empty(), blind, "{name} recognises {of_interest:?}");
        let chance = |target: &u32| {
            let aim = Target { direction: rules::CENTRE, cell: *target, line };
            rules::hit_chance(cell, own, params.grafts[0], around, aim)
        };
        assert_eq!(of_interest.iter().any(|target| chance(target) > 0), row.kills, "{name} hits");
        for target in of_interest.into_iter().filter(|_| row.kills) {
            let left = rules::take_hits(target, line, rules::hit_word(cell.x), 0).cell;
            let [before, after] = [target, left].map(TissueKind::of_word);
            assert_ne!(before, after, "a hit of {name} leaves {target:x} as {left:x}");
        }
    }
}

#[test]
fn a_kind_that_rests_in_tissue_is_there_from_the_start_and_comes_from_blood() {
    for kind in EffectorKind::all() {
        let (row, name) = (kind.row(), kind.row().name);
        let rests = keys::EFFECTORS[kind.index()].resting_density.is_some();
        let steady = matches!(row.influx, Entry::Nk | Entry::Treg | Entry::Resident);
        assert_eq!(rests, steady, "{name}");
        if !rests {
            continue;
        }
        let (on, density) = (format!("model.{name}.on"), format!("model.{name}.resting_density"));
        let mut values = vec![(density.as_str(), "\"400 /mm2\""), ("model.competence.nk", "1")];
        values.extend(row.later.then_some((on.as_str(), "true")));
        let crowded = with(&values);
        let present = |scenario: &Scenario| {
            let words = &world(scenario).lattices[0][0].tissue.effector_x;
            words.iter().filter(|x| EffectorKind::of_word(**x) == Some(kind)).count()
        };
        let (rare, many) = (present(&with(&[])), present(&crowded));
        assert!(many > 3000 && many > 5 * rare, "{name} at the start: {rare}, {many}");
        assert_eq!(rare == 0, row.later, "a kind of 0.1.0 is there of itself, {name}");
        let came = |replicate| {
            let mut host = Host::new(&crowded, &crowded.draw(replicate));
            host.signals(0.0)[0].arrivals[kind.group(0)]
        };
        assert!((0..20).map(came).sum::<u32>() > 0, "{name} from blood");
    }
}

/// The count in a column of a row.
fn value(columns: &[SiteColumn], census: &SiteCensus, name: &str) -> u64 {
    let column = columns.iter().find(|column| column.column.name == name);
    match (column.unwrap_or_else(|| panic!("no column {name}")).value)(census) {
        Value::Count(count) => count,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn it_is_counted_and_has_columns_and_a_curve_of_its_own() {
    let scenario = scenario();
    let world = world(&scenario);
    let lattice = &world.lattices[0][0];
    let columns = row::columns(1, 0);
    let before = vec![0; counters::TOTAL];
    for kind in EffectorKind::all() {
        let (k, name) = (kind.index(), kind.row().name);
        let counts: Vec<u64> = (0..rules::COUNTS).map(u64::from).collect();
        let present = Present::from_counts(&counts);
        assert_eq!(present.effectors[k], u64::from(rules::COUNT_EFFECTORS) + k as u64, "{name}");
        let mut now = Present::default();
        now.effectors[k] = 11;
        let mut totals = before.clone();
        for (event, base) in [
            counters::REFUSED,
            counters::EFFECTOR_DIVIDED,
            counters::EFFECTOR_DIED,
            counters::EFFECTOR_RESECTED,
            counters::EFFECTOR_PUT_IN,
        ]
        .into_iter()
        .enumerate()
        {
            totals[base + k] = event as u64 + 1;
        }
        totals[counters::ENTERED + kind.group(0)] = 9;
        let census = row::census(&now, &totals, &before, &lattice.params, &lattice.geometry);
        for (event, count) in
            ["refused", "divided", "died", "resected", "put_in"].into_iter().zip(1..)
        {
            assert_eq!(value(&columns, &census, &format!("{name}_{event}")), count);
        }
        assert_eq!(value(&columns, &census, &format!("{name}_cells")), 11);
        assert_eq!(value(&columns, &census, &format!("{name}_entered")), 9);
        let mut sum = Sum::default();
        let row: Vec<Value> = columns.iter().map(|column| (column.value)(&census)).collect();
        sum.add(&Places::of(&table::columns(&columns)), &row);
        assert_eq!(sum.point()[1 + k], 11.0, "the curve of {name}");
        let page = html::style();
        assert_eq!(page.matches(&format!("--{name}: #")).count(), 2, "colours of its curve");
        assert!(html::kinds().contains(&format!("\"name\":\"{name}\"")));
    }
}

#[test]
fn it_enters_in_groups_of_its_own() {
    let mut places = BTreeSet::new();
    for kind in EffectorKind::all() {
        let grafts = (0..GRAFTS).filter_map(|graft| kind.graft_group(graft));
        for place in kind.groups().chain(grafts) {
            let group = rules::group_word(place as u32);
            assert_eq!(rules::effector_kind(group), kind.number().word());
            assert!(places.insert(place));
        }
        let first = rules::group_word(kind.group(0) as u32);
        assert_eq!((rules::group_origin(first), first >> 3 & 15), (0, 0));
    }
    assert_eq!(places.len(), GROUPS);
}

#[test]
fn it_is_painted_drawn_named_and_told_of_as_itself() {
    let scenario = scenario();
    let shown = legend(&scenario);
    let (mut labels, mut sentences, mut indices) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for code in Code::all() {
        let look = code.look();
        assert!(labels.insert(look.label) && sentences.insert(look.sentence));
        assert!(!look.name.is_empty() && look.sentence.ends_with('.'), "{}", look.name);
        assert!(indices.insert(palette::cell(Layer::Cells, code, 0, 0, 0)), "{}", look.name);
        let colour = |table: [u32; CODES]| table[code.index()];
        for (colours, own) in [
            (Colours::Standard, colour(rules::PAINT_KIND.map(|word| word.0))),
            (Colours::Light, colour(rules::PAINT_KIND_LIGHT.map(|word| word.0))),
        ] {
            let [r, g, b] = colours.rgb(palette::cell(Layer::Cells, code, 0, 0, 0));
            assert_eq!(u32::from_be_bytes([0, r, g, b]), own, "{} in {colours:?}", look.name);
        }
        // What is seen in depth: each shade of light has an index of its own, or shares a
        // neighbour's, and leads from dark to light.
        if !look.glass {
            let light: Vec<u32> = (0..8)
                .map(|shade| {
                    palette::rgb(palette::lit(code, shade, 0)).iter().map(|c| u32::from(*c)).sum()
                })
                .collect();
            assert!(light.is_sorted() && light[0] < light[7] || look.name.is_empty(), "{light:?}");
        }
        assert_ne!(palette::far(code, 2), 0, "{}", look.name);
    }
    for kind in EffectorKind::all() {
        let row = kind.row();
        let effector = rules::Effector { x: word(kind), y: 0 };
        let tumour = rules::tumour_cell(0, 0, 12);
        let found = rules::frame_cells(tumour, rules::Line::default(), effector, true);
        assert_eq!(Code(rules::frame_effector(found) as u8), row.code, "{}", row.name);
        assert_eq!(rules::frame_mhc(found), 12, "what lies below is recorded too");
        assert_eq!(row.code.effector(), Some(kind));
        let index = palette::cell(Layer::Cells, row.code, 0, 0, 0);
        assert!(sprite::swatch(row.code).pixels.contains(&index), "{}", row.name);
        assert_eq!(shown.contains(&row.code), !row.later, "{} in the legend", row.name);
    }
}

#[test]
fn a_state_is_saved_and_taken_back_with_and_without_later_kinds() {
    let totals: Vec<u64> = (1..=counters::TOTAL as u64).collect();
    assert_eq!(counters::from_saved(&counters::to_saved(&totals)), Some(totals));
    let mut early: Vec<u64> = vec![0; counters::TOTAL];
    for word in &counters::SAVED[..counters::SAVED_ALWAYS] {
        early[*word] = *word as u64 + 1;
    }
    let saved = counters::to_saved(&early);
    assert_eq!(saved.len(), counters::SAVED_ALWAYS, "a kind that is off adds no word");
    assert_eq!(counters::from_saved(&saved), Some(early));
    assert_eq!(counters::from_saved(&saved[1..]), None);
}

#[test]
fn hits_of_a_whole_neighbourhood_stay_in_their_lanes_and_the_mark_beside_them() {
    let mut hits = 0;
    let contact = rules::CONTACT_NK;
    for (lane, kind) in KILLERS.into_iter().enumerate() {
        for _ in 0..rules::ALL_DIRECTIONS.count_ones() {
            hits = rules::with_hit(hits, rules::hit_word(word(kind)) | contact);
        }
        let all = 27 * (lane as u32 + 1);
        assert_eq!(rules::struck_by(hits), Struck { total: all, killer: 0 }, "{hits:x}");
        assert_eq!(rules::hit_mark(hits), contact);
    }
    for (lane, kind) in KILLERS.into_iter().enumerate() {
        let more = rules::with_hit(hits, rules::hit_word(word(kind)));
        assert_eq!(rules::struck_by(more).killer, lane as u32, "most hits");
    }
    assert_eq!(rules::struck_by(contact).total, 0, "contact is no hit");
}
