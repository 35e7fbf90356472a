//! The gallery shows every shipped scenario as the present rules make it. `tests/gallery` makes it
//! anew.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use il2sim::kinds::Code;
use il2sim::scenario::list;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The comment at a scenario's head, as one paragraph.
fn what_to_watch(text: &str) -> String {
    let lines = text
        .lines()
        .take_while(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim());
    let whole = lines.collect::<Vec<_>>().join(" ");
    whole.strip_prefix("What to watch: ").expect("every scenario says what to watch").to_string()
}

fn page() -> String {
    let mut page = String::from(
        "# Gallery\n\nEvery shipped scenario: a picture of animal 0, what to look for, and the \
         command. Cells are drawn by kind (legend in each picture), the glow is \
         interleukin-2.\nMade by `tests/gallery`.\n\nFor research and teaching; not for treating \
         patients.\n",
    );
    for shipped in list() {
        let (name, title) = (shipped.name, shipped.title());
        let watch = what_to_watch(shipped.text);
        let mut sentence = watch.chars();
        let watch = sentence.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + sentence.as_str()
        });
        page += &format!(
            "\n## {name}\n\n{title}.\n\n<img src=\"img/gallery/{name}.png\" alt=\"A frame of \
             {name}\" width=\"560\">\n\n{watch}\n\n```sh\nil2sim new {name} > {name}.toml && \
             il2sim run {name}.toml\n```\n"
        );
    }
    page
}

/// The first 16 digits of a text's SHA-256, by the program that `tests/gallery` takes too.
fn sha256(text: &str) -> String {
    let mut child = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sha256sum is part of coreutils");
    child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
    String::from_utf8(child.wait_with_output().expect("it ends").stdout).expect("digits")[..16]
        .to_string()
}

#[test]
fn the_gallery_has_every_scenario_as_the_present_rules_make_it() {
    let wanted = page();
    if std::env::var_os("IL2SIM_BLESS").is_some() {
        std::fs::write(path("docs/gallery.md"), &wanted).expect("the page is written");
    }
    let found = std::fs::read_to_string(path("docs/gallery.md")).expect("the page is there");
    assert!(found == wanted, "docs/gallery.md is not current; make it anew with tests/gallery");
    let golden = std::fs::read_to_string(path("tests/scenarios/golden.txt"))
        .expect("the golden digests are there");
    let painted = il2sim::picture::proof::painted();
    for shipped in list() {
        let name = shipped.name;
        let own: String = golden
            .lines()
            .filter(|line| line.split(' ').next() == Some(name))
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(!own.is_empty(), "{name} has golden digests");
        let made = std::fs::read_to_string(path(&format!("docs/img/gallery/{name}.made")))
            .unwrap_or_default();
        let made: BTreeMap<&str, &str> =
            made.lines().filter_map(|line| line.split_once(' ')).collect();
        let scenario = il2sim::scenario::Scenario::parse(shipped.text, name, &[])
            .expect("a test checks every shipped scenario");
        let shown: Vec<&str> = il2sim::results::legend(&scenario)
            .iter()
            .chain(&[Code::FREE, Code::STROMA])
            .map(|code| code.look().word)
            .collect();
        let state = ("state", sha256(&own));
        let seen = painted.iter().filter(|(word, _)| *word == "sheet" || shown.contains(word));
        let moved: Vec<&str> = std::iter::once(&state)
            .chain(seen)
            .filter(|(word, digest)| made.get(word) != Some(&digest.as_str()))
            .map(|(word, _)| *word)
            .collect();
        assert!(
            moved.is_empty(),
            "the picture of {name} shows as they were before: {}; make it anew with tests/gallery \
             {name}",
            moved.join(", ")
        );
        let picture =
            std::fs::read(path(&format!("docs/img/gallery/{name}.png"))).unwrap_or_default();
        assert!(picture.starts_with(b"\x89PNG"), "{name} has a picture");
    }
}
