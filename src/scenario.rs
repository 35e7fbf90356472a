//! Scenario files.
pub mod types;
