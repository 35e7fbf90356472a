//! Standard output and standard error: the only place of the program that writes to them.
//!
//! What was asked for goes to standard output, messages and progress to standard error. No write
//! ends the program. A stream whose reader has gone (`il2sim list | head -1`) is *closed*: what
//! follows is dropped and the command goes on to its own end and exit code. A stream that refuses
//! for another reason, such as a full device, has *failed*: what follows is dropped, a run stops
//! with its state saved, and [`finish`] names the failure and changes exit code 0 into 1.
//!
//! Texts of files, paths and arguments stand in what is written, and a terminal obeys control
//! characters: all but line ends and tabs are written as escapes ([`readable`]).

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::input::Problems;

use super::{codes, typed};
use crate::events::Event;

/// A stream refused what was written to it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot write to {stream}: {reason}")]
pub(super) struct Refusal {
    /// The stream's name.
    stream: &'static str,
    /// What the operating system said.
    reason: String,
}

/// What became of a stream.
#[derive(Debug)]
enum State {
    Open,
    /// Nobody reads it any more.
    Closed,
    /// It refused, for another reason than a reader that has gone.
    Failed(Refusal),
}

/// One stream, and what became of it.
struct Stream {
    name: &'static str,
    state: Mutex<State>,
}

static OUTPUT: Stream = Stream::new("standard output");
static ERRORS: Stream = Stream::new("standard error");

impl Stream {
    const fn new(name: &'static str) -> Stream {
        Stream { name, state: Mutex::new(State::Open) }
    }

    /// Writes a whole text, and flushes; dropped where the stream is closed or has failed.
    fn put(&self, to: &mut impl Write, terminal: bool, text: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*state, State::Open) {
            return;
        }
        if let Err(error) = to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
            *state = if is_gone(&error, terminal) {
                State::Closed
            } else {
                State::Failed(Refusal { stream: self.name, reason: error.to_string() })
            };
        }
    }

    fn refusal(&self) -> Option<Refusal> {
        match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Failed(refusal) => Some(refusal.clone()),
            State::Open | State::Closed => None,
        }
    }
}

/// Whether the reader has gone: the other end of the pipe is closed, or the terminal hung up (its
/// writes then fail with an input/output error, which has no kind of its own).
fn is_gone(error: &io::Error, terminal: bool) -> bool {
    const EIO: i32 = 5;
    error.kind() == io::ErrorKind::BrokenPipe || (terminal && error.raw_os_error() == Some(EIO))
}

/// A line on standard output: what was asked for.
pub(super) fn answer(text: impl Display) {
    answer_text(format_args!("{text}\n"));
}

/// A text with its own line ends on standard output.
pub(super) fn answer_text(text: impl Display) {
    put_output(&readable(&text.to_string()));
}

/// A text on standard output as it stands.
fn put_output(text: &str) {
    let mut stream = io::stdout().lock();
    let terminal = stream.is_terminal();
    OUTPUT.put(&mut stream, terminal, text);
}

/// Whether standard error is written as JSON lines.
static JSON: AtomicBool = AtomicBool::new(false);

/// Looks whether JSON is asked for, before the command line is parsed: its errors count too.
pub(super) fn listen_for_json() {
    let mut typed = typed::all().take_while(|typed| typed != "--");
    JSON.store(typed.any(|typed| typed == "--json"), Ordering::Relaxed);
}

/// A line on standard error: a message or progress; in JSON `{"message": ...}`.
pub(super) fn message(text: impl Display) {
    if JSON.load(Ordering::Relaxed) {
        record(&serde_json::json!({ "message": text.to_string() }));
    } else {
        message_text(format_args!("{text}\n"));
    }
}

/// A line of JSON on standard error.
pub(super) fn record(value: &serde_json::Value) {
    message_text(format_args!("{value}\n"));
}

/// An error, named once; in JSON `{"error": ..., "exit_code": ...}`, and for the problems of an
/// input file `"problems": [...]`.
pub(super) fn error(text: impl Display, code: u8, problems: Option<&Problems>) {
    let json = JSON.load(Ordering::Relaxed);
    match (problems, json) {
        (Some(problems), false) => message(problems),
        (None, false) => message(format_args!("il2sim: {text}")),
        (_, true) => {
            let text = text.to_string();
            let mut line = serde_json::json!({ "error": text, "exit_code": code });
            if let Some(problems) = problems {
                line["error"] = problems.count().into();
                line["problems"] = problems.to_json();
            }
            record(&line);
        }
    }
}

/// The message of an event on standard error; other events are dropped.
pub(super) fn tell_message(event: Event) {
    if let Event::Message(text) = event {
        message(text);
    }
}

/// A text with its own line ends on standard error.
fn message_text(text: impl Display) {
    put_error(&readable(&text.to_string()));
}

