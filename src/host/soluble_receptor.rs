//! The soluble receptor for interleukin-2 in blood, which binds part of it.
//!
//! In: activated lymphocytes of the blood and the burden. Out: the receptor's concentration, and
//! the part of plasma interleukin-2 left free. `dR/dt = ln2 / half_life (from_lymphocytes A +
//! from_burden T - R)`, pM, in closed form over a step of constant drive; free part = K / (K + R)
//! with the dissociation constant K of the alpha chain alone. Bound interleukin-2 is carried and
//! cleared as free interleukin-2 is. With both sources 0 there is none.

/// One animal's constants.
#[derive(Clone, Debug, PartialEq)]
pub struct SolubleReceptor {
    /// Level that one pool unit of activated lymphocytes keeps up, pM.
    pub from_lymphocytes_pm: f64,
    /// Level that one slice cell of living tumour keeps up, pM.
    pub from_burden_pm: f64,
    /// Half-life, h.
    pub half_life_h: f64,
    /// Dissociation constant, pM.
    pub dissociation_pm: f64,
}

impl SolubleReceptor {
    /// Level that a constant drive keeps up, pM.
    pub fn level(&self, activated: f64, burden: f64) -> f64 {
        self.from_lymphocytes_pm * activated + self.from_burden_pm * burden
    }

    /// Level after `dt_h`, pM.
    pub fn after(&self, now_pm: f64, activated: f64, burden: f64, dt_h: f64) -> f64 {
        let target = self.level(activated, burden);
        target + (now_pm - target) * libm::exp(-core::f64::consts::LN_2 / self.half_life_h * dt_h)
    }

    /// Part of plasma interleukin-2 that is free.
    pub fn free_share(&self, now_pm: f64) -> f64 {
        self.dissociation_pm / (self.dissociation_pm + now_pm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUMAN: SolubleReceptor = SolubleReceptor {
        from_lymphocytes_pm: 150.0,
        from_burden_pm: 0.05,
        half_life_h: 12.0,
        dissociation_pm: 10_000.0,
    };

    #[test]
    fn the_level_halves_its_distance_in_a_half_life() {
        let level = HUMAN.after(0.0, 10.0, 2000.0, 12.0);
        assert!((level - 0.5 * (1500.0 + 100.0)).abs() < 1e-9, "{level}");
        let steps = (0..48).fold(0.0, |level, _| HUMAN.after(level, 10.0, 2000.0, 0.25));
        assert!((steps - level).abs() < 1e-9);
    }

    #[test]
    fn half_is_bound_at_the_dissociation_constant_and_nothing_without_receptor() {
        assert_eq!(HUMAN.free_share(10_000.0), 0.5);
        assert_eq!(HUMAN.free_share(0.0), 1.0);
        let off = SolubleReceptor { from_lymphocytes_pm: 0.0, from_burden_pm: 0.0, ..HUMAN };
        assert_eq!(off.free_share(off.after(0.0, 50.0, 1e6, 1000.0)), 1.0);
    }
}
