use super::*;
use crate::batch::store::Take;
use crate::batch::{Opened, make};
use crate::record::{read_table, write_table};
use crate::scenario::types::Param;
use crate::simulation::{Maker, Replicates, series_layout};
use crate::table::{Cast, Column, ColumnKind, Layout, Value};

const SCENARIO: &str = r#"schema = 1
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["400 um", "400 um"]
[[tumour]]
site = "flank"
cells = { uniform = { min = 10, max = 60 } }
[run]
until = "3 h"
"#;

/// A study of one point in a directory of its own.
fn study(place: &Path, replicates: u32) -> (Opened, Points) {
    std::fs::write(place.join("tiny.toml"), SCENARIO).unwrap();
    std::fs::write(
        place.join("study.toml"),
        format!("schema = 1\nscenario = \"tiny.toml\"\nreplicates = {replicates}\n"),
    )
    .unwrap();
    let (opened, points, _) = make(&place.join("study.toml"), &place.join("study"), &mut |_, _| {})
        .unwrap_or_else(|error| panic!("{error}"));
    (opened, points)
}

fn workshop<'a>(
    opened: &'a Opened,
    points: &'a Points,
    engine: &'a Maker,
    stop: &'a (dyn Fn() -> bool + Sync),
    memory: u64,
) -> Workshop<'a> {
    Workshop { path: &opened.path, plan: &opened.plan, points, engine, memory, threads: 1, stop }
}

#[test]
fn replicates_that_fail_stand_alone_and_the_others_have_their_rows() {
    let place = tempfile::tempdir().unwrap();
    let (opened, points) = study(place.path(), 16);
    let (engine, go) = (Maker::cpu(), || false);
    let shard = &opened.plan.shards()[0];
    let (mut scenario, _) = points.resolve(0, 0).unwrap();
    // past the loader: one draw in three or so is larger than its site
    scenario.params.insert("tumour.0.cells".to_string(), Param::Uniform { min: 10.0, max: 600.0 });
    let too_large: Vec<u32> =
        (0..16).filter(|&r| scenario.draw(r).values["tumour.0.cells"].round() > 400.0).collect();
    assert!(too_large.len() > 2 && too_large.len() < 10, "{too_large:?}");
    let all: Vec<u32> = (0..16).collect();
    let mut ended = Ended::default();
    workshop(&opened, &points, &engine, &go, u64::MAX)
        .some(shard, &scenario, &all, 1, &mut ended)
        .unwrap();
    assert_eq!(ended.failed.iter().map(|failure| failure.replicate).collect::<Vec<_>>(), too_large);
    assert!(
        ended.failed[0].reason.contains("do not fit into site `flank`"),
        "{:?}",
        ended.failed[0]
    );
    assert_eq!(ended.computed, 16 - too_large.len() as u32);
    assert_eq!(KeptParts::of(&opened.path, shard, false).unwrap().missing(shard), too_large);

    // the same shard with its own scenario: only what is missing is run
    let ended = workshop(&opened, &points, &engine, &go, u64::MAX).run(shard).unwrap();
    assert_eq!((ended.computed, ended.failed), (too_large.len() as u32, Vec::new()));
    assert!(KeptParts::of(&opened.path, shard, false).unwrap().missing(shard).is_empty());
}

#[test]
fn little_memory_makes_more_parts_of_the_same_rows() {
    let place = tempfile::tempdir().unwrap();
    let (opened, points) = study(place.path(), 7);
    let (engine, go) = (Maker::cpu(), || false);
    let shard = &opened.plan.shards()[0];
    let bytes = opened.plan.points[0].bytes;
    workshop(&opened, &points, &engine, &go, 3 * bytes).run(shard).unwrap();
    let kept = KeptParts::of(&opened.path, shard, false).unwrap();
    assert_eq!(
        kept.parts.iter().map(|part| (part.first, part.count)).collect::<Vec<_>>(),
        [(0, 3), (3, 3), (6, 1)]
    );
    assert_eq!(
        kept.cover(shard).iter().map(|take| (take.first, take.end)).collect::<Vec<_>>(),
        [(0, 3), (3, 6), (6, 7)]
    );
    assert_eq!(
        workshop(&opened, &points, &engine, &go, u64::MAX).run(shard).unwrap(),
        Ended::default()
    );
}

#[test]
fn a_stopped_shard_goes_on_from_its_state() {
    let place = tempfile::tempdir().unwrap();
    let (opened, points) = study(place.path(), 4);
    let engine = Maker::cpu();
    let shard = &opened.plan.shards()[0];
    let asked = std::sync::atomic::AtomicU32::new(0);
    let after_two = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 2;
    let ended = workshop(&opened, &points, &engine, &after_two, u64::MAX).run(shard).unwrap();
    assert!(ended.stopped && ended.computed == 0);
    let (scenario, _) = points.resolve(0, 0).unwrap();
    let state = SavedState::new(&opened.path, shard, &[0, 1, 2, 3]);
    assert_eq!(state.begin(&scenario, &[0, 1, 2, 3], &engine, false).unwrap().progress().0, 2);
    // a state of other replicates, or a torn one, is as if it were not there
    assert_eq!(
        SavedState::new(&opened.path, shard, &[0, 1])
            .begin(&scenario, &[0, 1], &engine, false)
            .unwrap()
            .progress()
            .0,
        0
    );
    let file = std::fs::read_dir(crate::batch::store::directory(&opened.path, shard))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::write(&file, b"torn").unwrap();
    assert_eq!(state.begin(&scenario, &[0, 1, 2, 3], &engine, false).unwrap().progress().0, 0);
}

