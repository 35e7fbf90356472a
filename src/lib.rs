//! il2sim simulates interleukin-2 immunotherapy of tumours.
//!
//! Every tumour cell and every T, NK, LAK and regulatory cell is an agent on a lattice;
//! interleukin-2 diffuses between them; a host (blood, lymphoid organs, toxicity) feeds the tissue.
//! The biological rules stand once, in WGSL (`shaders/rules`): the GPU compiles them, and the build
//! translates them for the CPU, so both give the same state, bit for bit.
//!
//! A scenario text goes in; counts, pictures and outcomes come out:
//!
//! ```
//! use il2sim::scenario::Scenario;
//! use il2sim::simulation::{Cohort, Maker};
//!
//! let text = r#"
//! schema = 1
//! [host]
//! species = "mouse"
//! [[site]]
//! name = "flank"
//! size = ["1 mm", "1 mm"]
//! [[tumour]]
//! cells = 100
//! doubling_time = "36 h"
//! [run]
//! until = "day 2"
//! "#;
//! let scenario = Scenario::parse(text, "small.toml", &[])?;
//! let animal = scenario.draw(0);
//! let mut cohort = Cohort::new(&scenario, &[animal], &Maker::cpu())?;
//! while cohort.time_h() < 36.0 {
//!     cohort.advance()?;
//! }
//! let cells = cohort.census(0)[0].returned.tumour;
//! assert!((150..=250).contains(&cells), "{cells} cells after one doubling time");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `examples/` has more: one animal's trajectory, two arms on the same animals, reading frames.
//! `docs/model.md` describes the model, `docs/keys.md` every key of a scenario.
//!
//! Without the feature `native` (on by default) the library has no GPU engine and writes no file:
//! scenario, world, host, the CPU engine, and animals stepped to their ends, for a browser.
//!
//! # The map
//!
//! What is public is promised: the command, `examples/` and the tests call it. The other modules
//! are the program's own.
//!
//! A module uses the modules of the rows above it, never those of its own row or of the rows below
//! (a test reads this table).
//!
//! | layer | module | what it is for |
//! | --- | --- | --- |
//! | rules | [`rules`] | the rulebook, translated from WGSL, and its digest |
//! | | [`kinds`] | the kinds of cells and fields, from one table |
//! | | [`exchange`], [`census`] | what tissue and host tell each other; a painted time point |
//! | tables | [`table`] | columns and values of a table |
//! | | [`stream`] | random numbers of the host and the cohort |
//! | | [`statistics`] | intervals, tests, fits and sensitivities over slices of numbers |
//! | | [`references`] | the literature that keys and rules name |
//! | input | [`input`] | a text becomes a tree with places; quantities with units; problems |
//! | | [`keys`] | every key of a scenario: unit, default, ranges, source |
//! | | [`remedy`] | what mends an error: other input, another try, nothing |
//! | scenario | [`scenario`] | a file becomes checked values; a virtual animal is drawn from them |
//! | world | [`world`] | the lattice of an animal: geometry, integer parameters, first filling |
//! | | [`therapy`] | treatments as a list of times |
//! | engine | [`engine`] | the order of a tissue step; the CPU and the GPU engine |
//! | | [`host`] | pharmacokinetics, lymphoid pools, toxicity, what a treatment does |
//! | outcome | [`outcome`] | responses, ends, survival |
//! | simulation | [`simulation`] | animals stepped to their ends, without a file |
//! | | [`endpoint`] | a number of one animal, named by a line of text |
//! | record | [`record`] | the directory of a run: tables, checkpoints, manifest |
//! | | [`frames`] | every recorded time point of every site, and its exports |
//! | reading | [`picture`], [`plot`] | frames and animations; charts for papers |
//! | | [`comparison`] | arms and points of a study compared |
//! | | [`report`] | pages of a run, of several, of a study |
//! | | [`events`], [`figure`] | what a run tells while it lasts; charts of runs |
//! | | [`results`] | what is made from a run's directory: pages, films, verdicts |
//! | run | [`run`] | one run, from a scenario to a directory |
//! | | [`watch`] | a run in a browser while it lasts |
//! | | [`memory`] | a run kept in memory, for programs that hold the library |
//! | studies | [`design`] | the points of a study |
//! | | [`study`] | a study file becomes a checked study |
//! | | [`batch`] | shards, their parts, one dataset |
//! | | [`findings`] | published experiments beside what the model predicts |
//! | command | [`cli`] | the command line |
//! | tests | `fuzzing` | every reader of a file over raw bytes, for `fuzz/` |
#![cfg_attr(
    not(feature = "native"),
    allow(unreachable_pub, reason = "modules of `native` alone hand some of it on")
)]
#![allow(
    rustdoc::private_intra_doc_links,
    reason = "the map has the modules that promise nothing too"
)]
#[cfg(feature = "native")]
pub mod batch;
pub mod census;
#[cfg(feature = "native")]
pub mod cli;
#[cfg(feature = "native")]
pub(crate) mod comparison;
#[cfg(feature = "native")]
pub(crate) mod design;
#[cfg(feature = "native")]
pub(crate) mod endpoint;
pub mod engine;
#[cfg(feature = "native")]
pub(crate) mod events;
pub mod exchange;
#[cfg(feature = "native")]
pub(crate) mod figure;
#[cfg(feature = "native")]
pub(crate) mod findings;
#[cfg(feature = "native")]
pub mod frames;
#[cfg(all(feature = "native", any(test, fuzzing)))]
#[doc(hidden)]
pub mod fuzzing;
pub mod host;
pub mod input;
pub mod keys;
pub mod kinds;
#[cfg(feature = "native")]
pub mod memory;
pub mod outcome;
#[cfg(feature = "native")]
pub mod picture;
#[cfg(feature = "native")]
pub(crate) mod plot;
#[cfg(feature = "native")]
pub mod record;
pub(crate) mod references;
pub mod remedy;
#[cfg(feature = "native")]
pub(crate) mod report;
#[cfg(feature = "native")]
pub mod results;
pub mod rules;
#[cfg(feature = "native")]
pub(crate) mod run;
pub mod scenario;
pub mod simulation;
pub mod statistics;
pub(crate) mod stream;
#[cfg(feature = "native")]
pub(crate) mod study;
pub mod table;
pub(crate) mod therapy;
#[cfg(feature = "native")]
pub(crate) mod watch;
pub mod world;

#[cfg(test)]
#[path = "../tests/skipped/mod.rs"]
mod skipped;
