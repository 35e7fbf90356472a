//! Keys of fields.

use super::KeyDef;

/// The table.
pub const KEYS: &[KeyDef] = &[];
