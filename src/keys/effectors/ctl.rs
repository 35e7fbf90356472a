//! Keys of cytotoxic T lymphocytes, `model.ctl`.

use crate::input::Provenance::{Assumed, Derived, Measured};
use crate::input::Quantity::{
    Concentration, Fraction, Integer, Motility, Number, Rate, Secretion, Time,
};

use crate::keys::effector_keys::{DETACH, EffectorKeys, Needed, SEARCH};
use crate::keys::row::table;

table![
    IL2_HALF = Number(
        "model.ctl.il2_half",
        Concentration,
        "4 pM",
        (0.1, 1e4),
        Measured("Wang & Smith, 10 pM threshold; Tkach 2014"),
        "Interleukin-2 at half response of a CTL (high-affinity receptor).",
    )
    .plausible("7 pM", "25 pM")
    .from(&["Tkach 2014"]),
    IL2_HILL = Number(
        "model.ctl.il2_hill",
        Integer,
        "1",
        (1.0, 2.0),
        Assumed("one site binding; 2 allowed"),
        "Hill exponent of the response to interleukin-2.",
    ),
    SIGNAL_TIME = Number(
        "model.ctl.signal_time",
        Time,
        "1 h",
        (0.05, 72.0),
        Assumed("minutes to hours of STAT5 signalling"),
        "Time constant over which a CTL averages its receptor occupancy.",
    ),
    DEATH_FED = Number(
        "model.ctl.death_fed",
        Rate,
        "0.132 /d",
        (0.0, 0.5),
        Measured("Isaeva 2009"),
        "Death rate of a CTL with saturating interleukin-2 (0.33 /d less 60 %).",
    )
    .plausible("0.03 /d", "0.33 /d")
    .from(&["Kirschner 1998", "Isaeva 2009"]),
    DEATH_STARVED = Number(
        "model.ctl.death_starved",
        Rate,
        "0.78 /d",
        (0.0, 0.5),
        SEARCH,
        "Death rate of a CTL without interleukin-2.",
    )
    .plausible("0.35 /d", "2.8 /d"),
    DEATH_PROGRAMMED = Number(
        "model.ctl.death_programmed",
        Rate,
        "0.33 /d",
        (0.0, 0.5),
        Measured("Isaeva 2009"),
        "Death rate without interleukin-2 of a CTL that is an effector by programme \
         (`model.priming.program_half`): the rate of the contracting response.",
    )
    .plausible("0.2 /d", "0.78 /d")
    .from(&["Isaeva 2009"]),
    DIVIDE_RATE = Number(
        "model.ctl.divide_rate",
        Rate,
        "0.97 /d",
        (0.0, 0.2),
        SEARCH,
        "Division rate of a stimulated CTL with saturating interleukin-2.",
    ),
    DIVISIONS = Number(
        "model.ctl.divisions",
        Integer,
        "4",
        (0.0, 15.0),
        Assumed("most of up to 11 divisions are spent in the node before it leaves"),
        "Divisions left to a CTL when it enters tissue.",
    ),
    KILL_RATE = Number(
        "model.ctl.kill_rate",
        Rate,
        "4 /d",
        (0.0, 4.0),
        Measured("Breart 2008; Halle 2016"),
        "Rate at which an engaged CTL hits its target, at full interleukin-2 and no suppression.",
    )
    .plausible("1 /d", "20 /d")
    .from(&["Breart 2008", "Halle 2016", "Weigelin 2021"]),
    KILL_FLOOR = Number(
        "model.ctl.kill_floor",
        Fraction,
        "0.1",
        (0.0, 1.0),
        Assumed(
            "four searches in a reduced model agreed on 0.03 to 0.07; on the lattice effectors of \
             a vaccine far away need some more, and untreated tumours stand it; 0.03 to 0.3",
        ),
        "Part of the hit rate that needs no interleukin-2; without such a low floor untreated \
         tumours cure themselves.",
    )
    .plausible("0.03", "0.3"),
    KILL_PROGRAMMED = Number(
        "model.ctl.kill_programmed",
        Fraction,
        "0.6",
        (0.0, 1.0),
        Assumed(
            "effectors kill 2 to 16 targets a day in tissue that is not given interleukin-2; 0.3 \
             to 1; with `model.ctl.kill_floor` it is switched off",
        ),
        "The same part of a CTL that is an effector by programme (`model.priming.program_half`).",
    )
    .plausible("0.3", "1")
    .from(&["Halle 2016", "Kalia 2018"]),
    REFRACTORY = Number(
        "model.ctl.refractory",
        Time,
        "9 min",
        (0.0, 24.0),
        DETACH,
        "Time after a hit during which a CTL does not engage.",
    )
    .clock()
    .plausible("8.5 min", "40 min")
    .from(&["Jenkins 2015"]),
    TIME_OUT = Number(
        "model.ctl.time_out",
        Time,
        "6 h",
        (0.05, 24.0),
        Assumed("a mean waiting time at 4 hits a day"),
        "An engagement without a hit ends after this time.",
    )
    .clock(),
    AMMUNITION = Number(
        "model.ctl.ammunition",
        Integer,
        "0",
        (0.0, 15.0),
        Assumed("CTL kill serially without a known limit: 0 means none"),
        "Hits before a CTL must recover; 0 for no limit.",
    ),
    RECOVERY = Number(
        "model.ctl.recovery",
        Rate,
        "0.25 /h",
        (0.0, 10.0),
        Assumed("as NK cells"),
        "Rate at which one hit is recovered at saturating interleukin-2.",
    ),
    MOTILITY = Number(
        "model.ctl.motility",
        Motility,
        "15 um2/min",
        (0.0, 200.0),
        Measured("speed 4-10 um/min, persistence 2-5 min: PhysiCell notes, Ichise 2022"),
        "Random motility coefficient.",
    )
    .from(&["Ichise 2022"]),
    CHEMOTAXIS = Number(
        "model.ctl.chemotaxis",
        Number,
        "20",
        (0.0, 200.0),
        Assumed("set on the lattice so that CTL gather at a tumour that dies"),
        "Chemotactic sensitivity: drift = 2 x motility x this x gradient of receptor occupancy.",
    ),
    SUPPRESSIBLE = Number(
        "model.ctl.suppressible",
        Fraction,
        "0.6",
        (0.0, 1.0),
        Assumed(
            "set on the lattice with the influx so that treated tumours separate from untreated \
             ones",
        ),
        "Part of killing and division that the suppressive factor can take away.",
    ),
    IL2_SECRETION = Number(
        "model.ctl.il2_secretion",
        Secretion,
        "0.14 molecules/s",
        (0.0, 300.0),
        SEARCH,
        "Interleukin-2 of a stimulated CTL.",
    ),
    IFNG_SECRETION = Number(
        "model.ctl.ifng_secretion",
        Secretion,
        "2 molecules/s",
        (0.0, 100.0),
        Assumed("1-10 molecules/s for hours after contact"),
        "IFN-gamma of a stimulated CTL.",
    )
    .plausible("1 molecules/s", "10 molecules/s"),
    IL2_UPTAKE = Number(
        "model.ctl.il2_uptake",
        Secretion,
        "2 molecules/s",
        (0.0, 100.0),
        Derived("endocytosis of bound receptors, 0.8 /s at 1,000 receptors"),
        "Largest uptake of interleukin-2 by one CTL with full CD25.",
    )
    .plausible("0.8 molecules/s", "8 molecules/s")
    .from(&["Tkach 2014"]),
    STIMULUS_TIME = Number(
        "model.ctl.stimulus_time",
        Time,
        "24 h",
        (0.1, 240.0),
        Assumed("cytokine production lasts hours to a day after contact"),
        "A CTL counts as stimulated so long after it met its antigen.",
    )
    .clock(),
    CD25_RATE = Number(
        "model.ctl.cd25_rate",
        Rate,
        "0.3 /h",
        (0.0, 10.0),
        Assumed(
            "full CD25 within 2 days of stimulation (Tkach 2014 gives the loop, not this rate)",
        ),
        "Rate at which CD25 (16 levels) rises in a stimulated CTL with interleukin-2; it falls at \
         an eighth of it.",
    )
    .from(&["Tkach 2014"]),
    CD25_FALL = Number(
        "model.ctl.cd25_fall",
        Fraction,
        "0.125",
        (0.0, 1.0),
        Assumed("a slow fall: an eighth of the rise; 0 to 0.5"),
        "Rate at which CD25 falls without a stimulus, as a part of `model.ctl.cd25_rate`; \
         helper T cells too."
    )
    .later(),
    CD25_START = Number(
        "model.ctl.cd25_start",
        Integer,
        "8",
        (0.0, 15.0),
        Assumed("half of the largest level: a primed cell; 0 to 15"),
        "CD25 of a CTL that enters, in 15 levels."
    )
    .later(),
    SIGNAL_START = Number(
        "model.ctl.signal_start",
        Fraction,
        "0.5",
        (0.0, 1.0),
        Assumed("primed in a node with interleukin-2; 0 to 1"),
        "Interleukin-2 signal of a CTL that enters."
    )
    .later(),
    UPTAKE_FLOOR = Number(
        "model.ctl.uptake_floor",
        Fraction,
        "0.25",
        (0.0, 0.99),
        Assumed("some receptors without CD25; 0.1 to 0.5"),
        "Part of the largest uptake of a CTL that needs no CD25."
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
    kill_rate: Some(&KILL_RATE),
    kill_floor: Some(&KILL_FLOOR),
    kill_programmed: Some(&KILL_PROGRAMMED),
    refractory: Some(&REFRACTORY),
    time_out: Some(&TIME_OUT),
    ammunition: Some(&AMMUNITION),
    recovery: Some(&RECOVERY),
    suppressible: Some(&SUPPRESSIBLE),
    il2_secretion: Some(&IL2_SECRETION),
    ifng_secretion: Some(&IFNG_SECRETION),
    stimulus_time: Some(&STIMULUS_TIME),
    cd25_rate: Some(&CD25_RATE),
    cd25_fall: Some(&CD25_FALL),
    cd25_start: Some(&CD25_START),
    signal_start: Some(&SIGNAL_START),
    uptake_floor: Some(&UPTAKE_FLOOR),
    ..EffectorKeys::of(Needed {
        prefix: "ctl",
        il2_half: &IL2_HALF,
        signal_time: &SIGNAL_TIME,
        motility: &MOTILITY,
        chemotaxis: &CHEMOTAXIS,
        il2_uptake: &IL2_UPTAKE,
    })
};
