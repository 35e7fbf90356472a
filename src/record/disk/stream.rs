//! A file that is being written as a stream, for writers that go back in it.

use std::io::{self, Seek, SeekFrom, Write};

use super::{Part, fault};

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        fault::at("write")?;
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.as_file_mut().seek(to)
    }
}
