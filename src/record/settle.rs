//! What stays of a finished run, and what goes where it is not finished any more.

use super::digests::{FileDigest, FileDigests};
use super::directory::{RunDir, STATE};
use super::{RecordError, checkpoint, disk, made, tables};

/// Files that only the end of a run makes.
const MADE_AT_THE_END: [&str; 5] =
    ["series.parquet", "outcomes.parquet", "summary.json", "timelapse.gif", "report.html"];

/// What says how a run came about, and so varies between machines and times.
const VARY: [&str; 2] = ["manifest.json", "log.txt"];

/// Where the pictures of a run lie.
const PICTURES: &str = "frames";

impl RunDir {
    /// Removes what the end of a run made, once its manifest does not say any more that it is
    /// done.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(crate) fn reopen(&self) -> Result<(), RecordError> {
        self.must_be_held()?;
        MADE_AT_THE_END.iter().try_for_each(|name| disk::remove(&self.file(name)))
    }

    /// Every file that a run made and that is there, with its digest.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(crate) fn digests(&self) -> Result<FileDigests, RecordError> {
        let newest = checkpoint::newest_scheduled(self)?.map(|file| format!("{STATE}/{file}"));
        // Renderings are entered by the command that makes them, exports belong to the user.
        let stays = |name: &String| match name.split_once('/') {
            Some((STATE, _)) => Some(name) == newest.as_ref(),
            Some((folder, _)) => folder == PICTURES,
            None => !VARY.contains(&name.as_str()),
        };
        let there = made::RUN.names(&self.path)?.into_iter().filter(stays);
        there.map(|name| Ok((name.clone(), FileDigest::of_file(&self.file(&name))?))).collect()
    }

    /// The last act of a run, after its manifest says [`Status::Done`](super::Status::Done): of the
    /// state only the newest checkpoint at a fixed time stays. On a run that is settled it changes
    /// nothing, so a resume of a finished run calls it too (a handle for reading will do).
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn settle(&self) -> Result<(), RecordError> {
        made::RUN.remove_parts(self.path())?;
        tables::remove_segments(self)?;
        checkpoint::settle(self)
    }
}
