//! Keys of natural killer cells, `model.nk`.

use crate::input::Provenance::{Assumed, Derived, Measured};
use crate::input::Quantity::{
    Concentration, Density, Fraction, Integer, Motility, Number, Rate, Secretion, Time,
};

use crate::keys::effector_keys::{DETACH, EffectorKeys, Needed, SEARCH};
use crate::keys::row::table;

table![
    IL2_HALF = Number(
        "model.nk.il2_half",
        Concentration,
        "850 pM",
        (10.0, 1e5),
        Measured("intermediate receptor, 1-2 nM: J. Exp. Med. 1990 171:1527"),
        "Interleukin-2 at half activation of an NK cell.",
    )
    .plausible("0.3 nM", "2 nM")
    .from(&["Nagler 1990"]),
    IL2_HILL = Number(
        "model.nk.il2_hill",
        Integer,
        "2",
        (1.0, 2.0),
        Assumed("a threshold near 1 nM separates the schedules that work"),
        "Hill exponent of the response.",
    ),
    SIGNAL_TIME = Number(
        "model.nk.signal_time",
        Time,
        "9.6 h",
        (0.05, 72.0),
        SEARCH,
        "Time constant of the interleukin-2 signal; an instantaneous one loses the benefit of \
         8-hourly doses.",
    ),
    DEATH = Number(
        "model.nk.death",
        Rate,
        "0.7 /d",
        (0.0, 0.5),
        SEARCH,
        "Loss rate of NK cells from tissue (death and egress).",
    ),
    KILL_RATE = Number(
        "model.nk.kill_rate",
        Rate,
        "4 /d",
        (0.0, 4.0),
        SEARCH,
        "Hit rate of an engaged NK cell on a target without MHC class I.",
    ),
    KILL_FLOOR = Number(
        "model.nk.kill_floor",
        Fraction,
        "1",
        (0.0, 1.0),
        Assumed("resting NK cells kill in full until their ammunition is spent"),
        "Part of the hit rate that needs no interleukin-2.",
    ),
    MHC_INHIBITION = Number(
        "model.nk.mhc_inhibition",
        Fraction,
        "0.88",
        (0.0, 1.0),
        SEARCH,
        "Part of the hit rate that full MHC class I on the target takes away.",
    ),
    FADE = Number(
        "model.nk.fade",
        Time,
        "24 h",
        (0.1, 240.0),
        Measured("Ichise 2022"),
        "Time of contact after which a target has lost its NK ligand (CD155) and is not hit.",
    )
    .clock()
    .from(&["Ichise 2022"]),
    REFRACTORY = Number(
        "model.nk.refractory",
        Time,
        "13 min",
        (0.0, 24.0),
        DETACH,
        "Time after a hit during which an NK cell does not engage.",
    )
    .clock()
    .from(&["Jenkins 2015"]),
    TIME_OUT = Number(
        "model.nk.time_out",
        Time,
        "4 h",
        (0.05, 24.0),
        Measured("Ichise 2022: half of encounters are lethal within 4 h"),
        "An engagement without a hit ends after this time.",
    )
    .clock()
    .from(&["Ichise 2022"]),
    AMMUNITION = Number(
        "model.nk.ammunition",
        Integer,
        "4",
        (0.0, 15.0),
        Assumed("about 4 (3-6) kills; recalled, not checked"),
        "Hits before an NK cell must recover; 0 for no limit.",
    )
    .plausible("3", "6"),
    RECOVERY = Number(
        "model.nk.recovery",
        Rate,
        "0.2 /h",
        (0.0, 10.0),
        Assumed("12-24 h with interleukin-2 for a full store"),
        "Rate at which one hit is recovered at saturating interleukin-2.",
    )
    .plausible("0.17 /h", "0.33 /h"),
    KILLERS = Number(
        "model.nk.killers",
        Fraction,
        "1",
        (0.0, 1.0),
        Assumed(
            "non-killers (half to three quarters of resting NK cells) are in the mean hit rate",
        ),
        "Part of entering NK cells that can kill.",
    )
    .from(&["Vanherberghen 2013", "Guldevall 2016"]),
    MOTILITY = Number(
        "model.nk.motility",
        Motility,
        "15 um2/min",
        (0.0, 200.0),
        Measured("5 um/min: Ichise 2022"),
        "Random motility coefficient.",
    )
    .from(&["Ichise 2022"]),
    CHEMOTAXIS = Number(
        "model.nk.chemotaxis",
        Number,
        "4",
        (0.0, 200.0),
        Assumed("as CTL"),
        "Chemotactic sensitivity.",
    ),
    SUPPRESSIBLE = Number(
        "model.nk.suppressible",
        Fraction,
        "0.5",
        (0.0, 1.0),
        Assumed("NK cells are less sensitive than T cells"),
        "Part of killing that the suppressive factor can take away.",
    ),
    IFNG_SECRETION = Number(
        "model.nk.ifng_secretion",
        Secretion,
        "1 molecules/s",
        (0.0, 100.0),
        Assumed("1-10 molecules/s"),
        "IFN-gamma of an NK cell after contact.",
    )
    .plausible("1 molecules/s", "10 molecules/s"),
    IL2_UPTAKE = Number(
        "model.nk.il2_uptake",
        Secretion,
        "0.13 molecules/s",
        (0.0, 100.0),
        Derived(
            "the clearance of 9,000 intermediate receptors at low concentration, in high-affinity \
             terms",
        ),
        "Largest uptake of interleukin-2.",
    ),
    ACTIVATION_RATE = Number(
        "model.nk.activation_rate",
        Rate,
        "1 /d",
        (0.0, 1.0),
        Measured(
            "LAK peak after 3 days in interleukin-2: J. Exp. Med. 1984 160:1147; Bubenik 1987",
        ),
        "Rate of each of three stages from NK to LAK at saturating interleukin-2.",
    )
    .plausible("0.6 /d", "1 /d")
    .from(&["J. Exp. Med. 1984", "Bubenik 1987"]),
    RESTING_DENSITY = Number(
        "model.nk.resting_density",
        Density,
        "30 /mm2",
        (0.0, 500.0),
        Assumed(
            "10 to 30 /mm2; what an influx of 21 /mm2/d and a loss of 0.7 /d keep, so that an \
             untreated animal's NK cells neither rise nor fall",
        ),
        "NK cells in tissue at the start, of an animal with median competence.",
    )
    .plausible("10 /mm2", "30 /mm2"),
    STIMULUS_RATIO = Number(
        "model.nk.stimulus_ratio",
        Number,
        "1",
        (0.01, 100.0),
        Assumed("as CTL"),
        "How long an NK cell counts as stimulated after a contact, relative to \
         `model.ctl.stimulus_time`."
    )
    .later(),
    CD25_START = Number(
        "model.nk.cd25_start",
        Integer,
        "0",
        (0.0, 15.0),
        Assumed("intermediate receptors alone; they never gain it"),
        "CD25 of an NK cell that enters, in 15 levels."
    )
    .later(),
    SIGNAL_START = Number(
        "model.nk.signal_start",
        Fraction,
        "0",
        (0.0, 1.0),
        Assumed("from blood without interleukin-2; 0 to 1"),
        "Interleukin-2 signal of an NK cell that enters."
    )
    .later(),
    UPTAKE_FLOOR = Number(
        "model.nk.uptake_floor",
        Fraction,
        "0.25",
        (0.0, 0.99),
        Assumed("as CTL"),
        "Part of the largest uptake of an NK cell that needs no CD25."
    )
    .later(),
];

