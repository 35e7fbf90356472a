//! Who is connected: strangers, who have not shown the token yet, and how long anyone may take.
//!
//! A stranger holds no place that another needs: of too many the one that came first goes.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Strangers that are listened to at one time.
const STRANGERS: usize = 16;

/// The strangers, the first that came in front.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    present: VecDeque<(u64, TcpStream)>,
    next: u64,
}

impl Strangers {
    /// Lets one in; gives its number.
    ///
    /// # Errors
    /// Where the system has no second handle of its connection.
    pub(super) fn enter(&mut self, stream: &TcpStream) -> io::Result<u64> {
        let handle = stream.try_clone()?;
        if self.present.len() >= STRANGERS
            && let Some((_, first)) = self.present.pop_front()
        {
            // Its thread then finds the connection closed; one that has closed it is gone already.
            let _ = first.shutdown(Shutdown::Both);
        }
        self.next += 1;
        self.present.push_back((self.next, handle));
        Ok(self.next)
    }

    /// One has shown the token, or is gone.
    pub(super) fn leave(&mut self, number: u64) {
        self.present.retain(|(own, _)| *own != number);
    }
}

/// A connection of which all reading and writing together must end in time.
pub(super) struct Timed<'a> {
    stream: &'a TcpStream,
    until: Instant,
}

impl<'a> Timed<'a> {
    /// From now on.
    pub(super) fn new(stream: &'a TcpStream, time: Duration) -> Timed<'a> {
        Timed { stream, until: Instant::now() + time }
    }

    /// What is left of the time.
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(into)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
