//! What a key of a scenario is: its path, the quantity that it holds, default, ranges, provenance.
//!
//! The keys themselves are rows of the tables in `keys`.

/// The animal that carries the tumour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Species {
    /// Laboratory mouse, 20 g.
    Mouse,
    /// Human patient, 70 kg.
    Human,
}

impl Species {
    /// The word of scenarios.
    pub fn name(self) -> &'static str {
        match self {
            Species::Mouse => "mouse",
            Species::Human => "human",
        }
    }

    /// What a replicate is called.
    pub fn subject(self) -> &'static str {
        match self {
            Species::Mouse => "animal",
            Species::Human => "patient",
        }
    }
}

/// Where a default comes from. It is shown by `check --resolved`, the key page and the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Published measurement: author and year.
    Measured(&'static str),
    /// Computed from other numbers: how.
    Derived(&'static str),
    /// No citation: why this value, and why this range.
    Assumed(&'static str),
    /// A choice of the program that is no claim about biology (a step, a name, a file interval):
    /// why.
    Convention(&'static str),
}

/// What a key's value is. Numbers are held in the canonical unit named here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// A span of time, h.
    Time,
    /// A time point: `"day 3"`, `"36 h"` or relative to a treatment (`"2 days after surgery"`); h.
    TimePoint,
    /// Time points: `"every 12 h"` or a list of time points; h.
    TimePoints,
    /// A time point, or a list of them; h.
    Starts,
    /// An interval: `"every 6 h"` or `"6 h"`; h.
    Interval,
    /// um.
    Length,
    /// Two or three lengths, um.
    Lengths,
    /// pM (IL-2 also in IU/ml).
    Concentration,
    /// 1/h.
    Rate,
    /// 1/h for each pM.
    RatePerConcentration,
    /// um2/s.
    Diffusion,
    /// Random motility coefficient, um2/min.
    Motility,
    /// Dose of a drug: IU, CU or the preparation's own units, mg, or Gy; also per kg or m2 of body.
    Dose,
    /// ml.
    Volume,
    /// ml/h.
    Clearance,
    /// Cells or vessels per area, 1/mm2.
    Density,
    /// Cells that come in per area and time, 1/mm2/h.
    Influx,
    /// Cells made per time, 1/h.
    Supply,
    /// Molecules per cell and second.
    Secretion,
    /// Volume that one cell clears, um3/s.
    Uptake,
    /// Body mass, g.
    Mass,
    /// Body surface, m2.
    Surface,
    /// A number of things; may be drawn, so it need not be whole.
    Count,
    /// As [`Quantity::Count`], or the word `"never"`; not drawn.
    CountOrNever,
    /// A part of one, 0 to 1; `"90 %"` too.
    Fraction,
    /// A pure number (a factor, an exponent, a spread).
    Number,
    /// A whole number.
    Integer,
    /// Whole numbers.
    Integers,
    /// `true` or `false`.
    Boolean,
    /// Free text.
    Text,
    /// The name of something the scenario defines itself.
    Name,
    /// Names.
    Names,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// One key of a scenario file.
#[derive(Clone, Copy, Debug)]
pub struct KeyDef {
    /// Dotted path, `N` for a place in an array of tables.
    pub path: &'static str,
    /// What its value is.
    pub quantity: Quantity,
    /// TOML text of the default (mouse): `"4 /d"`, `"0.3"`, `"{ log_normal = { median = 1.0, sigma
    /// = 0.85, min = 0.05, max = 20 } }"`; a number with a unit is written without inner
    /// quotes. Empty: there is none (the key is required, or absent has a meaning that `doc`
    /// says).
    pub default: &'static str,
    /// The default for a human, where it differs.
    pub human: Option<&'static str>,
    /// Smallest value allowed, canonical unit (words and booleans: 0).
    pub min: f64,
    /// Largest value allowed, canonical unit (words and booleans: 0).
    pub max: f64,
    /// Where the default comes from.
    pub provenance: Provenance,
    /// What it is, one or two sentences in plain words; also why the range is what it is, where
    /// that is not plain.
    pub doc: &'static str,
    /// The range that a biologist would call plausible, both ends as a user would write them, where
    /// one is known: published values, or what the provenance says.
    pub plausible: Option<(&'static str, &'static str)>,
    /// The plausible range for a human, where it differs.
    pub plausible_human: Option<(&'static str, &'static str)>,
    /// Labels of the [`crate::references`] that default and plausible range come from.
    pub sources: &'static [&'static str],
    /// Whether each animal may draw its own value from a distribution.
    pub drawn: bool,
    /// Whether a cell's clock runs so long: a tick is as long as the longest clock needs.
    pub clock: bool,
    /// Whether it came after 0.1.0 with the default that was a literal of the program before: at
    /// its default it enters neither the scenario's digest nor a study's identity, so that
    /// what was made before goes on.
    pub added: bool,
}

impl Quantity {
    /// Whether the value is one number (which a distribution could give).
    pub const fn is_number(self) -> bool {
        !matches!(
            self,
            Quantity::TimePoint
                | Quantity::TimePoints
                | Quantity::Starts
                | Quantity::Lengths
                | Quantity::Integers
                | Quantity::CountOrNever
                | Quantity::Boolean
                | Quantity::Text
                | Quantity::Name
                | Quantity::Names
                | Quantity::Choice(_)
        )
    }
}

impl KeyDef {
    /// Default text for a species.
    pub fn default_for(&self, species: Species) -> &'static str {
        match species {
            Species::Mouse => self.default,
            Species::Human => self.human.unwrap_or(self.default),
        }
    }
}
