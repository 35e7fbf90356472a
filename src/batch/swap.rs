//! The dataset of a study in its place: at every moment the old one or the new one stands.
//!
//! In: a new dataset beside its place, under the lock of [`hold`]. Out: `DATASET`. The two
//! directories are exchanged at once; where the file system cannot do that, the old one waits as
//! `dataset.former.part` between two renames, and [`recover`] puts it back after a kill. Of the old
//! one the program's own files go; what its user put there moves into the new one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::record::lock::{self, Lock};
use crate::record::{RecordError, disk, made};

use super::directory::DATASET;
use super::{BatchError, store};

/// The file whose lock says that a process makes the dataset.
const LOCK: &str = "lock";

/// What the old dataset is called between two renames.
const FORMER: &str = "dataset.former.part";

/// What a dataset is called while it is made: this, letters of its own, `.part`.
const NEW: &str = "dataset.new-";

/// The file that says that a dataset is being made: what is in its directory is all the program's.
pub(super) const UNFINISHED: &str = "unfinished";

/// Time between two looks at a lock that another process holds.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until no other process makes the dataset, and holds its place; `None`: asked to stop
/// meanwhile. `wait` is called before every wait, and says whether to stop.
pub(super) fn hold(
    study: &Path,
    wait: &mut dyn FnMut() -> bool,
) -> Result<Option<Lock>, BatchError> {
    let path = study.join(store::SHARDS).join(LOCK);
    disk::make_parent(&path)?;
    loop {
        match lock::take(&path)? {
            Some(lock) => return Ok(Some(lock)),
            None if wait() => return Ok(None),
            None => std::thread::sleep(LOOK),
        }
    }
}

