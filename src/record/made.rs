//! What this program makes in the directory of a run or a study: the one list of names.
//!
//! In: a directory. Out: which of the files below it are the program's, by name and kind. Whatever
//! is removed is looked up here first; another file, a link, or a directory that holds something
//! else stays. Files that are being written are called after those that they will be (see `disk`).

use std::fs;
use std::path::Path;

use super::{RecordError, disk};

/// Names in a directory, given with `/`: `#` stands for digits, `*` for any letters within a name.
pub(crate) struct OwnFiles(&'static [&'static str]);

/// A run's directory.
pub(crate) const RUN: OwnFiles = OwnFiles(&[
    "manifest.json",
    "scenario.toml",
    "log.txt",
    "series.parquet",
    "outcomes.parquet",
    "summary.json",
    "frames.bin",
    "timelapse.gif",
    "report.html",
    "state/lock",
    "state/checkpoint-#.bin",
    "state/signal-#.bin",
    "state/*-#.seg",
    "frames/r#/*/t#.png",
    "export/r#-*-t#.csv",
    "export/r#-*-t#.npz",
    "export/r#-*-t#.ome.tiff",
    "render/r#-*.gif",
    "render/r#-*.mp4",
    "render/r#-*.png",
    "render/r#-*/t#.png",
    "render/r#-*/t#-#.png",
]);

/// A folder of stills.
pub(crate) const STILLS: OwnFiles = OwnFiles(&["t#.png", "t#-#.png"]);

/// What stays of a run that another replaces: it writes these anew before anything else.
const TAKEN_OVER: [&str; 3] = ["manifest.json", "scenario.toml", "state/lock"];

/// A study's directory, but its dataset.
pub(crate) const STUDY: OwnFiles = OwnFiles(&[
    "plan.json", "study.toml", "base.toml", "shards.csv", "estimate.json", "report.html",
]);

/// The directory of a shard.
pub(crate) const SHARD: OwnFiles = OwnFiles(&[
    "outcomes-#-#.parquet",
    "series-#-#.parquet",
    "done-#-#.json",
    "failed.json",
    "state-#-#.bin",
    "state-#-#.parquet",
]);

/// The dataset of a study, but its figures, which its statistics name.
pub(crate) const DATASET: OwnFiles = OwnFiles(&[
    "outcomes/arm=*/part-#.parquet",
    "series/arm=*/part-#.parquet",
    "design.parquet",
    "fractions.parquet",
    "medians.parquet",
    "survival.parquet",
    "comparison.parquet",
    "dose_response.parquet",
    "sensitivity.parquet",
    "schema.json",
    "files.json",
    "statistics.json",
    "failed.json",
    "summary.txt",
    "study.toml",
    "base.toml",
]);

impl OwnFiles {
    /// Whether a file of this name is the program's.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| matches(pattern, name))
    }

    /// Names of those that lie below `top`.
    pub(crate) fn names(&self, top: &Path) -> Result<Vec<String>, RecordError> {
        let mut names = Vec::new();
        let mut file = |name: &str, _: &Path| {
            names.extend(self.has(name).then(|| name.to_owned()));
            Ok(())
        };
        self.walk(top, &mut file, &mut |_| {})?;
        Ok(names)
    }

    /// Whether a file of this name is one of them being written.
    pub(crate) fn has_part(&self, name: &str) -> bool {
        self.has_held_part(name) || self.has_shared_part(name)
    }

    fn has_held_part(&self, name: &str) -> bool {
        disk::finished_name(name).is_some_and(|name| self.has(name))
    }

    fn has_shared_part(&self, name: &str) -> bool {
        disk::finished_shared_name(name).is_some_and(|name| self.has(name))
    }

    /// Whether a directory of this name may hold some of them.
    fn has_directory(&self, name: &str) -> bool {
        let depth = name.split('/').count();
        let head = |pattern: &str| pattern.split('/').take(depth).collect::<Vec<_>>().join("/");
        let deeper = |pattern: &&&str| pattern.split('/').count() > depth;
        self.0.iter().filter(deeper).any(|pattern| matches(&head(pattern), name))
    }

    /// Calls `file` for every file below `top` that is no link, with its name, and `directory` for
    /// every directory that may hold some of ours, after what is in it.
    fn walk(
        &self,
        top: &Path,
        file: &mut dyn FnMut(&str, &Path) -> Result<(), RecordError>,
        directory: &mut dyn FnMut(&Path),
    ) -> Result<(), RecordError> {
        self.walk_from(top, "", file, directory)
    }

    fn walk_from(
        &self,
        at: &Path,
        before: &str,
        file: &mut dyn FnMut(&str, &Path) -> Result<(), RecordError>,
        directory: &mut dyn FnMut(&Path),
    ) -> Result<(), RecordError> {
        for own in disk::names(at)? {
            let (name, path) = (format!("{before}{own}"), at.join(&own));
            if disk::is_file(&path) {
                file(&name, &path)?;
            } else if disk::is_directory(&path) && self.has_directory(&name) {
                self.walk_from(&path, &format!("{name}/"), file, directory)?;
                directory(&path);
            }
        }
        Ok(())
    }

    /// Removes what killed processes were writing below `top`, which this process holds.
    pub(crate) fn remove_parts(&self, top: &Path) -> Result<(), RecordError> {
        self.walk(top, &mut |name, path| self.remove_part(name, path), &mut |_| {})
    }

    fn remove_part(&self, name: &str, path: &Path) -> Result<(), RecordError> {
        if self.has_held_part(name) {
            disk::remove(path)
        } else if self.has_shared_part(name) {
            disk::remove_if_dead(path)
        } else {
            Ok(())
        }
    }

    /// Removes all of them below `top`, and the directories that are then empty.
    pub(crate) fn remove_all(&self, top: &Path) -> Result<(), RecordError> {
        self.remove(top, &|_| true)
    }

    /// The same of those that `goes` chooses.
    fn remove(&self, top: &Path, goes: &dyn Fn(&str) -> bool) -> Result<(), RecordError> {
        let mut file = |name: &str, path: &Path| {
            if self.has(name) && goes(name) {
                disk::remove(path)
            } else {
                self.remove_part(name, path)
            }
        };
        // One that is not empty holds something of its user, and stays.
        let mut directory = |path: &Path| drop(fs::remove_dir(path));
        self.walk(top, &mut file, &mut directory)
    }
}

