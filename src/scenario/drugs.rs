//! The drugs: what each is, by which routes it goes, in which units its dose is written, and which
//! keys of `[[treatment]]` belong to it.
//!
//! In: words of a scenario file. Out: what they mean, or why a key does nothing there. Units of
//! agents: mg/kg of body (fludarabine mg/m2), antibodies mg an animal, interferons IU, radiation
//! Gy.

use super::types::{Agent, Product, Route};
use crate::input::units::DoseMeasure;
use crate::keys::{DRUGS, ROUTES};

/// What a drug is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Interleukin-2.
    Il2,
    /// An operation.
    Surgery,
    /// A drug that acts in the whole body.
    Agent(Agent),
    /// A cell vaccine.
    Vaccine,
    /// Cultured cells.
    Cells(Product),
}

/// Drugs that may be repeated.
const REPEATED: &[&str] = DRUGS.split_at(1).1;
/// Drugs with a dose.
const DOSED: &[&str] = REPEATED.split_at(14).0;
/// Drugs that are cells.
const GIVEN: &[&str] = REPEATED.split_at(14).1;
/// Cultured cells.
const CELLS: &[&str] = GIVEN.split_at(1).1;
const VACCINE_ROUTES: &[&str] = &["peritumoral", "subcutaneous"];
const CELL_ROUTES: &[&str] = &[
    "intravenous", "intrapleural", "intracavitary", "peritumoral", "intratumoral", "intralesional",
];
/// Routes at a site.
const SITED: &[&str] = &[
    "peritumoral", "intratumoral", "intralesional", "intravesical", "intrapleural",
    "intracavitary", "perilymphatic", "inhaled",
];
/// Routes that inject a volume there.
const INJECTED: &[&str] = &[
    "peritumoral", "intratumoral", "intralesional", "intravesical", "intrapleural",
    "intracavitary", "perilymphatic",
];
/// Routes into a cavity, whose volume no default can know.
const CAVITIES: &[&str] = &["intravesical", "intrapleural", "intracavitary"];
/// Routes by which interleukin-2 may flow for a time.
const PERFUSED: &[&str] = &[
    "intravenous", "subcutaneous", "intravesical", "intrapleural", "intracavitary", "perilymphatic",
];

/// What the drug of a word is.
pub(crate) fn what(drug: &str) -> What {
    match drug {
        "il2" => What::Il2,
        "surgery" => What::Surgery,
        "vaccine" => What::Vaccine,
        "lak" => What::Cells(Product::Lak),
        "til" => What::Cells(Product::Til),
        "cik" => What::Cells(Product::Cik),
        "lymphocytes" => What::Cells(Product::Lymphocytes),
        "cyclophosphamide" => What::Agent(Agent::Cyclophosphamide),
        "ifosfamide" => What::Agent(Agent::Ifosfamide),
        "fludarabine" => What::Agent(Agent::Fludarabine),
        "fluorouracil" => What::Agent(Agent::Fluorouracil),
        "cisplatin" => What::Agent(Agent::Cisplatin),
        "retinoic acid" => What::Agent(Agent::RetinoicAcid),
        "interferon alpha" => What::Agent(Agent::InterferonAlpha),
        "interferon gamma" => What::Agent(Agent::InterferonGamma),
        "anti-CD4" => What::Agent(Agent::AntiCd4),
        "anti-CD8" => What::Agent(Agent::AntiCd8),
        "anti-NK" => What::Agent(Agent::AntiNk),
        "anti-CD25" => What::Agent(Agent::AntiCd25),
        "irradiation" => What::Agent(Agent::Irradiation),
        _ => panic!("the table of keys has no drug `{drug}`"),
    }
}

/// The route of a word.
pub(crate) fn route(word: &str) -> Route {
    match word {
        "peritumoral" => Route::Peritumoral,
        "intratumoral" | "intralesional" => Route::Intratumoral,
        "intravesical" => Route::Intravesical,
        "intrapleural" => Route::Intrapleural,
        "intracavitary" => Route::Intracavitary,
        "perilymphatic" => Route::Perilymphatic,
        "inhaled" => Route::Inhaled,
        "intravenous" => Route::Intravenous,
        "subcutaneous" => Route::Subcutaneous,
        "intraperitoneal" => Route::Intraperitoneal,
        _ => panic!("the table of keys has no route `{word}`"),
    }
}

/// The routes by which a drug is given; none when it acts in the whole body.
pub(crate) fn routes(drug: &str) -> &'static [&'static str] {
    match what(drug) {
        What::Il2 => ROUTES,
        What::Vaccine => VACCINE_ROUTES,
        What::Cells(_) => CELL_ROUTES,
        What::Surgery | What::Agent(_) => &[],
    }
}

