use super::*;
use crate::census::Snapshot;
use crate::frames::{FramesHeader, FramesReader, FramesWriter};
use crate::kinds::Code;
use crate::record::RunDir;
use crate::scenario::types::Site;
use crate::table::Value;

/// A run with two sites (5 x 3, and 4 x 3 x 2) and frames of replicate 2 at 12 h and 24 h.
fn run() -> (tempfile::TempDir, RunDir) {
    let place = tempfile::tempdir().unwrap();
    let directory = RunDir::create(Some(&place.path().join("run")), "x", false).unwrap();
    let site = |name: &str, cells, dimensions| Site {
        name: name.into(),
        cells,
        dimensions,
        spacing_um: 20.0,
        coarse: 2,
        stirred: false,
        region: "flank".into(),
    };
    let header =
        FramesHeader::new(0.1, &[site("flank", [5, 3, 1], 2), site("lung/\"ä\"", [4, 3, 2], 3)]);
    let mut writer = FramesWriter::create(&directory.file("frames.bin"), &header).unwrap();
    for step in [120, 240] {
        for (site, described) in header.sites.iter().enumerate() {
            let layer = |factor: usize, modulus: usize| {
                (0..described.len())
                    .map(|cell| (cell * factor % modulus) as u8)
                    .collect::<Vec<u8>>()
            };
            let codes = |layer: Vec<u8>| layer.into_iter().map(Code).collect();
            let levels =
                |factor: usize| (0..described.len()).map(|n| (n * factor % 1786) as u16).collect();
            let frame = Snapshot {
                replicate: 2,
                site: site as u32,
                step,
                tissue: codes(layer(1, 8)),
                effector: codes(effectors(described.len())),
                line: layer(1, 3),
                mhc: layer(3, 16),
                origin: layer(1, 2),
                engaged: layer(5, 2),
                il2: levels(70),
                ifng: levels(51),
            };
            writer.append(&frame).unwrap();
        }
    }
    writer.finish().unwrap();
    (place, directory)
}

/// A CTL in every fourth cell, from the second on.
fn effectors(cells: usize) -> Vec<u8> {
    (0..cells).map(|cell| if cell % 4 == 1 { Code::CTL.0 } else { 0 }).collect()
}

fn frames(directory: &RunDir) -> FramesReader {
    FramesReader::open(&directory.file("frames.bin")).unwrap()
}

fn wanted(time_h: f64) -> Wanted<'static> {
    Wanted { time_h: Some(time_h), replicate: None, site: None }
}

