use std::fs;

use super::*;
use crate::frames::header::LOG_SCALE;
use crate::frames::{FramesWriter, LogScale};
use crate::kinds::{CODES, Code};
use crate::scenario::types::Site;

/// Two sites: 7 x 5 and 3 x 2 x 4 cells.
fn header() -> FramesHeader {
    let site = |name: &str, cells, dimensions| Site {
        name: name.into(),
        cells,
        dimensions,
        spacing_um: 20.0,
        coarse: 2,
        stirred: false,
        region: "flank".into(),
    };
    FramesHeader::new(0.1, &[site("flank", [7, 5, 1], 2), site("lung", [3, 2, 4], 3)])
}

/// A frame whose cells are those of the frame before but a few, or (every 9th time point) all new.
fn frame(replicate: u32, site: u32, time_point: u64) -> Snapshot {
    let cells = header().sites[site as usize].len();
    let layer = |salt: u64, modulus: u64| -> Vec<u64> {
        (0..cells as u64)
            .map(|cell| {
                let changes =
                    if time_point % 9 == 8 { time_point } else { (time_point + 7 * cell) / 40 };
                (salt + cell * cell * 31 + changes * 77 + u64::from(replicate) * 5) % modulus
            })
            .collect()
    };
    let bytes = |salt, modulus| layer(salt, modulus).into_iter().map(|n| n as u8).collect();
    let codes = |salt| layer(salt, CODES as u64).into_iter().map(|n| Code(n as u8)).collect();
    let levels = |salt| layer(salt, 1786).into_iter().map(|n| n as u16).collect();
    Snapshot {
        replicate,
        site,
        step: time_point * 120,
        tissue: codes(1),
        effector: codes(2),
        line: bytes(3, 9),
        mhc: bytes(4, 16),
        origin: bytes(5, 4),
        engaged: bytes(6, 2),
        il2: levels(7),
        ifng: levels(8),
    }
}

/// Frames of two replicates and two sites at each time point, in a run's order.
fn time_point(number: u64) -> Vec<Snapshot> {
    [(0, 0), (0, 1), (3, 0), (3, 1)]
        .into_iter()
        .map(|(replicate, site)| frame(replicate, site, number))
        .collect()
}

fn write(path: &Path, time_points: u64, finish: bool) -> Vec<u64> {
    let mut writer = FramesWriter::create(path, &header()).unwrap();
    let mut lengths = vec![writer.len()];
    for number in 0..time_points {
        for frame in time_point(number) {
            assert_eq!(writer.append(&frame).unwrap(), *lengths.last().unwrap());
            lengths.push(writer.len());
        }
    }
    if finish {
        writer.finish().unwrap();
    }
    lengths
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("frames.bin");
    (place, path)
}

#[test]
fn every_frame_comes_back_in_any_order_with_and_without_an_index() {
    let (_place, path) = place();
    for finish in [true, false] {
        write(&path, 40, finish);
        let mut reader = FramesReader::open(&path).unwrap();
        assert_eq!(reader.header(), &header());
        assert_eq!(reader.torn_tail(), 0);
        let list = reader.list();
        assert_eq!(list.len(), 160);
        assert_eq!(list[5], FrameKey { replicate: 0, site: 1, step: 120 });
        let backwards: Vec<FrameKey> = list.iter().rev().copied().collect();
        for key in list.iter().chain(&backwards) {
            let expected = frame(key.replicate, key.site, key.step / 120);
            let found = reader.snapshot(key.replicate, key.site, key.step).unwrap();
            assert_eq!(found.as_ref(), Some(&expected));
            assert_eq!(reader.read(key.replicate, key.site, key.step).unwrap(), expected.frame());
        }
    }
}

#[test]
fn both_forms_of_a_frame_occur_and_sequences_are_bounded() {
    let (_place, path) = place();
    write(&path, 40, true);
    let mut reader = FramesReader::open(&path).unwrap();
    let forms: Vec<bool> = reader
        .sequences
        .get(&(0, 0))
        .unwrap()
        .clone()
        .into_iter()
        .map(|place| {
            read_section(&path, &mut reader.file, reader.entries[place].offset, reader.whole)
                .unwrap()
                .0
                .difference
        })
        .collect();
    assert!(!forms[0]);
    assert!(forms.contains(&true));
    let longest = forms.split(|difference| !difference).map(<[bool]>::len).max().unwrap();
    assert!((1..=15).contains(&longest), "{longest} differences in a row");
}

