//! Keys of treatments and of the donors of cells. Which drug and which route takes which key:
//! `drugs`.

use super::Provenance::{Assumed, Convention, Derived};
use super::structure::{NONE, human, number, word};
use super::{KeyDef, Quantity as Q};
use crate::scenario::drugs;

/// Preparations of interleukin-2 whose bare unit (`U`) this program knows, with IU in one U where
/// it is known.
pub const PREPARATIONS: &[(&str, Option<f64>)] = &[
    ("recombinant human", None),
    ("natural rat", Some(2.0)),
    ("natural mouse", Some(2.0)),
    ("natural gibbon", Some(2.0)),
];
const PREPARATION_NAMES: &[&str] =
    &["recombinant human", "natural rat", "natural mouse", "natural gibbon"];

/// Keys of this table that a distribution may give, animal by animal.
pub const DRAWN: &[&str] = &[
    "treatment.N.residue_probability",
    "treatment.N.residue_cells",
    "treatment.N.cells",
    "treatment.N.il2_secretion",
    "donor.N.mismatch",
];

/// The table.
pub const KEYS: &[KeyDef] = &[
    word("treatment.N.drug", Q::Choice(drugs::NAMES), "", NONE, "What is given or done."),
    word(
        "treatment.N.name",
        Q::Name,
        "",
        NONE,
        "A name that other treatments may refer to (`2 days after NAME`).",
    ),
    word(
        "treatment.N.site",
        Q::Name,
        "",
        NONE,
        "Site operated on or injected (of an inhaled dose: the lung); may be left out when there \
         is only one site.",
    ),
    word(
        "treatment.N.preparation",
        Q::Choice(PREPARATION_NAMES),
        "recombinant human",
        Convention("the preparation of nearly all later work"),
        "Preparation of interleukin-2: it says what a bare unit (U) is.",
    ),
    number(
        "treatment.N.potency",
        Q::Number,
        "",
        (0.01, 100.0),
        NONE,
        "IU in one bare unit (U) of this preparation; natural preparations: 2 (assumed, 1 to 3).",
    ),
    word(
        "treatment.N.route",
        Q::Choice(drugs::ROUTES),
        "",
        NONE,
        "How it is given. `intralesional` is another word for `intratumoral`. Drugs other than \
         il2, vaccines and cells have none: they act in the whole body.",
    ),
    number(
        "treatment.N.dose",
        Q::Dose,
        "",
        (0.0, 1e10),
        NONE,
        "Dose each time (of an infusion: the whole of it), for an animal, per kg or per m2: il2 \
         and interferons in IU, chemotherapy and antibodies in ug, mg or g, radiation in Gy or \
         rad: 300 CU, 720000 IU/kg, 200 mg/kg, 5 Gy.",
    ),
    human(
        number(
            "treatment.N.volume",
            Q::Volume,
            "0.2 ml",
            (0.001, 10_000.0),
            Convention("a usual local injection in a mouse; 1 ml in a patient"),
            "Volume injected at the site: the depot's concentration is dose over volume. Into a \
             cavity (intravesical, intrapleural, intracavitary) it must be given.",
        ),
        "1 ml",
    ),
    number(
        "treatment.N.duration",
        Q::Time,
        "0 h",
        (0.0, 8760.0),
        Convention("a bolus"),
        "Length of each infusion (intravenous), pump (subcutaneous) or perfusion (cavities, \
         perilymphatic); 0 is a bolus.",
    ),
    human(
        word(
            "treatment.N.stop_at_toxicity",
            Q::Boolean,
            "false",
            Convention("patients stop at dose-limiting toxicity, mice do not"),
            "Whether dose-limiting toxicity stops the later doses.",
        ),
        "true",
    ),
    word(
        "treatment.N.skip",
        Q::Boolean,
        "false",
        Convention("what is written down is given"),
        "Written down but not given: an arm without it, with everything else at its place.",
    ),
    word(
        "treatment.N.start",
        Q::Moment,
        "",
        NONE,
        "First time: `day 1`, `36 h`, or `2 days after surgery`.",
    ),
    number(
        "treatment.N.every",
        Q::Interval,
        "",
        (0.05, 87_600.0),
        NONE,
        "Interval of repeated doses; absent: one dose.",
    ),
    number(
        "treatment.N.times",
        Q::Integer,
        "",
        (1.0, 10_000.0),
        NONE,
        "Number of doses; absent: until `until` or the end of the run.",
    ),
    word("treatment.N.until", Q::Moment, "", NONE, "No dose after this moment."),
    // Surgery.
    word(
        "treatment.N.lymphadenectomy",
        Q::Boolean,
        "false",
        Convention("the draining node stays"),
        "Whether the operation also removes the draining node, where T cells are primed.",
    ),
    number(
        "treatment.N.margin",
        Q::Length,
        "200 um",
        (0.0, 20_000.0),
        Assumed("a narrow margin of healthy tissue; 0 to 2 cm"),
        "Healthy tissue removed with the tumour.",
    ),
    number(
        "treatment.N.residue_probability",
        Q::Fraction,
        "0.35",
        (0.0, 1.0),
        Derived(
            "fitted in a reduced model (set C) to about 30 % recurrence of microscopic residues \
             (Vlk 1998)",
        ),
        "Chance that the operation leaves a residue at all.",
    ),
    number(
        "treatment.N.residue_cells",
        Q::Count,
        "{ log_normal = { median = 72, sigma = 0.5, min = 8, max = 500 } }",
        (0.0, 1e7),
        Derived(
            "fitted in a reduced model (set C): residues of few cells would cure themselves and \
             hide the window of treatment",
        ),
        "Tumour cells left behind where there is a residue; thousands are a macroscopic residue.",
    ),
    // Vaccines and cells.
    word("treatment.N.vaccine", Q::Name, "", NONE, "Name of the [[vaccine]] that is given."),
    number(
        "treatment.N.cells",
        Q::Count,
        "",
        (1.0, 2e11),
        NONE,
        "Cells given each time, the whole animal's number: 1e7; at most 1e9 in a mouse.",
    ),
    number(
        "treatment.N.position",
        Q::Lengths,
        "",
        (0.0, 200_000.0),
        Convention("the centre of the site"),
        "Centre of a subcutaneous vaccine, from the corner of the site; the site's centre if \
         absent.",
    ),
    number(
        "treatment.N.radius",
        Q::Length,
        "400 um",
        (20.0, 20_000.0),
        Assumed("a small blister under the skin of a lattice of a few mm; 100 um to 1 mm"),
        "Radius of the disc or ball that a subcutaneous vaccine lies in; it must lie inside the \
         site.",
    ),
    number(
        "treatment.N.culture",
        Q::Time,
        "",
        (0.0, 2400.0),
        Assumed(
            "lak 3 d (peak after 3 to 5 d, Bubenik 1987); lymphocytes 4 d (Slavin 2010); til and \
             cik 14 d, no citation (7 to 30 d)",
        ),
        "Time in culture with interleukin-2; absent: 3 d for lak, 4 d for lymphocytes, 14 d for \
         til and cik.",
    ),
    number(
        "treatment.N.culture_il2",
        Q::Concentration,
        "",
        (0.0, 1e6),
        Assumed(
            "lymphocytes 6,000 IU/ml (Slavin 2010); others 1,000 IU/ml: 100 to 1,000 U/ml make \
             LAK in vitro",
        ),
        "Interleukin-2 in the culture; absent: 6,000 IU/ml for lymphocytes, 1,000 IU/ml for the \
         others.",
    ),
    number(
        "treatment.N.il2_secretion",
        Q::Secretion,
        "0 molecules/s",
        (0.0, 10_000.0),
        Convention("cells that are not gene-modified make their own only"),
        "Interleukin-2 that one transferred cell makes through its new gene.",
    ),
    word(
        "treatment.N.antigen",
        Q::Name,
        "",
        NONE,
        "Antigen that the T cells given recognise, one of a tumour or vaccine. Absent: of til the \
         only one there is; of cik and lymphocytes none (those of a donor are alloreactive).",
    ),
    word(
        "treatment.N.donor",
        Q::Name,
        "",
        NONE,
        "Name of the [[donor]] of the cells; absent: the animal's own, or a syngeneic animal's.",
    ),
    word(
        "treatment.N.harvest",
        Q::Moment,
        "",
        NONE,
        "Leukapheresis in which the animal's own cells are taken, at least `culture` before they \
         are given (`day 9`); absent: they come from elsewhere.",
    ),
    // Donors.
    word("donor.N.name", Q::Name, "", NONE, "Name of the donor, unique: treatments refer to it."),
    number(
        "donor.N.mismatch",
        Q::Fraction,
        "0.5",
        (0.0, 1.0),
        Assumed(
            "a half-matched relative 0.5; a matched sibling 0.1, whose minor antigens differ; an \
             identical twin 0; an unrelated donor 1",
        ),
        "How far donor and host are apart: it scales what the donor's cells see of the host, and \
         their rejection by it.",
    ),
];
