//! Keys that say what is simulated: host, sites, tumours, cohort, run, record (treatments:
//! `treatment`; vaccines: `lines`).

use super::{KeyDef, Provenance, Quantity};

const SPECIES: &[&str] = &["mouse", "human"];
const STRAINS: &[&str] = &["normal", "athymic"];
const LATE: &[&str] = &["refuse", "ignore"];

pub(super) const NONE: Provenance = Provenance::Convention("the scenario says it");

/// Keys of this table that a distribution may give, animal by animal.
pub const DRAWN: &[&str] = &[
    "site.N.vessel_density",
    "tumour.N.cells",
    "tumour.N.doubling_time",
    "tumour.N.natural_loss",
    "tumour.N.rim_depth",
    "tumour.N.immunogenicity",
    "tumour.N.lak_sensitivity",
    "tumour.N.mhc_class_1.fraction_positive",
    "tumour.N.mhc_class_1.inducibility",
    "tumour.N.mhc_class_1.mutation",
    "tumour.N.hypoxia_distance",
    "tumour.N.necrosis_distance",
    "tumour.N.suppressive_factor_secretion",
];

/// A key with a word, list or moment as its value: no range.
pub(super) const fn word(
    path: &'static str,
    quantity: Quantity,
    default: &'static str,
    provenance: Provenance,
    doc: &'static str,
) -> KeyDef {
    KeyDef {
        path,
        quantity,
        default,
        human: None,
        min: 0.0,
        max: 0.0,
        provenance,
        doc,
        added: false,
    }
}

/// A key with a number as its value; `range` in the canonical unit.
pub(super) const fn number(
    path: &'static str,
    quantity: Quantity,
    default: &'static str,
    range: (f64, f64),
    provenance: Provenance,
    doc: &'static str,
) -> KeyDef {
    KeyDef {
        path,
        quantity,
        default,
        human: None,
        min: range.0,
        max: range.1,
        provenance,
        doc,
        added: false,
    }
}

/// The same key with another default for humans.
pub(super) const fn human(key: KeyDef, default: &'static str) -> KeyDef {
    KeyDef { human: Some(default), ..key }
}

use Provenance::{Assumed, Convention, Derived, Measured};
use Quantity as Q;

