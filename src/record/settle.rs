//! What stays of a finished run, and what goes where it is not finished any more.

use super::directory::RunDir;
use super::{RecordError, checkpoint, disk, made, tables};

/// Files that only the end of a run makes.
const MADE_AT_THE_END: [&str; 5] =
    ["series.parquet", "outcomes.parquet", "summary.json", "timelapse.gif", "report.html"];

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
