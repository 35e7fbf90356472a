//! What is seen of one site of one animal at a record time: a frame, the names of what stands in
//! it, and what the columns of the series are.

use crate::kinds::Code;

/// One painted moment of one site: an 8-bit code for each lattice cell and layer, in site order (x
/// fastest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Replicate.
    pub replicate: u32,
    /// Index of the site.
    pub site: u32,
    /// Tissue step of the moment (its time is `step * tissue_step_h`).
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

/// Units and meanings of the columns of the series, by the ends of their names; the first that fits
/// counts.
pub const SERIES: &[(&str, &str, &str)] = &[
    ("_pm_h", "pM h", "area under a concentration since the start"),
    ("_per_h", "1/h", "a rate"),
    ("_h", "h", "a time"),
    ("_pm", "pM", "a concentration"),
    ("_iu", "IU", "an amount of interleukin-2"),
    ("_per_mm2", "1/mm2", "a density"),
    ("_units", "", "an amount in the model's own units"),
    ("_divisions", "cells", "divisions in the site since the start"),
    ("_deaths", "cells", "deaths in the site since the start"),
    ("_entered", "cells", "cells that entered the site since the start"),
    ("_refused", "cells", "cells that found no room in the site since the start"),
    ("_divided", "cells", "divisions in the site since the start"),
    ("_died", "cells", "deaths in the site since the start"),
    ("_resected", "cells", "cells removed by operations since the start"),
    ("_put_in", "cells", "cells put into the site since the start"),
    ("_cells", "cells", "number of such cells at that time"),
];
