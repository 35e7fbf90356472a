//! Keys of the kinetics of interleukin-2 in cavities, lymph vessels and the lung.

use super::row::table;
use crate::input::Provenance::{Assumed, Derived};
use crate::input::Quantity::{Fraction, Rate, Volume};

/// The bladder.
pub mod intravesical {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.intravesical.absorption",
            Rate,
            "0.02 /h",
            (0.001, 5.0),
            Assumed("the urothelium hardly lets a protein through"),
            "First-order absorption from the bladder.",
        )
        .human("0.02 /h"),
        EMPTYING = Number(
            "model.intravesical.emptying",
            Rate,
            "0.5 /h",
            (0.0, 10.0),
            Assumed("voided every few hours; half-life 1.4 h in mice, 2.8 h in patients"),
            "Rate at which the bladder empties to the outside.",
        )
        .human("0.25 /h"),
        BIOAVAILABILITY = Number(
            "model.intravesical.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Assumed("as for other depots in mice"),
            "Part of what is absorbed from there that reaches plasma.",
        ),
        NODE_FRACTION = Number(
            "model.intravesical.node_fraction",
            Fraction,
            "0.3",
            (0.0, 1.0),
            Assumed("little passes the wall"),
            "Part of the concentration there that the draining lymph node sees.",
        ),
    ];
}

/// The pleural cavity.
pub mod intrapleural {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.intrapleural.absorption",
            Rate,
            "0.3 /h",
            (0.001, 5.0),
            Assumed(
                "as the peritoneal cavity: half-life 6.3 h in patients (Konrad 1990), faster in \
                 mice",
            ),
            "First-order absorption from the pleural cavity.",
        )
        .human("0.11 /h")
        .from(&["Konrad 1990"]),
        EMPTYING = Number(
            "model.intrapleural.emptying",
            Rate,
            "0 /h",
            (0.0, 10.0),
            Assumed("a closed cavity; above 0 with a drain"),
            "Rate at which the pleural cavity empties to the outside.",
        )
        .human("0 /h"),
        BIOAVAILABILITY = Number(
            "model.intrapleural.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Derived(
                "patients: serum 430-fold below a cavity of 2 l (Konrad 1990); mice: as other \
                 depots",
            ),
            "Part of what is absorbed from there that reaches plasma.",
        )
        .human("0.076")
        .from(&["Konrad 1990"]),
        NODE_FRACTION = Number(
            "model.intrapleural.node_fraction",
            Fraction,
            "0.86",
            (0.0, 1.0),
            Assumed("as a depot beside the tumour"),
            "Part of the concentration there that the draining lymph node sees.",
        ),
    ];
}

/// Another cavity.
pub mod intracavitary {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.intracavitary.absorption",
            Rate,
            "0.3 /h",
            (0.001, 5.0),
            Assumed(
                "as the peritoneal cavity: half-life 6.3 h in patients (Konrad 1990), faster in \
                 mice",
            ),
            "First-order absorption from the other cavity.",
        )
        .human("0.11 /h")
        .from(&["Konrad 1990"]),
        EMPTYING = Number(
            "model.intracavitary.emptying",
            Rate,
            "0 /h",
            (0.0, 10.0),
            Assumed("a closed cavity; above 0 with a drain"),
            "Rate at which the other cavity empties to the outside.",
        )
        .human("0 /h"),
        BIOAVAILABILITY = Number(
            "model.intracavitary.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Derived(
                "patients: serum 430-fold below a cavity of 2 l (Konrad 1990); mice: as other \
                 depots",
            ),
            "Part of what is absorbed from there that reaches plasma.",
        )
        .human("0.076")
        .from(&["Konrad 1990"]),
        NODE_FRACTION = Number(
            "model.intracavitary.node_fraction",
            Fraction,
            "0.86",
            (0.0, 1.0),
            Assumed("as a depot beside the tumour"),
            "Part of the concentration there that the draining lymph node sees.",
        ),
    ];
}

