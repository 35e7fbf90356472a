//! Keys that say what is simulated: the file, host, sites, tumours (run and record: `running`).

use super::row::NONE;
use super::row::table;
use crate::input::Provenance::{Assumed, Convention, Derived, Measured};
use crate::input::Quantity::{
    Boolean, Choice, Count, Density, Fraction, Integer, Length, Lengths, Mass, Name, Number, Rate,
    Secretion, Surface, Text, Time, TimePoint,
};

const ANIMALS: &[&str] = &["mouse", "human"];
const STRAINS: &[&str] = &["normal", "athymic"];

/// Keys of the file itself.
pub mod file {
    use super::*;

    table![
        SCHEMA = Whole(
            "schema",
            Integer,
            "",
            (1.0, 1.0),
            NONE,
            "Version of the file format: 1. Files of this version stay readable.",
        ),
        TITLE = Word(
            "title",
            Text,
            "",
            NONE,
            "What the scenario is, in one line; the file's name if absent.",
        ),
        SOURCE =
            Word("source", Text, "", NONE, "Where its numbers come from: author, year, table.",),
    ];
}

/// The host.
pub mod host {
    use super::*;

    table![
        SPECIES = Word(
            "host.species",
            Choice(ANIMALS),
            "",
            NONE,
            "The animal that carries the tumour; many defaults depend on it.",
        ),
        WEIGHT = Number(
            "host.weight",
            Mass,
            "20 g",
            (5.0, 200_000.0),
            Convention("a laboratory mouse; 70 kg for a human"),
            "Body mass: doses per kg refer to it.",
        )
        .human("70 kg"),
        SURFACE = Number(
            "host.surface",
            Surface,
            "0.0067 m2",
            (0.001, 4.0),
            Assumed(
                "body mass over 3 kg/m2 for a mouse, 1.8 m2 for an adult human; range from a small \
                 mouse to a large adult",
            ),
            "Body surface: doses per m2 refer to it.",
        )
        .human("1.8 m2"),
        STRAIN = Word(
            "host.strain",
            Choice(STRAINS),
            "normal",
            Convention(
                "an animal with its immune system; antibodies and radiation that deplete it are \
                 treatments",
            ),
            "`athymic` (nu/nu) mice have no T cells of their own; NK cells they have.",
        ),
    ];
}

/// Anatomical sites.
pub mod site {
    use super::*;

    table![
        NAME = WordAt(
            "site.N.name",
            Name,
            "",
            NONE,
            "Name of the anatomical site, unique: tumours and treatments refer to it.",
        ),
        SIZE = OtherAt(
            "site.N.size",
            Lengths,
            "",
            (80.0, 200_000.0),
            NONE,
            "Width and height, and depth in three dimensions: whole numbers of cells of `spacing`, \
             8 to 8192 along each edge.",
        ),
        SPACING = NumberAt(
            "site.N.spacing",
            Length,
            "20 um",
            (5.0, 100.0),
            Derived(
                "one cell a lattice site: cells of 15 to 17 um (de Pillis 2013) with their share \
                 of the space between",
            ),
            "Edge of one lattice cell.",
        )
        .from(&["de Pillis 2013"]),
        FIELD_SPACING = NumberAt(
            "site.N.field_spacing",
            Length,
            "40 um",
            (5.0, 400.0),
            Derived(
                "16 times cheaper than 20 um in two dimensions, and the signalling length of 48 um \
                 still comes out within 3 %",
            ),
            "Edge of one field cell: a whole multiple of `spacing`.",
        ),
        VESSEL_DENSITY = NumberAt(
            "site.N.vessel_density",
            Density,
            "60 /mm2",
            (0.0, 400.0),
            Assumed("one vessel per 130 um: tumour vessels lie 100 to 180 um apart"),
            "Vessels per area: effectors enter there, and plasma interleukin-2 exchanges.",
        )
        .drawn()
        .plausible("31 /mm2", "100 /mm2"),
        REPRESENTS = NumberAt(
            "site.N.represents",
            Number,
            "1",
            (1.0, 1e9),
            Convention("host pools are counted in slice cells"),
            "Lesion volume over lattice volume: multiplies antigen and cells that go back to the \
             host.",
        ),
        STIRRED = SwitchAt(
            "site.N.stirred",
            Boolean,
            "false",
            Convention("cells and fields stay where they are put and where they move"),
            "Whether cells and fields are mixed before each host step: the well-mixed limit, in \
             which the model is held to ordinary differential equations. Nothing can be resected \
             there, and no tumour leaves the site.",
        )
        .later(),
        REGION = WordAt(
            "site.N.region",
            Name,
            "",
            Convention("the site's own name: a region to itself"),
            "Region of the body. Sites of one region share a draining node: T cells are primed \
             there with the antigen and the local interleukin-2 of its sites alone.",
        )
        .later(),
    ];
}