/// The table.
pub const KEYS: &[KeyDef] = &[
    number(
        "schema",
        Q::Integer,
        "",
        (1.0, 1.0),
        NONE,
        "Version of the file format: 1. Files of this version stay readable.",
    ),
    word(
        "title",
        Q::Text,
        "",
        NONE,
        "What the scenario is, in one line; the file's name if absent.",
    ),
    word("source", Q::Text, "", NONE, "Where its numbers come from: author, year, table."),
    // The host.
    word(
        "host.species",
        Q::Choice(SPECIES),
        "",
        NONE,
        "The animal that carries the tumour; many defaults depend on it.",
    ),
    human(
        number(
            "host.weight",
            Q::Mass,
            "20 g",
            (5.0, 200_000.0),
            Convention("a laboratory mouse; 70 kg for a human"),
            "Body mass: doses per kg refer to it.",
        ),
        "70 kg",
    ),
    human(
        number(
            "host.surface",
            Q::Surface,
            "0.0067 m2",
            (0.001, 4.0),
            Assumed(
                "body mass over 3 kg/m2 for a mouse, 1.8 m2 for an adult human; range from a \
                 small mouse to a large adult",
            ),
            "Body surface: doses per m2 refer to it.",
        ),
        "1.8 m2",
    ),
    word(
        "host.strain",
        Q::Choice(STRAINS),
        "normal",
        Convention(
            "an animal with its immune system; antibodies and radiation that deplete it are \
             treatments",
        ),
        "`athymic` (nu/nu) mice have no T cells of their own; NK cells they have.",
    ),
    // Sites.
    word(
        "site.N.name",
        Q::Name,
        "",
        NONE,
        "Name of the anatomical site, unique: tumours and treatments refer to it.",
    ),
    number(
        "site.N.size",
        Q::Lengths,
        "",
        (80.0, 200_000.0),
        NONE,
        "Width and height, and depth in three dimensions: whole numbers of cells of `spacing`, 8 \
         to 8192 along each edge.",
    ),
    number(
        "site.N.spacing",
        Q::Length,
        "20 um",
        (5.0, 100.0),
        Derived(
            "one cell a lattice site: cells of 15 to 17 um (de Pillis 2013) with their share of \
             the space between",
        ),
        "Edge of one lattice cell.",
    ),
    number(
        "site.N.field_spacing",
        Q::Length,
        "40 um",
        (5.0, 400.0),
        Derived(
            "16 times cheaper than 20 um in two dimensions, and the signalling length of 48 um \
             still comes out within 3 %",
        ),
        "Edge of one field cell: a whole multiple of `spacing`.",
    ),
    number(
        "site.N.vessel_density",
        Q::Density,
        "60 /mm2",
        (0.0, 400.0),
        Assumed("one vessel per 130 um: tumour vessels lie 100 to 180 um apart"),
        "Vessels per area: effectors enter there, and plasma interleukin-2 exchanges.",
    ),
    number(
        "site.N.represents",
        Q::Number,
        "1",
        (1.0, 1e9),
        Convention("host pools are counted in slice cells"),
        "Lesion volume over lattice volume: multiplies antigen and cells that go back to the host.",
    ),
    // Tumours.
    word(
        "tumour.N.site",
        Q::Name,
        "",
        NONE,
        "Site it lies in; may be left out when there is only one site.",
    ),
    number(
        "tumour.N.position",
        Q::Lengths,
        "",
        (0.0, 200_000.0),
        Convention("the centre of the site"),
        "Centre, from the corner of the site; the site's centre if absent.",
    ),
    word(
        "tumour.N.start",
        Q::Moment,
        "day 0",
        Convention("day 0 is the inoculation"),
        "When it is inoculated.",
    ),
    human(
        number(
            "tumour.N.cells",
            Q::Count,
            "600",
            (1.0, 1e7),
            Derived(
                "a slice of 0.55 mm, 1.1e4 cells in three dimensions: a transplant treated from \
                 day 1",
            ),
            "Living tumour cells at the start (in two dimensions those of one slice).",
        ),
        "{ log_normal = { median = 1500, sigma = 0.8, min = 100, max = 12000 } }",
    ),
    human(
        number(
            "tumour.N.doubling_time",
            Q::Time,
            "{ log_normal = { median = \"36 h\", sigma = 0.12, min = \"24 h\", max = \"60 h\" } }",
            (4.0, 26_280.0),
            Measured(
                "mouse tumours: 0.514 /d, de Pillis 2005; 0.431 /d, de Pillis 2006; the spread \
                 between animals and the human value (75 d) are assumed",
            ),
            "Net doubling time while nothing crowds the cells, natural loss included.",
        ),
        "75 d",
    ),
    human(
        number(
            "tumour.N.natural_loss",
            Q::Rate,
            "0.016 /d",
            (0.0, 0.05),
            Derived("fitted in a reduced model (set C); about 1 %/d in published notes"),
            "Rate at which tumour cells die by themselves.",
        ),
        "0.002 /d",
    ),
    number(
        "tumour.N.rim_depth",
        Q::Length,
        "120 um",
        (60.0, 300.0),
        Derived("600 slice cells become 6 to 8 times as many in 10 d at a doubling time of 36 h"),
        "A cell divides while free space lies within this distance.",
    ),
    word(
        "tumour.N.antigen",
        Q::Name,
        "tumour",
        Convention("tumours with the same name share their antigen"),
        "Name of the antigen that primed T cells recognise.",
    ),
    human(
        number(
            "tumour.N.immunogenicity",
            Q::Number,
            "1",
            (0.0, 10.0),
            Assumed(
                "1 is a transplanted chemically induced sarcoma; a patient's metastasis has \
                 escaped already: at most 0.01",
            ),
            "How strongly its antigen primes T cells, relative to a mouse sarcoma.",
        ),
        "0.01",
    ),
    human(
        number(
            "tumour.N.lak_sensitivity",
            Q::Fraction,
            "{ log_normal = { median = 0.8, sigma = 0.3, min = 0.05, max = 1 } }",
            (0.0, 1.0),
            Assumed(
                "a property of the line; about 0.8 of lines are sensitive, some (MC12) resist: \
                 0.08",
            ),
            "Chance that a hit of a LAK cell counts, 0 for a resistant line.",
        ),
        "{ log_normal = { median = 0.8, sigma = 0.8, min = 0.02, max = 1 } }",
    ),
    number(
        "tumour.N.mhc_class_1.fraction_positive",
        Q::Fraction,
        "0.9",
        (0.0, 1.0),
        Assumed(
            "most cells of an immunogenic transplant; 0 for a deficient line; any fraction is \
             possible",
        ),
        "Part of the cells that show MHC class I at the start; daughters inherit it.",
    ),
    number(
        "tumour.N.mhc_class_1.inducibility",
        Q::Fraction,
        "1",
        (0.0, 1.0),
        Assumed("negative lines such as MK16 regain it under interferon; 0 for a structural loss"),
        "How far IFN-gamma can raise MHC class I on a cell that lacks it.",
    ),
    number(
        "tumour.N.mhc_class_1.mutation",
        Q::Fraction,
        "0.0001",
        (0.0, 0.1),
        Assumed("rare loss; 0 to 0.1 a division"),
        "Chance at each division that a daughter loses MHC class I.",
    ),
    number(
        "tumour.N.hypoxia_distance",
        Q::Length,
        "150 um",
        (20.0, 2000.0),
        Assumed("oxygen reaches 100 to 180 um from a vessel"),
        "Cells further than this from a vessel or the living edge do not divide.",
    ),
    number(
        "tumour.N.necrosis_distance",
        Q::Length,
        "250 um",
        (40.0, 2000.0),
        Derived("half the diameter (400 to 600 um) from which spheroids have a necrotic core"),
        "Cells further than this from a vessel or the living edge die.",
    ),
    number(
        "tumour.N.suppressive_factor_secretion",
        Q::Secretion,
        "1 molecules/s",
        (0.0, 1000.0),
        Assumed(
            "sets the scale of the suppressive field, whose half-effect level is given in the \
             same units",
        ),
        "Suppressive factor that one living tumour cell makes.",
    ),
    // What animals draw together.
    word(
        "cohort.N.keys",
        Q::Names,
        "",
        NONE,
        "Paths of two or more keys that have a distribution; each may stand in one entry only \
         (`model.competence.ctl`).",
    ),
    number(
        "cohort.N.correlation",
        Q::Number,
        "",
        (-1.0, 1.0),
        NONE,
        "Correlation of any two of these keys (of their normal scores: a Gaussian copula, which \
         leaves each key's own distribution as it is); of n keys above -1/(n-1).",
    ),
    // Run.
    number("run.until", Q::Moment, "", (0.1, 87_600.0), NONE, "End of the run; at most 10 years."),
    number(
        "run.replicates",
        Q::Integer,
        "1",
        (1.0, 100_000.0),
        Convention("one animal"),
        "Virtual animals, each with its own draws.",
    ),
    number(
        "run.seed",
        Q::Integer,
        "1",
        (0.0, 18_446_744_073_709_551_615.0),
        Convention("any whole number"),
        "Seed of every random stream: with the replicate's number it fixes the run.",
    ),
    number(
        "run.tissue_step",
        Q::Time,
        "6 min",
        (1.0 / 60.0, 0.5),
        Derived("contact rules come out the same from 6 min to 2 h when motion is sub-stepped"),
        "Step of cells in the tissue.",
    ),
    number(
        "run.host_step",
        Q::Time,
        "1 h",
        (1.0 / 60.0, 24.0),
        Convention("tissue and host exchange once a step"),
        "Step of the host: a whole multiple of `tissue_step`.",
    ),
    number(
        "run.humane_endpoint",
        Q::CountOrNever,
        "",
        (1.0, 1e9),
        Assumed(
            "15,000 slice cells and 3,000 for each further lesion in a mouse (a tumour of about 3 \
             mm slice diameter); never in a patient",
        ),
        "Living tumour cells of the whole animal at which a mouse is put down, or \"never\".",
    ),
    number(
        "run.detection",
        Q::Length,
        "1 mm",
        (20.0, 100_000.0),
        Assumed("the smallest lesion that is seen or felt"),
        "Diameter of the whole burden above which a recurrence is detected.",
    ),
    word(
        "run.late_doses",
        Q::Choice(LATE),
        "refuse",
        Convention("a plan that ends before its doses contradicts itself"),
        "What becomes of doses after `until`: refuse the file, or ignore them. A `--set \
         run.until=...` implies ignore.",
    ),
    // Record.
    word(
        "record.frames",
        Q::Moments,
        "every 12 h",
        Convention("about 100 frames a run"),
        "Times of the frames: `every 12 h`, a list of moments, or [] for none; on host steps.",
    ),
    number(
        "record.series_every",
        Q::Interval,
        "every 6 h",
        (0.05, 87_600.0),
        Convention("fine enough for every curve of the report"),
        "Interval of the tables' rows: a whole multiple of `run.host_step`.",
    ),
    number(
        "record.replicates",
        Q::Integers,
        "[0]",
        (0.0, 100_000.0),
        Convention("frames are large"),
        "Replicates whose frames are kept.",
    ),
    number(
        "record.checkpoints",
        Q::Interval,
        "every 5 d",
        (0.05, 87_600.0),
        Convention("bounds the work that a crash can cost"),
        "Interval of checkpoints in simulated time: a whole multiple of `run.host_step`.",
    ),
];
