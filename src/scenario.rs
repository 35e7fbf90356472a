//! Scenario files.
pub mod keys;
pub mod types;
