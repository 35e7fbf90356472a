//! Files that are whole or absent: written beside, synchronised, renamed.
//!
//! In: a path and bytes. Out: the file, or the former file untouched. The only place of the program
//! with calls that not every system has: the synchronisation of a directory (Unix), after which a
//! rename outlives a power cut, and the exchange of two directories (Linux, macOS).
//!
//! What is written beside is `NAME.part` in a directory that this process holds (see
//! [`replace`]), else `NAME.XXXXXX.part` under a lock (see [`replace_shared`]); which of them may
//! be removed says `made`.

pub(crate) mod fault;
mod stream;

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use super::{RecordError, lock};

/// What a file is called while it is written.
const PART: &str = "part";

/// Letters of the name of its own that a file has beside a place which others may write too.
const OWN_NAME: usize = 6;

/// Puts `bytes` at `path`, whole or not at all, in a directory that this process holds; makes the
/// directories above it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    make_parent(path)?;
    let beside = part_of(path);
    let written = create(&beside)
        .and_then(|file| write_and_synchronise(file, &beside, bytes))
        .and_then(|()| rename(&beside, path));
    if let Err(error) = written {
        // Gives a full disk its room back; that the removal may fail too adds nothing to the error
        // that is returned.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    synchronise_parent(path)
}

/// Puts `bytes` at `path`, whole or not at all, where others may write too: the user's own place,
/// or a study's.
pub(crate) fn replace_shared(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let mut part = Part::beside(path)?;
    part.write(bytes)?;
    part.settle()
}

/// Files that others may write too, put there one after the other: what killed processes left of
/// those that `is_ours` knows goes first, once.
pub(crate) fn replace_many<'a>(
    directory: &'a Path,
    is_ours: &dyn Fn(&str) -> bool,
) -> Result<impl Fn(&str, &[u8]) -> Result<(), RecordError> + use<'a>, RecordError> {
    remove_dead_parts(directory, is_ours)?;
    Ok(move |name: &str, bytes: &[u8]| {
        let path = directory.join(name);
        make_parent(&path)?;
        let mut part = Part::new(&path)?;
        part.write(bytes)?;
        part.settle()
    })
}

/// A new file, in place of the file or link of this name: a link is never followed.
pub(crate) fn create(path: &Path) -> Result<File, RecordError> {
    let new = || {
        fault::at("create")?;
        OpenOptions::new().read(true).write(true).create_new(true).open(path)
    };
    let made = match new() {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && !path.is_dir() => {
            remove(path)?;
            new()
        }
        other => other,
    };
    made.map_err(|error| RecordError::io(path, "create", error))
}

/// Renames a file or directory to `path`.
pub(crate) fn rename(from: &Path, path: &Path) -> Result<(), RecordError> {
    fault::at("rename")
        .and_then(|()| fs::rename(from, path))
        .map_err(|error| RecordError::io(path, "rename a file to", error))
}

/// Exchanges two directories at once; false where the system or the file system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(crate) fn exchange(one: &Path, other: &Path) -> Result<bool, RecordError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    let exchanged = fault::at("exchange")
        .and_then(|()| Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?));
    let cannot = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP];
    match exchanged {
        Ok(()) => Ok(true),
        Err(error) if cannot.iter().any(|e| Some(e.raw_os_error()) == error.raw_os_error()) => {
            Ok(false)
        }
        Err(error) => Err(RecordError::io(other, "exchange", error)),
    }
}

/// Elsewhere directories cannot be exchanged at once.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(crate) fn exchange(_one: &Path, _other: &Path) -> Result<bool, RecordError> {
    Ok(false)
}

/// A file of a name of its own beside its place, under a lock by which it is known as being
/// written; it goes when this is dropped before [`Part::settle`].
pub(crate) struct Part {
    file: tempfile::NamedTempFile,
    place: PathBuf,
}

impl Part {
    /// Beside a place; makes the directories above it. What killed processes left there goes.
    pub(crate) fn beside(place: &Path) -> Result<Part, RecordError> {
        make_parent(place)?;
        if let Some(name) = place.file_name().and_then(|name| name.to_str()) {
            remove_dead_parts(parent_of(place), &|of| of == name)?;
        }
        Part::new(place)
    }

    /// The same, and what was left there stays.
    fn new(place: &Path) -> Result<Part, RecordError> {
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let refused = |error| RecordError::io(place, "create", error);
        loop {
            fault::at("create").map_err(refused)?;
            let mut builder = tempfile::Builder::new();
            let (prefix, suffix) = (format!("{name}."), format!(".{PART}"));
            builder.prefix(&prefix).suffix(&suffix).rand_bytes(OWN_NAME);
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
            let file = builder
                .tempfile_in(parent_of(place))
                .map_err(|error| refused(without_its_path(error)))?;
            // Between its making and its lock another process may have taken it for a dead one.
            let taken = matches!(file.as_file().try_lock(), Err(fs::TryLockError::WouldBlock));
            if !taken && file.path().exists() {
                return Ok(Part { file, place: place.to_path_buf() });
            }
        }
    }