/// A text on standard error as it stands.
fn put_error(text: &str) {
    let mut stream = io::stderr().lock();
    let terminal = stream.is_terminal();
    ERRORS.put(&mut stream, terminal, text);
}

/// A text with every control character but line ends and tabs as an escape, `\u001b`, and so the
/// characters that turn the direction of a line. In JSON such an escape means the same character.
fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push_str(&escape(c)),
            c if c.is_control() => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out
}

/// A character of the basic plane as an escape.
fn escape(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// What the parser of the command line has to say: help and version on standard output, what was
/// typed wrongly on standard error, each coloured only on a terminal, and only where nothing typed
/// is taken for a colour.
pub(super) fn from_parser(error: &clap::Error) {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let to_errors = error.use_stderr();
    let terminal = if to_errors { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let mut typed = typed::texts();
    let plain = plain || typed.any(|typed| readable(&typed) != typed);
    if to_errors && JSON.load(Ordering::Relaxed) {
        let text = error.render().to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
        return self::error(text, codes::INPUT, None);
    }
    match (terminal && !plain, to_errors) {
        (true, true) => put_error(&error.render().ansi().to_string()),
        (true, false) => put_output(&error.render().ansi().to_string()),
        (false, true) => message_text(error.render()),
        (false, false) => answer_text(error.render()),
    }
}

/// Whether a stream has failed: work whose state is saved stops then.
pub(super) fn has_failed() -> bool {
    OUTPUT.refusal().is_some() || ERRORS.refusal().is_some()
}

/// The exit code in the end: a stream that failed is named on the other one, and success becomes a
/// failure; another code stands.
pub(super) fn finish(code: u8) -> u8 {
    let refusals = [OUTPUT.refusal(), ERRORS.refusal()];
    if refusals.iter().all(Option::is_none) {
        return code;
    }
    let code = if code == codes::DONE { codes::FAILED } else { code };
    match &refusals {
        [None, None] => {}
        [Some(output), _] => error(output, code, None),
        [None, Some(errors)] => answer(format_args!("il2sim: {errors}")),
    }
    code
}

/// Has a panic, in whatever thread, reported as a defect of the program by the same writer.
pub(super) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or(String::new(), |place| format!(" ({place})"));
        let what = panic.payload_as_str().unwrap_or("no reason given");
        let text = format!("defect of the program: {what}{place}; please report it");
        error(text, codes::FAILED, None);
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            message(trace);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes some bytes, then refuses.
    struct Door {
        taken: Vec<u8>,
        room: usize,
        error: fn() -> io::Error,
    }

    impl Write for Door {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.room - self.taken.len());
            if count == 0 && !bytes.is_empty() {
                return Err((self.error)());
            }
            self.taken.extend(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a stream became after two texts through a door with room for one and a half, and what
    /// went through.
    fn after(error: fn() -> io::Error, terminal: bool) -> (State, String) {
        let stream = Stream::new("standard output");
        let mut door = Door { taken: Vec::new(), room: 6, error };
        stream.put(&mut door, terminal, "one\n");
        assert!(matches!(*stream.state.lock().unwrap(), State::Open));
        stream.put(&mut door, terminal, "two\n");
        door.room = 100;
        stream.put(&mut door, terminal, "three\n");
        (stream.state.into_inner().unwrap(), String::from_utf8(door.taken).unwrap())
    }

    #[test]
    fn a_control_character_is_written_as_an_escape() {
        assert_eq!(readable("a\x1b[31mb\tc\r\nd\n"), "a\\u001b[31mb\tc\nd\n");
        assert_eq!(readable("\r\u{9b}\u{7f}\u{202e}\u{fc}"), "\\u000d\\u009b\\u007f\\u202e\u{fc}");
        let json = readable(&serde_json::json!({ "title": "\u{9b}31m" }).to_string());
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["title"], "\u{9b}31m");
    }

    #[test]
    fn a_reader_that_has_gone_closes_a_stream_and_a_full_device_fails_it() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let hung_up = || io::Error::from_raw_os_error(5);
        for (error, terminal) in
            [(broken as fn() -> _, false), (broken as fn() -> _, true), (hung_up, true)]
        {
            let (state, text) = after(error, terminal);
            assert!(matches!(state, State::Closed), "{state:?}");
            assert_eq!(text, "one\ntw", "nothing follows the first refusal");
        }
        for (error, terminal) in [(full as fn() -> _, false), (full as fn() -> _, true)] {
            let (state, text) = after(error, terminal);
            let State::Failed(refusal) = state else { panic!("{state:?}") };
            assert_eq!(refusal.stream, "standard output");
            assert!(!refusal.reason.is_empty());
            assert_eq!(text, "one\ntw");
        }
        assert!(
            matches!(after(hung_up, false).0, State::Failed(_)),
            "a disk's error is no hang-up"
        );
    }
}
