//! Rubbish and mutated scenarios: problems, never a panic, and every problem can be shown.

use proptest::prelude::*;

use super::*;

/// Seed of the random texts.
const SEED: u64 = 1986;

/// Says the seed where a test fails, once.
struct Seed;

impl Drop for Seed {
    fn drop(&mut self) {
        static SAID: std::sync::Once = std::sync::Once::new();
        if std::thread::panicking() {
            SAID.call_once(|| crate::skipped::say(&format!("the random texts have seed {SEED}")));
        }
    }
}

/// Loads a text and shows whatever is wrong; a scenario that loads can be resolved and drawn.
fn survive(text: &str, overrides: &[(String, String)]) {
    let _seed = Seed;
    match Scenario::parse(text, "fuzz.toml", overrides) {
        Ok(scenario) => {
            let resolved = scenario.resolved_toml();
            let again = Scenario::parse(&resolved, "resolved.toml", &[])
                .unwrap_or_else(|problems| panic!("{text}\n{resolved}\n{problems}"));
            assert_eq!(scenario.digest(), again.digest(), "{text}");
            scenario.draw(3);
        }
        Err(problems) => {
            assert!(!problems.list().is_empty());
            assert!(problems.to_string().contains("nothing was run"));
            assert!(
                problems
                    .to_json()
                    .as_array()
                    .is_some_and(|list| list.len() == problems.list().len())
            );
            problems.render(true);
        }
    }
}

/// Pieces that are likely to be read as something.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\"day 1\"".to_string()),
        Just("\"2 days after surgery\"".to_string()),
        Just("\"every 0.0001 h\"".to_string()),
        Just("[\"0.3 mm\", \"1 mm\", \"7 cm\"]".to_string()),
        Just("{ normal = { mean = 1, sd = 0, min = 0, max = nan } }".to_string()),
        Just(
            "{ log_normal = { median = \"1 h\", sigma = 2, min = \"1 h\", max = \"9 h\" } }"
                .to_string()
        ),
        Just("{ choice = { values = [] } }".to_string()),
        Just("1979-05-27".to_string()),
        Just("[[[]]]".to_string()),
        Just("inf".to_string()),
        Just("99999999999999999999999999999999999999999999".to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|f| format!("{f:?}")),
        (any::<f32>(), "[ -~\u{b5}]{0,6}")
            .prop_map(|(f, unit)| crate::input::document::quote(&format!("{f} {unit}"))),
        ".{0,12}".prop_map(|text| crate::input::document::quote(&text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(SEED), ..ProptestConfig::default() })]

    #[test]
    fn random_text_is_survived(text in "\\PC{0,200}") {
        survive(&text, &[]);
    }

    #[test]
    fn random_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survive(&String::from_utf8_lossy(&bytes), &[]);
    }

    #[test]
    fn random_tables_are_survived(lines in proptest::collection::vec((0usize..400, piece()), 0..12)) {
        let keys: Vec<&str> = keys::all_keys().map(|key| key.path).collect();
        let mut text = String::from("schema = 1\n");
        for (n, value) in lines {
            let path = keys[n % keys.len()];
            match path.split_once(".N.") {
                Some((array, leaf)) => text.push_str(&format!("[[{array}]]\n{leaf} = {value}\n")),
                None => text.push_str(&format!("[{}]\n{} = {value}\n", path.rsplit_once('.').map_or("x", |p| p.0), path.rsplit('.').next().unwrap_or(""))),
            }
        }
        survive(&text, &[]);
    }

    #[test]
    fn mutated_scenarios_are_survived(which in 0usize..40, at in 0usize..4000, cut in 0usize..40, put in prop_oneof![piece(), "\\PC{0,3}"]) {
        let text = list().get(which).map_or(RIGHT, |shipped| shipped.text);
        let boundary = |mut i: usize| { i = i.min(text.len()); while !text.is_char_boundary(i) { i -= 1; } i };
        let from = boundary(at % text.len());
        let to = boundary(from + cut);
        survive(&format!("{}{put}{}", &text[..from], &text[to..]), &[]);
    }

    #[test]
    fn random_values_of_real_keys_are_survived(n in 0usize..400, value in piece(), other in 0usize..400, second in piece()) {
        let keys: Vec<String> = keys::all_keys().map(|key| key.path.replace(".N.", ".0.")).collect();
        let overrides = [(keys[n % keys.len()].clone(), value), (keys[other % keys.len()].clone(), second)];
        survive(list()[3].text, &overrides);
    }

    #[test]
    fn random_overrides_are_survived(key in "[a-z0-9.]{0,20}", value in "\\PC{0,20}") {
        survive(RIGHT, &[(key, value)]);
    }
}

#[test]
fn deep_and_long_files_are_survived() {
    survive(&format!("a = {}", "[".repeat(100_000)), &[]);
    survive(&format!("a = {}", "{ b = ".repeat(100_000)), &[]);
    survive(&format!("{}a = 3", "a.".repeat(100_000)), &[]);
    survive(&format!("[{}a]", "a.".repeat(100_000)), &[]);
    for dots in [3900, 4100] {
        survive(&format!("{}a = 3", "a.".repeat(dots)), &[]);
        survive(&format!("[{}a]", "a.".repeat(dots)), &[]);
        survive(RIGHT, &[set("tumour.0.cells", &format!("{{ {}a = 1 }}", "a.".repeat(dots)))]);
    }
    survive(&format!("{}= 3", "a".repeat(1_000_000)), &[]);
    survive(&(0..5000).map(|n| format!("key{n} = {n}\n")).collect::<String>(), &[]);
    survive(RIGHT, &[set(&format!("{}a", "a.".repeat(100_000)), "3")]);
    survive(RIGHT, &[set("tumour.0.cells", &"[".repeat(100_000))]);
}
