//! Locks of the operating system on files: they end with their holder, however that ends.
//!
//! In: a file that means nothing but its lock. Out: the lock, or that another process holds it. A
//! file system that keeps no locks stops nothing: work there goes on unguarded.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::{RecordError, disk};

/// A lock that was asked for.
#[derive(Debug)]
pub(crate) enum Lock {
    /// It ends with this value or the process.
    Held(#[allow(dead_code, reason = "held, never read")] File),
    /// The file system keeps no locks.
    Unguarded,
}

/// Takes the lock of a file, which is made if it is not there; `None`: another process holds it.
///
/// # Errors
/// What the disk refuses, but not that it keeps no locks.
pub(crate) fn take(path: &Path) -> Result<Option<Lock>, RecordError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| RecordError::io(path, "open", error))?;
    match disk::fault::at("lock").map_err(TryLockError::Error).and_then(|()| file.try_lock()) {
        Ok(()) => Ok(Some(Lock::Held(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) if keeps_no_locks(&error) => Ok(Some(Lock::Unguarded)),
        Err(TryLockError::Error(error)) => Err(RecordError::io(path, "lock", error)),
    }
}

/// Whether an error of a lock says that the file system keeps none. Network file systems have
/// several words for it: ENOLCK where their server's daemon for locks is out of reach, and
/// Linux's own ENOTSUPP, which has no name outside the kernel.
#[cfg(unix)]
pub(crate) fn keeps_no_locks(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    const ENOTSUPP: i32 = 524;
    let known = [Errno::NOLCK, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP];
    error.raw_os_error().is_some_and(|code| {
        code == ENOTSUPP || known.iter().any(|errno| errno.raw_os_error() == code)
    }) || error.kind() == std::io::ErrorKind::Unsupported
}

/// Whether an error of a lock says that the file system keeps none.
#[cfg(not(unix))]
pub(crate) fn keeps_no_locks(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::Unsupported
}

#[cfg(all(test, unix, debug_assertions))]
mod tests {
    use super::*;

    const EIO: i32 = 5;

    #[test]
    fn another_refusal_of_a_lock_is_an_error() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("lock");
        let error = disk::fault::with("lock", 1, EIO, || take(&path)).unwrap_err();
        assert!(error.to_string().contains("cannot lock"), "{error}");
    }
}
