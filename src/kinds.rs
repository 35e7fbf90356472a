//! The kinds of cells and fields, from the one table `shaders/rules/kinds.toml`: their names,
//! numbers, codes, shapes and accounts.
//!
//! In: what `build.rs` writes of the table. Out: rows for whoever counts, names or draws a kind.
//! Four numbers that look alike are types of their own: the place of an effector kind in every
//! table ([`EffectorKind`]), its number in an effector's word ([`KindNumber`]), the kind of a
//! tissue cell ([`TissueKind`]), and what a frame shows of a site ([`Code`]).

use crate::rules;

include!(concat!(env!("OUT_DIR"), "/kinds.rs"));

/// A kind of effector: its place in [`KINDS`] and in every array by kind.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct EffectorKind(u8);

/// The number of an effector kind in the first word of a cell, 1 and up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindNumber(u32);

/// A kind of tissue cell: its number in a tissue word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TissueKind(u32);

/// What a frame shows of a site: a place in [`LOOKS`].
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    bytemuck::Pod,
    bytemuck::Zeroable,
    serde::Serialize,
)]
#[repr(transparent)]
pub struct Code(pub u8);

/// A row of the table: a kind of effector.
#[derive(Clone, Copy, Debug)]
pub struct KindRow {
    /// The word of its keys (`model.NAME.motility`) and columns (`NAME_cells`).
    pub name: &'static str,
    /// Its name in legends and curves.
    pub label: &'static str,
    /// What a page says of it.
    pub sentence: &'static str,
    /// What stands for it in a frame.
    pub code: Code,
    /// How it recognises a target (`RECOGNISES_*` of the rules).
    pub recognition: u32,
    /// Whether its cells are told apart by the antigen that they recognise.
    pub antigens: bool,
    /// Whether it kills.
    pub kills: bool,
    /// Whether a graft may hold it.
    pub graft: bool,
    /// Whether it divides.
    pub divides: bool,
    /// How it comes from blood.
    pub influx: Entry,
    /// Which killing by drugs it feels.
    pub depletion: Depletion,
    /// Whether it joined after 0.1.0: then it has a key `model.NAME.on`.
    pub later: bool,
    /// Colour of its curve on a light and on a dark page.
    pub curve: [&'static str; 2],
    /// Its shape at four pixels, a row a byte.
    pub shape_4: [u8; 4],
    /// At five pixels.
    pub shape_5: [u8; 5],
    /// At six pixels.
    pub shape_6: [u8; 6],
    /// At eight pixels, from which every larger size is sampled.
    pub shape_8: [u8; 8],
}

/// How a kind of effector comes from blood into tissue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// As CTL: from the clones of T cells in blood.
    Ctl,
    /// As helper T cells: a share of the clones.
    Helper,
    /// From the blood's NK cells.
    Nk,
    /// From the blood's LAK.
    Lak,
    /// As regulatory T cells, drawn by the burden.
    Treg,
    /// At a steady rate that keeps a resting density.
    Resident,
    /// Not at all.
    None,
}

/// Which killing by drugs and antibodies a kind of effector feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depletion {
    /// That of cytotoxic T cells.
    Ctl,
    /// That of helper T cells.
    Helper,
    /// That of NK cells.
    Nk,
    /// That of regulatory T cells.
    Treg,
    /// None.
    None,
}

/// What one code of a frame stands for.
#[derive(Clone, Copy, Debug)]
pub struct CodeRow {
    /// One word for it.
    pub word: &'static str,
    /// In the head of `frames.bin`.
    pub name: &'static str,
    /// In legends.
    pub label: &'static str,
    /// What a page says of it.
    pub sentence: &'static str,
    /// The kind of effector that it shows.
    pub effector: Option<EffectorKind>,
    /// The kind of tissue cell that it shows.
    pub tissue: Option<TissueKind>,
    /// Whether a view in depth looks through it.
    pub glass: bool,
    /// What counts on a ray of a projection: the largest; 0 is looked through.
    pub rank: u8,
    /// When it stands in the legend of a picture.
    pub legend: Legend,
}

/// When a code stands in the legend of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legend {
    /// In every one.
    Always,
    /// In none.
    Never,
    /// Where the scenario has a vaccine.
    WithVaccine,
}

/// Effectors that enter together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrivalGroup {
    /// Kind.
    pub kind: EffectorKind,
    /// Antigen that the host's T cells recognise; that of a graft's stands in its row.
    pub antigen: u32,
    /// 0 the host's own, else 1 + the graft.
    pub origin: u32,
}

impl EffectorKind {
    /// Every kind, in order.
    pub fn all() -> impl DoubleEndedIterator<Item = EffectorKind> + ExactSizeIterator + Clone {
        (0..EFFECTORS as u8).map(EffectorKind)
    }

    /// The place of the kind in every array by kind.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its row.
    pub fn row(self) -> &'static KindRow {
        &KINDS[self.index()]
    }

    /// Its number in a cell's word.
    pub const fn number(self) -> KindNumber {
        KindNumber(self.0 as u32 + 1)
    }

    /// The kind of the effector whose first word this is.
    pub fn of_word(x: u32) -> Option<EffectorKind> {
        EffectorKind::of_number(rules::effector_kind(x))
    }

    /// The kind of a number; `None` of 0 and of numbers that no kind has.
    pub fn of_number(number: u32) -> Option<EffectorKind> {
        EffectorKind::all().find(|kind| kind.number().word() == number)
    }

    /// The group of the host's own cells of the kind with an antigen (0 where it knows none).
    pub fn group(self, antigen: u32) -> usize {
        place_of(ArrivalGroup { kind: self, antigen, origin: 0 })
    }

    /// The groups of the host's own cells of the kind.
    pub fn groups(self) -> std::ops::Range<usize> {
        let first = self.group(0);
        first..first + if self.row().antigens { ANTIGENS } else { 1 }
    }

    /// The group of a graft's cells of the kind; `None` where a graft does not hold it.
    pub fn graft_group(self, graft: usize) -> Option<usize> {
        self.row()
            .graft
            .then(|| place_of(ArrivalGroup { kind: self, antigen: 0, origin: graft as u32 + 1 }))
    }
}

/// A number by kind: those given of the first kinds, nothing of the others.
pub fn of_the_first<T: Copy + Default>(numbers: &[T]) -> [T; EFFECTORS] {
    std::array::from_fn(|kind| numbers.get(kind).copied().unwrap_or_default())
}

fn place_of(group: ArrivalGroup) -> usize {
    GROUP_TABLE.iter().position(|known| *known == group).expect("the table has every such group")
}

impl KindNumber {
    /// As it stands in a cell's word and in tables with a row for no cell.
    pub const fn word(self) -> u32 {
        self.0
    }
}

impl TissueKind {
    /// The kind of a tissue word.
    pub fn of_word(cell: u32) -> TissueKind {
        TissueKind(rules::tissue_kind(cell))
    }

    /// As it stands in a tissue word.
    pub const fn word(self) -> u32 {
        self.0
    }
}

impl Code {
    /// Every code, in order.
    pub fn all() -> impl DoubleEndedIterator<Item = Code> + ExactSizeIterator + Clone {
        (0..CODES as u8).map(Code)
    }

    /// Its place in tables by code.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its row; that of what lies outside for a number that no code has.
    pub fn look(self) -> &'static CodeRow {
        LOOKS.get(self.index()).unwrap_or(&LOOKS[Code::OUTSIDE.index()])
    }

    /// The kind of effector that it shows.
    pub fn effector(self) -> Option<EffectorKind> {
        self.look().effector
    }
}
