//! Keys of regulatory T cells, `model.treg`.

use crate::input::Provenance::{Assumed, Derived};
use crate::input::Quantity::{
    Concentration, Density, Fraction, Integer, Motility, Number, Rate, Secretion, Time,
};

use crate::keys::effector_keys::{EffectorKeys, Needed, SEARCH};
use crate::keys::row::table;

table![
    IL2_HALF = Number(
        "model.treg.il2_half",
        Concentration,
        "50 pM",
        (0.1, 1e4),
        Assumed("half of their expansion at 10 pM to 0.1 nM"),
        "Interleukin-2 at half response of a regulatory T cell.",
    )
    .plausible("10 pM", "100 pM"),
    SIGNAL_TIME = Number(
        "model.treg.signal_time",
        Time,
        "6 h",
        (0.05, 72.0),
        Assumed("between CTL and NK"),
        "Time constant of the interleukin-2 signal.",
    ),
    DEATH = Number(
        "model.treg.death",
        Rate,
        "0.1 /d",
        (0.0, 0.5),
        SEARCH,
        "Loss rate of regulatory T cells from tissue.",
    ),
    DIVIDE_RATE = Number(
        "model.treg.divide_rate",
        Rate,
        "0.64 /d",
        (0.0, 0.2),
        SEARCH,
        "Division rate at saturating interleukin-2.",
    ),
    DIVISIONS = Number(
        "model.treg.divisions",
        Integer,
        "4",
        (0.0, 15.0),
        Assumed("bounds the density near 300 /mm2"),
        "Divisions left at entry.",
    ),
    MOTILITY = Number(
        "model.treg.motility",
        Motility,
        "15 um2/min",
        (0.0, 200.0),
        Assumed("as CTL"),
        "Random motility coefficient.",
    ),
    CHEMOTAXIS = Number(
        "model.treg.chemotaxis",
        Number,
        "4",
        (0.0, 200.0),
        Assumed("as CTL"),
        "Chemotactic sensitivity.",
    ),
    SUPPRESSOR_SECRETION = Number(
        "model.treg.suppressor_secretion",
        Secretion,
        "10 molecules/s",
        (0.0, 300.0),
        Derived("15 cells/mm2 halve the T cells' rates"),
        "Suppressive factor of a regulatory T cell.",
    ),
    IL2_UPTAKE = Number(
        "model.treg.il2_uptake",
        Secretion,
        "4 molecules/s",
        (0.0, 100.0),
        Derived(
            "endocytosis of bound receptors, 0.8 /s at 1,000 receptors, at 5,000 constitutive \
             receptors (1,000 to 10,000)",
        ),
        "Largest uptake of interleukin-2.",
    )
    .plausible("0.8 molecules/s", "8 molecules/s"),
    RESTING_DENSITY = Number(
        "model.treg.resting_density",
        Density,
        "6 /mm2",
        (0.0, 500.0),
        SEARCH,
        "Regulatory T cells in tissue at the start.",
    ),
    IL2_HILL = Number(
        "model.treg.il2_hill",
        Integer,
        "1",
        (1.0, 2.0),
        Assumed("as CTL"),
        "Hill exponent of the response to interleukin-2."
    )
    .later(),
    CD25_START = Number(
        "model.treg.cd25_start",
        Integer,
        "15",
        (0.0, 15.0),
        Assumed("constitutive receptors: all levels"),
        "CD25 of a regulatory T cell that enters, in 15 levels."
    )
    .later(),
    SIGNAL_START = Number(
        "model.treg.signal_start",
        Fraction,
        "0",
        (0.0, 1.0),
        Assumed("from blood without interleukin-2; 0 to 1"),
        "Interleukin-2 signal of a regulatory T cell that enters."
    )
    .later(),
    UPTAKE_FLOOR = Number(
        "model.treg.uptake_floor",
        Fraction,
        "0.25",
        (0.0, 0.99),
        Assumed("as CTL"),
        "Part of the largest uptake of a regulatory T cell that needs no CD25."
    )
    .later(),
];

/// The keys of this kind by what they mean.
pub static EFFECTOR: EffectorKeys = EffectorKeys {
    il2_hill: Some(&IL2_HILL),
    death: Some(&DEATH),
    divide_rate: Some(&DIVIDE_RATE),
    divisions: Some(&DIVISIONS),
    suppressor_secretion: Some(&SUPPRESSOR_SECRETION),
    resting_density: Some(&RESTING_DENSITY),
    cd25_start: Some(&CD25_START),
    signal_start: Some(&SIGNAL_START),
    uptake_floor: Some(&UPTAKE_FLOOR),
    ..EffectorKeys::of(Needed {
        prefix: "treg",
        il2_half: &IL2_HALF,
        signal_time: &SIGNAL_TIME,
        motility: &MOTILITY,
        chemotaxis: &CHEMOTAXIS,
        il2_uptake: &IL2_UPTAKE,
    })
};
