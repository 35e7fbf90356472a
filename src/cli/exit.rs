//! Exit codes, and the one place where an error chain is printed.

use std::fmt::Display;

use super::output;

/// Everything was done.
pub const DONE: u8 = 0;
/// A run failed.
pub const FAILED: u8 = 1;
/// The user's input was wrong.
pub const INPUT: u8 = 2;
/// Try again: the state is saved.
pub const AGAIN: u8 = 75;
/// Interrupted: the state is saved.
pub const INTERRUPTED: u8 = 130;

/// Why a command ends with another code than 0.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What is printed; `None` when everything was said already.
    pub error: Option<anyhow::Error>,
}

impl Failure {
    /// The user's input was wrong.
    pub fn input(error: impl Into<anyhow::Error>) -> Self {
        Failure { code: INPUT, error: Some(error.into()) }
    }
    /// A run failed.
    pub fn failed(error: impl Into<anyhow::Error>) -> Self {
        Failure { code: FAILED, error: Some(error.into()) }
    }
    /// The code of an error that may be worth another try, or is the user's to mend.
    pub fn code_of(try_again: bool, users_input: bool) -> u8 {
        if try_again {
            AGAIN
        } else if users_input {
            INPUT
        } else {
            FAILED
        }
    }
    /// A code whose reason was printed already.
    pub fn said(code: u8) -> Self {
        Failure { code, error: None }
    }
    /// The user's input was wrong, in words.
    pub fn input_message(message: impl Display) -> Self {
        Failure::input(anyhow::anyhow!("{message}"))
    }

    /// Prints the chain of causes on stderr.
    pub fn print(&self, json: bool) {
        let Some(error) = &self.error else { return };
        if json {
            output::message(
                serde_json::json!({ "error": format!("{error:#}"), "exit_code": self.code }),
            );
        } else {
            output::message(format_args!("il2sim: {error:#}"));
        }
    }
}
