//! Keys of helper T cells, `model.helper`.

use crate::input::Provenance::{Assumed, Measured};
use crate::input::Quantity::{
    Concentration, Fraction, Integer, Motility, Number, Rate, Secretion, Time,
};

use crate::keys::effector_keys::{EffectorKeys, Needed};
use crate::keys::row::table;

table![
    IL2_HALF = Number(
        "model.helper.il2_half",
        Concentration,
        "4 pM",
        (0.1, 1e4),
        Measured("Wang & Smith, 10 pM threshold; Tkach 2014"),
        "Interleukin-2 at half response of a helper T cell.",
    )
    .plausible("7 pM", "25 pM")
    .from(&["Tkach 2014"]),
    SIGNAL_TIME = Number(
        "model.helper.signal_time",
        Time,
        "1 h",
        (0.05, 72.0),
        Assumed("as CTL"),
        "Time constant of the interleukin-2 signal.",
    ),
    DEATH_FED = Number(
        "model.helper.death_fed",
        Rate,
        "0.132 /d",
        (0.0, 0.5),
        Assumed("as CTL"),
        "Death rate with saturating interleukin-2.",
    ),
    DEATH_STARVED = Number(
        "model.helper.death_starved",
        Rate,
        "0.78 /d",
        (0.0, 0.5),
        Assumed("as CTL"),
        "Death rate without interleukin-2.",
    ),
    DEATH_PROGRAMMED = Number(
        "model.helper.death_programmed",
        Rate,
        "0.33 /d",
        (0.0, 0.5),
        Assumed("as CTL"),
        "Death rate without interleukin-2 of a helper T cell that is an effector by programme \
         (`model.priming.program_half`).",
    ),
    DIVIDE_RATE = Number(
        "model.helper.divide_rate",
        Rate,
        "0.6 /d",
        (0.0, 0.2),
        Assumed("below CTL: 8 against 11 generations (Marchingo)"),
        "Division rate when stimulated, at saturating interleukin-2.",
    ),
    DIVISIONS = Number(
        "model.helper.divisions",
        Integer,
        "3",
        (0.0, 15.0),
        Assumed("as CTL, which divide more often"),
        "Divisions left at entry.",
    ),
    MOTILITY = Number(
        "model.helper.motility",
        Motility,
        "15 um2/min",
        (0.0, 200.0),
        Assumed("as CTL"),
        "Random motility coefficient.",
    ),
    CHEMOTAXIS = Number(
        "model.helper.chemotaxis",
        Number,
        "20",
        (0.0, 200.0),
        Assumed("as CTL"),
        "Chemotactic sensitivity.",
    ),
    IL2_SECRETION = Number(
        "model.helper.il2_secretion",
        Secretion,
        "2 molecules/s",
        (0.0, 300.0),
        Assumed(
            "7.5 molecules/s measured in activated CD4 cells (Tkach 2014), of which a quarter \
             produce at a time",
        ),
        "Interleukin-2 of a stimulated helper T cell.",
    )
    .from(&["Tkach 2014"]),
    IFNG_SECRETION = Number(
        "model.helper.ifng_secretion",
        Secretion,
        "1 molecules/s",
        (0.0, 100.0),
        Assumed("1-10 molecules/s"),
        "IFN-gamma of a stimulated helper T cell.",
    )
    .plausible("1 molecules/s", "10 molecules/s"),
    IL2_UPTAKE = Number(
        "model.helper.il2_uptake",
        Secretion,
        "2 molecules/s",
        (0.0, 100.0),
        Assumed("as CTL"),
        "Largest uptake of interleukin-2.",
    )
    .plausible("0.8 molecules/s", "8 molecules/s"),
    TIME_OUT = Number(
        "model.helper.time_out",
        Time,
        "1 h",
        (0.05, 24.0),
        Assumed("an hour with a cell that presents antigen; 0.5 to 6 h"),
        "A contact of a helper T cell ends after this time."
    )
    .clock()
    .later(),
    IL2_HILL = Number(
        "model.helper.il2_hill",
        Integer,
        "1",
        (1.0, 2.0),
        Assumed("as CTL"),
        "Hill exponent of the response to interleukin-2."
    )
    .later(),
    STIMULUS_RATIO = Number(
        "model.helper.stimulus_ratio",
        Number,
        "1",
        (0.01, 100.0),
        Assumed("as CTL"),
        "How long a helper T cell counts as stimulated after a contact, relative to \
         `model.ctl.stimulus_time`."
    )
    .later(),
    CD25_START = Number(
        "model.helper.cd25_start",
        Integer,
        "8",
        (0.0, 15.0),
        Assumed("as CTL"),
        "CD25 of a helper T cell that enters, in 15 levels."
    )
    .later(),
    SIGNAL_START = Number(
        "model.helper.signal_start",
        Fraction,
        "0.5",
        (0.0, 1.0),
        Assumed("as CTL"),
        "Interleukin-2 signal of a helper T cell that enters."
    )
    .later(),
    UPTAKE_FLOOR = Number(
        "model.helper.uptake_floor",
        Fraction,
        "0.25",
        (0.0, 0.99),
        Assumed("as CTL"),
        "Part of the largest uptake of a helper T cell that needs no CD25."
    )
    .later(),
];

/// The keys of this kind by what they mean.
pub static EFFECTOR: EffectorKeys = EffectorKeys {
    il2_hill: Some(&IL2_HILL),
    death_fed: Some(&DEATH_FED),
    death_starved: Some(&DEATH_STARVED),
    death_programmed: Some(&DEATH_PROGRAMMED),
    divide_rate: Some(&DIVIDE_RATE),
    divisions: Some(&DIVISIONS),
    time_out: Some(&TIME_OUT),
    il2_secretion: Some(&IL2_SECRETION),
    ifng_secretion: Some(&IFNG_SECRETION),
    stimulus_ratio: Some(&STIMULUS_RATIO),
    cd25_start: Some(&CD25_START),
    signal_start: Some(&SIGNAL_START),
    uptake_floor: Some(&UPTAKE_FLOOR),
    ..EffectorKeys::of(Needed {
        prefix: "helper",
        il2_half: &IL2_HALF,
        signal_time: &SIGNAL_TIME,
        motility: &MOTILITY,
        chemotaxis: &CHEMOTAXIS,
        il2_uptake: &IL2_UPTAKE,
    })
};
