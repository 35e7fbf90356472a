//! What is seen of one site of one animal at a record time: a frame, the names of what stands in
//! it.

use crate::kinds::Code;

/// One painted time point of one site: an 8-bit code for each lattice cell and layer, in site order
/// (x fastest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Replicate.
    pub replicate: u32,
    /// Index of the site.
    pub site: u32,
    /// Tissue step of the time point (its time is `step * tissue_step_h`).
    pub step: u64,
    /// What stands in the cell; an effector in front of a tissue cell is shown instead of it.
    pub kind: Vec<Code>,
    /// MHC class I level, 0 to 15 (0 where there is no tumour cell).
    pub mhc: Vec<u8>,
    /// Interleukin-2, log scale: code 0 is below 0.1 pM, else 1 + 10 log2(c / 0.1 pM), at most
    /// 255.
    pub il2: Vec<u8>,
    /// IFN-gamma, the same scale.
    pub ifng: Vec<u8>,
}
