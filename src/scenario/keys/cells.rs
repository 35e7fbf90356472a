//! Keys of cells.

use super::KeyDef;

/// The table.
pub const KEYS: &[KeyDef] = &[];
