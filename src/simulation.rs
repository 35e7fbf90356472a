//! Animals stepped from hour 0 to their ends.
//!
//! In: a checked scenario, replicates, an engine. Out: what every site and every host count, at
//! each host step, and what became of each animal. Nothing here reads or writes a file.
//!
//! Parts: `plan` says when, [`Cohort`] steps animals of one shape, [`Ensemble`] all replicates to
//! their ends, `engines` says on which engine and [`Maker`] makes it, `series` and `outcomes` make
//! the rows of the tables, [`Replicates`] are some replicates with their rows, `together` those of
//! several scenarios on one GPU.

mod cohort;
#[cfg(feature = "native")]
mod engines;
mod ensemble;
mod error;
mod judged;
mod maker;
mod outcome_table;
mod outcomes;
mod plan;
mod replicates;
mod series;
#[cfg(feature = "native")]
mod together;

pub use cohort::Cohort;
#[cfg(feature = "native")]
pub use engines::{EngineChoice, EngineRequest};
#[cfg(feature = "native")]
pub(crate) use ensemble::going_on;
pub use ensemble::{Ensemble, Member, Saved, most_words};
pub use error::{Misfit, SimulationError};
pub use judged::Judged;
pub use maker::Maker;
pub use outcome_table::{
    Counting, OutcomeColumn, columns_with as outcome_columns, first_outcomes, fixed_outcomes,
    outcome_table,
};
pub use outcomes::{Outcomes, sampled_keys};
pub use plan::Plan;
pub use replicates::{Computed, Halt, Replicates};
#[cfg(feature = "native")]
pub(crate) use series::{DIGEST, FIRST_COLUMNS, is_left_out, series_rows};
pub use series::{
    check_columns, is_counted_in_sites, series_column, series_columns, series_described,
    series_layout,
};
#[cfg(feature = "native")]
pub use together::run_together;
