//! Golden digests: a small version of every shipped scenario, two animals, on both engines.
//!
//! `golden.txt` holds a line for each scenario, time and animal, `golden-columns.txt` what the
//! columns of the series did meanwhile, so that a moved digest names the first of them. After a
//! change of a rule or of a default it is written anew by `IL2SIM_BLESS=1 cargo test --test
//! scenarios golden`; a change that should not move a byte must pass without.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use il2sim::batch::stages_digest;
use il2sim::rules::equals::{EQUALS, GOLDENS};
use il2sim::rules::rulebook_digest;
use il2sim::scenario::types::{Act, Transfer};
use il2sim::scenario::{Scenario, list};
use il2sim::simulation::{Cohort, EngineChoice, EngineRequest, Maker};

use crate::columns::{self, Columns, Moved, Written};
use crate::skipped::skipped;
use crate::support::shipped;

/// Hours at which digests are taken: the software drivers of CI get to the first.
const EARLY: u32 = 8;
const LATE: u32 = 36;

/// A scenario on small sites, with few cells. Its treatments are brought into the first hours, one
/// an hour in the order of their first doses, so that every one of them acts before [`EARLY`]
/// (later tumours too), and its T cells are primed within a day, so that they act before [`LATE`].
fn small(name: &str, seed: &str) -> Scenario {
    small_with(name, seed, &[])
}