/// Inoculated tumours.
pub mod tumour {
    use super::*;

    table![
        SITE = WordAt(
            "tumour.N.site",
            Name,
            "",
            NONE,
            "Site it lies in; may be left out when there is only one site.",
        ),
        POSITION = OtherAt(
            "tumour.N.position",
            Lengths,
            "",
            (0.0, 200_000.0),
            Convention("the centre of the site"),
            "Centre, from the corner of the site; the site's centre if absent.",
        ),
        START = OtherAt(
            "tumour.N.start",
            TimePoint,
            "day 0",
            (0.0, 0.0),
            Convention("day 0 is the inoculation"),
            "When it is inoculated.",
        ),
        CELLS = NumberAt(
            "tumour.N.cells",
            Count,
            "600",
            (1.0, 1e7),
            Derived(
                "a slice of 0.55 mm, 1.1e4 cells in three dimensions: a transplant treated from \
                 day 1",
            ),
            "Living tumour cells at the start (in two dimensions those of one slice).",
        )
        .human("{ log_normal = { median = 1500, sigma = 0.8, min = 100, max = 12000 } }")
        .drawn(),
        DOUBLING_TIME = NumberAt(
            "tumour.N.doubling_time",
            Time,
            "{ log_normal = { median = \"36 h\", sigma = 0.12, min = \"24 h\", max = \"60 h\" } }",
            (4.0, 26_280.0),
            Measured(
                "mouse tumours: 0.514 /d, de Pillis 2005; 0.431 /d, de Pillis 2006; the spread \
                 between animals and the human value (75 d) are assumed",
            ),
            "Net doubling time while nothing crowds the cells, natural loss included.",
        )
        .human(
            "{ log_normal = { median = \"75 d\", sigma = 0.35, min = \"30 d\", max = \"180 d\" } }"
        )
        .drawn()
        .plausible("1.3 d", "4 d")
        .plausible_human("30 d", "120 d")
        .from(&["de Pillis 2005", "de Pillis 2006"]),
        NATURAL_LOSS = NumberAt(
            "tumour.N.natural_loss",
            Rate,
            "0.016 /d",
            (0.0, 0.05),
            Derived("fitted in a reduced model (set C); about 1 %/d in published notes"),
            "Rate at which tumour cells die by themselves.",
        )
        .human("0.002 /d")
        .drawn(),
        RIM_DEPTH = NumberAt(
            "tumour.N.rim_depth",
            Length,
            "120 um",
            (60.0, 300.0),
            Derived(
                "600 slice cells become 6 to 8 times as many in 10 d at a doubling time of 36 h",
            ),
            "A cell divides while free space lies within this distance.",
        )
        .drawn(),
        ANTIGEN = WordAt(
            "tumour.N.antigen",
            Name,
            "tumour",
            Convention("tumours with the same name share their antigen"),
            "Name of the antigen that primed T cells recognise.",
        ),
        IMMUNOGENICITY = NumberAt(
            "tumour.N.immunogenicity",
            Number,
            "1",
            (0.0, 10.0),
            Assumed(
                "1 is a transplanted chemically induced sarcoma; a patient's metastasis has \
                 escaped already: most show next to nothing, few much",
            ),
            "How strongly its antigen primes T cells, relative to a mouse sarcoma.",
        )
        .human("{ log_normal = { median = 0.001, sigma = 3, min = 0.00001, max = 1 } }")
        .drawn(),
        LAK_SENSITIVITY = NumberAt(
            "tumour.N.lak_sensitivity",
            Fraction,
            "{ log_normal = { median = 0.8, sigma = 0.3, min = 0.05, max = 1 } }",
            (0.0, 1.0),
            Assumed(
                "a property of the line; about 0.8 of lines are sensitive, some (MC12) resist: \
                 0.08",
            ),
            "Chance that a hit of a LAK cell counts, 0 for a resistant line.",
        )
        .human("{ log_normal = { median = 0.8, sigma = 0.8, min = 0.02, max = 1 } }")
        .drawn(),
        MHC_CLASS_1_FRACTION_POSITIVE = NumberAt(
            "tumour.N.mhc_class_1.fraction_positive",
            Fraction,
            "0.9",
            (0.0, 1.0),
            Assumed(
                "most cells of an immunogenic transplant; 0 for a deficient line; any fraction is \
                 possible",
            ),
            "Part of the cells that show MHC class I at the start; daughters inherit it.",
        )
        .drawn(),
        MHC_CLASS_1_INDUCIBILITY = NumberAt(
            "tumour.N.mhc_class_1.inducibility",
            Fraction,
            "1",
            (0.0, 1.0),
            Assumed(
                "negative lines such as MK16 regain it under interferon; 0 for a structural loss",
            ),
            "How far IFN-gamma can raise MHC class I on a cell that lacks it.",
        )
        .drawn(),
        MHC_CLASS_1_MUTATION = NumberAt(
            "tumour.N.mhc_class_1.mutation",
            Fraction,
            "0.0001",
            (0.0, 0.1),
            Assumed("rare loss; 0 to 0.1 a division"),
            "Chance at each division that a daughter loses MHC class I.",
        )
        .drawn()
        .plausible("0", "0.1"),
        HYPOXIA_DISTANCE = NumberAt(
            "tumour.N.hypoxia_distance",
            Length,
            "150 um",
            (20.0, 2000.0),
            Assumed("oxygen reaches 100 to 180 um from a vessel"),
            "Cells further than this from a vessel or the living edge do not divide.",
        )
        .drawn()
        .plausible("100 um", "180 um"),
        NECROSIS_DISTANCE = NumberAt(
            "tumour.N.necrosis_distance",
            Length,
            "250 um",
            (40.0, 2000.0),
            Derived("half the diameter (400 to 600 um) from which spheroids have a necrotic core"),
            "Cells further than this from a vessel or the living edge die.",
        )
        .drawn()
        .plausible("200 um", "300 um"),
        SUPPRESSIVE_FACTOR_SECRETION = NumberAt(
            "tumour.N.suppressive_factor_secretion",
            Secretion,
            "1 molecules/s",
            (0.0, 1000.0),
            Assumed(
                "sets the scale of the suppressive field, whose half-effect level is given in the \
                 same units",
            ),
            "Suppressive factor that one living tumour cell makes.",
        )
        .drawn(),
        FOCI = WholeAt(
            "tumour.N.foci",
            Integer,
            "1",
            (1.0, 1000.0),
            Convention("one mass"),
            "Number of foci that its cells are dealt out to: more than one are drawn in the middle \
             half of the site, as metastases lie.",
        ),
        IL2_SECRETION = NumberAt(
            "tumour.N.il2_secretion",
            Secretion,
            "0 molecules/s",
            (0.0, 1000.0),
            Convention("a tumour that is not gene-modified makes none"),
            "Interleukin-2 that one living cell of a gene-modified tumour makes.",
        )
        .drawn(),
        DRUG_SENSITIVITY = NumberAt(
            "tumour.N.drug_sensitivity",
            Fraction,
            "1",
            (0.0, 1.0),
            Assumed(
                "1: as the mouse tumours that a drug's killing was measured on; a patient's \
                 metastasis has mostly resisted drugs before interleukin-2 is tried; 0: a \
                 resistant line",
            ),
            "How much of the killing by chemotherapy and radiation this line feels.",
        )
        .human("0.1")
        .drawn(),
    ];
}
