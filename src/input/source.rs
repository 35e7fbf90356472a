//! The text of an input file, bounded: whatever the path leads to, no more is read than a file may
//! hold.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::problem::{Problem, Problems, SourceText};

/// Largest file of a scenario, a study or an arm, bytes.
pub(crate) const FILE_BYTES: usize = 1 << 20;

/// The byte order mark in UTF-8.
const UTF_8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// The text of a file; `what` is what the user calls it (`the scenario`).
///
/// # Errors
/// Why it cannot be read, that it is too large, or which encoding it has instead of UTF-8.
pub(crate) fn read(path: &Path, what: &str) -> Result<String, String> {
    let file = File::open(path).map_err(|error| format!("cannot read {what}: {error}"))?;
    read_from(file, what)
}

/// The same of what is read from elsewhere than a path, such as standard input.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_from(from: impl Read, what: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    from.take(FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot read {what}: {error}"))?;
    if bytes.len() > FILE_BYTES {
        return Err(format!("{what} is too large: more than {FILE_BYTES} bytes were found"));
    }
    text(bytes).map_err(|found| format!("{what} is not UTF-8 text: {found}; save it as UTF-8"))
}

/// The text of bytes in UTF-8, without the byte order mark that editors put before it; or what was
/// found instead.
fn text(mut bytes: Vec<u8>) -> Result<String, String> {
    if is_utf_16(&bytes) {
        return Err("it is in UTF-16".to_owned());
    }
    if bytes.starts_with(UTF_8_MARK) {
        bytes.drain(..UTF_8_MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[at];
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!(
            "line {line} holds the byte {byte:#04X}, which no character has there (`{}` in \
             Latin-1)",
            char::from(byte).escape_debug()
        )
    })
}

/// Whether bytes are UTF-16: by their byte order mark, or by the zero byte of the first character
/// (no key and no comment begins with another than an ASCII character).
fn is_utf_16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
    }
}

/// The same, its refusal as a problem of the file.
///
/// # Errors
/// As [`read`].
pub(crate) fn load(path: &Path, what: &str) -> Result<String, Problems> {
    read(path, what).map_err(|message| refused(path.display().to_string(), message))
}

/// A source that cannot be read, as a problem of it.
pub(crate) fn refused(name: String, message: String) -> Problems {
    Problems::new(
        vec![SourceText { name, text: String::new() }],
        vec![Problem::syntax(None, message)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_endless_file_is_refused_at_the_limit() {
        let error = read(Path::new("/dev/zero"), "the scenario").unwrap_err();
        assert_eq!(error, "the scenario is too large: more than 1048576 bytes were found");
    }

    #[test]
    fn a_byte_that_is_no_text_is_named_by_its_line() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.toml");
        std::fs::write(&path, b"schema = 1\n# \xff").unwrap();
        let error = read(&path, "the study").unwrap_err();
        assert_eq!(
            error,
            "the study is not UTF-8 text: line 2 holds the byte 0xFF, which no character has \
             there (`\u{ff}` in Latin-1); save it as UTF-8"
        );
        std::fs::write(&path, vec![b'#'; FILE_BYTES]).unwrap();
        assert_eq!(read(&path, "the study").unwrap().len(), FILE_BYTES);
    }

    #[test]
    fn an_encoding_is_named_and_a_mark_of_utf_8_left_out() {
        let wide = |mark: bool, bytes: fn(u16) -> [u8; 2]| {
            let text = if mark { "\u{feff}schema = 1" } else { "schema = 1" };
            text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
        };
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for mark in [true, false] {
                assert_eq!(text(wide(mark, bytes)).unwrap_err(), "it is in UTF-16");
            }
        }
        let latin = text(b"title = \"IL-2 f\xfcr M\xe4use\"".to_vec()).unwrap_err();
        assert!(latin.contains("0xFC") && latin.contains("`\u{fc}` in Latin-1"), "{latin}");
        assert_eq!(text("\u{feff}schema = 1".into()).unwrap(), "schema = 1");
        assert_eq!(text(Vec::new()).unwrap(), "");
        assert_eq!(text(b"a".to_vec()).unwrap(), "a");
    }
}
