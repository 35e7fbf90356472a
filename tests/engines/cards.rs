//! What stands above the rules: the build refuses what has no card, a card without a part, a
//! struct's member without its line, a shift in a rule and a line that is too wide.

#[path = "../../build/cards.rs"]
#[allow(unreachable_pub, dead_code, reason = "a part of the build script")]
mod build_cards;

const RULE: &str = "\
// RULE hit rate   Hits follow the signal,
// less what is taken.
//   rate = kill_rate * S
//   keys model.KIND.kill_rate, kill_floor; model.nk.fade
//   source: Breart 2008 | assumed: a floor
fn hit_rate(s: u32) -> u32 { return s; }
";

/// The lines that are refused, counted from 1, and why.
fn refused(text: &str) -> Vec<(usize, String)> {
    let faults = build_cards::of("shaders/rules/42_contact.wgsl", text).err().unwrap_or_default();
    faults.into_iter().map(|(line, why)| (line + 1, why)).collect()
}

#[test]
fn a_card_is_read_with_its_keys_in_full() {
    let [card] =
        build_cards::of("shaders/rules/42_contact.wgsl", RULE).unwrap().try_into().unwrap();
    assert_eq!([&card.file, &card.function, &card.name], ["42_contact", "hit_rate", "hit rate"]);
    assert_eq!(card.sentence, "Hits follow the signal, less what is taken.");
    assert_eq!(card.equation, ["rate = kill_rate * S"]);
    assert_eq!(card.keys, ["model.KIND.kill_rate", "model.KIND.kill_floor", "model.nk.fade"]);
    assert_eq!(card.source, "source: Breart 2008 | assumed: a floor");
    let one_line = RULE.replace("\n//   source:", " source:");
    assert_eq!(build_cards::of("a.wgsl", &one_line).unwrap()[0].source, card.source);
}

#[test]
fn a_rule_without_a_card_or_with_half_of_one_is_refused_with_its_line() {
    let bare = "fn f(a: u32) -> u32 { return a; }\n";
    assert_eq!(refused(bare).len(), 1);
    assert_eq!(refused(&format!("{RULE}\n{bare}"))[0].0, 8);
    assert_eq!(refused(&format!("// What it does.\n{bare}")).len(), 1);
    for (helper, faults) in [("// helper: a part.\n", 0), ("// No cards: packing.\n\n", 0)] {
        assert_eq!(refused(&format!("{helper}{bare}{bare}")).len(), faults, "{helper}");
    }
    assert_eq!(refused(&format!("// helper: a part.\n{bare}\n{bare}")).len(), 1);
    for (line, what) in [
        ("//   rate = kill_rate * S\n", "equation"),
        ("//   keys model.KIND.kill_rate, kill_floor; model.nk.fade\n", "keys"),
        ("//   source: Breart 2008 | assumed: a floor\n", "source"),
    ] {
        let [(place, why)] = refused(&RULE.replace(line, "")).try_into().unwrap();
        assert!(place == 1 && why.contains(what), "{line}: {why}");
    }
    assert!(refused(&RULE.replace("model.KIND.kill_rate", "kill_rate"))[0].1.contains("no table"));
}

#[test]
fn shifts_wide_lines_and_silent_members_are_refused() {
    let shift = RULE.replace("return s;", "return s >> 15u;");
    assert!(refused(&shift)[0].1.contains("shifts no bits"));
    assert!(refused(&format!("// No cards: packing.\n{shift}")).is_empty());
    let wide = format!("{RULE}// {}\n", "a".repeat(98));
    assert_eq!(refused(&wide)[0].0, 7);
    let silent = format!("{RULE}struct S {{\n    // Units.\n    a: u32,\n    b: u32,\n}}\n");
    let [(place, why)] = refused(&silent).try_into().unwrap();
    assert!(place == 10 && why.ends_with("b: u32,"), "{place}: {why}");
}
