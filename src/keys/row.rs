//! A key as a constant that the compiler knows: its type says what its value is and whether it
//! stands in an array of tables.
//!
//! In: the rows of the tables. Out: [`Key`], and [`At`] for a key of one table of an array; both
//! are [`Lookup`]s. A row whose path, quantity, plausible range or source is not what its type
//! allows does not compile.

use std::fmt;
use std::marker::PhantomData;

use crate::input::{KeyDef, Provenance, Quantity};
use crate::references;

/// Provenance of a key that has no default.
pub(super) const NONE: Provenance = Provenance::Convention("the scenario says it");
/// Provenance of the values that one search found together.
pub(super) const SEARCHED: Provenance = Provenance::Assumed(
    "reduced-model search (best joint set); range covers four independent searches",
);

/// Values that a key can have.
pub mod value {
    /// A number that every animal has; whole numbers and switches (0, 1) of the model too.
    #[derive(Debug)]
    pub struct NumberValue;
    /// A whole number of the scenario.
    #[derive(Debug)]
    pub struct WholeValue;
    /// A word, a name or text.
    #[derive(Debug)]
    pub struct WordValue;
    /// True or false.
    #[derive(Debug)]
    pub struct SwitchValue;
    /// Time points, lists, doses: what must be looked at to know what it is.
    #[derive(Debug)]
    pub struct OtherValue;
}

/// Where a key stands.
pub(crate) mod place {
    /// Once.
    #[derive(Debug)]
    pub struct One;
    /// In every table of an array: `N` in its path.
    #[derive(Debug)]
    pub struct Each;

    /// Whether the path has an `N`.
    pub trait Indexing {
        /// As it says.
        const INDEXED: bool;
    }
    impl Indexing for One {
        const INDEXED: bool = false;
    }
    impl Indexing for Each {
        const INDEXED: bool = true;
    }
}

use place::{Each, Indexing, One};

/// A key: a row of a table, with the kind of its value and of its place as types.
#[derive(Debug)]
pub struct Key<V, P = One> {
    def: KeyDef,
    types: PhantomData<(V, P)>,
}

/// A key of one table of an array: `tumour.0.cells`.
#[derive(Debug)]
pub struct At<V> {
    path: String,
    def: &'static KeyDef,
    value: PhantomData<V>,
}

/// What a value is looked up by.
pub trait Lookup {
    /// What the value is: one of [`value`].
    type Value;
    /// Dotted path, with the place in an array (`tumour.0.cells`).
    fn path(&self) -> &str;
    /// The row of the table.
    fn definition(&self) -> &'static KeyDef;
}

impl<V> Lookup for &'static Key<V> {
    type Value = V;
    fn path(&self) -> &str {
        self.def.path
    }
    fn definition(&self) -> &'static KeyDef {
        self.def()
    }
}

impl<V> Lookup for At<V> {
    type Value = V;
    fn path(&self) -> &str {
        &self.path
    }
    fn definition(&self) -> &'static KeyDef {
        self.def
    }
}

impl<V> Lookup for &At<V> {
    type Value = V;
    fn path(&self) -> &str {
        &self.path
    }
    fn definition(&self) -> &'static KeyDef {
        self.def
    }
}

impl<V, P> AsRef<str> for Key<V, P> {
    fn as_ref(&self) -> &str {
        self.def.path
    }
}

impl<V> AsRef<str> for At<V> {
    fn as_ref(&self) -> &str {
        &self.path
    }
}

impl<V> fmt::Display for At<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl<V> Key<V, Each> {
    /// The key of the `n`th table of its array.
    pub fn at(&'static self, n: usize) -> At<V> {
        let path = self.def.path.replacen(".N.", &format!(".{n}."), 1);
        At { path, def: self.def(), value: PhantomData }
    }
}

impl<V, P> Key<V, P> {
    /// The row.
    pub const fn def(&'static self) -> &'static KeyDef {
        &self.def
    }

    /// Dotted path, `N` for the place in an array of tables.
    pub const fn path(&self) -> &'static str {
        self.def.path
    }

    /// The same with another default for humans.
    pub(super) const fn human(mut self, default: &'static str) -> Self {
        self.def.human = Some(default);
        self
    }

    /// The same as one that each animal may draw, in a table other than `model`.
    pub(super) const fn drawn(mut self) -> Self {
        assert!(self.def.quantity.is_number());
        self.def.drawn = true;
        self
    }

    /// The same with a plausible range.
    pub(super) const fn plausible(mut self, low: &'static str, high: &'static str) -> Self {
        self.def.plausible = Some((low, high));
        self
    }

    /// The same with another plausible range for humans.
    pub(super) const fn plausible_human(mut self, low: &'static str, high: &'static str) -> Self {
        self.def.plausible_human = Some((low, high));
        self
    }

