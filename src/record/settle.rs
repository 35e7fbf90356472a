//! What stays of a finished run.

use super::directory::RunDir;
use super::{RecordError, checkpoint, made, tables};

impl RunDir {
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