/// The same with other values.
fn small_with(name: &str, seed: &str, values: &[(&str, &str)]) -> Scenario {
    let whole = shipped(name, &[]);
    let mut overrides: Vec<(String, String)> = Vec::new();
    let mut put = |key: String, value: &str| overrides.push((key, value.to_string()));
    for (n, site) in whole.sites.iter().enumerate() {
        put(
            format!("site.{n}.size"),
            if site.dimensions == 2 {
                r#"["1 mm", "1 mm"]"#
            } else {
                r#"["320 um", "320 um", "320 um"]"#
            },
        );
    }
    for (n, tumour) in whole.tumours.iter().enumerate() {
        put(format!("tumour.{n}.cells"), "150");
        if tumour.start_h > 0.0 {
            put(format!("tumour.{n}.start"), &format!("\"{} h\"", n + 1));
        }
    }
    let mut order: Vec<usize> = (0..whole.treatments.len()).collect();
    order.sort_by(|a, b| {
        whole.treatments[*a].times_h[0].total_cmp(&whole.treatments[*b].times_h[0])
    });
    for (hour, n) in order.into_iter().enumerate() {
        let late = if name == "residual-late" { 2 * hour } else { 0 };
        put(format!("treatment.{n}.start"), &format!("\"{} h\"", 2 + hour + late));
        if let Act::Cells(Transfer { harvest_h: Some(_), .. }) = whole.treatments[n].act {
            put(format!("treatment.{n}.harvest"), "\"1 h\"");
            put(format!("treatment.{n}.culture"), "\"1 h\"");
        }
    }
    let primed = [
        ("model.priming.delay", r#""1 h""#),
        ("model.priming.signal", r#""0.1 /h""#),
        ("model.priming.exit", r#""0.5 /h""#),
    ];
    let run = [("run.until", r#""day 6""#), ("run.replicates", "2"), ("run.seed", seed)];
    let overrides: Vec<(&str, &str)> =
        overrides.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    shipped(name, &[&overrides[..], &primed[..], &run[..], values].concat())
}

/// The first two animals.
fn cohort(scenario: &Scenario, maker: &Maker) -> Cohort {
    Cohort::new(scenario, &[scenario.draw(0), scenario.draw(1)], maker).unwrap()
}

fn digests(cohort: &mut Cohort) -> [String; 2] {
    [0, 1].map(|animal| cohort.digest(animal).unwrap())
}

/// What two animals of a scenario came to: lines of the golden file, and the columns of each.
#[derive(PartialEq, Eq)]
struct Played {
    name: String,
    lines: Vec<String>,
    columns: [Columns; 2],
}

/// Plays a scenario up to an hour.
fn played(name: &str, scenario: &Scenario, until: u32, maker: &Maker) -> Played {
    let mut cohort = cohort(scenario, maker);
    let mut lines = Vec::new();
    let mut columns = [Columns::of(scenario), Columns::of(scenario)];
    for hour in 1..=until {
        cohort.advance().unwrap();
        for (animal, columns) in columns.iter_mut().enumerate() {
            columns.see(&cohort, animal);
        }
        if hour == EARLY || hour == LATE {
            lines.extend(
                digests(&mut cohort)
                    .iter()
                    .enumerate()
                    .map(|(animal, digest)| format!("{name} {hour} h animal {animal} {digest}")),
            );
        }
    }
    Played { name: name.to_string(), lines, columns }
}

impl Played {
    /// What differs from the golden file, in words; empty where nothing does.
    fn moved(&self, golden: &str, written: &Written) -> Vec<String> {
        let is_golden = |line: &&String| golden.lines().any(|golden| golden == *line);
        let mut moved: Vec<String> =
            self.lines.iter().filter(|line| !is_golden(line)).cloned().collect();
        for (animal, columns) in self.columns.iter().enumerate() {
            let title = format!("{} animal {animal}", self.name);
            let digest_moved = moved.iter().any(|line| line.contains(&format!("animal {animal} ")));
            let first = written.first_moved(&self.name, animal, columns);
            match first {
                Some(Moved { hour, columns }) => moved.push(format!(
                    "{title}: the first column to move is {}, at {hour} h (with it {})",
                    columns[0],
                    columns[1..].join(", ")
                )),
                None if digest_moved => {
                    moved.push(format!("{title}: no column of the series moved, only the state"));
                }
                None => {}
            }
        }
        moved
    }
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(name)
}

fn golden() -> PathBuf {
    beside("golden.txt")
}

fn written_columns() -> Written {
    Written::parse(&std::fs::read_to_string(beside("golden-columns.txt")).unwrap_or_default())
}

fn blessing() -> bool {
    std::env::var_os("IL2SIM_BLESS").is_some()
}

fn with_threads(threads: usize) -> Vec<Played> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        list()
            .iter()
            .map(|scenario| {
                played(scenario.name, &small(scenario.name, "1986"), LATE, &Maker::cpu())
            })
            .collect()
    })
}

#[test]
fn cpu_digests_are_the_golden_ones_with_one_and_two_threads() {
    let (one, two) = (with_threads(1), with_threads(2));
    assert!(one == two, "the number of threads changed a byte");
    if blessing() {
        let lines = one.iter().flat_map(|played| &played.lines);
        let text = lines.fold(String::new(), |mut text, line| {
            writeln!(text, "{line}").expect("text grows");
            text
        });
        std::fs::write(golden(), text).unwrap();
        let all = one.iter().map(|played| (played.name.as_str(), &played.columns));
        std::fs::write(beside("golden-columns.txt"), columns::text(all)).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(golden()).unwrap();
    assert_eq!(
        committed.lines().count(),
        list().len() * 4,
        "a line for each scenario, time and animal"
    );
    let written = written_columns();
    assert_eq!(written.scenarios.len(), list().len(), "a paragraph for each scenario");
    let moved: Vec<String> =
        one.iter().flat_map(|played| played.moved(&committed, &written)).collect();
    assert!(
        moved.is_empty(),
        "the bytes moved: if they should, IL2SIM_BLESS=1 writes the new ones\n{}",
        moved.join("\n")
    );
}

#[test]
fn gpu_digests_are_the_golden_ones() {
    if skipped("gpu_digests_are_the_golden_ones") {
        return;
    }
    let wanted = std::env::var("IL2SIM_TEST_GPU").unwrap_or_default();
    if blessing() {
        eprintln!("not compared: the digests are being written");
        return;
    }
    let gpu = if wanted.is_empty() { Default::default() } else { wanted.parse().unwrap() };
    let maker =
        EngineRequest { choice: EngineChoice::Gpu, gpu, no_crosscheck: true }.maker().unwrap();
    let committed = std::fs::read_to_string(golden()).unwrap();
    let written = written_columns();
    for shipped in list() {
        let scenario = small(shipped.name, "1986");
        let moved = played(shipped.name, &scenario, EARLY, &maker).moved(&committed, &written);
        assert!(moved.is_empty(), "not golden:\n{}", moved.join("\n"));
    }
}

#[test]
fn another_seed_is_another_digest() {
    for shipped in list() {
        let [ours, other] = ["1986", "1987"].map(|seed| {
            played(shipped.name, &small(shipped.name, seed), EARLY, &Maker::cpu()).lines
        });
        assert_eq!(ours.len(), 2);
        assert!(ours.iter().zip(&other).all(|(ours, other)| ours != other), "{}", shipped.name);
        assert_ne!(
            ours[0].split(' ').next_back(),
            ours[1].split(' ').next_back(),
            "two animals are two"
        );
    }
}

/// The control of the comparison of columns: NK cells that kill more slowly.
#[test]
fn a_moved_rule_names_the_first_column_and_hour_that_it_moved() {
    let committed = std::fs::read_to_string(golden()).unwrap();
    let written = written_columns();
    let name = "mhc-deficient";
    let same = played(name, &small(name, "1986"), LATE, &Maker::cpu());
    assert_eq!(same.moved(&committed, &written), Vec::<String>::new());
    let slower = small_with(name, "1986", &[("model.nk.kill_rate", r#""1 /d""#)]);
    let moved = played(name, &slower, LATE, &Maker::cpu()).moved(&committed, &written);
    let columns = moved.iter().filter(|line| line.contains("the first column to move is"));
    assert_eq!(columns.clone().count(), 2, "both animals: {moved:?}");
    insta::assert_snapshot!(columns.cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn one_flipped_bit_is_another_digest() {
    let scenario = small("peritumoral", "1986");
    let tissue_steps = EARLY * 5;
    let mut cohort = cohort(&scenario, &Maker::cpu());
    for _ in 0..EARLY {
        cohort.advance().unwrap();
    }
    let before = digests(&mut cohort);
    let states = [0, 1].map(|animal| cohort.save(animal).unwrap());
    let cells = 50 * 50;
    for (word, bit) in [
        (1275, 20),
        (cells + 7, 0),
        (2 * cells + 9, 31),
        (3 * cells + 11, 0),
        (3 * cells + 2000, 5),
    ] {
        let mut flipped = states.clone();
        flipped[1].0[0][word] ^= 1 << bit;
        let mut put = |states: &[(Vec<Vec<u32>>, Vec<u8>)]| {
            cohort
                .load(
                    u64::from(EARLY),
                    tissue_steps,
                    states.iter().map(|(tissue, host)| (&tissue[..], &host[..])),
                )
                .unwrap();
            digests(&mut cohort)
        };
        let flipped = put(&flipped);
        assert_eq!(flipped[0], before[0], "the other animal is untouched");
        assert_ne!(flipped[1], before[1], "word {word}, bit {bit}");
        assert_eq!(put(&states), before, "flipped back");
    }
}

#[test]
fn the_table_of_equal_rulebooks_is_of_these_golden_digests() {
    let golden = std::fs::read(golden()).unwrap();
    let digest = blake3::hash(&golden).to_hex()[..16].to_string();
    assert_eq!(
        digest, GOLDENS,
        "golden digests moved: no earlier rulebook is an equal any more, so empty \
         rules::equals::EQUALS"
    );
    let (rulebook, stages) = (rulebook_digest(), stages_digest());
    let listed = EQUALS.iter().any(|equal| equal.rulebook == rulebook && equal.stages == stages);
    assert!(
        listed,
        "no golden digest moved, so the present rulebook belongs at the end of \
         rules::equals::EQUALS: Equal {{ rulebook: {rulebook:?}, stages: {stages:?} }},"
    );
}
