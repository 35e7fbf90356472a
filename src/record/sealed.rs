//! JSON files that carry a digest of themselves, so that a changed digit is seen.
//!
//! In: a value. Out: its pretty JSON with a last member `digest`, the BLAKE3 of all bytes before
//! it. Files of version 0.1.0 have none.

use serde::Serialize;

/// What stands between the covered bytes and their BLAKE3.
const BEFORE: &str = ",\n  \"digest\": \"";
/// What stands behind it.
const AFTER: &str = "\"\n}\n";

/// What a file says of its own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seal {
    /// The digest is that of the bytes.
    Whole,
    /// It is not.
    Broken,
    /// There is none.
    Absent,
}

/// The text of a file. The value must be a struct or a map that is not empty.
pub(crate) fn seal(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("words and numbers have a JSON form");
    seal_text(&text)
}

/// The same of a pretty JSON object that stands already.
pub(crate) fn seal_text(text: &str) -> String {
    let covered = text.trim_end().strip_suffix("\n}").expect("a pretty JSON object ends so");
    let digest = blake3::hash(covered.as_bytes()).to_hex();
    format!("{covered}{BEFORE}{digest}{AFTER}")
}

/// What a file says of its own bytes.
pub(crate) fn look(bytes: &[u8]) -> Seal {
    let Some(place) = bytes.windows(BEFORE.len()).rposition(|part| part == BEFORE.as_bytes())
    else {
        return Seal::Absent;
    };
    let (covered, rest) = bytes.split_at(place);
    let digest = blake3::hash(covered).to_hex();
    let found = rest[BEFORE.len()..].strip_suffix(AFTER.as_bytes());
    if found == Some(digest.as_bytes()) { Seal::Whole } else { Seal::Broken }
}

/// Refuses bytes that are not those written, and such as should carry a digest and do not.
///
/// # Errors
/// What is wrong, in words.
pub(crate) fn must_hold(bytes: &[u8], always: bool) -> Result<(), String> {
    match look(bytes) {
        Seal::Whole => Ok(()),
        Seal::Absent if !always => Ok(()),
        Seal::Absent => Err("the digest at its end is missing".to_owned()),
        Seal::Broken => Err("the digest at its end is not that of its bytes".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_bit_and_every_cut_is_seen() {
        let bytes =
            seal(&serde_json::json!({"program": "il2sim", "values": [1, 2.5]})).into_bytes();
        assert_eq!(look(&bytes), Seal::Whole);
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(value["values"][1], 2.5);
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(look(&changed), Seal::Whole, "bit {bit}");
            must_hold(&changed, true).unwrap_err();
        }
        for length in 0..bytes.len() {
            assert_ne!(look(&bytes[..length]), Seal::Whole, "{length} bytes");
        }
    }
}
