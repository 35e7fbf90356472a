//! Keys of the fields.

use super::row::table;
use crate::input::Provenance::{Assumed, Convention, Derived, Measured};
use crate::input::Quantity::{Boolean, Concentration, Diffusion, Fraction, Length, Rate};

/// Interleukin-2 in tissue.
pub mod il2 {
    use super::*;

    table![
        ON = Number(
            "model.il2.on",
            Boolean,
            "true",
            (0.0, 0.0),
            Convention("a field that is off costs nothing"),
            "Whether interleukin-2 is simulated in tissue.",
        ),
        DIFFUSION = Number(
            "model.il2.diffusion",
            Diffusion,
            "10 um2/s",
            (0.1, 200.0),
            Measured("Busse 2010; Thurley 2015"),
            "Effective diffusion between packed cells.",
        )
        .plausible("10 um2/s", "100 um2/s")
        .from(&["Busse 2010", "Thurley 2015"]),
        DECAY = Number(
            "model.il2.decay",
            Rate,
            "0.1 /h",
            (0.0, 100.0),
            Measured("Thurley 2015"),
            "Decay in medium.",
        )
        .from(&["Thurley 2015"]),
        UPTAKE_HALF = Number(
            "model.il2.uptake_half",
            Concentration,
            "42 pM",
            (0.1, 1e5),
            Derived(
                "37 pM at half of receptor uptake, raised by the diffusion limit 4 pi D r of one \
                 cell",
            ),
            "Concentration at half of the largest receptor uptake.",
        ),
        VESSEL_EXCHANGE = Number(
            "model.il2.vessel_exchange",
            Rate,
            "7 /h",
            (0.0, 200.0),
            Assumed("tissue follows plasma within the hour"),
            "Exchange of a field site that holds one vessel with plasma.",
        ),
        TISSUE_FRACTION = Number(
            "model.il2.tissue_fraction",
            Fraction,
            "0.3",
            (0.0, 1.0),
            Assumed("0.29-0.43 found by search in a reduced compartment model"),
            "Part of the plasma concentration that free tissue fluid reaches.",
        )
        .plausible("0.29", "0.43"),
        DEPOT_EXCHANGE = Number(
            "model.il2.depot_exchange",
            Rate,
            "18 /h",
            (0.0, 200.0),
            Assumed("an injected fluid fills its shell within minutes"),
            "Exchange of tissue inside an injected depot with the depot.",
        ),
        DEPOT_FRACTION = Number(
            "model.il2.depot_fraction",
            Fraction,
            "0.85",
            (0.0, 1.0),
            Assumed("0.37-0.85 found by search in a reduced compartment model"),
            "Part of the depot's concentration that tissue in the depot reaches.",
        )
        .plausible("0.37", "0.85"),
        DEPOT_SHELL = Number(
            "model.il2.depot_shell",
            Length,
            "400 um",
            (20.0, 600.0),
            Assumed("0.2 ml under the skin spread to a few tenths of a millimetre"),
            "Depth of a peritumoral depot outside the tumour's edge.",
        ),
    ];
}

/// IFN-gamma.
pub mod ifng {
    use super::*;

    table![
        ON = Number(
            "model.ifng.on",
            Boolean,
            "true",
            (0.0, 0.0),
            Convention("a field that is off costs nothing"),
            "Whether IFN-gamma is simulated.",
        ),
        DIFFUSION = Number(
            "model.ifng.diffusion",
            Diffusion,
            "10 um2/s",
            (0.1, 200.0),
            Assumed("10-100 um2/s"),
            "Effective diffusion.",
        )
        .plausible("10 um2/s", "100 um2/s"),
        DECAY = Number(
            "model.ifng.decay",
            Rate,
            "1.8 /h",
            (0.0, 100.0),
            Assumed("a range of 140 um, between the published 30-40 um and above 800 um"),
            "Decay with uptake by tissue.",
        )
        .plausible("0.056 /h", "40 /h")
        .from(&["Hoekstra 2020"]),
        HALF = Number(
            "model.ifng.half",
            Concentration,
            "50 pM",
            (0.1, 1e5),
            Assumed("half of MHC class I induction at tens of pM"),
            "IFN-gamma at half occupancy.",
        ),
    ];
}

