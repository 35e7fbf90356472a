//! What tables are made of: columns and the values in them.
//!
//! A row of a table is a list of [`Value`]s, one a [`Column`]. Whoever writes or reads a table
//! ([`crate::record`]) needs no more than this; what a column of the simulation means stands where
//! its value is computed.

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A count or an integer amount.
    Count(u64),
    /// A measured or computed number.
    Number(f64),
    /// A word (a digest, a name, a response).
    Text(String),
    /// Nothing to say (for example the day of a recurrence that did not happen).
    Missing,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// [`Value::Count`].
    Count,
    /// [`Value::Number`].
    Number,
    /// [`Value::Text`].
    Text,
}

/// A column of a table: its name carries its unit (`time_h`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Kind of its values.
    pub kind: ColumnKind,
}

impl Column {
    /// A column of counts.
    pub fn count(name: impl Into<String>) -> Self {
        Column { name: name.into(), kind: ColumnKind::Count }
    }
    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Self {
        Column { name: name.into(), kind: ColumnKind::Number }
    }
    /// A column of words.
    pub fn text(name: impl Into<String>) -> Self {
        Column { name: name.into(), kind: ColumnKind::Text }
    }
}
