//! What is seen of one site of one animal at a record time: what is recorded of every lattice cell,
//! and what a picture shows of it.

use crate::kinds::Code;
use crate::rules;

/// One recorded time point of one site: a value for each lattice cell and layer, in site order (x
/// fastest).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Replicate.
    pub replicate: u32,
    /// Index of the site.
    pub site: u32,
    /// Tissue step of the time point (its time is `step * tissue_step_h`).
    pub step: u64,
    /// The tissue, also below an effector.
    pub tissue: Vec<Code>,
    /// The effector; [`Code::FREE`] where there is none.
    pub effector: Vec<Code>,
    /// 1 + the line of a tumour or vaccine cell, living or dead; 0 of other tissue.
    pub line: Vec<u8>,
    /// MHC class I level, 0 to 15 (0 where there is no tumour cell).
    pub mhc: Vec<u8>,
    /// Origin of the effector: 0 the host's own, 1 and up a graft.
    pub origin: Vec<u8>,
    /// 1 where the effector holds a target.
    pub engaged: Vec<u8>,
    /// Interleukin-2, log scale: 0 is below 0.1 pM, else 1 + 70 log2(c / 0.1 pM), at most 1785.
    pub il2: Vec<u16>,
    /// IFN-gamma, the same scale.
    pub ifng: Vec<u16>,
}

/// What a picture shows of a time point of one site: an 8-bit code for each lattice cell and layer.
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

impl Snapshot {
    /// What an engine tells: a word for the cells of every lattice cell, then one for its fields.
    pub(crate) fn of_words(replicate: u32, site: u32, step: u64, words: &[u32]) -> Snapshot {
        let (cells, fields) = words.split_at(words.len() / 2);
        let bytes = |of: fn(u32) -> u32| cells.iter().map(|word| of(*word) as u8).collect();
        let codes = |of: fn(u32) -> u32| cells.iter().map(|word| Code(of(*word) as u8)).collect();
        let levels = |of: fn(u32) -> u32| fields.iter().map(|word| of(*word) as u16).collect();
        Snapshot {
            replicate,
            site,
            step,
            tissue: codes(rules::frame_tissue),
            effector: codes(rules::frame_effector),
            line: bytes(rules::frame_line),
            mhc: bytes(rules::frame_mhc),
            origin: bytes(rules::frame_origin),
            engaged: bytes(rules::frame_engaged),
            il2: levels(rules::frame_interleukin),
            ifng: levels(rules::frame_interferon),
        }
    }

    /// What a picture shows of it.
    pub fn frame(&self) -> Frame {
        let kind = |(tissue, effector): (&Code, &Code)| {
            if *effector == Code::FREE { *tissue } else { *effector }
        };
        let levels = |fine: &[u16]| {
            fine.iter().map(|code| rules::picture_code(u32::from(*code)) as u8).collect()
        };
        Frame {
            replicate: self.replicate,
            site: self.site,
            step: self.step,
            kind: self.tissue.iter().zip(&self.effector).map(kind).collect(),
            mhc: self.mhc.clone(),
            il2: levels(&self.il2),
            ifng: levels(&self.ifng),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::LogScale;

    #[test]
    fn a_code_says_its_concentration_to_one_per_cent() {
        let scale = LogScale { floor_pm: 0.1, codes_per_doubling: f64::from(rules::FINE_CODES) };
        // units of a pM times 256: lattices of 8 to 100 um
        for units_per_pm in [300, 2_464, 19_712, 1_000_003, 400_000_000] {
            let mut last = 0;
            for amount in (0..29).flat_map(|n| [5, 6, 7].map(|m| (m << n) / 5)).chain([u32::MAX]) {
                let pm = f64::from(amount) * 256.0 / f64::from(units_per_pm);
                let code = rules::fine_code(amount, units_per_pm);
                assert!(code >= last || amount < 8, "{amount} of {units_per_pm}");
                last = code;
                let told = scale.concentration_pm(code as u16);
                if (0.1001..4.6e6).contains(&pm) {
                    assert!((told / pm - 1.0).abs() < 0.01, "{pm} pM is told as {told}");
                } else if pm < 0.0999 {
                    assert_eq!(code, 0, "{pm} pM");
                } else if pm > 4.7e6 {
                    assert_eq!(code, rules::LAST_FINE_CODE, "{pm} pM");
                }
                // one code of a picture is seven of a frame
                let shown = rules::picture_code(code);
                assert_eq!(shown, if code == 0 { 0 } else { (1 + (code - 1) / 7).min(255) });
            }
        }
    }
}
