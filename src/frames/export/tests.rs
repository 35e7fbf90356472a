use super::*;
use crate::census::Frame;
use crate::frames::{FramesHeader, FramesReader, FramesWriter};
use crate::kinds::Code;
use crate::record::RunDir;
use crate::scenario::types::Site;

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
            let frame = Frame {
                replicate: 2,
                site: site as u32,
                step,
                kind: layer(1, 14).into_iter().map(Code).collect(),
                mhc: layer(3, 16),
                il2: layer(10, 256),
                ifng: layer(7, 256),
            };
            writer.append(&frame).unwrap();
        }
    }
    writer.finish().unwrap();
    (place, directory)
}

fn frames(directory: &RunDir) -> FramesReader {
    FramesReader::open(&directory.file("frames.bin")).unwrap()
}

fn wanted(time_h: f64) -> Wanted<'static> {
    Wanted { time_h, replicate: None, site: None }
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
        "x_um,y_um,z_um,kind,kind_name,mhc_class_1_level,il2_pm,ifng_pm,il2_code,ifng_code"
    );
    assert_eq!(lines[1], "10,10,10,0,\"free\",0,0.0000,0.0000,0,0");
    // Cell 13 is x 1, y 0, z 1; code 130 begins at 0.1 x 2^(129/10) = 764.3406 pM.
    assert_eq!(lines[14], "30,10,30,13,\"outside\",7,764.3406,51.2000,130,91");
    assert_eq!(lines[3].split(',').nth(3), Some("2"));
    assert!(lines[3].contains("\"tumour, MHC class I negative\""));
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
        "kind", "mhc", "il2", "ifng", "il2_pm", "ifng_pm", "kind_names", "time_h", "step",
        "replicate", "spacing_um",
    ];
    assert_eq!(names, expected.map(|name| format!("{name}.npy")));
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), }"));
}

#[test]
fn an_ome_tiff_has_a_page_for_every_layer_and_plane() {
    use tiff::decoder::{Decoder, DecodingResult};
    let (_place, directory) = run();
    let paths = export(
        &mut frames(&directory),
        Wanted { time_h: 24.0, replicate: Some(2), site: Some("lung/\"ä\"") },
        FrameFormat::OmeTiff,
        &directory.file("export"),
    )
    .unwrap();
    assert_eq!(paths.len(), 1);
    let mut decoder = Decoder::new(std::fs::File::open(&paths[0]).unwrap()).unwrap();
    let description = decoder.get_tag_ascii_string(tiff::tags::Tag::ImageDescription).unwrap();
    for part in [
        "SizeX=\"4\" SizeY=\"3\" SizeZ=\"2\" SizeC=\"4\" SizeT=\"1\"",
        "PhysicalSizeX=\"20\" PhysicalSizeXUnit=\"&#181;m\"",
        "DeltaT=\"24\"",
        "PlaneCount=\"8\"",
        "lung/&#34;&#228;&#34;",
    ] {
        assert!(description.contains(part), "{part} in {description}");
    }
    let mut pixels = Vec::new();
    loop {
        assert_eq!(decoder.dimensions().unwrap(), (4, 3));
        let DecodingResult::U8(page) = decoder.read_image().unwrap() else { panic!("8-bit pages") };
        pixels.extend(page);
        if !decoder.more_images() {
            break;
        }
        decoder.next_image().unwrap();
    }
    let frame = FramesReader::open(&directory.file("frames.bin")).unwrap().read(2, 1, 240).unwrap();
    assert_eq!(
        pixels,
        [bytemuck::cast_slice(&frame.kind), &frame.mhc, &frame.il2, &frame.ifng].concat()
    );
}
