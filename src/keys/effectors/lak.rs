//! Keys of lymphokine-activated killer cells, `model.lak`.

use crate::input::Provenance::{Assumed, Derived, Measured};
use crate::input::Quantity::{
    Concentration, Fraction, Integer, Motility, Number, Rate, Secretion, Time,
};

use crate::keys::effector_keys::{DETACH, EffectorKeys, Needed, SEARCH};
use crate::keys::row::table;

table![
    IL2_HALF = Number(
        "model.lak.il2_half",
        Concentration,
        "850 pM",
        (10.0, 1e5),
        Measured("intermediate receptor, 1-2 nM: J. Exp. Med. 1990 171:1527"),
        "Interleukin-2 at half response of a LAK cell.",
    )
    .plausible("0.3 nM", "2 nM")
    .from(&["Nagler 1990"]),
    IL2_HILL = Number(
        "model.lak.il2_hill",
        Integer,
        "2",
        (1.0, 2.0),
        Assumed("as NK"),
        "Hill exponent of the response.",
    ),
    SIGNAL_TIME = Number(
        "model.lak.signal_time",
        Time,
        "9.6 h",
        (0.05, 72.0),
        SEARCH,
        "Time constant of the interleukin-2 signal.",
    ),
    DEATH = Number(
        "model.lak.death",
        Rate,
        "0.2 /d",
        (0.0, 0.5),
        Assumed("below NK: activated cells that are fed live longer"),
        "Death rate of a fed LAK cell.",
    ),
    STARVE_LEVEL = Number(
        "model.lak.starve_level",
        Fraction,
        "0.35",
        (0.0, 1.0),
        SEARCH,
        "A LAK cell starves while its interleukin-2 signal is below this.",
    ),
    STARVE_TIME = Number(
        "model.lak.starve_time",
        Time,
        "10 h",
        (0.0, 24.0),
        SEARCH,
        "Starvation that a LAK cell stands.",
    )
    .clock(),
    STARVE_RATE = Number(
        "model.lak.starve_rate",
        Rate,
        "1.2 /d",
        (0.0, 1.0),
        SEARCH,
        "Death rate after that, when the signal is gone.",
    ),
    DIVIDE_RATE = Number(
        "model.lak.divide_rate",
        Rate,
        "0.45 /d",
        (0.0, 0.2),
        Derived("NK cells double in 37 h in interleukin-2"),
        "Division rate at saturating interleukin-2.",
    ),
    DIVISIONS = Number(
        "model.lak.divisions",
        Integer,
        "4",
        (0.0, 15.0),
        Assumed("a few in tissue"),
        "Divisions left to a LAK cell.",
    ),
    KILL_RATE = Number(
        "model.lak.kill_rate",
        Rate,
        "3 /d",
        (0.0, 4.0),
        Assumed("2 to 4 /d; searches in a reduced model found 2.1 to 4.1"),
        "Hit rate of an engaged LAK cell on a fully sensitive line, whatever its MHC class I.",
    )
    .plausible("2 /d", "4 /d"),
    KILL_FLOOR = Number(
        "model.lak.kill_floor",
        Fraction,
        "1",
        (0.0, 1.0),
        Assumed(
            "as the reduced model's: interleukin-2 decides how long a LAK cell lives, not how fast \
             it kills; 0.3 to 1",
        ),
        "Part of the hit rate that needs no interleukin-2.",
    )
    .plausible("0.3", "1"),
    REFRACTORY = Number(
        "model.lak.refractory",
        Time,
        "13 min",
        (0.0, 24.0),
        DETACH,
        "Time after a hit during which a LAK cell does not engage.",
    )
    .clock()
    .from(&["Jenkins 2015"]),
    TIME_OUT = Number(
        "model.lak.time_out",
        Time,
        "8 h",
        (0.05, 24.0),
        Assumed("a mean waiting time at 2-3 hits a day"),
        "An engagement without a hit ends after this time.",
    )
    .clock(),
    AMMUNITION = Number(
        "model.lak.ammunition",
        Integer,
        "6",
        (0.0, 15.0),
        Assumed("at the top of 3-6 kills"),
        "Hits before a LAK cell must recover; 0 for no limit.",
    )
    .plausible("3", "6"),
    RECOVERY = Number(
        "model.lak.recovery",
        Rate,
        "0.25 /h",
        (0.0, 10.0),
        Assumed("as NK"),
        "Rate at which one hit is recovered at saturating interleukin-2.",
    ),
    MOTILITY = Number(
        "model.lak.motility",
        Motility,
        "15 um2/min",
        (0.0, 200.0),
        Assumed("as NK"),
        "Random motility coefficient.",
    ),
    CHEMOTAXIS = Number(
        "model.lak.chemotaxis",
        Number,
        "4",
        (0.0, 200.0),
        Assumed("as CTL"),
        "Chemotactic sensitivity.",
    ),
    SUPPRESSIBLE = Number(
        "model.lak.suppressible",
        Fraction,
        "0.5",
        (0.0, 1.0),
        Assumed("as NK"),
        "Part of killing that the suppressive factor can take away.",
    ),
    IFNG_SECRETION = Number(
        "model.lak.ifng_secretion",
        Secretion,
        "2 molecules/s",
        (0.0, 100.0),
        Assumed("1-10 molecules/s"),
        "IFN-gamma of a LAK cell after contact.",
    )
    .plausible("1 molecules/s", "10 molecules/s"),
    IL2_UPTAKE = Number(
        "model.lak.il2_uptake",
        Secretion,
        "0.5 molecules/s",
        (0.0, 100.0),
        Assumed("intermediate receptors and some CD25"),
        "Largest uptake of interleukin-2.",
    ),
    STIMULUS_RATIO = Number(
        "model.lak.stimulus_ratio",
        Number,
        "1",
        (0.01, 100.0),
        Assumed("as CTL"),
        "How long a LAK cell counts as stimulated after a contact, relative to \
         `model.ctl.stimulus_time`."
    )
    .later(),
    CD25_START = Number(
        "model.lak.cd25_start",
        Integer,
        "0",
        (0.0, 15.0),
        Assumed("as NK cells"),
        "CD25 of a LAK cell that enters, in 15 levels."
    )
    .later(),
    SIGNAL_START = Number(
        "model.lak.signal_start",
        Fraction,
        "0.785",
        (0.0, 1.0),
        Assumed("grown in interleukin-2: 200 of 255 levels; 0.5 to 1"),
        "Interleukin-2 signal of a LAK cell that enters."
    )
    .later(),
    UPTAKE_FLOOR = Number(
        "model.lak.uptake_floor",
        Fraction,
        "0.25",
        (0.0, 0.99),
        Assumed("as CTL"),
        "Part of the largest uptake of a LAK cell that needs no CD25."
    )
    .later(),
];

