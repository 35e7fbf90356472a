//! Regions of sites: their defaults, and what does not change a scenario.

use super::*;

/// Three sites, of which the last two may have regions.
fn three(left: &str, right: &str) -> Scenario {
    let site = |name: &str, region: &str| {
        format!("[[site]]\nname = \"{name}\"\nsize = [\"1 mm\", \"1 mm\"]\n{region}\n")
    };
    let more = format!("{}{}[run]", site("left", left), site("right", right));
    let text = with("[run]", &more)
        .replace("cells = 500", "site = \"flank\"\ncells = 500")
        .replacen("site = \"flank\"\nsite", "site", 1)
        .replace("route = \"peritumoral\"", "route = \"peritumoral\"\nsite = \"flank\"");
    parse(&text)
}

#[test]
fn every_site_is_its_own_region_unless_it_shares_one() {
    let apart = three("", "");
    assert_eq!(apart.regions(), ["flank", "left", "right"]);
    assert_eq!(apart.regions_of_sites(), [0, 1, 2]);
    let shared = three("region = \"legs\"", "region = \"legs\"");
    assert_eq!(shared.regions(), ["flank", "legs"]);
    assert_eq!(shared.regions_of_sites(), [0, 1, 1]);
    let with_another = three("", "region = \"flank\"");
    assert_eq!(with_another.regions_of_sites(), [0, 1, 0]);
}

#[test]
fn a_sites_own_name_as_its_region_says_nothing_new() {
    let (apart, told) = (three("", ""), three("region = 'left'", ""));
    assert_eq!(apart.digest(), told.digest());
    assert_eq!(apart.identity(), told.identity());
    assert_ne!(apart.digest(), three("region = \"right\"", "").digest());
    let named = |scenario: &Scenario| {
        scenario.not_default().into_iter().filter(|(path, ..)| path.ends_with("region")).count()
    };
    assert_eq!((named(&apart), named(&told), named(&three("region = \"right\"", ""))), (0, 0, 1));
}

#[test]
fn the_resolved_scenario_tells_every_region() {
    let scenario = three("region = \"legs\"", "region = \"legs\"");
    let text = scenario.resolved_toml();
    assert_eq!(text.matches("\nregion = \"legs\"").count(), 2, "{text}");
    assert!(text.contains("\nregion = \"flank\""));
    let again = parse(&text);
    assert_eq!(again.digest(), scenario.digest());
    assert_eq!(again.regions_of_sites(), scenario.regions_of_sites());
    assert_eq!(again.resolved_toml(), text);
}
