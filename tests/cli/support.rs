//! A directory for each test, a small scenario, and trees of files to compare.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A scenario that runs in about a second: three animals that draw their own growth, two days, a
/// dose and frames every 12 h.
pub const SMALL: &str = r#"schema = 1
title = "Small tumour under one dose"

[host]
species = "mouse"

[[site]]
name = "flank"
size = ["1 mm", "1 mm"]

[[tumour]]
site = "flank"
cells = 120
doubling_time = { uniform = { min = "24 h", max = "48 h" } }

[[treatment]]
drug = "il2"
preparation = "recombinant human"
route = "peritumoral"
dose = "300 CU"
volume = "0.2 ml"
start = "day 1"
every = "12 h"
times = 2

[run]
until = "day 2"
replicates = 3
seed = 11

[record]
frames = "every 12 h"
series_every = "6 h"
checkpoints = "12 h"
"#;

/// A fixed sequence of waits (a linear congruential generator).
pub struct Waits(u32);

impl Waits {
    /// From its start.
    pub fn new() -> Waits {
        Waits(0x9e37_79b9)
    }

    /// The next wait, up to a length.
    fn next_within(&mut self, length: std::time::Duration) -> std::time::Duration {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        length.mul_f64(f64::from(self.0 >> 8) / f64::from(1 << 24))
    }
}

/// A place of its own for one test.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// An empty directory with `small.toml`.
    pub fn new() -> Place {
        let place = Place { dir: tempfile::tempdir().unwrap() };
        std::fs::write(place.path("small.toml"), SMALL).unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program in this place, on the CPU engine's default threads.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_il2sim"));
        command.args(arguments).current_dir(self.dir.path()).env_remove("RUST_BACKTRACE");
        command
    }

    /// Kills what is begun at up to three time points of `length`, then lets it end well; `next`
    /// says what to begin each time. Gives the number of kills.
    pub fn kill_and_go_on<'a>(
        &self,
        waits: &mut Waits,
        length: std::time::Duration,
        round: u32,
        mut next: impl FnMut() -> Vec<&'a str>,
    ) -> u32 {
        let mut kills = 0;
        loop {
            let mut child = self.start(&next());
            std::thread::sleep(waits.next_within(length));
            if kills < 3 && child.try_wait().unwrap().is_none() {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
            } else {
                let output = child.wait_with_output().unwrap();
                assert_eq!(
                    output.status.code(),
                    Some(0),
                    "round {round}: {}",
                    text(&output.stderr)
                );
                return kills;
            }
        }
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it and expects an exit code; gives stdout.
    pub fn expect(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(
            output.status.code(),
            Some(code),
            "il2sim {}\nstdout: {out}\nstderr: {err}",
            arguments.join(" ")
        );
        out
    }

    /// Starts it without waiting.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The names in this place, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Every file under a directory by its path, but those that vary between machines and times.
    pub fn tree(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let top = self.path(name);
        collect(&top, &top, &mut files);
        for varies in ["manifest.json", "log.txt"] {
            assert!(files.remove(Path::new(varies)).is_some(), "{name} has no {varies}");
        }
        files
    }
}

impl Place {
    /// Every file under a directory by its path.
    pub fn files(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let top = self.path(name);
        collect(&top, &top, &mut files);
        files
    }

    /// Copies a directory; gives the copy's name.
    pub fn copy(&self, from: &str, to: &str) -> String {
        for (path, bytes) in self.files(from) {
            let path = self.path(to).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        to.to_string()
    }

    /// Makes a file with a digest of its own one without, as version 0.1.0 wrote it; a manifest
    /// forgets the digests of the run's files too.
    pub fn without_digest(&self, name: &str) {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        let end = [",\n  \"files\": {", ",\n  \"digest\": \""].iter().filter_map(|m| text.find(m));
        let text = format!("{}\n}}\n", &text[..end.min().expect("a digest")]);
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }
}

fn collect(top: &Path, at: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(top, &path, files);
        } else {
            files.insert(
                path.strip_prefix(top).unwrap().to_path_buf(),
                std::fs::read(&path).unwrap(),
            );
        }
    }
}

/// Fails with the names of the files that differ.
pub fn same_trees(a: &BTreeMap<PathBuf, Vec<u8>>, b: &BTreeMap<PathBuf, Vec<u8>>, what: &str) {
    let names = |tree: &BTreeMap<PathBuf, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(a), names(b), "{what}: other files");
    let differ: Vec<_> =
        a.iter().filter(|(name, bytes)| b[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{what}: these files differ: {differ:?}");
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
