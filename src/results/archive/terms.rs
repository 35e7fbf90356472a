//! What whoever archives a run says of it: an agent and a licence, checked.

/// What whoever archives a run says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// Who ran it.
    pub(crate) agent: Option<Person>,
    /// Licence of the results.
    pub(crate) licence: Option<Licence>,
}

/// Licences of results that are known by their SPDX name.
const LICENCES: [(&str, &str); 6] = [
    ("CC0-1.0", "Creative Commons Zero 1.0 Universal"),
    ("CC-BY-4.0", "Creative Commons Attribution 4.0 International"),
    ("CC-BY-SA-4.0", "Creative Commons Attribution Share Alike 4.0 International"),
    ("ODbL-1.0", "Open Data Commons Open Database License 1.0"),
    ("MIT", "MIT License"),
    ("Apache-2.0", "Apache License 2.0"),
];

/// A licence, by its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Licence {
    pub(super) url: String,
    pub(super) name: String,
}

impl std::str::FromStr for Licence {
    type Err = String;

    fn from_str(text: &str) -> Result<Licence, String> {
        if let Some((spdx, name)) = LICENCES.iter().find(|(spdx, _)| *spdx == text) {
            let url = format!("https://spdx.org/licenses/{spdx}");
            return Ok(Licence { url, name: (*name).to_owned() });
        }
        let is_address = text.strip_prefix("https://").is_some_and(|rest| {
            rest.contains('.') && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
        });
        if is_address {
            return Ok(Licence { url: text.to_owned(), name: text.to_owned() });
        }
        let known = LICENCES.map(|(spdx, _)| spdx).join(", ");
        Err(format!("give one of {known}, or the https:// address of another"))
    }
}

/// Who ran it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// Name.
    pub(crate) name: String,
    /// ORCID iD, such as `0000-0002-1825-0097`.
    pub(crate) orcid: Option<String>,
}

/// Refuses what is no ORCID iD: four groups of four digits, of which the last is a check digit
/// (ISO 7064 mod 11-2).
///
/// # Errors
/// What an ORCID iD looks like.
pub(crate) fn orcid(text: &str) -> Result<String, String> {
    let bare = text.strip_prefix("https://orcid.org/").unwrap_or(text);
    let groups: Vec<&str> = bare.split('-').collect();
    let digits: Vec<char> = groups.concat().chars().collect();
    let shaped = groups.len() == 4 && groups.iter().all(|group| group.len() == 4);
    let (last, first) = digits.split_last().unwrap_or((&' ', &[]));
    let sum = first.iter().try_fold(0, |sum, c| Some((sum + c.to_digit(10)?) * 2 % 11));
    let check = sum.map(|sum| match (12 - sum) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).expect("a rest below ten is a digit"),
    });
    if shaped && check == Some(*last) {
        Ok(bare.to_owned())
    } else {
        Err("an ORCID iD is sixteen digits such as 0000-0002-1825-0097, the last a check digit"
            .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orcid_has_its_check_digit() {
        // Examples of ORCID's own page on the structure of its identifiers.
        for good in ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"] {
            assert_eq!(orcid(good).as_deref(), Ok(good));
            assert_eq!(orcid(&format!("https://orcid.org/{good}")).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "0000-0002-1825-0098",
            "0000000218250097",
            "0000-0002-1825-009X",
            "µ000-0002-1825-0097",
            "0000-0002-1825-0097-0000",
            "a000-0002-1825-0097",
        ] {
            assert!(orcid(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_licence_is_a_known_name_or_an_address() {
        let licence = |text: &str| text.parse::<Licence>();
        assert_eq!(licence("CC-BY-4.0").unwrap().url, "https://spdx.org/licenses/CC-BY-4.0");
        let own = "https://example.org/terms";
        assert_eq!(licence(own).unwrap().url, own);
        for bad in ["", "CC-BY", "cc-by-4.0", "http://example.org", "https://", "https://a b.c"] {
            assert!(licence(bad).unwrap_err().contains("CC0-1.0, CC-BY-4.0"), "{bad}");
        }
    }
}
