//! The keys of all agents (drugs other than interleukin-2, antibodies, radiation) by what they
//! mean, for what treats all of them alike.
//!
//! A key that an agent does not have is `None`: it does not do that.

use super::agents::{cisplatin, cyclophosphamide, fludarabine, fluorouracil, ifosfamide};
use super::antibodies::{anti_cd4, anti_cd8, anti_cd25, anti_nk, irradiation};
use super::interferons::{interferon_alpha, interferon_gamma, retinoic_acid};
use super::row::Number;

/// The keys of one agent; a kill is in logs of a reference dose.
#[derive(Debug)]
pub struct AgentKeys {
    /// The segment of its keys' paths after `model.`.
    pub prefix: &'static str,
    /// Dose that the others refer to.
    pub reference_dose: &'static Number,
    /// Half-life of its level.
    pub half_life: &'static Number,
    /// Logs of tumour cells.
    pub tumour_kill: Option<&'static Number>,
    /// Logs of resting and naive T cells.
    pub t_cell_kill: Option<&'static Number>,
    /// Logs of T cells that divide.
    pub expanding_t_cell_kill: Option<&'static Number>,
    /// Logs of CD4 helper cells.
    pub helper_kill: Option<&'static Number>,
    /// Logs of CD8 cells.
    pub ctl_kill: Option<&'static Number>,
    /// Logs of NK and LAK cells.
    pub nk_kill: Option<&'static Number>,
    /// Logs of regulatory T cells.
    pub treg_kill: Option<&'static Number>,
    /// Logs of lymphoid precursors.
    pub precursor_kill: Option<&'static Number>,
    /// Part by which it slows tumour cycles.
    pub growth_inhibition: Option<&'static Number>,
    /// Systemic drive of MHC class I.
    pub interferon_drive: Option<&'static Number>,
    /// What it adds to the influx of NK cells.
    pub nk_stimulation: Option<&'static Number>,
}

