//! Keys of treatments and of the donors of cells. Which drug and which route takes which key:
//! `scenario::drugs`.

use super::row::NONE;
use super::row::table;
use crate::input::Provenance::{Assumed, Convention, Derived};
use crate::input::Quantity::{
    Boolean, Choice, Concentration, Count, Dose, Fraction, Integer, Interval, Length, Lengths,
    Name, Number, Secretion, Starts, Time, TimePoint, Volume,
};

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

/// Words of `treatment.N.drug`: surgery, then those with a dose, then vaccines and cells.
pub const DRUGS: &[&str] = &[
    "surgery",
    "il2",
    "cyclophosphamide",
    "ifosfamide",
    "fludarabine",
    "fluorouracil",
    "cisplatin",
    "retinoic acid",
    "interferon alpha",
    "interferon gamma",
    "anti-CD4",
    "anti-CD8",
    "anti-NK",
    "anti-CD25",
    "irradiation",
    "vaccine",
    "lak",
    "til",
    "cik",
    "lymphocytes",
];

/// Words of `treatment.N.route`.
pub const ROUTES: &[&str] = &[
    "peritumoral",
    "intratumoral",
    "intralesional",
    "intravesical",
    "intrapleural",
    "intracavitary",
    "perilymphatic",
    "inhaled",
    "intravenous",
    "subcutaneous",
    "intraperitoneal",
];

/// Treatments.
pub mod treatment {
    use super::*;