/// A directory for a new dataset.
pub(super) fn new_beside(study: &Path) -> Result<tempfile::TempDir, BatchError> {
    let refused = |error| RecordError::io(study, "make a directory in", error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(NEW).suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let new = builder.tempdir_in(study).map_err(refused)?;
    disk::create(&new.path().join(UNFINISHED))?;
    Ok(new)
}

/// Puts back what a process that was killed between two renames took away; under the lock.
pub(super) fn recover(study: &Path) -> Result<(), BatchError> {
    let (target, former) = (study.join(DATASET), study.join(FORMER));
    if !target.exists() && disk::is_directory(&former) {
        disk::rename(&former, &target)?;
        disk::synchronise_parent(&target)?;
    }
    Ok(())
}

/// Whether [`recover`] has something to do.
pub(super) fn is_between(study: &Path) -> bool {
    !study.join(DATASET).exists() && disk::is_directory(&study.join(FORMER))
}

/// Removes what killed processes left of datasets, old and new; under the lock, after [`recover`].
pub(super) fn clear(study: &Path) -> Result<(), BatchError> {
    for name in disk::names(study)? {
        let path = study.join(&name);
        let is_left = name == FORMER || (name.starts_with(NEW) && disk::is_part(&name));
        if !is_left || !disk::is_directory(&path) {
            continue;
        }
        if name != FORMER && path.join(UNFINISHED).exists() {
            std::fs::remove_dir_all(&path)
                .map_err(|error| RecordError::io(&path, "remove", error))?;
        } else {
            retire(&path, &study.join(DATASET))?;
        }
    }
    Ok(())
}

/// Exchanges the dataset for the new one.
pub(super) fn put_in_place(study: &Path, new: tempfile::TempDir) -> Result<(), BatchError> {
    let target = study.join(DATASET);
    let new = new.keep();
    disk::remove(&new.join(UNFINISHED))?;
    let old = if !target.exists() {
        disk::rename(&new, &target)?;
        None
    } else if disk::exchange(&new, &target)? {
        Some(new)
    } else {
        let former = study.join(FORMER);
        disk::rename(&target, &former)?;
        disk::synchronise_parent(&target)?;
        disk::rename(&new, &target)?;
        Some(former)
    };
    disk::synchronise_parent(&target)?;
    old.map_or(Ok(()), |old| retire(&old, &target))
}

/// Removes a dataset that is none any more; what its user put there moves into the present one,
/// unless something of that name is there: then it stays where it is.
fn retire(old: &Path, target: &Path) -> Result<(), BatchError> {
    for figure in figures(old) {
        let path = old.join(figure);
        if disk::is_file(&path) {
            disk::remove(&path)?;
        }
    }
    made::DATASET.remove_all(old)?;
    // Both are empty but for what a user put there.
    let _ = std::fs::remove_dir(old.join("figures"));
    if std::fs::remove_dir(old).is_err() && target.is_dir() {
        move_into(old, target)?;
    }
    Ok(())
}

/// Figures that a dataset says it has.
fn figures(dataset: &Path) -> Vec<PathBuf> {
    let path = dataset.join("statistics.json");
    let value: serde_json::Value = disk::read(&path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let names = value.get("figures").and_then(|names| names.as_array().cloned());
    let inside = |name: &serde_json::Value| {
        let name = name.as_str()?.strip_prefix("figures/")?;
        (!name.contains(['/', '\\'])).then(|| Path::new("figures").join(name))
    };
    names
        .iter()
        .flatten()
        .filter_map(inside)
        .flat_map(|svg| [svg.with_extension("pdf"), svg])
        .collect()
}

/// Moves what is in one directory into another, whatever is not there yet, and removes what is
/// then empty.
fn move_into(from: &Path, to: &Path) -> Result<(), BatchError> {
    for name in disk::names(from)? {
        let (old, new) = (from.join(&name), to.join(&name));
        if std::fs::symlink_metadata(&new).is_err() {
            disk::rename(&old, &new)?;
        } else if disk::is_directory(&old) && disk::is_directory(&new) {
            move_into(&old, &new)?;
        }
    }
    let _ = std::fs::remove_dir(from);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A dataset of one table, one figure and what a user put there.
    fn dataset(at: &Path, mark: &str) {
        for (name, text) in [
            ("schema.json", mark),
            ("statistics.json", "{\"figures\": [\"figures/survival.svg\"]}"),
            ("outcomes/arm=a/part-0.parquet", mark),
            ("figures/survival.svg", mark),
            ("figures/survival.pdf", mark),
        ] {
            fs::create_dir_all(at.join(name).parent().unwrap()).unwrap();
            fs::write(at.join(name), text).unwrap();
        }
    }

    fn new(study: &Path) -> tempfile::TempDir {
        let beside = new_beside(study).unwrap();
        dataset(beside.path(), "new");
        beside
    }

    fn study() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        dataset(&place.path().join(DATASET), "old");
        for name in ["notes.txt", "figures/mine.svg", "outcomes/arm=a/mine.csv", "mine/x"] {
            let path = place.path().join(DATASET).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "mine").unwrap();
        }
        place
    }

    fn is_whole_with_what_is_mine(study: &Path) {
        let read = |name: &str| fs::read_to_string(study.join(DATASET).join(name)).unwrap();
        for name in ["schema.json", "outcomes/arm=a/part-0.parquet", "figures/survival.pdf"] {
            assert_eq!(read(name), "new", "{name}");
        }
        for name in ["notes.txt", "figures/mine.svg", "outcomes/arm=a/mine.csv", "mine/x"] {
            assert_eq!(read(name), "mine", "{name}");
        }
        assert_eq!(disk::names(study).unwrap(), [DATASET]);
    }

    #[test]
    fn a_new_dataset_takes_over_what_its_user_put_into_the_old_one() {
        let place = study();
        put_in_place(place.path(), new(place.path())).unwrap();
        is_whole_with_what_is_mine(place.path());
    }

    #[cfg(debug_assertions)]
    #[test]
    fn a_file_system_that_exchanges_nothing_comes_to_the_same() {
        const EINVAL: i32 = 22;
        let place = study();
        let beside = new(place.path());
        disk::fault::with("exchange", 1, EINVAL, || put_in_place(place.path(), beside)).unwrap();
        is_whole_with_what_is_mine(place.path());
    }

    #[test]
    fn a_dataset_between_two_renames_is_put_back() {
        let place = study();
        let (target, former) = (place.path().join(DATASET), place.path().join(FORMER));
        fs::rename(&target, &former).unwrap();
        let half_made = new(place.path()).keep();
        fs::write(half_made.join("figures/medians.svg.part"), "half").unwrap();
        recover(place.path()).unwrap();
        assert_eq!(fs::read(target.join("schema.json")).unwrap(), b"old");
        clear(place.path()).unwrap();
        assert_eq!(disk::names(place.path()).unwrap(), [DATASET]);
        put_in_place(place.path(), new(place.path())).unwrap();
        is_whole_with_what_is_mine(place.path());
    }

    #[test]
    fn a_directory_of_the_user_beside_the_dataset_is_not_cleared() {
        let place = study();
        fs::create_dir(place.path().join("dataset.backup.part")).unwrap();
        clear(place.path()).unwrap();
        assert_eq!(disk::names(place.path()).unwrap(), [DATASET, "dataset.backup.part"]);
    }
}