/// Lymph vessels and the draining node.
pub mod perilymphatic {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.perilymphatic.absorption",
            Rate,
            "5.5 /d",
            (0.01, 2.0),
            Assumed("as a depot beside a tumour"),
            "First-order loss from lymph vessels and node.",
        )
        .human("3.33 /d"),
        BIOAVAILABILITY = Number(
            "model.perilymphatic.bioavailability",
            Fraction,
            "0.5",
            (0.0, 1.0),
            Assumed("as a depot beside a tumour"),
            "Part of a perilymphatic dose that reaches plasma.",
        )
        .human("0.3"),
        NODE_FRACTION = Number(
            "model.perilymphatic.node_fraction",
            Fraction,
            "1",
            (0.0, 1.0),
            Assumed("lymph flows into the node"),
            "Part of the injected concentration that the draining node sees. A node that was \
             removed sees nothing.",
        ),
        TISSUE_FRACTION = Number(
            "model.perilymphatic.tissue_fraction",
            Fraction,
            "0.02",
            (0.0, 1.0),
            Assumed("lymph flows away from the tumour; 0 to 0.1"),
            "Part of the injected concentration that lies beside the tumour.",
        )
        .plausible("0", "0.1"),
    ];
}

/// The lumen of the lung.
pub mod inhaled {
    use super::*;

    table![
        ABSORPTION = Number(
            "model.inhaled.absorption",
            Rate,
            "0.05 /h",
            (0.001, 5.0),
            Assumed("a protein of 15 kDa passes the airways' lining over a day"),
            "First-order absorption from the lumen of the lung.",
        )
        .human("0.03 /h"),
        EMPTYING = Number(
            "model.inhaled.emptying",
            Rate,
            "0.2 /h",
            (0.0, 10.0),
            Assumed("mucociliary clearance over hours"),
            "Rate at which the lumen of the lung is cleared to the outside.",
        )
        .human("0.1 /h"),
        BIOAVAILABILITY = Number(
            "model.inhaled.bioavailability",
            Fraction,
            "0.1",
            (0.0, 1.0),
            Assumed("inhaled interleukin-2 hardly shows in blood; 0.01 to 0.3"),
            "Part of what is absorbed in the lung that reaches plasma.",
        )
        .human("0.1")
        .plausible("0.01", "0.3"),
        NODE_FRACTION = Number(
            "model.inhaled.node_fraction",
            Fraction,
            "0.1",
            (0.0, 1.0),
            Assumed("between bladder and pleura; 0.01 to 0.5"),
            "Part of the lumen's concentration that the draining node sees.",
        )
        .plausible("0.01", "0.5"),
        TISSUE_FRACTION = Number(
            "model.inhaled.tissue_fraction",
            Fraction,
            "0.00003",
            (0.0, 1.0),
            Assumed(
                "the airways' lining holds a protein of 15 kDa back, and a metastasis lies behind \
                 it; 0.00001 to 0.001, set so that a part of patients responds (Huland 1997: 15 %)",
            ),
            "Part of the lumen's concentration that a lesion in the lung sees.",
        )
        .plausible("0.00001", "0.001")
        .from(&["Huland 1997"]),
        DEPOSITION = Number(
            "model.inhaled.deposition",
            Fraction,
            "0.3",
            (0.0, 1.0),
            Assumed("nebulisers leave 10 to 50 % of a dose in the lung"),
            "Part of an inhaled dose that stays in the lung; the rest is breathed out or lost in \
             the device.",
        )
        .plausible("0.1", "0.5"),
        LINING_VOLUME = Number(
            "model.inhaled.lining_volume",
            Volume,
            "0.05 ml",
            (0.001, 1000.0),
            Assumed("the airways' lining fluid; 10 to 70 ml in patients"),
            "Fluid that an inhaled dose meets: its concentration is the deposited dose over this \
             volume.",
        )
        .human("25 ml")
        .plausible_human("10 ml", "70 ml"),
    ];
}
