//! Amounts of interleukin-2 in its units, and of a field as whole units: how fine they are.

/// Molecules of interleukin-2 in one IU.
pub const MOLECULES_PER_IU: f64 = 2.37e9;
/// Concentration of 1 IU/ml, pM: molecules per IU, over Avogadro's number, times 1e3 ml/l and 1e12
/// pmol/mol.
pub const PM_PER_IU_PER_ML: f64 = MOLECULES_PER_IU / 6.022_140_76e23 * 1e15;
/// Molecules in 1 um3 at 1 pM.
pub(crate) const MOLECULES_PER_UM3_PM: f64 = 6.022_140_76e-4;
/// Largest concentration that must fit a field, pM (20 uM).
pub(crate) const LARGEST_PM: f64 = 2e7;
/// Largest word of a rule.
pub(crate) const WORD: f64 = 4_294_967_295.0;

/// Units in one molecule for a field site's volume: the largest power of two with which 20 uM fits
/// a `u32`.
pub fn units_per_molecule(volume_um3: f64) -> f64 {
    let molecules = LARGEST_PM * MOLECULES_PER_UM3_PM * volume_um3;
    let mut units = 1.0;
    while molecules * units * 2.0 <= WORD {
        units *= 2.0;
    }
    while molecules * units > WORD {
        units /= 2.0;
    }
    units
}