    /// Where another program may write it.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), RecordError> {
        let file = self.file.as_file_mut();
        fault::at("write")
            .and_then(|()| file.write_all(bytes))
            .map_err(|error| RecordError::io(&self.place, "write", error))
    }

    /// Puts the file in its place.
    pub(crate) fn settle(self) -> Result<(), RecordError> {
        let place = self.place.clone();
        self.synchronise()?.rename()?;
        synchronise_parent(&place)
    }

    fn synchronise(self) -> Result<Part, RecordError> {
        let synchronised = self.file.as_file().sync_all();
        synchronised.map_err(|error| RecordError::io(&self.place, "synchronise", error))?;
        Ok(self)
    }

    fn rename(self) -> Result<(), RecordError> {
        let refused = |error| RecordError::io(&self.place, "rename a file to", error);
        fault::at("rename").map_err(refused)?;
        self.file.persist(&self.place).map_err(|error| refused(error.error))?;
        Ok(())
    }
}

/// An error as the system gave it, without the name of the temporary file.
fn without_its_path(error: std::io::Error) -> std::io::Error {
    let inner = error.get_ref().and_then(|outer| outer.source());
    match inner.and_then(|inner| inner.downcast_ref::<std::io::Error>()?.raw_os_error()) {
        Some(code) => std::io::Error::from_raw_os_error(code),
        None => error,
    }
}

/// The directory of a place.
fn parent_of(place: &Path) -> &Path {
    match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes the directories above a file.
pub(crate) fn make_parent(path: &Path) -> Result<(), RecordError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or(Ok(()), |parent| {
        fs::create_dir_all(parent)
            .map_err(|error| RecordError::io(parent, "make the directory", error))
    })
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
        let mut part = Part::new(&directory.join(name))?;
        part.write(bytes)?;
        beside.push(part.synchronise()?);
    }
    beside.into_iter().try_for_each(Part::rename)?;
    synchronise_parent(&directory.join(files.first().map_or("", |(name, _)| name)))
}

fn write_and_synchronise(mut file: File, path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    fault::at("write")
        .and_then(|()| file.write_all(bytes))
        .map_err(|error| RecordError::io(path, "write", error))?;
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

/// A path without links, `.` and `..`, whether or not all of it exists.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let known = path.ancestors().find_map(|known| Some((known, fs::canonicalize(known).ok()?)));
    let Some((known, mut real)) = known else { return path };
    let mut turned_back = false;
    for part in path.strip_prefix(known).into_iter().flat_map(Path::components) {
        match part {
            Component::ParentDir => turned_back |= real.pop(),
            other => real.push(other),
        }
    }
    // What follows `NEW/..` may exist, and be a link.
    if turned_back { real_path(&real) } else { real }
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

/// Whether a name is that of a file being written.
pub(crate) fn is_part(name: &str) -> bool {
    finished_name(name).is_some()
}

/// The name that a file being written will have: `NAME` of `NAME.part`.
pub(crate) fn finished_name(name: &str) -> Option<&str> {
    name.strip_suffix(PART)?.strip_suffix('.').filter(|name| !name.is_empty())
}

/// The same of a file with a name of its own: `NAME` of `NAME.XXXXXX.part`.
pub(crate) fn finished_shared_name(name: &str) -> Option<&str> {
    let (name, own) = finished_name(name)?.rsplit_once('.')?;
    let is_own = own.len() == OWN_NAME && own.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_own && !name.is_empty()).then_some(name)
}

/// Removes the files that killed processes left in a directory under names of their own, of those
/// that `is_ours` knows by the names that they were to have.
pub(crate) fn remove_dead_parts(
    directory: &Path,
    is_ours: &dyn Fn(&str) -> bool,
) -> Result<(), RecordError> {
    for name in names(directory)? {
        let path = directory.join(&name);
        if finished_shared_name(&name).is_some_and(is_ours) && is_file(&path) {
            remove_if_dead(&path)?;
        }
    }
    Ok(())
}

/// Removes a file with a name of its own, unless a process still writes it: then it is locked, or,
/// where there are no locks, younger than a day.
pub(crate) fn remove_if_dead(path: &Path) -> Result<(), RecordError> {
    const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
    // One that has gone, or may not be opened, is not ours to remove.
    let Ok(file) = File::open(path) else { return Ok(()) };
    let is_old = || {
        let age = file.metadata().and_then(|data| data.modified()).map(|at| at.elapsed());
        matches!(age, Ok(Ok(age)) if age > DAY)
    };
    let is_dead = match file.try_lock() {
        Ok(()) => true,
        Err(fs::TryLockError::WouldBlock) => false,
        Err(fs::TryLockError::Error(error)) => lock::keeps_no_locks(&error) && is_old(),
    };
    if is_dead { remove(path) } else { Ok(()) }
}