    table![
        DRUG = WordAt("treatment.N.drug", Choice(DRUGS), "", NONE, "What is given or done.",),
        NAME = WordAt(
            "treatment.N.name",
            Name,
            "",
            NONE,
            "A name that other treatments may refer to (`2 days after NAME`).",
        ),
        SITE = WordAt(
            "treatment.N.site",
            Name,
            "",
            NONE,
            "Site operated on or injected (of an inhaled dose: the lung); may be left out when \
             there is only one site.",
        ),
        PREPARATION = WordAt(
            "treatment.N.preparation",
            Choice(PREPARATION_NAMES),
            "recombinant human",
            Convention("the preparation of nearly all later work"),
            "Preparation of interleukin-2: it says what a bare unit (U) is.",
        ),
        POTENCY = NumberAt(
            "treatment.N.potency",
            Number,
            "",
            (0.01, 100.0),
            NONE,
            "IU in one bare unit (U) of this preparation; natural preparations: 2 (assumed, 1 to \
             3).",
        )
        .plausible("1", "3"),
        ROUTE = WordAt(
            "treatment.N.route",
            Choice(ROUTES),
            "",
            NONE,
            "How it is given. `intralesional` is another word for `intratumoral`. Drugs other than \
             il2, vaccines and cells have none: they act in the whole body.",
        ),
        DOSE = OtherAt(
            "treatment.N.dose",
            Dose,
            "",
            (0.0, 1e10),
            NONE,
            "Dose each time (of an infusion: the whole of it), for an animal, per kg or per m2: \
             il2 and interferons in IU, chemotherapy and antibodies in ug, mg or g, radiation in \
             Gy or rad: 300 CU, 720000 IU/kg, 200 mg/kg, 5 Gy.",
        ),
        VOLUME = NumberAt(
            "treatment.N.volume",
            Volume,
            "0.2 ml",
            (0.001, 10_000.0),
            Convention("a usual local injection in a mouse; 1 ml in a patient"),
            "Volume injected at the site: the depot's concentration is dose over volume. Into a \
             cavity (intravesical, intrapleural, intracavitary) it must be given.",
        )
        .human("1 ml"),
        DURATION = NumberAt(
            "treatment.N.duration",
            Time,
            "0 h",
            (0.0, 8760.0),
            Convention("a bolus"),
            "Length of each infusion (intravenous), pump (subcutaneous) or perfusion (cavities, \
             perilymphatic); 0 is a bolus. Where the run ends during an infusion, only the part \
             that has run is given and counted (`il2_given_iu`), and it is one dose of \
             `doses_given`.",
        ),
        STOP_AT_TOXICITY = SwitchAt(
            "treatment.N.stop_at_toxicity",
            Boolean,
            "false",
            Convention("patients stop at dose-limiting toxicity, mice do not"),
            "Whether dose-limiting toxicity stops the later doses.",
        )
        .human("true"),
        SKIP = SwitchAt(
            "treatment.N.skip",
            Boolean,
            "false",
            Convention("what is written down is given"),
            "Written down but not given: an arm without it, with everything else at its place.",
        ),
        START = OtherAt(
            "treatment.N.start",
            Starts,
            "",
            (0.0, 0.0),
            NONE,
            "First time: `day 1`, `36 h`, or `2 days after surgery`; or every time of a treatment \
             in a list, in place of `every`: `[\"day 1\", \"day 3\", \"day 6\"]`.",
        ),
        EVERY = NumberAt(
            "treatment.N.every",
            Interval,
            "",
            (0.05, 87_600.0),
            NONE,
            "Interval of repeated doses; absent: one dose.",
        ),
        TIMES = WholeAt(
            "treatment.N.times",
            Integer,
            "",
            (1.0, 10_000.0),
            NONE,
            "Number of doses; absent: to `until` or the end of the run, none at the end itself.",
        ),
        DAYS_ON = WholeAt(
            "treatment.N.days_on",
            Integer,
            "",
            (1.0, 365.0),
            NONE,
            "Days on which doses fall before `days_off` days without, again and again from `start` \
             on (5 and 2: five days a week); `times` counts the doses that are given.",
        ),
        DAYS_OFF = WholeAt(
            "treatment.N.days_off",
            Integer,
            "",
            (1.0, 365.0),
            NONE,
            "Days without a dose after `days_on` days with them.",
        ),
        UNTIL = OtherAt(
            "treatment.N.until",
            TimePoint,
            "",
            (0.0, 0.0),
            NONE,
            "No dose begins after this time; one that is due at it is given, unless the run ends then.",
        ),
        // Surgery.
        LYMPHADENECTOMY = SwitchAt(
            "treatment.N.lymphadenectomy",
            Boolean,
            "false",
            Convention("the draining node stays"),
            "Whether the operation also removes the node that drains the site's region, where T \
             cells are primed.",
        ),
        MARGIN = NumberAt(
            "treatment.N.margin",
            Length,
            "200 um",
            (0.0, 20_000.0),
            Assumed("a narrow margin of healthy tissue; 0 to 2 cm"),
            "Healthy tissue removed with the tumour.",
        )
        .plausible("0 cm", "2 cm"),
        RESIDUE_PROBABILITY = NumberAt(
            "treatment.N.residue_probability",
            Fraction,
            "0.35",
            (0.0, 1.0),
            Derived(
                "fitted in a reduced model (set C) to about 30 % recurrence of microscopic \
                 residues (Vlk 1998)",
            ),
            "Chance that the operation leaves a residue at all.",
        )
        .drawn()
        .from(&["Vlk 1998"]),
        RESIDUE_CELLS = NumberAt(
            "treatment.N.residue_cells",
            Count,
            "{ log_normal = { median = 72, sigma = 0.5, min = 8, max = 500 } }",
            (0.0, 1e7),
            Derived(
                "fitted in a reduced model (set C): residues of few cells would cure themselves \
                 and hide the window of treatment",
            ),
            "Tumour cells left behind where there is a residue; thousands are a macroscopic \
             residue.",
        )
        .drawn(),
        // Vaccines and cells.
        VACCINE = WordAt(
            "treatment.N.vaccine",
            Name,
            "",
            NONE,
            "Name of the [[vaccine]] that is given.",
        ),
        CELLS = NumberAt(
            "treatment.N.cells",
            Count,
            "",
            (1.0, 2e11),
            NONE,
            "Cells given each time, the whole animal's number: 1e7; at most 1e9 in a mouse.",
        )
        .drawn(),
        POSITION = OtherAt(
            "treatment.N.position",
            Lengths,
            "",
            (0.0, 200_000.0),
            Convention("the centre of the site"),
            "Centre of a subcutaneous vaccine, from the corner of the site; the site's centre if \
             absent.",
        ),
        RADIUS = NumberAt(
            "treatment.N.radius",
            Length,
            "400 um",
            (20.0, 20_000.0),
            Assumed("a small blister under the skin of a lattice of a few mm; 100 um to 1 mm"),
            "Radius of the disc or ball that a subcutaneous vaccine lies in; it must lie inside \
             the site.",
        )
        .plausible("100 um", "1 mm"),
        CULTURE = NumberAt(
            "treatment.N.culture",
            Time,
            "",
            (0.0, 2400.0),
            Assumed(
                "lak 3 d (peak after 3 to 5 d, Bubenik 1987); lymphocytes 4 d (Slavin 2010); til \
                 and cik 14 d, no citation (7 to 30 d)",
            ),
            "Time in culture with interleukin-2; absent: 3 d for lak, 4 d for lymphocytes, 14 d \
             for til and cik.",
        )
        .from(&["Bubenik 1987", "Slavin 2010"]),
        CULTURE_IL2 = NumberAt(
            "treatment.N.culture_il2",
            Concentration,
            "",
            (0.0, 1e6),
            Assumed(
                "lymphocytes 6,000 IU/ml (Slavin 2010); others 1,000 IU/ml: 100 to 1,000 U/ml make \
                 LAK in vitro",
            ),
            "Interleukin-2 in the culture; absent: 6,000 IU/ml for lymphocytes, 1,000 IU/ml for \
             the others.",
        )
        .from(&["Slavin 2010"]),
        IL2_SECRETION = NumberAt(
            "treatment.N.il2_secretion",
            Secretion,
            "0 molecules/s",
            (0.0, 10_000.0),
            Convention("cells that are not gene-modified make their own only"),
            "Interleukin-2 that one transferred cell makes through its new gene.",
        )
        .drawn(),
        ANTIGEN = WordAt(
            "treatment.N.antigen",
            Name,
            "",
            NONE,
            "Antigen that the T cells given recognise, one of a tumour or vaccine. Absent: of til \
             the only one there is; of cik and lymphocytes none (those of a donor are \
             alloreactive).",
        ),
        DONOR = WordAt(
            "treatment.N.donor",
            Name,
            "",
            NONE,
            "Name of the [[donor]] of the cells; absent: the animal's own, or a syngeneic \
             animal's.",
        ),
        HARVEST = OtherAt(
            "treatment.N.harvest",
            TimePoint,
            "",
            (0.0, 0.0),
            NONE,
            "Leukapheresis in which the animal's own cells are taken, at least `culture` before \
             they are given (`day 9`); absent: they come from elsewhere.",
        ),
    ];
}

/// Donors of cells.
pub mod donor {
    use super::*;

    table![
        NAME = WordAt(
            "donor.N.name",
            Name,
            "",
            NONE,
            "Name of the donor, unique: treatments refer to it.",
        ),
        MISMATCH = NumberAt(
            "donor.N.mismatch",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Assumed(
                "a half-matched relative 0.5; a matched sibling 0.1, whose minor antigens differ; \
                 an identical twin 0; an unrelated donor 1",
            ),
            "How far donor and host are apart: it scales what the donor's cells see of the host, \
             and their rejection by it.",
        )
        .drawn(),
    ];
}