/// The measure of an agent's dose, the body that its unit is per, that unit, and the largest dose
/// that is no slip of the pen.
pub(crate) fn dose_of(agent: Agent) -> (DoseMeasure, crate::input::units::Per, &'static str, f64) {
    use crate::input::units::Per::{Animal, Kilogram, SquareMetre};
    match agent {
        Agent::Cyclophosphamide | Agent::Ifosfamide | Agent::Fluorouracil | Agent::RetinoicAcid => {
            (DoseMeasure::Mass, Kilogram, "mg/kg", 1000.0)
        }
        Agent::Cisplatin => (DoseMeasure::Mass, Kilogram, "mg/kg", 100.0),
        Agent::Fludarabine => (DoseMeasure::Mass, SquareMetre, "mg/m2", 2000.0),
        Agent::InterferonAlpha | Agent::InterferonGamma => {
            (DoseMeasure::Activity, Animal, "IU", 1e9)
        }
        Agent::AntiCd4 | Agent::AntiCd8 | Agent::AntiNk | Agent::AntiCd25 => {
            (DoseMeasure::Mass, Animal, "mg", 10_000.0)
        }
        Agent::Irradiation => (DoseMeasure::Radiation, Animal, "Gy", 30.0),
    }
}

/// Drugs to which a key of `[[treatment]]` belongs; empty: to all.
fn drugs_of(leaf: &str) -> &'static [&'static str] {
    const ROUTED: &[&str] = &["il2", "vaccine", "lak", "til", "cik", "lymphocytes"];
    const AT_A_SITE: &[&str] = &["il2", "surgery", "vaccine", "lak", "til", "cik", "lymphocytes"];
    match leaf {
        "preparation" | "potency" | "stop_at_toxicity" | "duration" => &["il2"],
        "route" | "volume" => ROUTED,
        "site" => AT_A_SITE,
        "dose" => DOSED,
        "every" | "times" | "until" | "days_on" | "days_off" => REPEATED,
        "lymphadenectomy" | "margin" | "residue_probability" | "residue_cells" => &["surgery"],
        "vaccine" | "position" | "radius" => &["vaccine"],
        "cells" => GIVEN,
        "culture" | "culture_il2" | "il2_secretion" | "donor" => CELLS,
        "antigen" => &["til", "cik", "lymphocytes"],
        "harvest" => &["lak", "cik", "lymphocytes"],
        _ => &[],
    }
}

/// Routes of a drug to which a key belongs; empty: to all.
fn routes_of(leaf: &str, drug: &str) -> &'static [&'static str] {
    match (leaf, drug) {
        ("site" | "volume", "vaccine") => &[],
        ("site", _) => SITED,
        ("volume", _) => INJECTED,
        ("duration", _) => PERFUSED,
        ("position" | "radius", _) => &["subcutaneous"],
        _ => &[],
    }
}

/// Why a key does nothing in a treatment by this drug and route; `None` when it belongs there, or
/// the route is not known.
pub(crate) fn foreign(leaf: &str, drug: &str, route: Option<&str>) -> Option<String> {
    let drugs = drugs_of(leaf);
    if !drugs.is_empty() && !drugs.contains(&drug) {
        return Some(match leaf {
            "route" if drug == "surgery" => "an operation has no route".to_string(),
            "route" => format!("{drug} acts in the whole body"),
            "dose" if GIVEN.contains(&drug) => format!("{drug} is counted: write `cells`"),
            "dose" => format!("{drug} has no dose"),
            "every" | "times" | "until" | "days_on" | "days_off" => {
                "an operation happens once".to_string()
            }
            _ => format!("it belongs to drug = {}", either(drugs)),
        });
    }
    let routes = routes_of(leaf, drug);
    match route {
        Some(route) if !routes.is_empty() && !routes.contains(&route) => Some(match leaf {
            "site" => "a dose that goes to the whole body has no site".to_string(),
            _ => format!("it belongs to route = {}", either(routes)),
        }),
        _ => None,
    }
}

/// Whether a default of a key means anything with this drug and route.
pub(crate) fn applies(leaf: &str, drug: Option<&str>, route: Option<&str>) -> bool {
    let Some(drug) = drug else { return drugs_of(leaf).is_empty() };
    let known =
        |words: &[&str]| words.is_empty() || route.is_some_and(|route| words.contains(&route));
    (drugs_of(leaf).is_empty() || drugs_of(leaf).contains(&drug))
        && known(routes_of(leaf, drug))
        && !(leaf == "volume" && route.is_some_and(|route| CAVITIES.contains(&route)))
}

/// Whether a route of interleukin-2 or cells has a site, and whether it has a volume there.
pub(crate) fn local(route: &str) -> (bool, bool) {
    (SITED.contains(&route), INJECTED.contains(&route))
}

/// Words in quotes: one, or a choice.
pub(crate) fn either(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
