//! Keys of cell vaccines.

use super::row::table;
use crate::input::Provenance::{Assumed, Convention, Derived};
use crate::input::Quantity::{Boolean, Fraction, Name, Number, Rate, Secretion};

/// Cell vaccines.
pub mod vaccine {
    use super::*;

    table![
        NAME = WordAt(
            "vaccine.N.name",
            Name,
            "",
            Convention("the scenario says it"),
            "Name of the vaccine, unique: treatments refer to it.",
        ),
        ANTIGEN = WordAt(
            "vaccine.N.antigen",
            Name,
            "tumour",
            Convention("the antigen of the tumour to be treated"),
            "Name of its antigen: equal names are the same antigen.",
        ),
        IRRADIATED = SwitchAt(
            "vaccine.N.irradiated",
            Boolean,
            "true",
            Convention("most experiments irradiated their vaccine"),
            "Irradiated cells make more interleukin-2, live longer at the site and present more \
             antigen than live ones, which are soon rejected.",
        ),
        CD80 = SwitchAt(
            "vaccine.N.cd80",
            Boolean,
            "false",
            Convention("parental tumours lack it"),
            "Whether the cells also carry CD80 (B7), which helps to prime T cells.",
        ),
        IL2_SECRETION = NumberAt(
            "vaccine.N.il2_secretion",
            Secretion,
            "27 molecules/s",
            (0.0, 10_000.0),
            Assumed(
                "1,000 IU a million cells and day; clones make 100 to 10,000; 0 is the parental \
                 control",
            ),
            "Interleukin-2 that one live vaccine cell makes; irradiated ones make \
             `model.vaccine.irradiated_il2` times as much.",
        )
        .drawn()
        .plausible("100 IU/1e6/d", "10000 IU/1e6/d"),
        MHC_CLASS_1 = NumberAt(
            "vaccine.N.mhc_class_1",
            Fraction,
            "0.9",
            (0.0, 1.0),
            Assumed(
                "as an MHC class I positive tumour; irradiation does not change it; 0 for a \
                 deficient line",
            ),
            "Part of the cells that show MHC class I.",
        )
        .drawn(),
        LAK_SENSITIVITY = NumberAt(
            "vaccine.N.lak_sensitivity",
            Fraction,
            "0.8",
            (0.0, 1.0),
            Assumed("as most tumour lines; 0 for a resistant line"),
            "Chance that a hit of a LAK cell counts.",
        )
        .drawn(),
        IMMUNOGENICITY = NumberAt(
            "vaccine.N.immunogenicity",
            Number,
            "1",
            (0.0, 10.0),
            Assumed("as a transplanted chemically induced sarcoma"),
            "How strongly the antigen of its dying cells primes T cells, relative to a mouse \
             sarcoma.",
        )
        .drawn(),
    ];
}

/// What every vaccine's cells share, `model.vaccine`.
pub mod vaccine_cell {
    use super::*;

    table![
        DEATH_IRRADIATED = Number(
            "model.vaccine.death_irradiated",
            Rate,
            "0.25 /d",
            (0.0, 0.5),
            Assumed("irradiated cells survive about 5 to 10 d"),
            "Rate at which irradiated vaccine cells die.",
        ),
        DEATH_LIVE = Number(
            "model.vaccine.death_live",
            Rate,
            "0.65 /d",
            (0.0, 0.5),
            Assumed(
                "the reduced model's value: live secretors are rejected fast; with a slow loss \
                 they would cure as irradiated ones do",
            ),
            "Rate at which live vaccine cells are lost.",
        ),
        IRRADIATED_IL2 = Number(
            "model.vaccine.irradiated_il2",
            Number,
            "3",
            (1.0, 10.0),
            Derived(
                "irradiated cells make more interleukin-2 (Simova 1998, factor not given): 2 to 4 \
                 assumed",
            ),
            "Interleukin-2 of an irradiated vaccine cell, relative to a live one.",
        )
        .plausible("2", "4")
        .from(&["Simova 1998"]),
        ANTIGEN_LIVE = Number(
            "model.vaccine.antigen_live",
            Fraction,
            "0.21",
            (0.0, 1.0),
            Assumed(
                "found by search in a reduced model: irradiated vaccines prime better than live \
                 ones",
            ),
            "Antigen that a live vaccine cell gives when it dies, relative to an irradiated one.",
        ),
        CD80_PRIMING = Number(
            "model.vaccine.cd80_priming",
            Number,
            "2",
            (1.0, 20.0),
            Assumed("costimulation by the vaccine cell itself; 1 switches it off"),
            "Antigen of a vaccine cell with CD80, relative to one without.",
        ),
        DRUG_SENSITIVITY = Number(
            "model.vaccine.drug_sensitivity",
            Fraction,
            "1",
            (0.0, 1.0),
            Assumed(
                "as the mouse tumours that a drug's killing was measured on; 0: a resistant line"
            ),
            "How much of the killing by chemotherapy and radiation a vaccine cell feels."
        )
        .later(),
    ];
}
