//! Keys of the kinetics of interleukin-2: plasma, periphery and depots.

use super::KeyDef;
use super::Provenance::{Assumed, Derived};
use super::Quantity::{Clearance, Concentration, Fraction, Rate, Volume};
use super::host::{SEARCHED, both, each};

/// The table.
pub const KEYS: &[KeyDef] = &[
    each(
        "model.plasma.clearance",
        Clearance,
        ("18 ml/h", "120 ml/min"),
        (1.0, 50_000.0),
        Derived("mouse: 0.3 ml/min, from half-life and volume; human: Konrad 1990"),
        "Clearance of interleukin-2 from plasma, by the kidney.",
    ),
    each(
        "model.plasma.volume",
        Volume,
        ("1 ml", "2690 ml"),
        (0.1, 20_000.0),
        Derived(
            "mouse: about 1 ml in 20 g; human: fitted to the half-lives and peak of Konrad 1990",
        ),
        "Central volume of distribution.",
    ),
    each(
        "model.plasma.to_periphery",
        Rate,
        ("2.08 /h", "0.0075 /min"),
        (0.0, 20.0),
        Derived(
            "mouse: from half-lives of 2 and 9 min with this clearance and volume; human: from \
             Konrad 1990 (12.9 and 85 min)",
        ),
        "From plasma to the periphery; 0 with `from_periphery` 0 is one compartment.",
    ),
    each(
        "model.plasma.from_periphery",
        Rate,
        ("5.34 /h", "0.0098 /min"),
        (0.0, 50.0),
        Derived(
            "mouse: from half-lives of 2 and 9 min with this clearance and volume; human: from \
             Konrad 1990 (12.9 and 85 min)",
        ),
        "From the periphery back to plasma.",
    ),
    both(
        "model.plasma.endogenous",
        Concentration,
        "1 pM",
        (0.0, 20.0),
        Assumed(
            "so low that it does not expand the node by itself; patients' serum holds 0.2 to 5 pM \
             (de Pillis 2013: 49 to 1,173 IU/l)",
        ),
        "Plasma interleukin-2 without treatment.",
    ),
    each(
        "model.depot.absorption",
        Rate,
        ("5.5 /d", "3.33 /d"),
        (0.01, 2.0),
        Derived(
            "half-life 3 h (2 to 4) in mice, 5 h (4 to 6) in patients, from how long levels last",
        ),
        "First-order absorption from a depot beside or in a tumour.",
    ),
    each(
        "model.depot.bioavailability",
        Fraction,
        ("0.5", "0.3"),
        (0.0, 1.0),
        Derived("patients: area after i.m. against i.v. (Konrad 1990); mice: between that and 1"),
        "Part of a local depot that reaches plasma; the rest is broken down there.",
    ),
    both(
        "model.depot.node_fraction",
        Fraction,
        "0.86",
        (0.0, 1.0),
        SEARCHED,
        "Part of local depots' concentration that the draining lymph node sees. Without it low \
         local doses cannot expand T cells that are not there yet.",
    ),
    each(
        "model.subcutaneous.absorption",
        Rate,
        ("0.347 /h", "0.139 /h"),
        (0.01, 5.0),
        Derived(
            "half-life 2 h in mice (10 U/ml for 3 to 5 h, 1984), 5 h in patients (flat for 8 h, \
             Konrad 1990)",
        ),
        "First-order absorption from under the skin.",
    ),
    each(
        "model.subcutaneous.bioavailability",
        Fraction,
        ("0.5", "0.3"),
        (0.0, 1.0),
        Derived("patients: area after i.m. against i.v. (Konrad 1990); mice: between that and 1"),
        "Part of a subcutaneous dose that reaches plasma.",
    ),
    each(
        "model.intraperitoneal.absorption",
        Rate,
        ("0.462 /h", "0.11 /h"),
        (0.01, 5.0),
        Derived(
            "half-life 1.5 h in mice (10 U/ml for 3 to 5 h, 1984), 6.3 h in patients (cavity, \
             Konrad 1990)",
        ),
        "First-order absorption from the peritoneal cavity.",
    ),
    each(
        "model.intraperitoneal.bioavailability",
        Fraction,
        ("0.5", "0.076"),
        (0.0, 1.0),
        Derived(
            "patients: so that serum lies 430-fold below the cavity (Konrad 1990), taken as 2 l; \
             mice: as for subcutaneous doses, 0.5 to 1",
        ),
        "Part of an intraperitoneal dose that reaches plasma.",
    ),
    each(
        "model.intravesical.absorption",
        Rate,
        ("0.02 /h", "0.02 /h"),
        (0.001, 5.0),
        Assumed("the urothelium hardly lets a protein through"),
        "First-order absorption from the bladder.",
    ),
    each(
        "model.intravesical.emptying",
        Rate,
        ("0.5 /h", "0.25 /h"),
        (0.0, 10.0),
        Assumed("voided every few hours; half-life 1.4 h in mice, 2.8 h in patients"),
        "Rate at which the bladder empties to the outside.",
    ),
    both(
        "model.intravesical.bioavailability",
        Fraction,
        "0.5",
        (0.0, 1.0),
        Assumed("as for other depots in mice"),
        "Part of what is absorbed from there that reaches plasma.",
    ),
    both(
        "model.intravesical.node_fraction",
        Fraction,
        "0.3",
        (0.0, 1.0),
        Assumed("little passes the wall"),
        "Part of the concentration there that the draining lymph node sees.",
    ),
    each(
        "model.intrapleural.absorption",
        Rate,
        ("0.3 /h", "0.11 /h"),
        (0.001, 5.0),
        Assumed(
            "as the peritoneal cavity: half-life 6.3 h in patients (Konrad 1990), faster in mice",
        ),
        "First-order absorption from the pleural cavity.",
    ),
    each(
        "model.intrapleural.emptying",
        Rate,
        ("0 /h", "0 /h"),
        (0.0, 10.0),
        Assumed("a closed cavity; above 0 with a drain"),
        "Rate at which the pleural cavity empties to the outside.",
    ),
    each(
        "model.intrapleural.bioavailability",
        Fraction,
        ("0.5", "0.076"),
        (0.0, 1.0),
        Derived(
            "patients: serum 430-fold below a cavity of 2 l (Konrad 1990); mice: as other depots",
        ),
        "Part of what is absorbed from there that reaches plasma.",
    ),
    both(
        "model.intrapleural.node_fraction",
        Fraction,
        "0.86",
        (0.0, 1.0),
        Assumed("as a depot beside the tumour"),
        "Part of the concentration there that the draining lymph node sees.",
    ),
    each(
        "model.intracavitary.absorption",
        Rate,
        ("0.3 /h", "0.11 /h"),
        (0.001, 5.0),
        Assumed(
            "as the peritoneal cavity: half-life 6.3 h in patients (Konrad 1990), faster in mice",
        ),
        "First-order absorption from the other cavity.",
    ),
    each(
        "model.intracavitary.emptying",
        Rate,
        ("0 /h", "0 /h"),
        (0.0, 10.0),
        Assumed("a closed cavity; above 0 with a drain"),
        "Rate at which the other cavity empties to the outside.",
    ),
    each(
        "model.intracavitary.bioavailability",
        Fraction,
        ("0.5", "0.076"),
        (0.0, 1.0),
        Derived(
            "patients: serum 430-fold below a cavity of 2 l (Konrad 1990); mice: as other depots",
        ),
        "Part of what is absorbed from there that reaches plasma.",
    ),
    both(
        "model.intracavitary.node_fraction",
        Fraction,
        "0.86",
        (0.0, 1.0),
        Assumed("as a depot beside the tumour"),
        "Part of the concentration there that the draining lymph node sees.",
    ),
    each(
        "model.perilymphatic.absorption",
        Rate,
        ("5.5 /d", "3.33 /d"),
        (0.01, 2.0),
        Assumed("as a depot beside a tumour"),
        "First-order loss from lymph vessels and node.",
    ),
    each(
        "model.perilymphatic.bioavailability",
        Fraction,
        ("0.5", "0.3"),
        (0.0, 1.0),
        Assumed("as a depot beside a tumour"),
        "Part of a perilymphatic dose that reaches plasma.",
    ),
    both(
        "model.perilymphatic.node_fraction",
        Fraction,
        "1",
        (0.0, 1.0),
        Assumed("lymph flows into the node"),
        "Part of the injected concentration that the draining node sees. A node that was removed \
         sees nothing.",
    ),
    both(
        "model.perilymphatic.tissue_fraction",
        Fraction,
        "0.02",
        (0.0, 1.0),
        Assumed("lymph flows away from the tumour; 0 to 0.1"),
        "Part of the injected concentration that lies beside the tumour.",
    ),
    each(
        "model.inhaled.absorption",
        Rate,
        ("0.05 /h", "0.03 /h"),
        (0.001, 5.0),
        Assumed("a protein of 15 kDa passes the airways' lining over a day"),
        "First-order absorption from the lumen of the lung.",
    ),
    each(
        "model.inhaled.emptying",
        Rate,
        ("0.2 /h", "0.1 /h"),
        (0.0, 10.0),
        Assumed("mucociliary clearance over hours"),
        "Rate at which the lumen of the lung is cleared to the outside.",
    ),
    each(
        "model.inhaled.bioavailability",
        Fraction,
        ("0.1", "0.1"),
        (0.0, 1.0),
        Assumed("inhaled interleukin-2 hardly shows in blood; 0.01 to 0.3"),
        "Part of what is absorbed in the lung that reaches plasma.",
    ),
    both(
        "model.inhaled.node_fraction",
        Fraction,
        "0.1",
        (0.0, 1.0),
        Assumed("between bladder and pleura; 0.01 to 0.5"),
        "Part of the lumen's concentration that the draining node sees.",
    ),
    both(
        "model.inhaled.tissue_fraction",
        Fraction,
        "0.00003",
        (0.0, 1.0),
        Assumed(
            "the airways' lining holds a protein of 15 kDa back, and a metastasis lies behind it; \
             0.00001 to 0.001, set so that a part of patients responds (Huland 1997: 15 %)",
        ),
        "Part of the lumen's concentration that a lesion in the lung sees.",
    ),
    both(
        "model.inhaled.deposition",
        Fraction,
        "0.3",
        (0.0, 1.0),
        Assumed("nebulisers leave 10 to 50 % of a dose in the lung"),
        "Part of an inhaled dose that stays in the lung; the rest is breathed out or lost in the \
         device.",
    ),
    each(
        "model.inhaled.lining_volume",
        Volume,
        ("0.05 ml", "25 ml"),
        (0.001, 1000.0),
        Assumed("the airways' lining fluid; 10 to 70 ml in patients"),
        "Fluid that an inhaled dose meets: its concentration is the deposited dose over this \
         volume.",
    ),
];