/// Keys of `model.cyclophosphamide`.
pub static CYCLOPHOSPHAMIDE: AgentKeys = AgentKeys {
    prefix: "cyclophosphamide",
    reference_dose: &cyclophosphamide::REFERENCE_DOSE,
    half_life: &cyclophosphamide::HALF_LIFE,
    tumour_kill: Some(&cyclophosphamide::TUMOUR_KILL),
    t_cell_kill: Some(&cyclophosphamide::T_CELL_KILL),
    expanding_t_cell_kill: Some(&cyclophosphamide::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: Some(&cyclophosphamide::NK_KILL),
    treg_kill: Some(&cyclophosphamide::TREG_KILL),
    precursor_kill: Some(&cyclophosphamide::PRECURSOR_KILL),
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.ifosfamide`.
pub static IFOSFAMIDE: AgentKeys = AgentKeys {
    prefix: "ifosfamide",
    reference_dose: &ifosfamide::REFERENCE_DOSE,
    half_life: &ifosfamide::HALF_LIFE,
    tumour_kill: Some(&ifosfamide::TUMOUR_KILL),
    t_cell_kill: Some(&ifosfamide::T_CELL_KILL),
    expanding_t_cell_kill: Some(&ifosfamide::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: Some(&ifosfamide::NK_KILL),
    treg_kill: Some(&ifosfamide::TREG_KILL),
    precursor_kill: Some(&ifosfamide::PRECURSOR_KILL),
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.fludarabine`.
pub static FLUDARABINE: AgentKeys = AgentKeys {
    prefix: "fludarabine",
    reference_dose: &fludarabine::REFERENCE_DOSE,
    half_life: &fludarabine::HALF_LIFE,
    tumour_kill: Some(&fludarabine::TUMOUR_KILL),
    t_cell_kill: Some(&fludarabine::T_CELL_KILL),
    expanding_t_cell_kill: Some(&fludarabine::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: Some(&fludarabine::NK_KILL),
    treg_kill: Some(&fludarabine::TREG_KILL),
    precursor_kill: Some(&fludarabine::PRECURSOR_KILL),
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.fluorouracil`.
pub static FLUOROURACIL: AgentKeys = AgentKeys {
    prefix: "fluorouracil",
    reference_dose: &fluorouracil::REFERENCE_DOSE,
    half_life: &fluorouracil::HALF_LIFE,
    tumour_kill: Some(&fluorouracil::TUMOUR_KILL),
    t_cell_kill: Some(&fluorouracil::T_CELL_KILL),
    expanding_t_cell_kill: Some(&fluorouracil::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: None,
    treg_kill: None,
    precursor_kill: Some(&fluorouracil::PRECURSOR_KILL),
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.cisplatin`.
pub static CISPLATIN: AgentKeys = AgentKeys {
    prefix: "cisplatin",
    reference_dose: &cisplatin::REFERENCE_DOSE,
    half_life: &cisplatin::HALF_LIFE,
    tumour_kill: Some(&cisplatin::TUMOUR_KILL),
    t_cell_kill: Some(&cisplatin::T_CELL_KILL),
    expanding_t_cell_kill: Some(&cisplatin::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: None,
    treg_kill: None,
    precursor_kill: None,
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.retinoic_acid`.
pub static RETINOIC_ACID: AgentKeys = AgentKeys {
    prefix: "retinoic_acid",
    reference_dose: &retinoic_acid::REFERENCE_DOSE,
    half_life: &retinoic_acid::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: None,
    helper_kill: None,
    ctl_kill: None,
    nk_kill: None,
    treg_kill: None,
    precursor_kill: None,
    growth_inhibition: Some(&retinoic_acid::GROWTH_INHIBITION),
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.interferon_alpha`.
pub static INTERFERON_ALPHA: AgentKeys = AgentKeys {
    prefix: "interferon_alpha",
    reference_dose: &interferon_alpha::REFERENCE_DOSE,
    half_life: &interferon_alpha::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: None,
    helper_kill: None,
    ctl_kill: None,
    nk_kill: None,
    treg_kill: None,
    precursor_kill: None,
    growth_inhibition: Some(&interferon_alpha::GROWTH_INHIBITION),
    interferon_drive: Some(&interferon_alpha::INTERFERON_DRIVE),
    nk_stimulation: Some(&interferon_alpha::NK_STIMULATION),
};

/// Keys of `model.interferon_gamma`.
pub static INTERFERON_GAMMA: AgentKeys = AgentKeys {
    prefix: "interferon_gamma",
    reference_dose: &interferon_gamma::REFERENCE_DOSE,
    half_life: &interferon_gamma::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: None,
    helper_kill: None,
    ctl_kill: None,
    nk_kill: None,
    treg_kill: None,
    precursor_kill: None,
    growth_inhibition: Some(&interferon_gamma::GROWTH_INHIBITION),
    interferon_drive: Some(&interferon_gamma::INTERFERON_DRIVE),
    nk_stimulation: None,
};

/// Keys of `model.anti_cd4`.
pub static ANTI_CD4: AgentKeys = AgentKeys {
    prefix: "anti_cd4",
    reference_dose: &anti_cd4::REFERENCE_DOSE,
    half_life: &anti_cd4::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: None,
    helper_kill: Some(&anti_cd4::HELPER_KILL),
    ctl_kill: None,
    nk_kill: None,
    treg_kill: Some(&anti_cd4::TREG_KILL),
    precursor_kill: None,
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.anti_cd8`.
pub static ANTI_CD8: AgentKeys = AgentKeys {
    prefix: "anti_cd8",
    reference_dose: &anti_cd8::REFERENCE_DOSE,
    half_life: &anti_cd8::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: None,
    helper_kill: None,
    ctl_kill: Some(&anti_cd8::CTL_KILL),
    nk_kill: None,
    treg_kill: None,
    precursor_kill: None,
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.anti_nk`.
pub static ANTI_NK: AgentKeys = AgentKeys {
    prefix: "anti_nk",
    reference_dose: &anti_nk::REFERENCE_DOSE,
    half_life: &anti_nk::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: None,
    helper_kill: None,
    ctl_kill: None,
    nk_kill: Some(&anti_nk::NK_KILL),
    treg_kill: None,
    precursor_kill: None,
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.anti_cd25`.
pub static ANTI_CD25: AgentKeys = AgentKeys {
    prefix: "anti_cd25",
    reference_dose: &anti_cd25::REFERENCE_DOSE,
    half_life: &anti_cd25::HALF_LIFE,
    tumour_kill: None,
    t_cell_kill: None,
    expanding_t_cell_kill: Some(&anti_cd25::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: None,
    treg_kill: Some(&anti_cd25::TREG_KILL),
    precursor_kill: None,
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};

/// Keys of `model.irradiation`.
pub static IRRADIATION: AgentKeys = AgentKeys {
    prefix: "irradiation",
    reference_dose: &irradiation::REFERENCE_DOSE,
    half_life: &irradiation::HALF_LIFE,
    tumour_kill: Some(&irradiation::TUMOUR_KILL),
    t_cell_kill: Some(&irradiation::T_CELL_KILL),
    expanding_t_cell_kill: Some(&irradiation::EXPANDING_T_CELL_KILL),
    helper_kill: None,
    ctl_kill: None,
    nk_kill: Some(&irradiation::NK_KILL),
    treg_kill: Some(&irradiation::TREG_KILL),
    precursor_kill: Some(&irradiation::PRECURSOR_KILL),
    growth_inhibition: None,
    interferon_drive: None,
    nk_stimulation: None,
};
