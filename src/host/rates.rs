//! Constants of the lymphoid pools.
//!
//! In: the animal's values (`setup`). Out: [`Rates`], which `lymphoid` steps with.

/// One animal's constants; rates 1/h, densities 1/mm2. The fields are keys of `model.priming`,
/// `model.memory`, `model.node`, `model.blood`, `model.surgery`, and of the cells in tissue where
/// blood follows the same rule (`model.nk`, `model.lak`, `model.treg`).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each field is the key of its name, documented in keys/host.rs")]
pub struct Rates {
    pub competence: f64,
    pub delay_h: f64,
    pub half_antigen: f64,
    pub signal: f64,
    pub expansion: f64,
    pub without_il2: f64,
    pub response_time_h: f64,
    pub capacity: f64,
    pub exit: f64,
    pub memory_help: f64,
    pub recall: f64,
    pub memory_formation: f64,
    pub memory_loss: f64,
    pub memory_maturation: f64,
    pub memory_antigen: f64,
    pub treg_half: f64,
    pub treg_growth: f64,
    pub treg_capacity: f64,
    pub treg_density: f64,
    pub treg_turnover: f64,
    pub half_burden: f64,
    pub ctl_loss: f64,
    pub nk_turnover: f64,
    pub activation_rate: f64,
    pub lak_response_time_h: f64,
    pub lak_division: f64,
    pub lak_capacity: f64,
    pub lak_starvation: f64,
    pub starvation_response: f64,
    pub anergy: f64,
    pub tolerance: f64,
    pub reversal: f64,
    pub precursor_recovery: f64,
    pub surgery_recovery_h: f64,
    pub renewal: f64,
    pub without_cd4: f64,
    /// 1, or 0 in an athymic host.
    pub thymus: f64,
}
