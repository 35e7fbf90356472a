//! The scenarios that come with the program, kept inside it so that `il2sim new` and `il2sim list`
//! work anywhere.

use std::fmt;

use super::Scenario;
use crate::remedy::{Remedied, Remedy};

/// A shipped scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its name: the file's stem.
    pub name: &'static str,
    /// The file's text.
    pub text: &'static str,
}

const SHIPPED: &[Shipped] = &[
    Shipped { name: "untreated", text: include_str!("../../scenarios/untreated.toml") },
    Shipped { name: "peritumoral", text: include_str!("../../scenarios/peritumoral.toml") },
    Shipped { name: "systemic", text: include_str!("../../scenarios/systemic.toml") },
    Shipped { name: "residual", text: include_str!("../../scenarios/residual.toml") },
    Shipped { name: "residual-late", text: include_str!("../../scenarios/residual-late.toml") },
    Shipped { name: "mhc-deficient", text: include_str!("../../scenarios/mhc-deficient.toml") },
    Shipped { name: "spheroid", text: include_str!("../../scenarios/spheroid.toml") },
    Shipped { name: "intravesical", text: include_str!("../../scenarios/intravesical.toml") },
    Shipped { name: "intrapleural", text: include_str!("../../scenarios/intrapleural.toml") },
    Shipped { name: "perilymphatic", text: include_str!("../../scenarios/perilymphatic.toml") },
    Shipped { name: "inhaled", text: include_str!("../../scenarios/inhaled.toml") },
    Shipped { name: "high-dose", text: include_str!("../../scenarios/high-dose.toml") },
    Shipped { name: "low-dose", text: include_str!("../../scenarios/low-dose.toml") },
    Shipped { name: "lak", text: include_str!("../../scenarios/lak.toml") },
    Shipped { name: "lak-liver", text: include_str!("../../scenarios/lak-liver.toml") },
    Shipped { name: "chemo-first", text: include_str!("../../scenarios/chemo-first.toml") },
    Shipped { name: "il2-first", text: include_str!("../../scenarios/il2-first.toml") },
    Shipped { name: "vaccine", text: include_str!("../../scenarios/vaccine.toml") },
    Shipped { name: "vaccine-remote", text: include_str!("../../scenarios/vaccine-remote.toml") },
    Shipped { name: "vaccine-live", text: include_str!("../../scenarios/vaccine-live.toml") },
    Shipped {
        name: "vaccine-parental",
        text: include_str!("../../scenarios/vaccine-parental.toml"),
    },
    Shipped { name: "vaccine-no-cd8", text: include_str!("../../scenarios/vaccine-no-cd8.toml") },
    Shipped { name: "rechallenge", text: include_str!("../../scenarios/rechallenge.toml") },
    Shipped { name: "til", text: include_str!("../../scenarios/til.toml") },
    Shipped { name: "mhc-mixed", text: include_str!("../../scenarios/mhc-mixed.toml") },
    Shipped { name: "metastases", text: include_str!("../../scenarios/metastases.toml") },
    Shipped { name: "allogeneic", text: include_str!("../../scenarios/allogeneic.toml") },
    Shipped { name: "interferon", text: include_str!("../../scenarios/interferon.toml") },
    Shipped { name: "treg", text: include_str!("../../scenarios/treg.toml") },
    Shipped { name: "athymic", text: include_str!("../../scenarios/athymic.toml") },
    Shipped { name: "combination", text: include_str!("../../scenarios/combination.toml") },
    Shipped { name: "cohort", text: include_str!("../../scenarios/cohort.toml") },
];

/// The shipped scenarios, in the order in which they teach.
pub fn list() -> &'static [Shipped] {
    SHIPPED
}

/// The text of a shipped scenario, to begin one's own from; the error names the nearest one and the
/// others.
///
/// # Errors
/// When there is no scenario of that name.
pub fn new_template(name: &str) -> Result<&'static str, NotShipped> {
    if let Some(shipped) = SHIPPED.iter().find(|shipped| shipped.name == name) {
        return Ok(shipped.text);
    }
    let known: Vec<&str> = SHIPPED.iter().map(|shipped| shipped.name).collect();
    let near = crate::input::value::nearest(name, known.iter().copied());
    Err(NotShipped { name: name.to_string(), near: near.map(str::to_string), known })
}

/// No shipped scenario has the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotShipped {
    name: String,
    near: Option<String>,
    known: Vec<&'static str>,
}

impl fmt::Display for NotShipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no scenario called {}", crate::input::problem::quoted(&self.name))?;
        if let Some(near) = &self.near {
            write!(f, "; did you mean `{near}`?")?;
        }
        write!(f, " (there are {})", self.known.join(", "))
    }
}

impl std::error::Error for NotShipped {}

impl Remedied for NotShipped {
    fn remedy(&self) -> Remedy {
        Remedy::Input
    }
}

impl Shipped {
    /// Its title.
    pub fn title(&self) -> String {
        match Scenario::parse(self.text, self.name, &[]) {
            Ok(scenario) => scenario.title,
            Err(problems) => panic!("a shipped scenario is checked by a test: {problems}"),
        }
    }
}
