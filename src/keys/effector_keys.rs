//! The keys of a kind of effector by what they mean, for what treats all kinds alike.
//!
//! A key that a kind does not have is `None`: such a cell does not kill, divide, or make it.

use super::row::Number;
use crate::input::Provenance::{self, Assumed, Measured};

/// How often a rate's prior was searched in the reduced model: the value is a starting point for
/// calibration on the lattice.
pub(super) const SEARCH: Provenance = Assumed(
    "starting value found by search in a reduced compartment model; the range is that search's \
     prior, widened",
);
/// A cell's clock in an engagement.
pub(super) const DETACH: Provenance = Measured("Jenkins 2015");

/// The keys of one kind of effector.
#[derive(Debug)]
pub struct EffectorKeys {
    /// The segment of its keys' paths after `model.`.
    pub prefix: &'static str,
    /// Whether the kind occurs (kinds that rest in tissue of themselves).
    pub on: Option<&'static Number>,
    /// Interleukin-2 at half response.
    pub il2_half: &'static Number,
    /// Hill exponent of the response.
    pub il2_hill: Option<&'static Number>,
    /// Time constant of the signal.
    pub signal_time: &'static Number,
    /// Death rate at saturating interleukin-2.
    pub death_fed: Option<&'static Number>,
    /// Death rate without interleukin-2.
    pub death_starved: Option<&'static Number>,
    /// The same of an effector by programme.
    pub death_programmed: Option<&'static Number>,
    /// Loss rate, whatever the interleukin-2.
    pub death: Option<&'static Number>,
    /// Signal below which a cell starves.
    pub starve_level: Option<&'static Number>,
    /// Starvation that a cell stands.
    pub starve_time: Option<&'static Number>,
    /// Death rate after that.
    pub starve_rate: Option<&'static Number>,
    /// Division rate at saturating interleukin-2.
    pub divide_rate: Option<&'static Number>,
    /// Divisions left at entry.
    pub divisions: Option<&'static Number>,
    /// Hit rate of an engaged cell.
    pub kill_rate: Option<&'static Number>,
    /// Part of it that needs no interleukin-2.
    pub kill_floor: Option<&'static Number>,
    /// The same of an effector by programme.
    pub kill_programmed: Option<&'static Number>,
    /// Part of it that MHC class I takes away.
    pub mhc_inhibition: Option<&'static Number>,
    /// Time of contact after which a target is not hit any more.
    pub fade: Option<&'static Number>,
    /// Time after a hit without engagement.
    pub refractory: Option<&'static Number>,
    /// End of an engagement without a hit.
    pub time_out: Option<&'static Number>,
    /// Hits before a cell must recover.
    pub ammunition: Option<&'static Number>,
    /// Rate at which one hit is recovered.
    pub recovery: Option<&'static Number>,
    /// Part of entering cells that can kill.
    pub killers: Option<&'static Number>,
    /// Random motility coefficient.
    pub motility: &'static Number,
    /// Chemotactic sensitivity.
    pub chemotaxis: &'static Number,
    /// Part of the effects that the suppressive factor can take away.
    pub suppressible: Option<&'static Number>,
    /// Suppressive factor made.
    pub suppressor_secretion: Option<&'static Number>,
    /// Interleukin-2 made when stimulated.
    pub il2_secretion: Option<&'static Number>,
    /// IFN-gamma made when stimulated.
    pub ifng_secretion: Option<&'static Number>,
    /// Largest uptake of interleukin-2.
    pub il2_uptake: &'static Number,
    /// How long a cell counts as stimulated.
    pub stimulus_time: Option<&'static Number>,
    /// Rate at which CD25 rises.
    pub cd25_rate: Option<&'static Number>,
    /// Rate of each stage of activation.
    pub activation_rate: Option<&'static Number>,
    /// Rate at which resting cells are replaced.
    pub turnover: Option<&'static Number>,
    /// Cells in tissue at the start.
    pub resting_density: Option<&'static Number>,
    /// Fall of CD25 as a part of its rise.
    pub cd25_fall: Option<&'static Number>,
    /// How long a cell counts as stimulated, relative to a CTL.
    pub stimulus_ratio: Option<&'static Number>,
    /// CD25 of a cell that enters.
    pub cd25_start: Option<&'static Number>,
    /// Interleukin-2 signal of a cell that enters.
    pub signal_start: Option<&'static Number>,
    /// Part of the uptake that needs no CD25.
    pub uptake_floor: Option<&'static Number>,
}

/// The keys that every kind has.
#[derive(Debug)]
pub(super) struct Needed {
    pub(super) prefix: &'static str,
    pub(super) il2_half: &'static Number,
    pub(super) signal_time: &'static Number,
    pub(super) motility: &'static Number,
    pub(super) chemotaxis: &'static Number,
    pub(super) il2_uptake: &'static Number,
}

impl EffectorKeys {
    /// The keys of a kind that has no others; one with more says `..EffectorKeys::of(...)` after
    /// them.
    pub(super) const fn of(needed: Needed) -> EffectorKeys {
        EffectorKeys {
            prefix: needed.prefix,
            on: None,
            il2_half: needed.il2_half,
            il2_hill: None,
            signal_time: needed.signal_time,
            death_fed: None,
            death_starved: None,
            death_programmed: None,
            death: None,
            starve_level: None,
            starve_time: None,
            starve_rate: None,
            divide_rate: None,
            divisions: None,
            kill_rate: None,
            kill_floor: None,
            kill_programmed: None,
            mhc_inhibition: None,
            fade: None,
            refractory: None,
            time_out: None,
            ammunition: None,
            recovery: None,
            killers: None,
            motility: needed.motility,
            chemotaxis: needed.chemotaxis,
            suppressible: None,
            suppressor_secretion: None,
            il2_secretion: None,
            ifng_secretion: None,
            il2_uptake: needed.il2_uptake,
            stimulus_time: None,
            cd25_rate: None,
            activation_rate: None,
            turnover: None,
            resting_density: None,
            cd25_fall: None,
            stimulus_ratio: None,
            cd25_start: None,
            signal_start: None,
            uptake_floor: None,
        }
    }

    /// All keys, in the order of the fields.
    #[cfg(test)]
    pub(super) fn keys(&self) -> Vec<&'static Number> {
        let some = [
            self.on,
            Some(self.il2_half),
            self.il2_hill,
            Some(self.signal_time),
            self.death_fed,
            self.death_starved,
            self.death_programmed,
            self.death,
            self.starve_level,
            self.starve_time,
            self.starve_rate,
            self.divide_rate,
            self.divisions,
            self.kill_rate,
            self.kill_floor,
            self.kill_programmed,
            self.mhc_inhibition,
            self.fade,
            self.refractory,
            self.time_out,
            self.ammunition,
            self.recovery,
            self.killers,
            Some(self.motility),
            Some(self.chemotaxis),
            self.suppressible,
            self.suppressor_secretion,
            self.il2_secretion,
            self.ifng_secretion,
            Some(self.il2_uptake),
            self.stimulus_time,
            self.cd25_rate,
            self.activation_rate,
            self.turnover,
            self.resting_density,
            self.cd25_fall,
            self.stimulus_ratio,
            self.cd25_start,
            self.signal_start,
            self.uptake_floor,
        ];
        some.into_iter().flatten().collect()
    }
}
