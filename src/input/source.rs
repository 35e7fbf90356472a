//! The text of an input file, bounded: whatever the path leads to, no more is read than a file may
//! hold.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::problem::{Problem, Problems, SourceText};

/// Largest file of a scenario, a study or an arm, bytes.
pub(crate) const FILE_BYTES: usize = 1 << 20;

/// The text of a file; `what` is what the user calls it (`the scenario`).
///
/// # Errors
/// Why it cannot be read, that it is too large, or where it is not UTF-8.
pub(crate) fn read(path: &Path, what: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot read {what}: {error}"))?;
    if bytes.len() > FILE_BYTES {
        return Err(format!("{what} is too large: more than {FILE_BYTES} bytes were found"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{what} is not UTF-8 text: line {line} holds a byte that no character has")
    })
}

/// The same, its refusal as a problem of the file.
///
/// # Errors
/// As [`read`].
pub(crate) fn load(path: &Path, what: &str) -> Result<String, Problems> {
    read(path, what).map_err(|message| {
        let name = path.display().to_string();
        Problems::new(
            vec![SourceText { name, text: String::new() }],
            vec![Problem::syntax(None, message)],
        )
    })
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
        assert!(error.starts_with("the study is not UTF-8 text: line 2"), "{error}");
        std::fs::write(&path, vec![b'#'; FILE_BYTES]).unwrap();
        assert_eq!(read(&path, "the study").unwrap().len(), FILE_BYTES);
    }
}