/// The keys of this kind by what they mean.
pub static EFFECTOR: EffectorKeys = EffectorKeys {
    il2_hill: Some(&IL2_HILL),
    death: Some(&DEATH),
    kill_rate: Some(&KILL_RATE),
    kill_floor: Some(&KILL_FLOOR),
    mhc_inhibition: Some(&MHC_INHIBITION),
    fade: Some(&FADE),
    refractory: Some(&REFRACTORY),
    time_out: Some(&TIME_OUT),
    ammunition: Some(&AMMUNITION),
    recovery: Some(&RECOVERY),
    killers: Some(&KILLERS),
    suppressible: Some(&SUPPRESSIBLE),
    ifng_secretion: Some(&IFNG_SECRETION),
    activation_rate: Some(&ACTIVATION_RATE),
    resting_density: Some(&RESTING_DENSITY),
    stimulus_ratio: Some(&STIMULUS_RATIO),
    cd25_start: Some(&CD25_START),
    signal_start: Some(&SIGNAL_START),
    uptake_floor: Some(&UPTAKE_FLOOR),
    ..EffectorKeys::of(Needed {
        prefix: "nk",
        il2_half: &IL2_HALF,
        signal_time: &SIGNAL_TIME,
        motility: &MOTILITY,
        chemotaxis: &CHEMOTAXIS,
        il2_uptake: &IL2_UPTAKE,
    })
};
