//! Files that are whole or absent: written beside, synchronised, renamed.
//!
//! In: a path and bytes. Out: the file, or the former file untouched. The only place of the program
//! with calls that not every system has: the synchronisation of a directory (Unix), after which a
//! rename outlives a power cut.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::RecordError;

/// What a file is called while it is written. Fixed, so that a later process finds and removes what
/// a killed one left.
const PART: &str = "part";

/// Puts `bytes` at `path`, whole or not at all; makes the directories above it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    make_parent(path)?;
    let beside = part_of(path);
    let written = write_and_synchronise(&beside, bytes).and_then(|()| {
        fs::rename(&beside, path).map_err(|error| RecordError::io(path, "rename a file to", error))
    });
    if let Err(error) = written {
        // Gives a full disk its room back; that the removal may fail too adds nothing to the error
        // that is returned.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    synchronise_parent(path)
}

/// Makes the directories above a file.
pub(crate) fn make_parent(path: &Path) -> Result<(), RecordError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or(Ok(()), |parent| {
        fs::create_dir_all(parent)
            .map_err(|error| RecordError::io(parent, "make the directory", error))
    })
}

/// Puts a file that another program wrote beside its place ([`part_of`]) there.
pub(crate) fn settle(path: &Path) -> Result<(), RecordError> {
    let part = part_of(path);
    File::open(&part)
        .and_then(|file| file.sync_all())
        .map_err(|error| RecordError::io(&part, "synchronise", error))?;
    fs::rename(&part, path).map_err(|error| RecordError::io(path, "rename a file to", error))?;
    synchronise_parent(path)
}

/// Puts files into one directory, each whole or not at all and in their order, under names that no
/// other process uses meanwhile: several may write the same files at once. The directory is
/// synchronised once, at the end.
pub(crate) fn replace_together(
    directory: &Path,
    files: &[(&str, &[u8])],
) -> Result<(), RecordError> {
    fs::create_dir_all(directory)
        .map_err(|error| RecordError::io(directory, "make the directory", error))?;
    let mut beside = Vec::new();
    for (name, bytes) in files {
        let refused = |action| move |error| RecordError::io(&directory.join(name), action, error);
        let mut file = beside_in(directory, name)?;
        file.write_all(bytes).map_err(refused("write"))?;
        file.as_file().sync_all().map_err(refused("synchronise"))?;
        beside.push(file);
    }
    for (file, (name, _)) in beside.into_iter().zip(files) {
        let path = directory.join(name);
        file.persist(&path)
            .map_err(|error| RecordError::io(&path, "rename a file to", error.error))?;
        #[cfg(unix)]
        readable(&path)?;
    }
    synchronise_parent(&directory.join(files.first().map_or("", |(name, _)| name)))
}

/// A file of a name of its own in a directory, which goes when it is dropped before it is renamed.
pub(crate) fn beside_in(
    directory: &Path,
    name: &str,
) -> Result<tempfile::NamedTempFile, RecordError> {
    let made = tempfile::Builder::new()
        .prefix(&format!("{name}."))
        .suffix(&format!(".{PART}"))
        .tempfile_in(directory);
    made.map_err(|error| RecordError::io(&directory.join(name), "create", error))
}

/// Gives a file the access that a file made in the ordinary way has (temporary ones are private).
#[cfg(unix)]
pub(crate) fn readable(path: &Path) -> Result<(), RecordError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
        .map_err(|error| RecordError::io(path, "make readable", error))
}

fn write_and_synchronise(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let mut file = File::create(path).map_err(|error| RecordError::io(path, "create", error))?;
    file.write_all(bytes).map_err(|error| RecordError::io(path, "write", error))?;
    file.sync_all().map_err(|error| RecordError::io(path, "synchronise", error))
}

/// Removes a file; one that is not there is no error.
pub(crate) fn remove(path: &Path) -> Result<(), RecordError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(RecordError::io(path, "remove", error))
        }
        _ => Ok(()),
    }
}

/// Names in a directory, sorted (file systems list them in any order); empty when there is no such
/// directory.
pub(crate) fn names(directory: &Path) -> Result<Vec<String>, RecordError> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| RecordError::io(directory, "list", error))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| RecordError::io(directory, "list", error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Removes the parts that a killed process left in `directory` and in the directories below it.
pub(crate) fn remove_parts(directory: &Path) -> Result<(), RecordError> {
    for name in names(directory)? {
        let path = directory.join(&name);
        if path.is_dir() && !path.is_symlink() {
            remove_parts(&path)?;
        } else if is_part(&name) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Whether a name is that of a file being written.
pub(crate) fn is_part(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == PART)
}

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, RecordError> {
    fs::read(path).map_err(|error| RecordError::io(path, "read", error))
}

/// Name of the file while it is written.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(PART);
    PathBuf::from(name)
}

/// Makes a rename outlive a power cut.
#[cfg(unix)]
pub(crate) fn synchronise_parent(path: &Path) -> Result<(), RecordError> {
    let Some(parent) = path.parent() else { return Ok(()) };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    match File::open(parent).and_then(|directory| directory.sync_all()) {
        // Some network file systems refuse to synchronise a directory: the rename stands all the
        // same.
        Err(error)
            if !matches!(
                error.kind(),
                std::io::ErrorKind::InvalidInput | std::io::ErrorKind::Unsupported
            ) =>
        {
            Err(RecordError::io(parent, "synchronise", error))
        }
        _ => Ok(()),
    }
}

/// Elsewhere a rename needs nothing more.
#[cfg(not(unix))]
pub(crate) fn synchronise_parent(_path: &Path) -> Result<(), RecordError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::{Remedied, Remedy};

    #[test]
    fn a_replaced_file_leaves_no_part() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/er/file.txt");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(path.parent().unwrap()).unwrap(), ["file.txt"]);
    }

    /// `/dev/full` answers every write with "no space left on device".
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_keeps_the_former_file_and_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file.txt");
        replace(&path, b"former").unwrap();
        std::os::unix::fs::symlink("/dev/full", part_of(&path)).unwrap();
        let error = replace(&path, b"latter").unwrap_err();
        assert!(matches!(&error, RecordError::DiskFull { .. }), "{error}");
        assert_eq!(error.remedy(), Remedy::Retry);
        assert_eq!(fs::read(&path).unwrap(), b"former");
        assert_eq!(names(directory.path()).unwrap(), ["file.txt"]);
    }

    #[test]
    fn refusals_are_classified() {
        use std::io::{Error, ErrorKind};
        let of = |kind| RecordError::io(Path::new("x"), "write", Error::from(kind));
        assert!(matches!(of(ErrorKind::QuotaExceeded), RecordError::DiskFull { .. }));
        assert!(matches!(of(ErrorKind::ReadOnlyFilesystem), RecordError::ReadOnly { .. }));
        assert!(matches!(of(ErrorKind::PermissionDenied), RecordError::ReadOnly { .. }));
        assert!(matches!(of(ErrorKind::TimedOut), RecordError::Io { .. }));
    }

    #[test]
    fn only_parts_are_removed() {
        let directory = tempfile::tempdir().unwrap();
        replace(&directory.path().join("a/keep.png"), b"x").unwrap();
        fs::write(directory.path().join("a/lost.png.part"), b"x").unwrap();
        fs::write(directory.path().join("top.json.part"), b"x").unwrap();
        remove_parts(directory.path()).unwrap();
        assert_eq!(names(directory.path()).unwrap(), ["a"]);
        assert_eq!(names(&directory.path().join("a")).unwrap(), ["keep.png"]);
    }
}