#[test]
fn parts_that_overlap_are_taken_once() {
    let place = tempfile::tempdir().unwrap();
    let (opened, points) = study(place.path(), 8);
    let (engine, go) = (Maker::cpu(), || false);
    let shard = &opened.plan.shards()[0];
    let (scenario, _) = points.resolve(0, 0).unwrap();
    let shop = workshop(&opened, &points, &engine, &go, u64::MAX);
    for some in [&[0, 1, 2, 3][..], &[2, 3, 4], &[6, 7], &[3]] {
        shop.some(shard, &scenario, some, 1, &mut Ended::default()).unwrap();
    }
    let kept = KeptParts::of(&opened.path, shard, false).unwrap();
    let takes = |(part, first, end)| Take { part, first, end };
    assert_eq!(kept.cover(shard), [(0, 0, 4), (1, 4, 5), (3, 6, 8)].map(takes));
    assert_eq!(kept.missing(shard), [5]);
}

#[test]
fn a_state_that_an_earlier_version_saved_is_gone_on_with() {
    let place = tempfile::tempdir().unwrap();
    let (opened, points) = study(place.path(), 2);
    let (engine, shard) = (Maker::cpu(), &opened.plan.shards()[0]);
    let (scenario, _) = points.resolve(0, 0).unwrap();
    let replicates = [0, 1];
    let begin = || SavedState::new(&opened.path, shard, &replicates);
    let finish = |mut run: Replicates| {
        while run.advance().unwrap() {}
        let done = run.finish().unwrap();
        (done.outcomes, done.series.unwrap())
    };
    let alone = finish(begin().begin(&scenario, &replicates, &engine, true).unwrap());

    let mut run = begin().begin(&scenario, &replicates, &engine, true).unwrap();
    run.advance().unwrap();
    begin().save(&mut run).unwrap();
    let table = store::directory(&opened.path, shard).join("state-000000-02.parquet");
    let (columns, rows) = read_table(&table).unwrap();
    let Layout { columns: present, earlier } = series_layout(&scenario);
    assert_eq!(columns, present);
    let before = Cast::new(&present, &earlier);
    let rows: Vec<_> = rows.iter().map(|row| before.row(row)).collect();
    assert!(!rows.is_empty());
    write_table(&table, &earlier, &rows).unwrap();

    let resumed = begin().begin(&scenario, &replicates, &engine, true).unwrap();
    assert_eq!(resumed.progress().0, 1, "it begins where it was saved");
    assert_eq!(finish(resumed), alone);
}

/// A table as version 0.1.0 wrote it: ones and zeros in place of yes and no.
fn in_ones_and_zeros(path: &Path) -> (Vec<Column>, Vec<Vec<Value>>) {
    let (mut columns, mut rows) = read_table(path).unwrap();
    for column in &mut columns {
        if column.kind == ColumnKind::Flag {
            column.kind = ColumnKind::Count;
        }
    }
    for value in rows.iter_mut().flatten() {
        if let Value::Flag(flag) = value {
            *value = Value::Count(u64::from(*flag));
        }
    }
    (columns, rows)
}

#[test]
fn ones_and_zeros_of_an_earlier_version_are_read_as_yes_and_no() {
    let place = tempfile::tempdir().unwrap();
    let (opened, points) = study(place.path(), 3);
    let (engine, go) = (Maker::cpu(), || false);
    let shard = &opened.plan.shards()[0];
    workshop(&opened, &points, &engine, &go, u64::MAX).run(shard).unwrap();
    let table = || opened.path.join("dataset/outcomes/arm=base/part-0.parquet");
    let merge = || {
        crate::batch::finish::merge(&opened, false, &mut || false).unwrap();
        std::fs::read(table()).unwrap()
    };
    let now = merge();
    let kind = |path: &Path| {
        let columns = read_table(path).unwrap().0;
        columns.into_iter().find(|column| column.name == "survival_event").unwrap().kind
    };
    assert_eq!(kind(&table()), ColumnKind::Flag);

    // a part of before
    let done = KeptParts::of(&opened.path, shard, false).unwrap().parts.remove(0);
    let name = store::table("outcomes", done.first, done.count);
    let part = store::directory(&opened.path, shard).join(&name);
    let (columns, rows) = in_ones_and_zeros(&part);
    let bytes = table_bytes(&part, &columns, rows).unwrap();
    store::write(&opened.path, shard, &[(name, bytes)], done).unwrap();
    assert_eq!(kind(&part), ColumnKind::Count, "(control) the part is one of before");
    assert!(merge() == now, "the dataset is the same");

    // a dataset of before
    let (columns, rows) = in_ones_and_zeros(&table());
    write_table(&table(), &columns, &rows).unwrap();
    std::fs::remove_file(opened.path.join("dataset/files.json")).unwrap();
    let dataset = crate::batch::dataset::Dataset::open(&opened.path).unwrap();
    let read = dataset.outcomes("base", &["survival_event", "replicate"]).unwrap();
    let wanted: Vec<_> =
        (0..3).map(|replicate| vec![Value::Flag(false), Value::Count(replicate)]).collect();
    assert_eq!(read, wanted);
}
