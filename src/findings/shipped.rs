//! The findings that come with the program.

use crate::input::Problems;
use crate::input::problem::quoted;
use crate::input::value::nearest;
use crate::remedy::{Remedied, Remedy};
use crate::study::Study;

/// A finding's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShippedFinding {
    /// The file's stem.
    pub name: &'static str,
    /// The file's text.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(ShippedFinding {
            name: $name,
            text: include_str!(concat!("../../scenarios/findings/", $name, ".toml")),
        }),*]
    };
}

const SHIPPED: &[ShippedFinding] = shipped![
    "f01" "f03" "f04" "f05" "f06" "f09" "f10" "f13" "f14" "f15" "f16" "f18" "f19" "f21" "f23"
    "f24" "f25" "f26" "f27" "f30" "f31" "f32" "f34" "f35" "f36" "f37" "f38" "f39" "f41" "f43"
    "f46" "f50" "f54" "f55" "f65" "f66" "f67" "f72" "f73" "f74" "f77" "f84" "f85" "f87" "u01"
];

/// All of them, in the order of their numbers.
pub(crate) fn list() -> &'static [ShippedFinding] {
    SHIPPED
}

impl ShippedFinding {
    /// What it is called: `F3` of the file `f03`.
    pub(crate) fn id(&self) -> String {
        let (letter, number) = self.name.split_at(1);
        format!("{}{}", letter.to_uppercase(), number.trim_start_matches('0'))
    }

    /// Its study.
    ///
    /// # Errors
    /// Its problems; of a shipped one a test finds them.
    pub(crate) fn study(&self) -> Result<Study, Problems> {
        Study::parse(self.text, &format!("scenarios/findings/{}.toml", self.name))
    }
}

/// The finding of an id, in capitals or not.
///
/// # Errors
/// [`NoFinding`] with the nearest.
pub(crate) fn find(id: &str) -> Result<&'static ShippedFinding, NoFinding> {
    let wanted = id.to_uppercase();
    if let Some(found) = SHIPPED.iter().find(|shipped| shipped.id() == wanted) {
        return Ok(found);
    }
    let known: Vec<String> = SHIPPED.iter().map(ShippedFinding::id).collect();
    let number = |id: &str| id.trim_start_matches(char::is_alphabetic).parse::<i64>().ok();
    let by_number = number(&wanted).and_then(|wanted| {
        let apart = |id: &&String| number(id).map_or(i64::MAX, |number| (number - wanted).abs());
        known.iter().min_by_key(apart).cloned()
    });
    let by_letters = || nearest(&wanted, known.iter().map(String::as_str)).map(str::to_owned);
    let near = by_number.or_else(by_letters);
    Err(NoFinding { id: id.to_owned(), near, known })
}

/// No finding has the id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no finding {}{} (there are {}; or give the file of one)", quoted(id),
    near.as_ref().map_or(String::new(), |near| format!("; did you mean {near}?")), known.join(", ")
)]
pub(crate) struct NoFinding {
    id: String,
    near: Option<String>,
    known: Vec<String>,
}

impl Remedied for NoFinding {
    fn remedy(&self) -> Remedy {
        Remedy::Input
    }
}