    /// The same with its sources, labels of [`references`].
    pub(super) const fn from(mut self, sources: &'static [&'static str]) -> Self {
        let mut i = 0;
        while i < sources.len() {
            assert!(references::is_known(sources[i]), "no reference has this label");
            i += 1;
        }
        self.def.sources = sources;
        self
    }

    /// The same as one that came later (see [`KeyDef::added`]).
    pub(super) const fn later(mut self) -> Self {
        self.def.added = true;
        self
    }

    /// A row; its path must be as its place says.
    const fn new(
        path: &'static str,
        quantity: Quantity,
        default: &'static str,
        range: (f64, f64),
        provenance: Provenance,
        doc: &'static str,
    ) -> Self
    where
        P: Indexing,
    {
        assert!(is_indexed(path) == P::INDEXED, "N in the path and in the type do not agree");
        let def = KeyDef {
            path,
            quantity,
            default,
            human: None,
            min: range.0,
            max: range.1,
            provenance,
            plausible: None,
            plausible_human: None,
            sources: &[],
            drawn: quantity.is_number()
                && !matches!(quantity, Quantity::Integer)
                && is_of_model(path),
            clock: false,
            added: false,
            doc,
        };
        Key { def, types: PhantomData }
    }
}

impl<P> Key<value::NumberValue, P> {
    /// The same as the time of a cell's clock.
    pub(super) const fn clock(mut self) -> Self {
        assert!(matches!(self.def.quantity, Quantity::Time));
        self.def.clock = true;
        self
    }
}

impl<P: Indexing> Key<value::NumberValue, P> {
    /// A number; `range` in the canonical unit.
    pub(super) const fn row(
        path: &'static str,
        quantity: Quantity,
        default: &'static str,
        range: (f64, f64),
        provenance: Provenance,
        doc: &'static str,
    ) -> Self {
        let of_model = matches!(quantity, Quantity::Integer | Quantity::Boolean);
        assert!(if of_model { is_of_model(path) } else { quantity.is_number() });
        assert!(!matches!(quantity, Quantity::Dose));
        Key::new(path, quantity, default, range, provenance, doc)
    }
}

impl<P: Indexing> Key<value::WholeValue, P> {
    /// A whole number.
    pub(super) const fn row(
        path: &'static str,
        quantity: Quantity,
        default: &'static str,
        range: (f64, f64),
        provenance: Provenance,
        doc: &'static str,
    ) -> Self {
        assert!(matches!(quantity, Quantity::Integer) && !is_of_model(path));
        Key::new(path, quantity, default, range, provenance, doc)
    }
}

impl<P: Indexing> Key<value::WordValue, P> {
    /// A word, a name or text.
    pub(super) const fn row(
        path: &'static str,
        quantity: Quantity,
        default: &'static str,
        provenance: Provenance,
        doc: &'static str,
    ) -> Self {
        assert!(matches!(quantity, Quantity::Text | Quantity::Name | Quantity::Choice(_)));
        Key::new(path, quantity, default, (0.0, 0.0), provenance, doc)
    }
}

impl<P: Indexing> Key<value::SwitchValue, P> {
    /// True or false.
    pub(super) const fn row(
        path: &'static str,
        quantity: Quantity,
        default: &'static str,
        provenance: Provenance,
        doc: &'static str,
    ) -> Self {
        assert!(matches!(quantity, Quantity::Boolean) && !is_of_model(path));
        Key::new(path, quantity, default, (0.0, 0.0), provenance, doc)
    }
}

impl<P: Indexing> Key<value::OtherValue, P> {
    /// Time points, lists, a dose; `range` of each number in it, (0, 0) for none.
    pub(super) const fn row(
        path: &'static str,
        quantity: Quantity,
        default: &'static str,
        range: (f64, f64),
        provenance: Provenance,
        doc: &'static str,
    ) -> Self {
        assert!(!quantity.is_number() || matches!(quantity, Quantity::Dose));
        Key::new(path, quantity, default, range, provenance, doc)
    }
}

/// A number that every animal has.
pub type Number = Key<value::NumberValue>;
/// The same in an array of tables.
pub type NumberAt = Key<value::NumberValue, Each>;
/// A whole number of the scenario.
pub type Whole = Key<value::WholeValue>;
/// The same in an array of tables.
pub type WholeAt = Key<value::WholeValue, Each>;
/// A word, a name or text.
pub type Word = Key<value::WordValue>;
/// The same in an array of tables.
pub type WordAt = Key<value::WordValue, Each>;
/// True or false, in an array of tables.
pub type SwitchAt = Key<value::SwitchValue, Each>;
/// Time points, lists, doses.
pub type Other = Key<value::OtherValue>;
/// The same in an array of tables.
pub type OtherAt = Key<value::OtherValue, Each>;

const fn is_of_model(path: &str) -> bool {
    matches!(path.as_bytes(), [b'm', b'o', b'd', b'e', b'l', b'.', ..])
}

/// Whether a path has the segment `N`.
const fn is_indexed(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut i = 0;
    while i + 2 < bytes.len() {
        if matches!((bytes[i], bytes[i + 1], bytes[i + 2]), (b'.', b'N', b'.')) {
            return true;
        }
        i += 1;
    }
    false
}

/// A table of keys: a constant for each row, and all rows in this order. Constants and table are
/// one text, so that no key can stand in the table twice, or be a constant without a default.
macro_rules! table {
    ($(
        $name:ident = $kind:ident($path:literal, $($rest:tt)*)
            $(.$method:ident($($given:tt)*))*
    ),* $(,)?) => {
        $(
            #[doc = concat!("`", $path, "`")]
            pub static $name: $crate::keys::row::$kind =
                $crate::keys::row::$kind::row($path, $($rest)*)$(.$method($($given)*))*;
        )*
        /// The rows.
        pub(in crate::keys) static ROWS: &[&$crate::input::KeyDef] = &[$($name.def()),*];
    };
}
pub(in crate::keys) use table;