/// The chemoattractant.
pub mod chemo {
    use super::*;

    table![
        ON = Number(
            "model.chemo.on",
            Boolean,
            "true",
            (0.0, 0.0),
            Convention("a field that is off costs nothing"),
            "Whether the chemoattractant is simulated.",
        ),
        DIFFUSION = Number(
            "model.chemo.diffusion",
            Diffusion,
            "5 um2/s",
            (0.1, 200.0),
            Assumed("half of interleukin-2: it binds to matrix"),
            "Effective diffusion.",
        ),
        DECAY = Number(
            "model.chemo.decay",
            Rate,
            "0.9 /h",
            (0.0, 100.0),
            Assumed("a range of 140 um"),
            "Decay.",
        ),
        HALF = Number(
            "model.chemo.half",
            Concentration,
            "60 pM",
            (0.1, 1e5),
            Assumed("mid-range of what dying tumour makes"),
            "Chemoattractant at half receptor occupancy.",
        ),
    ];
}

/// The suppressive factor.
pub mod suppressor {
    use super::*;

    table![
        ON = Number(
            "model.suppressor.on",
            Boolean,
            "true",
            (0.0, 0.0),
            Convention("a field that is off costs nothing"),
            "Whether the suppressive factor is simulated.",
        ),
        DIFFUSION = Number(
            "model.suppressor.diffusion",
            Diffusion,
            "5 um2/s",
            (0.1, 200.0),
            Assumed("half of interleukin-2: it binds to matrix"),
            "Effective diffusion.",
        ),
        DECAY = Number(
            "model.suppressor.decay",
            Rate,
            "1.8 /h",
            (0.0, 100.0),
            Assumed("a range of 100 um"),
            "Decay.",
        ),
        HALF = Number(
            "model.suppressor.half",
            Concentration,
            "150 pM",
            (0.1, 1e5),
            Assumed(
                "set so that about 100 regulatory T cells/mm2 halve the T cells' rates; with the \
                 15 /mm2 of a reduced model no treatment cures on the lattice",
            ),
            "Suppressive factor at half effect.",
        ),
    ];
}

/// The keys that fields have in common.
#[derive(Debug)]
pub struct FieldKeys {
    /// Whether it is simulated.
    pub on: &'static super::row::Number,
    /// Effective diffusion.
    pub diffusion: &'static super::row::Number,
    /// Decay.
    pub decay: &'static super::row::Number,
    /// Concentration at half effect.
    pub half: Option<&'static super::row::Number>,
    /// Concentration at half of the largest receptor uptake.
    pub uptake_half: Option<&'static super::row::Number>,
}

/// The keys of each field, in the order of the fields.
pub static FIELDS: [FieldKeys; 4] = [
    FieldKeys {
        on: &il2::ON,
        diffusion: &il2::DIFFUSION,
        decay: &il2::DECAY,
        half: None,
        uptake_half: Some(&il2::UPTAKE_HALF),
    },
    FieldKeys {
        on: &ifng::ON,
        diffusion: &ifng::DIFFUSION,
        decay: &ifng::DECAY,
        half: Some(&ifng::HALF),
        uptake_half: None,
    },
    FieldKeys {
        on: &chemo::ON,
        diffusion: &chemo::DIFFUSION,
        decay: &chemo::DECAY,
        half: Some(&chemo::HALF),
        uptake_half: None,
    },
    FieldKeys {
        on: &suppressor::ON,
        diffusion: &suppressor::DIFFUSION,
        decay: &suppressor::DECAY,
        half: Some(&suppressor::HALF),
        uptake_half: None,
    },
];
