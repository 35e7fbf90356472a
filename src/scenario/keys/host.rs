//! Keys of the host.

use super::KeyDef;

/// The table.
pub const KEYS: &[KeyDef] = &[];
