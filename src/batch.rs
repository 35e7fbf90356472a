//! Studies: many virtual animals under many points of a design, on one machine or on many.
//!
//! In: a study file. Out: a directory that any number of processes fill, and a dataset of Parquet
//! tables.
//!
//! A study is an arm times a design times replicates. Each pair of arm and design point is one
//! whole checked scenario with an *identity*: a digest of everything that bears on its numbers, and
//! of the rulebook. A *shard* is an identity times a block of 32 replicates. Shards share nothing
//! but the directory, each of their files is whole or absent, and equal inputs give equal bytes: so
//! any process may run any shard, twice or half, at any time.
//!
//! Parts: [`study`](crate::study) reads the file, [`design`](crate::design) makes the points,
//! `points` turns them into scenarios, `compared` refuses outcomes that their animals do not tell,
//! [`plan`] is what all processes agree on, `directory` what
//! lies where, `store` the parts of a shard, `take_over` those that another study has, `shard` runs one, `state` keeps one that is stopped,
//! [`run`] all that are missing, [`status`] counts, [`finish`] makes the dataset, `swap` puts it in
//! its place, `compare` makes its statistics, [`page`] their page, [`dataset`] reads it, [`estimate`] says what it will cost.

mod column_page;
mod compare;
mod compared;
pub mod dataset;
mod directory;
pub mod edges;
mod error;
pub mod estimate;
pub mod finish;
mod merge;
pub mod page;
mod pick;
pub mod plan;
mod points;
pub mod run;
mod shard;
mod state;
pub mod status;
mod store;
mod swap;
mod take_over;

pub use column_page::columns_markdown;
pub use directory::{Opened, PlanChange, make, make_of};
pub use error::{BatchError, NotAStudy, Occupant, Unlike};
pub(crate) use pick::point_of;
pub use points::stages_digest;
pub use take_over::take_over;

/// Replicates of a shard: blocks are cut at multiples of it, so more replicates only add blocks.
pub const BLOCK: u32 = 32;
