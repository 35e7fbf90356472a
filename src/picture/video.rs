//! MP4 (H.264) by ffmpeg, if the machine has it.
//!
//! In: pictures of one size. Out: a file that ffmpeg writes, from raw RGB that it gets by a pipe.
//! H.264 with the sampling that every player knows (4:2:0) needs even sides: an odd one gets a line
//! of the page's colour. What ffmpeg makes depends on its version: of all files that this program
//! makes, MP4 alone is not promised to have the same bytes everywhere.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::{Colours, Image, Pace, palette};

/// The program.
const FFMPEG: &str = "ffmpeg";
/// Longest part of its words that is passed on.
const SAID: usize = 600;

/// Why there is no MP4.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    /// It is not installed.
    #[error(
        "MP4 is made by ffmpeg, which is not on the PATH: install it (Debian, Ubuntu: apt install \
         ffmpeg; Fedora: dnf install ffmpeg; macOS: brew install ffmpeg; Windows: winget install \
         ffmpeg), or take --format gif or apng"
    )]
    Absent,
    /// It stopped.
    #[error("ffmpeg made no MP4: {0}")]
    Failed(String),
    /// The operating system refused to start it or to talk to it.
    #[error("ffmpeg cannot be used: {0}")]
    Io(#[from] std::io::Error),
}

/// Whether ffmpeg is there, before work is done for it.
///
/// # Errors
/// [`VideoError::Absent`] and what the operating system refuses.
pub fn check() -> Result<(), VideoError> {
    let started = Command::new(FFMPEG)
        .arg("-version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    started.map(|_| ()).map_err(refused)
}

fn refused(error: std::io::Error) -> VideoError {
    if error.kind() == ErrorKind::NotFound { VideoError::Absent } else { VideoError::Io(error) }
}

/// An MP4 that grows.
pub struct Video {
    child: Child,
    pipe: Option<ChildStdin>,
    said: File,
    /// Even width and height.
    size: (usize, usize),
    table: Vec<u8>,
    held: u32,
}

impl Video {
    /// Starts ffmpeg, which writes `path` (and replaces what stands there). Pictures have this
    /// size.
    ///
    /// # Errors
    /// [`VideoError`].
    pub fn begin(
        path: &Path,
        (width, height): (usize, usize),
        colours: Colours,
        pace: Pace,
    ) -> Result<Video, VideoError> {
        let size = (width.next_multiple_of(2), height.next_multiple_of(2));
        let said = tempfile::tempfile()?;
        let (part, whole) = pace.seconds();
        let mut child = Command::new(FFMPEG)
            .args([
                "-hide_banner",
                "-loglevel",
                "error",
                "-f",
                "rawvideo",
                "-pixel_format",
                "rgb24",
                "-video_size",
                &format!("{}x{}", size.0, size.1),
            ])
            .args([
                "-framerate",
                &format!("{whole}/{part}"),
                "-i",
                "pipe:0",
                "-an",
                "-vf",
                "scale=out_color_matrix=bt709:out_range=tv",
            ])
            .args(["-c:v", "libx264", "-preset", "medium", "-crf", "18", "-pix_fmt", "yuv420p"])
            .args([
                "-color_range",
                "tv",
                "-colorspace",
                "bt709",
                "-color_primaries",
                "bt709",
                "-color_trc",
                "bt709",
            ])
            .args([
                "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f",
                "mp4", "-y",
            ])
            .arg(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(said.try_clone()?)
            .spawn()
            .map_err(refused)?;
        let pipe = child.stdin.take();
        Ok(Video { child, pipe, said, size, table: colours.table(), held: pace.times_held() })
    }

    /// Shows a picture.
    ///
    /// # Errors
    /// [`VideoError::Failed`] with ffmpeg's own words.
    pub fn push(&mut self, image: &Image) -> Result<(), VideoError> {
        let colour = |index: u8| &self.table[3 * usize::from(index)..][..3];
        let mut bytes = Vec::with_capacity(3 * self.size.0 * self.size.1);
        for y in 0..self.size.1 {
            for x in 0..self.size.0 {
                let inside = x < image.width && y < image.height;
                bytes.extend_from_slice(colour(if inside {
                    image.pixels[y * image.width + x]
                } else {
                    palette::PAGE
                }));
            }
        }
        let sent = self.pipe.as_mut().map_or(Ok(()), |pipe| pipe.write_all(&bytes));
        match sent {
            // It closed the pipe: why stands in what it said.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.end(),
            other => other.map_err(VideoError::Io),
        }
    }

    /// Holds the last picture, and waits for the file.
    ///
    /// # Errors
    /// [`VideoError::Failed`] with ffmpeg's own words.
    pub fn finish(mut self, last: &Image) -> Result<(), VideoError> {
        for _ in 1..self.held {
            self.push(last)?;
        }
        self.end()
    }

    /// Closes the pipe and waits.
    fn end(&mut self) -> Result<(), VideoError> {
        drop(self.pipe.take());
        let status = self.child.wait()?;
        if status.success() {
            return Ok(());
        }
        let mut said = String::new();
        self.said.seek(SeekFrom::Start(0))?;
        let _ = (&mut self.said).take(1 << 16).read_to_string(&mut said);
        let start = said.trim().char_indices().rev().take(SAID).last().map_or(0, |(at, _)| at);
        let words = if said.trim().is_empty() {
            status.to_string()
        } else {
            said.trim()[start..].to_owned()
        };
        Err(VideoError::Failed(words))
    }
}

impl Drop for Video {
    /// Nothing is left running when the work is given up.
    fn drop(&mut self) {
        if self.pipe.take().is_some() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
