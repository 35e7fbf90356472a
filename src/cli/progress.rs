//! How the progress of a run is printed.
//!
//! A bar on a terminal, a plain line for each tenth of the time otherwise, JSON lines if asked for,
//! nothing if quiet. All of it on stderr.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::events::Event;
use crate::input::units::day;

use super::output;

/// Parts of a run that get a plain line each.
const PLAIN_LINES: f64 = 10.0;

/// The form of what is printed.
enum Form {
    Quiet,
    Json,
    Plain,
    Bar(ProgressBar),
}

/// Prints the events of a run on stderr.
pub(super) struct Progress {
    form: Form,
    /// Tenths of the run that were printed.
    told: i64,
}

impl Progress {
    /// For what the user asked for and what stderr is.
    pub(super) fn new(quiet: bool, json: bool) -> Self {
        let form = if quiet {
            Form::Quiet
        } else if json {
            Form::Json
        } else if std::io::stderr().is_terminal() {
            Form::Bar(bar())
        } else {
            Form::Plain
        };
        Progress { form, told: -1 }
    }

    /// Prints one event.
    pub(super) fn tell(&mut self, event: Event) {
        match event {
            Event::Message(text) => self.message(&text),
            Event::Directory(path) => match &self.form {
                Form::Json => {
                    output::record(&serde_json::json!({ "directory": path.display().to_string() }))
                }
                _ => self.message(&format!("results: {}", path.display())),
            },
            Event::Step { time_h, until_h, active, total } => {
                self.step(time_h, until_h, active, total)
            }
            Event::Begins(_) | Event::Rows { .. } | Event::Ended { .. } | Event::Picture { .. } => {
            }
        }
    }

    /// Prints where the run can be watched, even if quiet.
    pub(super) fn address(&self, url: &str) {
        match &self.form {
            Form::Json => output::record(&serde_json::json!({ "watch": url })),
            _ => output::message(format_args!("watch: {url}")),
        }
    }

    fn message(&self, text: &str) {
        match &self.form {
            Form::Quiet => {}
            Form::Json | Form::Plain => output::message(text),
            Form::Bar(bar) => bar.suspend(|| output::message(text)),
        }
    }

    fn step(&mut self, time_h: f64, until_h: f64, active: usize, total: usize) {
        let tenth = (PLAIN_LINES * time_h / until_h).floor() as i64;
        let is_new = tenth > self.told;
        self.told = self.told.max(tenth);
        let text = format!(
            "day {} of {}, {active} of {total} replicates active",
            day(time_h),
            day(until_h)
        );
        match &self.form {
            Form::Quiet => {}
            Form::Json if is_new => {
                output::record(&serde_json::json!({
                    "time_h": time_h, "until_h": until_h, "active": active, "replicates": total,
                }));
            }
            Form::Plain if is_new => output::message(text),
            Form::Json | Form::Plain => {}
            Form::Bar(bar) => {
                bar.set_length(until_h as u64);
                bar.set_position(time_h as u64);
                bar.set_message(text);
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn done(&self) {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {msg}, {elapsed} elapsed, {eta} left")
        .expect("a template of known keys");
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}
