//! Keys that say what is simulated: host, sites, tumours, treatments, run, record.

use super::KeyDef;

/// The table.
pub const KEYS: &[KeyDef] = &[];

/// Keys of this table that a distribution may give, animal by animal.
pub const DRAWN: &[&str] = &[];