#[test]
fn a_file_cut_at_any_checkpoint_goes_on_byte_for_byte() {
    let (_place, path) = place();
    let lengths = write(&path, 20, true);
    let expected = fs::read(&path).unwrap();
    for (frames, length) in lengths.iter().enumerate() {
        // What a killed process left behind the checkpoint: the finished file, or half a frame
        // more.
        for left in [expected.len(), (*length as usize + 13).min(expected.len())] {
            fs::write(&path, &expected[..left]).unwrap();
            let mut writer = FramesWriter::open_truncated_to(&path, &header(), *length).unwrap();
            for frame in (0..20).flat_map(time_point).skip(frames) {
                writer.append(&frame).unwrap();
            }
            writer.finish().unwrap();
            assert!(
                fs::read(&path).unwrap() == expected,
                "cut behind {frames} frames, {left} bytes left"
            );
        }
    }
}

#[test]
fn a_torn_tail_is_left_out_and_said() {
    let (_place, path) = place();
    let lengths = write(&path, 3, false);
    let whole = fs::read(&path).unwrap();
    for length in lengths[0]..=*lengths.last().unwrap() {
        fs::write(&path, &whole[..length as usize]).unwrap();
        let reader = FramesReader::open(&path).unwrap();
        let kept = lengths.iter().filter(|end| **end <= length).count() - 1;
        assert_eq!(reader.list().len(), kept);
        assert_eq!(reader.torn_tail(), length - lengths[kept]);
    }
    for length in 0..lengths[0] {
        fs::write(&path, &whole[..length as usize]).unwrap();
        assert!(matches!(FramesReader::open(&path).unwrap_err(), RecordError::Damaged { .. }));
    }
}

#[test]
fn a_flipped_byte_is_found_in_every_frame_of_a_finished_file() {
    let (_place, path) = place();
    let lengths = write(&path, 2, true);
    let whole = fs::read(&path).unwrap();
    for place in 0..*lengths.last().unwrap() as usize {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        fs::write(&path, changed).unwrap();
        let result = FramesReader::open(&path).and_then(|mut reader| {
            let list = reader.list();
            list.into_iter()
                .map(|key| reader.read(key.replicate, key.site, key.step))
                .collect::<Result<Vec<_>, _>>()
        });
        assert!(
            matches!(
                result.unwrap_err(),
                RecordError::Damaged { .. } | RecordError::Version { .. }
            ),
            "byte {place}"
        );
    }
}

#[test]
fn a_changed_index_is_replaced_by_a_walk() {
    let (_place, path) = place();
    let lengths = write(&path, 2, true);
    let whole = fs::read(&path).unwrap();
    for place in *lengths.last().unwrap() as usize..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        fs::write(&path, changed).unwrap();
        assert_eq!(FramesReader::open(&path).unwrap().list().len(), 8, "byte {place}");
    }
}

#[test]
fn a_checkpoint_that_does_not_fit_the_file_is_an_error() {
    let (_place, path) = place();
    let lengths = write(&path, 2, false);
    let open = |length| FramesWriter::open_truncated_to(&path, &header(), length).unwrap_err();
    assert!(open(lengths[8] + 1).to_string().contains("the checkpoint counts"));
    let mut other = header();
    other.sites[0].cells[0] = 8;
    assert!(
        FramesWriter::open_truncated_to(&path, &other, lengths[8])
            .unwrap_err()
            .to_string()
            .contains("other sites")
    );
    assert!(matches!(open(lengths[4] + 1), RecordError::Damaged { .. }));
    fs::remove_file(&path).unwrap();
    assert!(matches!(open(lengths[4]), RecordError::Io { .. }));
}

#[test]
fn a_time_without_a_frame_names_the_nearest() {
    let (_place, path) = place();
    write(&path, 3, true);
    let mut reader = FramesReader::open(&path).unwrap();
    let mut text =
        |replicate, site, step| reader.read(replicate, site, step).unwrap_err().to_string();
    assert_eq!(
        text(0, 0, 130),
        "no frame of replicate 0, site `flank` at 13 h (step 130); the nearest are at 12 h (step \
         120) and 24 h (step 240)"
    );
    assert_eq!(
        text(0, 1, 900),
        "no frame of replicate 0, site `lung` at 90 h (step 900); the nearest is at 24 h (step \
         240)"
    );
    assert_eq!(
        text(1, 0, 120),
        "no frame of replicate 1, site `flank` at 12 h (step 120); frames were kept of replicate \
         0, 3"
    );
    assert_eq!(
        text(0, 2, 120),
        "no frame of replicate 0, site number 2 at 12 h (step 120); frames were kept of replicate \
         0, 3"
    );
    write(&path, 0, true);
    assert!(
        FramesReader::open(&path)
            .unwrap()
            .read(0, 0, 0)
            .unwrap_err()
            .to_string()
            .ends_with("this run kept no frames")
    );
}