#[test]
fn every_site_gets_a_file_named_by_replicate_site_and_step() {
    let (_place, directory) = run();
    let into = directory.file("export");
    for (format, extension) in
        [(FrameFormat::Npz, "npz"), (FrameFormat::Csv, "csv"), (FrameFormat::OmeTiff, "ome.tiff")]
    {
        let paths = export(&mut frames(&directory), wanted(12.0), format, &into).unwrap();
        let names = [
            format!("r0002-flank-t000120.{extension}"),
            format!("r0002-lung--ä--t000120.{extension}"),
        ];
        assert_eq!(paths, names.map(|name| into.join(name)));
        let again: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
        export(&mut frames(&directory), wanted(12.0), format, &into).unwrap();
        assert_eq!(
            again,
            paths.iter().map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_was_not_recorded_is_answered_with_what_was() {
    let (_place, directory) = run();
    let text = |wanted| {
        export(&mut frames(&directory), wanted, FrameFormat::Csv, &directory.file("export"))
            .unwrap_err()
            .to_string()
    };
    assert!(text(wanted(18.0)).ends_with("the nearest are at 12 h (step 120) and 24 h (step 240)"));
    assert!(
        text(Wanted { replicate: Some(0), ..wanted(12.0) })
            .ends_with("frames were kept of replicate 2")
    );
    assert_eq!(
        text(Wanted { site: Some("leg"), ..wanted(12.0) }),
        "no frame of site `leg`; the sites are `flank`, `lung/\"ä\"`"
    );
    assert!(!directory.file("export").exists());
}

#[test]
fn a_csv_has_a_row_for_every_cell() {
    let (_place, directory) = run();
    let paths =
        export(&mut frames(&directory), wanted(12.0), FrameFormat::Csv, &directory.file("export"))
            .unwrap();
    let text = std::fs::read_to_string(&paths[1]).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 24);
    assert_eq!(
        lines[0],
        "x_um,y_um,z_um,tissue,tissue_name,effector,effector_name,line,mhc_class_1_level,origin,\
         engaged,il2_pm,ifng_pm"
    );
    assert_eq!(lines[1], "10,10,10,0,\"free\",0,\"\",0,0,0,0,0.0000,0.0000");
    // Cell 13 is x 1, y 0, z 1: a CTL upon a dying cell; code 910 of IL-2 is at 814.9 pM.
    assert_eq!(lines[14], "30,10,30,5,\"dying\",8,\"CTL\",1,7,1,1,815.1541,70.6373",);
    assert!(lines[3].contains("2,\"tumour, MHC class I negative\",0,\"\""));
}

#[test]
fn a_table_of_cells_has_a_row_for_every_cell_and_hides_none() {
    let (_place, directory) = run();
    let all = Wanted { time_h: None, replicate: None, site: None };
    let into = directory.file("export");
    let write =
        |wanted, format| export(&mut frames(&directory), wanted, format, &into).unwrap().remove(0);
    let parquet = write(all, FrameFormat::Cells);
    assert!(parquet.ends_with("r0002-cells.parquet"));
    let (columns, rows) = crate::record::read_table(&parquet).unwrap();
    assert_eq!(columns, cells::columns());
    let at = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
    // two times; of the 15 and 24 cells those with a code that is neither free nor a vessel
    let tissue = |cells: usize| (0..cells).filter(|cell| ![0, 7].contains(&(cell % 8))).count();
    let effectors = |cells: usize| (0..cells).filter(|cell| cell % 4 == 1).count();
    let [in_flank, in_lung] = [15, 24].map(|cells| tissue(cells) + effectors(cells));
    assert_eq!(rows.len(), 2 * (in_flank + in_lung));
    let ctl = rows.iter().filter(|row| row[at("kind")] == Value::Text("ctl".into())).count();
    assert_eq!(ctl, 2 * (effectors(15) + effectors(24)));
    for row in &rows {
        let is_effector = row[at("kind")] == Value::Text("ctl".into());
        assert_eq!(row[at("origin")] == Value::Missing, !is_effector);
        assert_eq!(row[at("engaged")] == Value::Missing, !is_effector);
        let is_tumour = row[at("kind")] == Value::Text("tumour".into());
        assert_eq!(row[at("mhc_class_1_level")] != Value::Missing, is_tumour);
    }
    let text = std::fs::read_to_string(write(wanted(24.0), FrameFormat::CellsCsv)).unwrap();
    assert_eq!(text.lines().count(), 1 + in_flank + in_lung);
    assert!(text.contains("\n2,\"lung/\"\"ä\"\"\",24,30,10,30,dying,"), "{text}");
}

#[test]
fn of_an_older_file_what_it_lacks_is_absent() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("frames.bin");
    std::fs::write(&path, include_bytes!("../../../tests/fixtures/frames-version-1.bin")).unwrap();
    let mut reader = FramesReader::open(&path).unwrap();
    let mut write = |format| export(&mut reader, wanted(24.0), format, place.path());
    let paths = write(FrameFormat::Csv).unwrap();
    let text = std::fs::read_to_string(&paths[0]).unwrap();
    assert_eq!(
        text.lines().next().unwrap(),
        "x_um,y_um,z_um,kind,kind_name,mhc_class_1_level,il2_pm,ifng_pm"
    );
    assert!(write(FrameFormat::OmeTiff).is_ok() && write(FrameFormat::Npz).is_ok());
    let error = write(FrameFormat::Cells).unwrap_err().to_string();
    assert!(error.contains("made by an older version"), "{error}");
}

/// The value of a little-endian number of `N` bytes.
fn number<const N: usize>(bytes: &[u8], place: usize) -> usize {
    bytes[place..place + N].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[test]
fn an_npz_is_a_zip_whose_checksums_hold_and_whose_arrays_are_aligned() {
    let (_place, directory) = run();
    let paths =
        export(&mut frames(&directory), wanted(12.0), FrameFormat::Npz, &directory.file("export"))
            .unwrap();
    let bytes = std::fs::read(&paths[1]).unwrap();
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    let (files, mut entry) = (number::<2>(&bytes, end + 10), number::<4>(&bytes, end + 16));
    assert_eq!(entry + number::<4>(&bytes, end + 12), end);
    let mut names = Vec::new();
    for _ in 0..files {
        assert_eq!(&bytes[entry..entry + 4], b"PK\x01\x02");
        let (crc, size, name_length) = (
            number::<4>(&bytes, entry + 16),
            number::<4>(&bytes, entry + 24),
            number::<2>(&bytes, entry + 28),
        );
        let local = number::<4>(&bytes, entry + 42);
        assert_eq!(&bytes[local..local + 4], b"PK\x03\x04");
        assert_eq!(
            bytes[local + 4..local + 30],
            bytes[entry + 6..entry + 32],
            "both headers of a file say the same"
        );
        let data = &bytes[local + 30 + name_length..local + 30 + name_length + size];
        let mut sum = flate2::Crc::new();
        sum.update(data);
        assert_eq!(sum.sum() as usize, crc);
        assert_eq!(&data[..8], b"\x93NUMPY\x01\x00");
        assert_eq!((10 + number::<2>(data, 8)) % 64, 0);
        names
            .push(String::from_utf8(bytes[entry + 46..entry + 46 + name_length].to_vec()).unwrap());
        entry += 46 + name_length;
    }
    let expected = [
        "tissue", "effector", "line", "mhc", "origin", "engaged", "il2_pm", "ifng_pm",
        "kind_names", "origin_names", "time_h", "step", "replicate", "spacing_um",
    ];
    assert_eq!(names, expected.map(|name| format!("{name}.npy")));
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }"));
}

#[test]
fn an_ome_tiff_has_a_page_for_every_layer_plane_and_time() {
    use tiff::decoder::{Decoder, DecodingResult};
    let (_place, directory) = run();
    let all = Wanted { time_h: None, replicate: Some(2), site: Some("lung/\"ä\"") };
    let into = directory.file("export");
    let paths = export(&mut frames(&directory), all, FrameFormat::OmeTiff, &into).unwrap();
    assert_eq!(paths, [into.join("r0002-lung--ä-.ome.tiff")]);
    let mut decoder = Decoder::new(std::fs::File::open(&paths[0]).unwrap()).unwrap();
    let description = decoder.get_tag_ascii_string(tiff::tags::Tag::ImageDescription).unwrap();
    for part in [
        "Type=\"uint8\" BigEndian=\"false\" SizeX=\"4\" SizeY=\"3\" SizeZ=\"2\" SizeC=\"6\" SizeT=\"2\"",
        "Type=\"float\" BigEndian=\"false\" SizeX=\"4\" SizeY=\"3\" SizeZ=\"2\" SizeC=\"2\" SizeT=\"2\"",
        "PhysicalSizeX=\"20\" PhysicalSizeXUnit=\"&#181;m\"",
        "TimeIncrement=\"12\" TimeIncrementUnit=\"h\"",
        "TheT=\"1\" DeltaT=\"24\"",
        "FirstT=\"1\" IFD=\"28\" PlaneCount=\"4\"",
        "lung/&#34;&#228;&#34;",
    ] {
        assert!(description.contains(part), "{part} in {description}");
    }
    let (mut codes, mut fields) = (Vec::new(), Vec::new());
    loop {
        assert_eq!(decoder.dimensions().unwrap(), (4, 3));
        // 500 cells of 20 um a centimetre
        let resolution = decoder.get_tag(tiff::tags::Tag::XResolution).unwrap();
        let tiff::decoder::ifd::Value::Rational(n, d) = resolution else { panic!("a ratio") };
        assert_eq!(n / d, 500);
        match decoder.read_image().unwrap() {
            DecodingResult::U8(page) => codes.extend(page),
            DecodingResult::F32(page) => fields.extend(page),
            _ => panic!("pages of bytes and of floats"),
        }
        if !decoder.more_images() {
            break;
        }
        decoder.next_image().unwrap();
    }
    let mut reader = frames(&directory);
    let of: Vec<Snapshot> =
        [120, 240].map(|step| reader.snapshot(2, 1, step).unwrap().unwrap()).to_vec();
    let bytes = |of: &Snapshot| {
        let [tissue, effector] =
            [&of.tissue, &of.effector].map(|codes| bytemuck::cast_slice(codes));
        [tissue, effector, &of.line, &of.mhc, &of.origin, &of.engaged].concat()
    };
    assert_eq!(codes, of.iter().flat_map(bytes).collect::<Vec<u8>>());
    assert_eq!(fields.len(), 2 * 2 * 24);
    let scale = reader.header().log_scale;
    assert_eq!(fields[24 + 13], scale.concentration_pm(of[0].ifng[13]) as f32);
}
