//! How the progress of a study is printed: a bar on a terminal, a plain line for each twentieth of
//! the runs otherwise, JSON lines if asked for. All on stderr.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::run::{StudyEvent, StudyProgress};
use crate::cli::output;

/// Parts of a study that get a plain line each.
const PLAIN_LINES: u64 = 20;

/// Prints the events of a study on stderr.
pub(in crate::cli) struct Follow {
    form: Form,
    /// Twentieths of the runs that were printed.
    told: Option<u64>,
}

enum Form {
    Quiet,
    Json,
    Plain,
    Bar(ProgressBar),
}

impl Follow {
    /// For what the user asked for and what stderr is.
    pub(in crate::cli) fn new(quiet: bool, json: bool) -> Self {
        let form = match (quiet, json) {
            (true, _) => Form::Quiet,
            (_, true) => Form::Json,
            _ if std::io::stderr().is_terminal() => {
                let style = ProgressStyle::with_template("{wide_bar} {msg}, {elapsed} elapsed")
                    .expect("a template of known keys");
                Form::Bar(
                    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                        .with_style(style),
                )
            }
            _ => Form::Plain,
        };
        Follow { form, told: None }
    }

    /// Prints one event.
    pub(in crate::cli) fn tell(&mut self, event: StudyEvent) {
        match event {
            StudyEvent::Message(text) => self.message(&text),
            StudyEvent::Progress(progress) => self.progress(&progress),
        }
    }

    /// A sentence.
    pub(in crate::cli) fn message(&mut self, text: &str) {
        match &self.form {
            Form::Quiet => {}
            Form::Json | Form::Plain => output::message(text),
            Form::Bar(bar) => bar.suspend(|| output::message(text)),
        }
    }

    fn progress(&mut self, progress: &StudyProgress) {
        let StudyProgress { shards, all_shards, runs, all_runs, failed, left_s } = *progress;
        let part = PLAIN_LINES * runs / all_runs.max(1);
        let is_new = self.told.is_none_or(|told| part > told);
        if is_new {
            self.told = Some(part);
        }
        let failures = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        let left = match left_s {
            Some(left_s) if shards < all_shards => {
                format!(", {} left (from {runs} runs)", span(left_s))
            }
            _ => String::new(),
        };
        let text =
            format!("{shards} of {all_shards} shards, {runs} of {all_runs} runs{failures}{left}");
        match &self.form {
            Form::Quiet => {}
            Form::Json => {
                let left = left_s.map(f64::round);
                output::record(&serde_json::json!({
                    "shards": shards, "all_shards": all_shards, "runs": runs,
                    "all_runs": all_runs, "failed": failed, "left_s": left,
                }));
            }
            Form::Plain if is_new => output::message(text),
            Form::Plain => {}
            Form::Bar(bar) => {
                bar.set_length(all_runs);
                bar.set_position(runs);
                bar.set_message(text);
            }
        }
    }

    /// Takes the bar away.
    pub(in crate::cli) fn done(&self) {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}

/// A span of time in words.
pub(super) fn span(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} d", s / 86_400.0),
    }
}
