//! il2sim simulates interleukin-2 immunotherapy of tumours.
pub mod batch;
pub mod census;
pub mod cli;
pub mod engine;
pub mod exchange;
pub mod host;
pub mod outcome;
pub mod picture;
pub mod record;
pub mod report;
pub mod rules;
pub mod scenario;
pub mod simulation;
pub mod statistics;
pub mod stream;
pub mod therapy;
pub mod world;