/// The keys of this kind by what they mean.
pub static EFFECTOR: EffectorKeys = EffectorKeys {
    il2_hill: Some(&IL2_HILL),
    death: Some(&DEATH),
    starve_level: Some(&STARVE_LEVEL),
    starve_time: Some(&STARVE_TIME),
    starve_rate: Some(&STARVE_RATE),
    divide_rate: Some(&DIVIDE_RATE),
    divisions: Some(&DIVISIONS),
    kill_rate: Some(&KILL_RATE),
    kill_floor: Some(&KILL_FLOOR),
    refractory: Some(&REFRACTORY),
    time_out: Some(&TIME_OUT),
    ammunition: Some(&AMMUNITION),
    recovery: Some(&RECOVERY),
    suppressible: Some(&SUPPRESSIBLE),
    ifng_secretion: Some(&IFNG_SECRETION),
    stimulus_ratio: Some(&STIMULUS_RATIO),
    cd25_start: Some(&CD25_START),
    signal_start: Some(&SIGNAL_START),
    uptake_floor: Some(&UPTAKE_FLOOR),
    ..EffectorKeys::of(Needed {
        prefix: "lak",
        il2_half: &IL2_HALF,
        signal_time: &SIGNAL_TIME,
        motility: &MOTILITY,
        chemotaxis: &CHEMOTAXIS,
        il2_uptake: &IL2_UPTAKE,
    })
};