/// Removes what an earlier run left in its directory, but what the next one takes over; its
/// checkpoints first, so that a process that is killed meanwhile leaves a run that can be resumed.
pub(super) fn remove_run(top: &Path) -> Result<(), RecordError> {
    let is_state = |name: &str| name.starts_with("state/");
    RUN.remove(top, &|name| is_state(name) && !TAKEN_OVER.contains(&name))?;
    RUN.remove(top, &|name| !is_state(name) && !TAKEN_OVER.contains(&name))
}

/// Whether a name is that of a pattern.
fn matches(pattern: &str, name: &str) -> bool {
    let mut letters = pattern.chars();
    match letters.next() {
        None => name.is_empty(),
        Some('#') => {
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            (1..=digits).any(|count| matches(letters.as_str(), &name[count..]))
        }
        Some('*') => {
            let most = name.find('/').unwrap_or(name.len());
            (1..=most)
                .filter(|&count| name.is_char_boundary(count))
                .any(|count| matches(letters.as_str(), &name[count..]))
        }
        Some(letter) => {
            name.strip_prefix(letter).is_some_and(|rest| matches(letters.as_str(), rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_program_are_its_own() {
        for name in [
            "state/checkpoint-000000000024.bin",
            "state/series-000000000000.seg",
            "frames/r0000/flank/t000060.png",
            "frames/r0012/lymph node/t1234567.png",
            "render/r0000-flank-cells-il2.gif",
            "render/r0000-flank/t000060-0003.png",
            "export/r0000-flank-t000060.ome.tiff",
        ] {
            assert!(RUN.has(name) && !RUN.has_part(name), "{name}");
            assert!(RUN.has_part(&format!("{name}.part")), "{name}");
            assert!(RUN.has_part(&format!("{name}.a1B2c3.part")), "{name}");
        }
        for name in [
            "notes.txt",
            "notes.txt.part",
            "frames/my.png",
            "frames/r0000/flank/my.png",
            "frames/r0000/flank/deeper/t000060.png",
            "render/mine/t000060.png",
            "render/talk.gif",
            "state/notes",
            "series.parquet.bak",
            "r0000/flank/t000060.png",
        ] {
            assert!(!RUN.has(name) && !RUN.has_part(name), "{name}");
        }
        assert!(SHARD.has("outcomes-000000-32.parquet") && !SHARD.has("outcomes-x-32.parquet"));
        assert!(DATASET.has("outcomes/arm=low dose/part-0.parquet"));
    }

    #[test]
    fn directories_that_may_hold_files_of_the_program_are_known() {
        for name in ["frames", "frames/r0000", "frames/r0000/flank", "render", "render/r0000-x"] {
            assert!(RUN.has_directory(name), "{name}");
        }
        for name in ["mine", "frames/mine", "render/mine", "frames/r0000/flank/deeper"] {
            assert!(!RUN.has_directory(name), "{name}");
        }
    }
}
