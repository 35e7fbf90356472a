//! Keys of how animals are drawn together, how the run is made and what is recorded.

use super::row::NONE;
use super::row::table;
use crate::input::Provenance::{Assumed, Convention, Derived};
use crate::input::Quantity::{
    Choice, CountOrNever, Integer, Integers, Interval, Length, Names, Number, Time, TimePoint,
    TimePoints,
};

const LATE: &[&str] = &["refuse", "ignore"];
const ENDS: &[&str] = &["end", "progression"];
const LEFT: &[&str] = &["censored", "event"];

/// What animals draw together.
pub mod cohort {
    use super::*;

    table![
        KEYS = OtherAt(
            "cohort.N.keys",
            Names,
            "",
            (0.0, 0.0),
            NONE,
            "Paths of two or more keys that have a distribution; each may stand in one entry only \
             (`model.competence.ctl`).",
        ),
        CORRELATION = NumberAt(
            "cohort.N.correlation",
            Number,
            "",
            (-1.0, 1.0),
            NONE,
            "Correlation of any two of these keys (of their normal scores: a Gaussian copula, \
             which leaves each key's own distribution as it is); of n keys -1/(n-1) or more. 1 is \
             one trait in several places (all growth rates of an animal's tumours), -1 of two keys \
             the opposite of it.",
        ),
        FIXED = OtherAt(
            "cohort.N.fixed",
            Names,
            "",
            (0.0, 0.0),
            NONE,
            "Those of these keys that are one value, the same in every animal: they have no \
             correlation, and all other keys are drawn as if these were drawn too. A key that \
             `--set` or a study fixes is entered here by itself.",
        ),
    ];
}

/// What changes during a run.
pub mod change {
    use super::*;

    table![
        FROM = OtherAt(
            "change.N.from",
            TimePoint,
            "",
            (0.1, 87_600.0),
            NONE,
            "From when on keys of the model have other values: those below `[change.model.ROOM]` \
             after it, as below `[model.ROOM]` (all keys of `model` but `on` of a field, \
             `blood.unit_cells`, and clocks where the length of their tick would change). What an \
             animal drew for a key keeps its place in the new distribution.",
        ),
    ];
}

/// How the run is made.
pub mod run {
    use super::*;

    table![
        UNTIL = Other(
            "run.until",
            TimePoint,
            "",
            (0.1, 87_600.0),
            NONE,
            "End of the run, at most 10 years. The end itself is not part of it: a dose, an \
             operation, cells or a tumour due then are refused, and a series without `times` has \
             none then.",
        ),
        REPLICATES = Whole(
            "run.replicates",
            Integer,
            "1",
            (1.0, 100_000.0),
            Convention("one animal"),
            "Virtual animals, each with its own draws.",
        ),
        SEED = Whole(
            "run.seed",
            Integer,
            "1",
            (0.0, 9_223_372_036_854_774_784.0),
            Convention("any whole number"),
            "Seed of every random stream: with the replicate's number it fixes the run.",
        ),
        TISSUE_STEP = Number(
            "run.tissue_step",
            Time,
            "12 min",
            (1.0 / 60.0, 0.5),
            Derived(
                "as many animals are cured at 12 min as at 6 min; at 30 min interleukin-2 beside a \
                 vaccine lies some 30 % above that at 6 min with four sub-steps",
            ),
            "Step of cells in the tissue. A clock shorter than it, and more than one stage of the \
             cycle or one hit in it, are refused.",
        ),
        HOST_STEP = Number(
            "run.host_step",
            Time,
            "1 h",
            (1.0 / 60.0, 24.0),
            Convention("tissue and host exchange once a step"),
            "Step of the host: a whole multiple of `tissue_step`.",
        ),
        HUMANE_ENDPOINT = Other(
            "run.humane_endpoint",
            CountOrNever,
            "",
            (1.0, 1e9),
            Assumed(
                "15,000 slice cells and 3,000 for each further lesion in a mouse (a tumour of \
                 about 3 mm slice diameter); never in a patient",
            ),
            "Living tumour cells of the whole animal at which a mouse is put down, or \"never\".",
        ),
        END_AT = Word(
            "run.end_at",
            Choice(ENDS),
            "end",
            Convention("a run of which cure, recurrence and survival are asked goes on"),
            "Last step of a replicate whose disease progresses: `end`, as without progression; \
             `progression`, the host step at which its burden has stayed a quarter above the \
             smallest since baseline as long as a partial response must hold (7 d, a patient \
             28 d). Times to progression stay as they are.",
        )
        .later(),
        LEFT_SITE = Word(
            "run.left_site",
            Choice(LEFT),
            "censored",
            Convention("what grows outside a site is not simulated, so nobody knows what follows"),
            "What it means that a tumour touches the edge of its site, where its replicate ends: \
             `censored`, survival and progression-free survival were followed to that moment, and \
             the response is NE (PD where a progression had held before); `event`, death and \
             progression.",
        )
        .later(),
        DETECTION = Number(
            "run.detection",
            Length,
            "1 mm",
            (20.0, 100_000.0),
            Assumed("the smallest lesion that is seen or felt"),
            "Diameter of the whole burden above which a recurrence or a progression is detected.",
        ),
        LATE_DOSES = Word(
            "run.late_doses",
            Choice(LATE),
            "refuse",
            Convention("a plan that ends before its doses contradicts itself"),
            "What becomes of doses at `until` or later: refuse the file, or ignore them (neither \
             given nor drawn). A `--set run.until=...` implies ignore.",
        ),
    ];
}

/// What is recorded.
pub mod record {
    use super::*;

    table![
        FRAMES = Other(
            "record.frames",
            TimePoints,
            "every 12 h",
            (0.0, 0.0),
            Convention("about 100 frames a run"),
            "Times of the frames: `every 12 h`, a list of time points, or [] for none; on host \
             steps. Where there are frames, the end is one too.",
        ),
        SERIES_EVERY = Number(
            "record.series_every",
            Interval,
            "every 6 h",
            (0.05, 87_600.0),
            Convention("fine enough for every curve of the report"),
            "Interval of the tables' rows: a whole multiple of `run.host_step`. The end is a row too.",
        ),
        COLUMNS = Other(
            "record.columns",
            Names,
            "",
            (0.0, 0.0),
            NONE,
            "Columns of the series that are written, beside `replicate`, `site` and `time_h`, which \
             always are; all unless it is given. Their names: `docs/columns.md`. What is left out \
             is not computed either. The page has no curve of a column that is left out; \
             `il2sim verify` compares the last states alone without `digest`.",
        ),
        REPLICATES = Other(
            "record.replicates",
            Integers,
            "[0]",
            (0.0, 100_000.0),
            Convention("frames are large"),
            "Replicates whose frames are kept.",
        ),
        CHECKPOINTS = Number(
            "record.checkpoints",
            Interval,
            "every 5 d",
            (0.05, 87_600.0),
            Convention("bounds the work that a crash can cost"),
            "Interval of checkpoints in simulated time: a whole multiple of `run.host_step`.",
        ),
    ];
}