#[test]
fn a_frame_that_does_not_fit_is_refused_before_it_is_written() {
    let (_place, path) = place();
    let mut writer = FramesWriter::create(&path, &header()).unwrap();
    writer.append(&frame(0, 0, 1)).unwrap();
    let length = writer.len();
    let mut short = frame(0, 0, 2);
    short.il2.pop();
    for (wrong, what) in [
        (short, "layer il2 has 34 cells"),
        (frame(0, 0, 1), "behind one of step 120"),
        (Snapshot { site: 2, ..frame(0, 0, 2) }, "site 2 of 2"),
    ] {
        let error = writer.append(&wrong).unwrap_err();
        assert!(
            matches!(error, RecordError::Shape { .. }) && error.to_string().contains(what),
            "{error}"
        );
    }
    assert_eq!(writer.len(), length);
}

#[cfg(debug_assertions)]
#[test]
fn a_full_disk_is_told_apart() {
    const ENOSPC: i32 = 28;
    let (_place, path) = place();
    let create = || FramesWriter::create(&path, &header());
    let error = crate::record::disk::fault::with("write", 1, ENOSPC, create).unwrap_err();
    assert!(matches!(error, RecordError::DiskFull { .. }), "{error}");
}

#[test]
fn codes_stand_for_the_concentrations_of_the_scale() {
    let LogScale { floor_pm, .. } = LOG_SCALE;
    assert_eq!((LOG_SCALE.concentration_pm(0), floor_pm), (0.0, 0.1));
    // 70 codes a doubling: half a code is half a per cent
    for (code, begins_pm) in [(1, 0.1), (71, 0.2), (701, 102.4)] {
        let pm = LOG_SCALE.concentration_pm(code);
        assert!(pm > begins_pm && pm < 1.005 * begins_pm, "{code}: {pm}");
    }
}

/// The file of a run of before, made by il2sim at commit 23d8cd9: two sites, three time points.
const FIRST: &[u8] = include_bytes!("../../../tests/fixtures/frames-version-1.bin");

#[test]
fn a_file_of_version_1_is_read_as_its_pictures_show_it() {
    let (_place, path) = place();
    fs::write(&path, FIRST).unwrap();
    let mut reader = FramesReader::open_finished(&path).unwrap();
    assert!(!reader.is_current());
    assert_eq!(reader.header().layers, ["kind", "mhc", "il2", "ifng"]);
    assert_eq!(reader.header().log_scale.codes_per_doubling, 10.0);
    let keys = reader.list();
    assert_eq!(keys.len(), 6);
    let mut sum = blake3::Hasher::new();
    for key in keys {
        let frame = reader.read(key.replicate, key.site, key.step).unwrap();
        sum.update(bytemuck::cast_slice(&frame.kind));
        for layer in [&frame.mhc, &frame.il2, &frame.ifng] {
            sum.update(layer);
        }
        assert_eq!(reader.snapshot(key.replicate, key.site, key.step).unwrap(), None);
    }
    assert_eq!(sum.finalize().to_hex().as_str(), FIRST_LAYERS_DIGEST);
    let header = reader.header().clone();
    let length = reader.whole_len();
    let error = FramesWriter::open_truncated_to(&path, &header, length).unwrap_err();
    assert!(error.to_string().contains("the form of an older version"), "{error}");
}

/// The layers of [`FIRST`], read by the program that wrote it.
const FIRST_LAYERS_DIGEST: &str =
    "9926b45e9f25700c231a124ba7ddad452e1aa1223a66b1ee524c9a28748dcdf7";

#[test]
fn a_concentration_below_none_is_found() {
    let (cells, width) = (4, 2);
    let planes = Planes { bytes: vec![0; 6 * cells], fields: vec![5; 2 * cells] };
    let mut lying = planes.lie(None, width);
    let decode = |bytes| Planes::of_lying(bytes, None, [6, 2], [cells, width]);
    assert_eq!(decode(lying.clone()), Some(planes));
    lying[6 * cells] = 1;
    assert_eq!(decode(lying), None);
}

#[test]
fn times_and_steps_belong_together() {
    let header = header();
    for step in [0, 1, 3, 120, 14_400] {
        assert_eq!(header.step_at(header.time_h(step)), step);
    }
    assert_eq!(header.step_at(-5.0), 0);
}
