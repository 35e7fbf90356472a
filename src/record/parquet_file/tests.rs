use super::*;

fn columns() -> Vec<Column> {
    vec![
        Column::count("cells"),
        Column::number("time_h"),
        Column::text("digest"),
        Column::text("nothing"),
        Column::flag("died"),
    ]
}

/// Rows with extremes, several row groups, and a column without any value.
fn rows(count: u64) -> Vec<Vec<Value>> {
    (0..count)
        .map(|row| {
            vec![
                if row % 7 == 3 {
                    Value::Missing
                } else {
                    Value::Count(i64::MAX as u64 - row * row)
                },
                if row % 5 == 1 { Value::Missing } else { Value::Number(-0.1 * row as f64) },
                Value::Text(format!("räw {row}")),
                Value::Missing,
                if row % 11 == 5 { Value::Missing } else { Value::Flag(row % 3 == 0) },
            ]
        })
        .collect()
}

#[test]
fn a_table_comes_back_as_it_was_written() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("series.parquet");
    for count in [0, 1, GROUP_ROWS as u64, 2 * GROUP_ROWS as u64 + 17] {
        let rows = rows(count);
        write_table(&path, &columns(), &rows).unwrap();
        assert_eq!(read_table(&path).unwrap(), (columns(), rows), "{count} rows");
    }
}

#[test]
fn row_groups_are_cut_by_row_number() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("series.parquet");
    write_table(&path, &columns(), &rows(GROUP_ROWS as u64 + 5)).unwrap();
    let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
    let sizes: Vec<i64> =
        reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(sizes, [GROUP_ROWS as i64, 5]);
    assert_eq!(reader.metadata().file_metadata().created_by(), Some("il2sim"));
}

#[test]
fn special_numbers_keep_their_bits() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("numbers.parquet");
    let numbers = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE, 5e-324];
    write_table(&path, &[Column::number("x")], &numbers.map(|number| vec![Value::Number(number)]))
        .unwrap();
    let (_, rows) = read_table(&path).unwrap();
    let bits: Vec<u64> = rows
        .iter()
        .map(|row| {
            if let [Value::Number(number)] = row.as_slice() {
                number.to_bits()
            } else {
                panic!("{row:?}")
            }
        })
        .collect();
    assert_eq!(bits, numbers.map(f64::to_bits));
}

#[test]
fn a_row_that_does_not_fit_reaches_no_file() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.parquet");
    let columns = [Column::count("cells")];
    assert!(matches!(
        write_table(&path, &columns, &[vec![Value::Number(1.0)]]).unwrap_err(),
        RecordError::Shape { .. }
    ));
    assert!(matches!(
        write_table(&path, &columns, &[vec![]]).unwrap_err(),
        RecordError::Shape { .. }
    ));
    assert!(!path.exists());
}

#[test]
fn a_count_that_a_signed_integer_does_not_hold_reaches_no_file() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.parquet");
    let columns = [Column::count("cells")];
    for count in [i64::MAX as u64 + 1, u64::MAX] {
        let rows = [vec![Value::Count(count)]];
        let error = write_table(&path, &columns, &rows).unwrap_err().to_string();
        assert!(error.contains("column cells") && error.contains(&count.to_string()), "{error}");
        let mut unchecked = ParquetFile::new(&path, &columns).unwrap();
        unchecked.append(rows[0].clone()).unwrap();
        let error = unchecked.finish().unwrap_err().to_string();
        assert!(error.contains(&count.to_string()), "{error}");
    }
    assert!(!path.exists());
    write_table(&path, &columns, &[vec![Value::Count(i64::MAX as u64)]]).unwrap();
    let (_, rows) = read_table(&path).unwrap();
    assert_eq!(rows, [vec![Value::Count(i64::MAX as u64)]]);
}

#[test]
fn counts_are_signed_and_unsigned_ones_of_before_are_read() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.parquet");
    let columns = [Column::count("cells")];
    write_table(&path, &columns, &[vec![Value::Count(7)]]).unwrap();
    let reader = open(&path).unwrap();
    let leaf = reader.metadata().file_metadata().schema_descr().column(0);
    assert_eq!(leaf.physical_type(), Physical::INT64);
    assert_eq!((leaf.converted_type(), leaf.logical_type_ref()), (ConvertedType::NONE, None));
    let unsigned = Type::primitive_type_builder("cells", Physical::INT64)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::integer(64, false)))
        .build()
        .unwrap();
    let schema =
        Type::group_type_builder("il2sim").with_fields(vec![Arc::new(unsigned)]).build().unwrap();
    let file = File::create(&path).unwrap();
    let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[9], Some(&[0, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let read = read_table(&path).unwrap();
    assert_eq!(read, (columns.to_vec(), vec![vec![Value::Missing], vec![Value::Count(9)]]));
}

#[test]
fn yes_and_no_are_booleans() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.parquet");
    let columns = [Column::flag("died")];
    write_table(&path, &columns, &[vec![Value::Flag(true)], vec![Value::Missing]]).unwrap();
    let reader = open(&path).unwrap();
    let leaf = reader.metadata().file_metadata().schema_descr().column(0);
    assert_eq!((leaf.physical_type(), leaf.logical_type_ref()), (Physical::BOOLEAN, None));
    for other in [Value::Count(1), Value::Text("true".into())] {
        let error = write_table(&path, &columns, &[vec![other]]).unwrap_err().to_string();
        assert!(error.contains("column died holds Flags"), "{error}");
    }
    let mut unchecked = ParquetFile::new(&path, &columns).unwrap();
    unchecked.append(vec![Value::Count(2)]).unwrap();
    assert!(unchecked.finish().is_err(), "a count is no flag");
}

#[test]
fn a_torn_table_is_an_error() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.parquet");
    write_table(&path, &columns(), &rows(100)).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(read_table(&path).unwrap_err(), RecordError::Damaged { .. }));
    assert!(matches!(
        read_table(&place.path().join("absent")).unwrap_err(),
        RecordError::Io { .. }
    ));
}
