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
    /// Yes or no.
    Flag(bool),
    /// Nothing to say (for example the day of a recurrence that did not happen).
    Missing,
}

impl Value {
    /// Yes or no; also of the ones and zeros that version 0.1.0 wrote. Else none.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Value::Flag(flag) => Some(*flag),
            Value::Count(0) => Some(false),
            Value::Count(1) => Some(true),
            _ => None,
        }
    }
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
    /// [`Value::Flag`].
    Flag,
}

impl ColumnKind {
    /// What readers of Parquet call it.
    pub fn type_name(self) -> &'static str {
        match self {
            ColumnKind::Count => "int64",
            ColumnKind::Number => "float64",
            ColumnKind::Text => "string",
            ColumnKind::Flag => "bool",
        }
    }
}

/// A column as a file of a table knows it: its name carries its unit (`time_h`).
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
    /// A column of yes and no.
    pub fn flag(name: impl Into<String>) -> Self {
        Column { name: name.into(), kind: ColumnKind::Flag }
    }

    /// Whether an earlier version may have written this column as `before`: itself, or ones and
    /// zeros for yes and no.
    pub fn was(&self, before: &Column) -> bool {
        let kinds = (self.kind, before.kind);
        let same = kinds.0 == kinds.1 || kinds == (ColumnKind::Flag, ColumnKind::Count);
        same && self.name == before.name
    }
}

/// All that is said of a column, in one row: header, table, schema and pages follow from it.
///
/// `V` computes the value, most often as a function of what a row of the table is about; `()` where
/// rows are put together otherwise.
#[derive(Clone, Debug)]
pub struct Definition<V = ()> {
    /// Name and kind.
    pub column: Column,
    /// Unit of its numbers; empty where they have none.
    pub unit: String,
    /// What it says.
    pub meaning: String,
    /// How its value is computed.
    pub value: V,
}

impl<V> Definition<V> {
    /// A row of the list of columns.
    pub fn new(column: Column, unit: &str, meaning: impl Into<String>, value: V) -> Self {
        Definition { column, unit: unit.to_owned(), meaning: meaning.into(), value }
    }

    /// The same column, computed from something else.
    pub fn map<W>(self, value: impl FnOnce(V) -> W) -> Definition<W> {
        let Definition { column, unit, meaning, value: before } = self;
        Definition { column, unit, meaning, value: value(before) }
    }

    /// The same column without its value.
    pub fn described(&self) -> Definition {
        Definition {
            column: self.column.clone(),
            unit: self.unit.clone(),
            meaning: self.meaning.clone(),
            value: (),
        }
    }
}

/// The columns of a list of definitions.
pub fn columns<V>(definitions: &[Definition<V>]) -> Vec<Column> {
    definitions.iter().map(|definition| definition.column.clone()).collect()
}

/// A unit as it stands at the end of a column's name: `pM h` is `pm_h`, `1/mm2` is `per_mm2`.
pub fn unit_in_name(unit: &str) -> String {
    unit.to_lowercase().replace("1/", "per_").replace('/', "_per_").replace(' ', "_")
}

/// Columns of a table, and those under which an earlier version of this program wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns.
    pub columns: Vec<Column>,
    /// Columns of before; none where they were always these.
    pub earlier: Vec<Column>,
}

impl Layout {
    /// Columns that were always these.
    pub fn of(columns: Vec<Column>) -> Layout {
        Layout { columns, earlier: Vec::new() }
    }

    /// A row of the columns of before, or of any others, as one of the present ones.
    pub fn cast(&self, from: &[Column]) -> Cast {
        Cast::new(from, &self.columns)
    }
}

/// How a row of some columns becomes a row of others: by name. What only the first have is left
/// out, what only the second have is missing; ones and zeros become yes and no.
#[derive(Clone, Debug)]
pub struct Cast(Vec<Option<(usize, ColumnKind)>>);

impl Cast {
    /// Between two lists of columns.
    pub fn new(from: &[Column], to: &[Column]) -> Cast {
        let place = |column: &Column| {
            from.iter().position(|own| column.was(own)).map(|place| (place, column.kind))
        };
        Cast(to.iter().map(place).collect())
    }

    /// The row of the other columns. A count that is neither one nor zero stays what it is, and
    /// fits no column of yes and no.
    pub fn row(&self, row: &[Value]) -> Vec<Value> {
        let value = |&(place, kind): &(usize, ColumnKind)| {
            let value = &row[place];
            match (kind, value.flag()) {
                (ColumnKind::Flag, Some(flag)) => Value::Flag(flag),
                _ => value.clone(),
            }
        };
        self.0.iter().map(|place| place.as_ref().map_or(Value::Missing, value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_and_zeros_become_yes_and_no_and_nothing_else_does() {
        let from = [Column::count("died"), Column::count("cells")];
        let cast = Cast::new(&from, &[Column::flag("died"), Column::count("cells")]);
        let row = |died| cast.row(&[died, Value::Count(1)]);
        for (before, after) in [
            (Value::Count(0), Value::Flag(false)),
            (Value::Count(1), Value::Flag(true)),
            (Value::Missing, Value::Missing),
            (Value::Count(2), Value::Count(2)),
        ] {
            assert_eq!(row(before), [after, Value::Count(1)]);
        }
        let back = Cast::new(&[Column::flag("died")], &[Column::count("died")]);
        assert_eq!(back.row(&[Value::Flag(true)]), [Value::Missing]);
    }
}
