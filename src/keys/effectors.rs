//! Keys of the kinds of effector cells: a file of rows for each kind, and the same keys by what
//! they mean, for what treats all kinds alike.
//!
//! A key that a kind does not have is `None`: such a cell does not kill, divide, or make it.

pub mod ctl;
pub mod helper;
pub mod lak;
pub mod nk;
pub mod treg;

pub use super::effector_keys::EffectorKeys;

// The keys and rows of every kind of the table, each from the module of its name.
include!(concat!(env!("OUT_DIR"), "/effector_keys.rs"));

/// The keys of the kind with this prefix (`ctl`).
///
/// # Panics
/// When no kind has it: a programmer's error.
pub fn effector(prefix: &str) -> &'static EffectorKeys {
    match EFFECTORS.into_iter().find(|kind| kind.prefix == prefix) {
        Some(kind) => kind,
        None => panic!("no kind of effector has keys under `model.{prefix}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_keys() {
        assert_eq!(EFFECTORS.map(|kind| kind.prefix), crate::kinds::KINDS.map(|kind| kind.name));
    }

    #[test]
    fn a_kind_that_joined_later_has_a_switch_that_is_off() {
        for (kind, row) in EFFECTORS.into_iter().zip(crate::kinds::KINDS) {
            let path = format!("model.{}.on", row.name);
            let switch = TABLES.iter().copied().flatten().find(|key| key.path == path);
            assert_eq!(switch.is_some(), row.later, "{path}");
            assert_eq!(switch.is_some(), kind.on.is_some(), "{path}");
            if let Some(key) = switch {
                assert!(matches!(key.quantity, crate::input::Quantity::Boolean), "{path}");
                assert_eq!(key.default, "false", "{path}");
            }
        }
    }

    #[test]
    fn a_kind_names_every_row_of_its_table() {
        for (kind, table) in EFFECTORS.into_iter().zip(TABLES) {
            let mut named: Vec<&str> = kind.keys().iter().map(|key| key.path()).collect();
            let mut rows: Vec<&str> = table.iter().map(|row| row.path).collect();
            named.sort_unstable();
            rows.sort_unstable();
            assert_eq!(named, rows, "{}", kind.prefix);
        }
    }
}
