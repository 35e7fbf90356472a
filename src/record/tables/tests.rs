use crate::remedy::{Remedied, Remedy};
use std::fs;

use super::*;
use crate::record::read_table;

fn columns() -> Vec<Column> {
    vec![
        Column::count("replicate"),
        Column::number("time_h"),
        Column::text("digest"),
        Column::flag("odd"),
    ]
}

fn row(number: u64) -> Vec<Value> {
    let digest =
        if number.is_multiple_of(3) { Value::Missing } else { Value::Text(format!("{number:x}")) };
    let odd = if number % 5 == 4 { Value::Missing } else { Value::Flag(number % 2 == 1) };
    vec![Value::Count(number), Value::Number(number as f64 / 3.0), digest, odd]
}

fn run() -> (tempfile::TempDir, RunDir) {
    let place = tempfile::tempdir().unwrap();
    let directory = RunDir::create(Some(&place.path().join("run")), "x", false).unwrap();
    (place, directory)
}

/// A table of `count` rows, flushed behind each row that `cuts` names.
fn table(directory: &RunDir, count: u64, cuts: &[u64]) -> TableWriter {
    let mut table = TableWriter::create(directory, "series", columns()).unwrap();
    grow(&mut table, count, cuts);
    table
}

fn grow(table: &mut TableWriter, count: u64, cuts: &[u64]) {
    for number in table.rows()..count {
        table.append(row(number)).unwrap();
        if cuts.contains(&(number + 1)) {
            table.flush().unwrap();
        }
    }
}

fn segments(directory: &RunDir) -> Vec<String> {
    disk::names(&directory.state())
        .unwrap()
        .into_iter()
        .filter(|name| name.ends_with(".seg"))
        .collect()
}

#[test]
fn where_segments_are_cut_has_no_effect_on_the_table() {
    let (_place, directory) = run();
    let mut tables = Vec::new();
    for cuts in [&[][..], &[1, 2, 3], &[50], &[10, 99, 100]] {
        let path = table(&directory, 100, cuts).finish().unwrap();
        tables.push(fs::read(path).unwrap());
    }
    assert!(tables.iter().all(|bytes| *bytes == tables[0]));
    let rows: Vec<Vec<Value>> = (0..100).map(row).collect();
    assert_eq!(read_table(&directory.file("series.parquet")).unwrap(), (columns(), rows));
    let other = table(&directory, 99, &[]).finish().unwrap();
    assert_ne!(fs::read(other).unwrap(), tables[0], "the comparison must be able to fail");
}

#[test]
fn a_resume_at_a_checkpoint_gives_the_same_table_whatever_came_after_it() {
    let (_place, directory) = run();
    let expected = fs::read(table(&directory, 60, &[20, 40]).finish().unwrap()).unwrap();
    // Killed after: nothing more; rows in memory; another segment; the finished table.
    for (after, cuts) in
        [(40, vec![20, 40]), (47, vec![20, 40]), (55, vec![20, 40, 50]), (60, vec![20, 40, 60])]
    {
        drop(table(&directory, after, &cuts));
        for checkpoint in [40, 20, 0] {
            let mut resumed =
                TableWriter::resume(&directory, "series", Layout::of(columns()), checkpoint)
                    .unwrap();
            assert_eq!(resumed.rows(), checkpoint);
            grow(&mut resumed, 60, &[40]);
            assert_eq!(
                fs::read(resumed.finish().unwrap()).unwrap(),
                expected,
                "killed at {after}, resumed at {checkpoint}"
            );
            drop(table(&directory, after, &cuts));
        }
    }
}

#[test]
fn finishing_keeps_segments_and_settling_removes_them() {
    let (_place, directory) = run();
    table(&directory, 10, &[5]).finish().unwrap();
    assert_eq!(segments(&directory), ["series-000000000000.seg", "series-000000000005.seg"]);
    directory.settle().unwrap();
    assert!(segments(&directory).is_empty());
}

#[test]
fn tables_with_similar_names_keep_apart() {
    let (_place, directory) = run();
    let mut long = TableWriter::create(&directory, "series-long", columns()).unwrap();
    long.append(row(0)).unwrap();
    long.flush().unwrap();
    let short = TableWriter::create(&directory, "series", columns()).unwrap();
    assert_eq!(short.rows(), 0);
    assert_eq!(segments(&directory), ["series-long-000000000000.seg"]);
    assert_eq!(long.read().unwrap(), [row(0)]);
}

#[test]
fn a_row_that_does_not_fit_is_refused() {
    let (_place, directory) = run();
    let mut table = TableWriter::create(&directory, "series", columns()).unwrap();
    assert!(matches!(table.append(vec![Value::Count(1)]).unwrap_err(), RecordError::Shape { .. }));
    let missing = || Value::Missing;
    let error =
        table.append(vec![Value::Count(1), Value::Count(2), missing(), missing()]).unwrap_err();
    assert_eq!(error.to_string(), "table series: column time_h holds Numbers, not Count(2)");
    assert_eq!(table.rows(), 0);
}

#[test]
fn every_torn_or_changed_segment_is_found() {
    let (_place, directory) = run();
    drop(table(&directory, 20, &[10, 20]));
    let path = directory.state().join("series-000000000010.seg");
    let whole = fs::read(&path).unwrap();
    let mut broken: Vec<Vec<u8>> =
        (0..whole.len()).map(|length| whole[..length].to_vec()).collect();
    broken.extend((0..whole.len()).map(|place| {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        changed
    }));
    for bytes in broken {
        fs::write(&path, &bytes).unwrap();
        let error =
            TableWriter::resume(&directory, "series", Layout::of(columns()), 20).unwrap_err();
        assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
    }
    // An older checkpoint does without it.
    assert_eq!(
        TableWriter::resume(&directory, "series", Layout::of(columns()), 10).unwrap().rows(),
        10
    );
}

#[test]
fn missing_and_foreign_segments_are_found() {
    let (_place, directory) = run();
    drop(table(&directory, 20, &[10, 20]));
    let resume = |columns, rows| {
        TableWriter::resume(&directory, "series", Layout::of(columns), rows).unwrap_err()
    };
    assert!(resume(columns(), 25).to_string().contains("counts 25 rows, the segments hold 20"));
    assert!(resume(vec![Column::count("other")], 20).to_string().contains("other columns"));
    let (first, second) = (
        directory.state().join("series-000000000000.seg"),
        directory.state().join("series-000000000010.seg"),
    );
    fs::copy(&first, &second).unwrap();
    assert!(resume(columns(), 20).to_string().contains("other rows"));
    fs::remove_file(&first).unwrap();
    assert!(resume(columns(), 20).to_string().contains("end at row 0"));
}

#[cfg(debug_assertions)]
#[test]
fn a_full_disk_loses_no_row() {
    const ENOSPC: i32 = 28;
    let (_place, directory) = run();
    let mut table = table(&directory, 10, &[]);
    let refused = disk::fault::with("write", 1, ENOSPC, || table.flush()).unwrap_err();
    assert_eq!(refused.remedy(), Remedy::Retry);
    assert_eq!(table.rows(), 10);
    table.flush().unwrap();
    assert_eq!(table.read().unwrap(), (0..10).map(row).collect::<Vec<_>>());
}
