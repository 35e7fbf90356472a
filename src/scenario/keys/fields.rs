//! Keys of the fields: interleukin-2, IFN-gamma, chemoattractant, suppressive factor.

use super::{KeyDef, Provenance, Quantity};
use Provenance::{Assumed, Derived, Measured};
use Quantity::{Boolean, Concentration, Diffusion, Fraction, Length, Rate};

const fn key(path: &'static str, quantity: Quantity, default: &'static str, range: (f64, f64), provenance: Provenance, doc: &'static str) -> KeyDef {
    KeyDef { path, quantity, default, human: None, min: range.0, max: range.1, provenance, doc, added: false }
}

/// The table.
#[rustfmt::skip]
pub const KEYS: &[KeyDef] = &[
    key("model.il2.on", Boolean, "true", (0.0, 0.0), Provenance::Convention("a field that is off costs nothing"), "Whether interleukin-2 is simulated in tissue."),
    key("model.il2.diffusion", Diffusion, "10 um2/s", (0.1, 200.0), Measured("Busse 2010; Thurley 2015"), "Effective diffusion between packed cells."),
    key("model.il2.decay", Rate, "0.1 /h", (0.0, 100.0), Measured("Thurley 2015"), "Decay in medium."),
    key("model.il2.uptake_half", Concentration, "42 pM", (0.1, 1e5), Derived("37 pM at half of receptor uptake, raised by the diffusion limit 4 pi D r of one cell"), "Concentration at half of the largest receptor uptake."),
    key("model.il2.vessel_exchange", Rate, "7 /h", (0.0, 200.0), Assumed("tissue follows plasma within the hour"), "Exchange of a field site that holds one vessel with plasma."),
    key("model.il2.tissue_fraction", Fraction, "0.3", (0.0, 1.0), Assumed("0.29-0.43 found by search in a reduced compartment model"), "Part of the plasma concentration that free tissue fluid reaches."),
    key("model.il2.depot_exchange", Rate, "18 /h", (0.0, 200.0), Assumed("an injected fluid fills its shell within minutes"), "Exchange of tissue inside an injected depot with the depot."),
    key("model.il2.depot_fraction", Fraction, "0.85", (0.0, 1.0), Assumed("0.37-0.85 found by search in a reduced compartment model"), "Part of the depot's concentration that tissue in the depot reaches."),
    key("model.il2.depot_shell", Length, "400 um", (20.0, 600.0), Assumed("0.2 ml under the skin spread to a few tenths of a millimetre"), "Depth of a peritumoral depot outside the tumour's edge."),
    key("model.ifng.on", Boolean, "true", (0.0, 0.0), Provenance::Convention("a field that is off costs nothing"), "Whether IFN-gamma is simulated."),
    key("model.ifng.diffusion", Diffusion, "10 um2/s", (0.1, 200.0), Assumed("10-100 um2/s"), "Effective diffusion."),
    key("model.ifng.decay", Rate, "1.8 /h", (0.0, 100.0), Assumed("a range of 140 um, between the published 30-40 um and above 800 um"), "Decay with uptake by tissue."),
    key("model.ifng.half", Concentration, "50 pM", (0.1, 1e5), Assumed("half of MHC class I induction at tens of pM"), "IFN-gamma at half occupancy."),
    key("model.chemo.on", Boolean, "true", (0.0, 0.0), Provenance::Convention("a field that is off costs nothing"), "Whether the chemoattractant is simulated."),
    key("model.chemo.diffusion", Diffusion, "5 um2/s", (0.1, 200.0), Assumed("half of interleukin-2: it binds to matrix"), "Effective diffusion."),
    key("model.chemo.decay", Rate, "0.9 /h", (0.0, 100.0), Assumed("a range of 140 um"), "Decay."),
    key("model.chemo.half", Concentration, "60 pM", (0.1, 1e5), Assumed("mid-range of what dying tumour makes"), "Chemoattractant at half receptor occupancy."),
    key("model.suppressor.on", Boolean, "true", (0.0, 0.0), Provenance::Convention("a field that is off costs nothing"), "Whether the suppressive factor is simulated."),
    key("model.suppressor.diffusion", Diffusion, "5 um2/s", (0.1, 200.0), Assumed("half of interleukin-2: it binds to matrix"), "Effective diffusion."),
    key("model.suppressor.decay", Rate, "1.8 /h", (0.0, 100.0), Assumed("a range of 100 um"), "Decay."),
    key("model.suppressor.half", Concentration, "150 pM", (0.1, 1e5), Assumed("set so that about 100 regulatory T cells/mm2 halve the T cells' rates; with the 15 /mm2 of a reduced model no treatment cures on the lattice"), "Suppressive factor at half effect."),
];
