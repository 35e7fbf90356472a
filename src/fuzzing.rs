//! What the fuzz targets in `fuzz/` call: every reader of a file that somebody else may have
//! written, over raw bytes.
//!
//! In: bytes. Out: whether they were accepted. A wrong file is no panic, no endless work and no
//! memory beyond what its run implies; what is accepted can be written and read again. Compiled
//! for tests and under `cargo fuzz` only.

use std::io::Write as _;
use std::path::Path;

use crate::frames::FramesReader;
use crate::input::units;
use crate::keys::all_keys;
use crate::record::{Checkpoint, Manifest, sealed};
use crate::scenario::Scenario;
use crate::study::Study;

/// Words of tissue of the run that a checkpoint is read for.
const WORDS: u64 = 1 << 16;
/// Points of a design that are laid out.
const POINTS: u64 = 10_000;
/// Bytes of a BLAKE3 digest.
const DIGEST: usize = 32;

/// A target.
pub type FuzzTarget = fn(&[u8]) -> bool;

/// Every target by name, which its corpus has too (`fuzz/corpus/NAME`).
pub const TARGETS: [(&str, FuzzTarget); 6] = [
    ("scenario", scenario),
    ("study", study),
    ("units", units),
    ("checkpoint", checkpoint),
    ("manifest", manifest),
    ("frames", frames),
];

/// A scenario: its problems can be shown; what loads is resolved to a text that loads to the same.
pub fn scenario(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    match Scenario::parse(text, "fuzz.toml", &[]) {
        Ok(scenario) => {
            let again = Scenario::parse(&scenario.resolved_toml(), "resolved.toml", &[])
                .unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(scenario.digest(), again.digest());
            scenario.draw(3);
            true
        }
        Err(problems) => {
            assert!(!problems.to_string().is_empty() && problems.to_json().is_array());
            false
        }
    }
}

/// A study: its problems can be shown; the design of what loads has the points that it counts.
pub fn study(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    match Study::parse(text, "fuzz.toml") {
        Ok(study) => {
            let count = study.design.count().expect("a study that loads has a bounded design");
            if count <= POINTS {
                assert_eq!(study.design.points(1986).len() as u64, count.max(1));
            }
            true
        }
        Err(problems) => {
            assert!(!problems.to_string().is_empty() && problems.to_json().is_array());
            false
        }
    }
}

/// A quantity with its unit, read as every key would: written again it is the same.
pub fn units(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut accepted = units::parse_dose(text).is_ok();
    for key in all_keys() {
        let Ok((value, unit)) = units::parse(text, key.quantity) else { continue };
        accepted = true;
        let written = unit.from_canonical(value);
        if (1e-200..1e200).contains(&value.abs()) && written.is_normal() {
            let text = format!("{written:?} {}", unit.name);
            let (again, _) = units::parse(&text, key.quantity)
                .unwrap_or_else(|error| panic!("{text} as {}: {error:?}", key.path));
            assert!((again / value - 1.0).abs() < 1e-9, "{text}: {value} and {again}");
        }
    }
    accepted
}

/// A checkpoint, given its digest so that what lies behind it is read.
pub fn checkpoint(bytes: &[u8]) -> bool {
    let body = &bytes[..bytes.len().saturating_sub(DIGEST)];
    let path = Path::new("checkpoint.bin");
    let sealed = [body, blake3::hash(body).as_bytes()].concat();
    let Ok(checkpoint) = Checkpoint::decode(path, &sealed, WORDS) else { return false };
    let again = checkpoint.encode(path).expect("a checkpoint is encoded in memory");
    Checkpoint::decode(path, &again, WORDS).expect("what was encoded is decoded");
    true
}

/// A manifest: what is read is sealed to a text that is read again.
pub fn manifest(bytes: &[u8]) -> bool {
    let run = Path::new("run");
    let Ok(manifest) = Manifest::decode(run, bytes) else { return false };
    Manifest::decode(run, sealed::seal(&manifest).as_bytes()).expect("a sealed manifest is read");
    true
}

/// `frames.bin`: every frame that it lists is read or refused.
pub fn frames(bytes: &[u8]) -> bool {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file is made");
    file.write_all(bytes).expect("a temporary file is written");
    let Ok(mut reader) = FramesReader::open(file.path()) else { return false };
    let keys = reader.list();
    keys.iter().filter(|key| reader.read(key.replicate, key.site, key.step).is_ok()).count() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Most bytes of a file of a corpus.
    const FILE: usize = 16_384;

    #[test]
    fn every_file_of_the_corpora_is_read_or_refused() {
        let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        for (name, target) in TARGETS {
            let files = std::fs::read_dir(corpora.join(name)).unwrap();
            let (mut accepted, mut refused) = (0, 0);
            for file in files {
                let path = file.unwrap().path();
                let bytes = std::fs::read(&path).unwrap();
                assert!(bytes.len() <= FILE, "{} is large", path.display());
                match target(&bytes) {
                    true => accepted += 1,
                    false => refused += 1,
                }
            }
            assert!(accepted > 0 && refused > 0, "{name}: {accepted} accepted, {refused} refused");
        }
    }
}