/// Whether a path is a file itself, not a link to one.
pub(crate) fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_file())
}

/// Whether a path is a directory itself, not a link to one.
pub(crate) fn is_directory(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, RecordError> {
    fs::read(path).map_err(|error| RecordError::io(path, "read", error))
}

/// What a zstd stream in a file holds, of at most so many bytes.
///
/// # Errors
/// [`RecordError::Damaged`] where it holds more, or is no such stream.
pub(crate) fn unpacked(path: &Path, packed: &[u8], most: u64) -> Result<Vec<u8>, RecordError> {
    let damaged = |error: std::io::Error| RecordError::damaged(path, error.to_string());
    let mut bytes = Vec::new();
    let decoder = zstd::Decoder::new(packed).map_err(damaged)?;
    decoder.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() as u64 > most {
        return Err(RecordError::damaged(path, format!("unpacks to more than {most} bytes")));
    }
    Ok(bytes)
}

/// Name of a file while it is written in a directory that this process holds. Fixed, so that a
/// later process finds and removes what a killed one left.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(PART);
    PathBuf::from(name)
}

/// Makes a rename outlive a power cut.
#[cfg(unix)]
pub(crate) fn synchronise_parent(path: &Path) -> Result<(), RecordError> {
    let parent = parent_of(path);
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

    #[cfg(debug_assertions)]
    #[test]
    fn a_full_disk_keeps_the_former_file_and_is_told_apart() {
        const ENOSPC: i32 = 28;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file.txt");
        replace(&path, b"former").unwrap();
        for write in [replace, replace_shared] {
            let error = fault::with("write", 1, ENOSPC, || write(&path, b"latter")).unwrap_err();
            assert!(matches!(&error, RecordError::DiskFull { .. }), "{error}");
            assert_eq!(error.remedy(), Remedy::Retry);
            assert_eq!(fs::read(&path).unwrap(), b"former");
            assert_eq!(names(directory.path()).unwrap(), ["file.txt"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_a_part_is_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (path, mine) = (directory.path().join("file.txt"), directory.path().join("mine"));
        fs::write(&mine, b"mine").unwrap();
        std::os::unix::fs::symlink(&mine, part_of(&path)).unwrap();
        replace_shared(&path, b"shared").unwrap();
        assert!(part_of(&path).is_symlink(), "the user's own link stays");
        replace(&path, b"held").unwrap();
        assert_eq!(fs::read(&mine).unwrap(), b"mine");
        assert_eq!(fs::read(&path).unwrap(), b"held");
        assert!(is_file(&path));
    }

    #[test]
    fn a_file_made_beside_can_be_read_by_whom_a_new_file_can() {
        let directory = tempfile::tempdir().unwrap();
        let (path, new) = (directory.path().join("file.txt"), directory.path().join("new.txt"));
        replace_shared(&path, b"x").unwrap();
        fs::write(&new, b"x").unwrap();
        let permissions = |path| fs::metadata(path).unwrap().permissions();
        assert_eq!(permissions(&path), permissions(&new));
    }

    #[test]
    fn no_more_is_unpacked_than_there_may_be() {
        let packed = zstd::encode_all(vec![0; 1 << 20].as_slice(), 1).unwrap();
        let path = Path::new("x");
        assert_eq!(unpacked(path, &packed, 1 << 20).unwrap().len(), 1 << 20);
        let error = unpacked(path, &packed, (1 << 20) - 1).unwrap_err();
        assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
        assert!(matches!(unpacked(path, b"none", 9), Err(RecordError::Damaged { .. })));
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
    fn what_a_killed_process_left_beside_goes_and_what_is_being_written_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("page.html");
        let alive = Part::beside(&path).unwrap();
        let own = alive.path().file_name().unwrap().to_str().unwrap().to_string();
        for name in ["page.html.a1B2c3.part", "page.html.part", "notes.txt.a1B2c3.part"] {
            fs::write(directory.path().join(name), b"half").unwrap();
        }
        replace_shared(&path, b"whole").unwrap();
        let mut left = vec!["notes.txt.a1B2c3.part", "page.html", own.as_str(), "page.html.part"];
        left.sort_unstable();
        assert_eq!(names(directory.path()).unwrap(), left);
        alive.settle().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn names_of_parts_say_what_they_were_to_be() {
        for (name, held, shared) in [
            ("a.json.part", Some("a.json"), None),
            ("a.json.a1B2c3.part", Some("a.json.a1B2c3"), Some("a.json")),
            ("a.json.a1B2-3.part", Some("a.json.a1B2-3"), None),
            ("a.part.txt", None, None),
            (".part", None, None),
        ] {
            assert_eq!(finished_name(name), held, "{name}");
            assert_eq!(finished_shared_name(name), shared, "{name}");
        }
    }
}
