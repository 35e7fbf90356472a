//! `manifest.json`: what made a run, and how far it is. All that varies between machines and
//! time points lies here and in `log.txt` alone.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digests::{FileDigest, FileDigests};
use super::directory::{LOCK, RunDir, STATE};
use super::{RecordError, clock, disk, sealed};
use crate::rules;

/// The manifest's name in a run's directory.
pub(crate) const NAME: &str = "manifest.json";

/// What `program` says in every manifest: the mark by which a directory is known as a run.
const PROGRAM: &str = "il2sim";

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A process works on it, or was killed at it.
    Running,
    /// Finished: every file stands.
    Done,
    /// Stopped on a signal, its state saved.
    Interrupted,
    /// Stopped by an error.
    Failed,
}

/// What the comparison of the first host step between GPU and CPU said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrossCheck {
    /// The CPU engine ran: nothing to compare.
    #[default]
    NotNeeded,
    /// Switched off with `--no-crosscheck`.
    Skipped,
    /// Not reached yet.
    Pending,
    /// Same digests.
    Passed,
    /// Other digests: the run stopped there.
    Failed,
}

/// One resume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// When (RFC 3339).
    pub at: String,
    /// Tissue step that it went on from.
    pub from_step: u64,
}

/// How fast the run was.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    /// Wall time of all its parts, s.
    pub wall_s: f64,
    /// Simulated time, summed over replicates, h.
    pub simulated_h: f64,
    /// Lattice sites times tissue steps, per second of wall time.
    pub site_steps_per_s: f64,
}

/// A later end that a finished run is being brought to; it stands until the state is ready for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// The end as it was typed.
    pub until: String,
    /// The end, h.
    pub end_h: f64,
    /// Digest of the scenario with that end.
    pub scenario_digest: String,
}

/// The manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `il2sim`.
    pub program: String,
    /// The program's version.
    pub version: String,
    /// Its commit, where the build knew one.
    #[serde(default)]
    pub commit: Option<String>,
    /// BLAKE3 of the rulebook's text.
    pub rulebook_digest: String,
    /// BLAKE3 of the scenario.
    pub scenario_digest: String,
    /// The scenario's name (its file's stem).
    pub scenario: String,
    /// Seed of every random stream.
    pub seed: u64,
    /// Number of replicates.
    pub replicates: u32,
    /// Early end that was asked for (`--until`), h.
    #[serde(default)]
    pub stop_h: Option<f64>,
    /// Keys that were set on the command line; their values stand in the scenario.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// Whether the run makes no page: until `il2sim report` makes one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_page: bool,
    /// A later end that the run is being brought to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// `cpu` or `gpu`.
    pub engine: String,
    /// Why that engine, in words.
    #[serde(default)]
    pub engine_reason: String,
    /// Name of the GPU.
    #[serde(default)]
    pub adapter: Option<String>,
    /// Its driver and version.
    #[serde(default)]
    pub driver: Option<String>,
    /// Threads of the CPU engine.
    #[serde(default)]
    pub threads: usize,
    /// First host step on the GPU against the CPU.
    #[serde(default)]
    pub cross_check: CrossCheck,
    /// The command line.
    pub command: Vec<String>,
    /// Operating system and architecture.
    pub platform: String,
    /// When the run was made (RFC 3339).
    pub started: String,
    /// When it ended, by whatever end.
    #[serde(default)]
    pub finished: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The error that stopped it.
    #[serde(default)]
    pub failure: Option<String>,
    /// Its resumes.
    #[serde(default)]
    pub restarts: Vec<Restart>,
    /// Its speed, once done.
    #[serde(default)]
    pub throughput: Option<Throughput>,
    /// The replicate that the pictures show.
    #[serde(default)]
    pub shown: Option<u32>,
    /// Size and BLAKE3 of every file that the run left, once done.
    #[serde(default, skip_serializing_if = "FileDigests::is_empty")]
    pub files: FileDigests,
}

impl Manifest {
    /// The manifest of a run that starts now. The caller fills in engine, adapter, driver and
    /// threads when it knows them.
    pub fn starting(
        rulebook_digest: &str,
        scenario_digest: &str,
        scenario: &str,
        seed: u64,
        replicates: u32,
        command: Vec<String>,
    ) -> Manifest {
        Manifest {
            program: PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("IL2SIM_COMMIT").map(str::to_owned),
            rulebook_digest: rulebook_digest.to_owned(),
            scenario_digest: scenario_digest.to_owned(),
            scenario: scenario.to_owned(),
            seed,
            replicates,
            stop_h: None,
            set: Vec::new(),
            no_page: false,
            extension: None,
            engine: String::new(),
            engine_reason: String::new(),
            adapter: None,
            driver: None,
            threads: 0,
            cross_check: CrossCheck::NotNeeded,
            command,
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            started: clock::now(),
            finished: None,
            status: Status::Running,
            failure: None,
            restarts: Vec::new(),
            throughput: None,
            shown: None,
            files: FileDigests::new(),
        }
    }

    /// Notes a resume from a step: running again.
    pub fn restart(&mut self, from_step: u64) {
        self.restarts.push(Restart { at: clock::now(), from_step });
        self.status = Status::Running;
        self.finished = None;
        self.failure = None;
        self.files.clear();
    }

    /// Notes an end of whatever kind, now.
    pub fn end(&mut self, status: Status) {
        self.status = status;
        self.finished = Some(clock::now());
    }

    /// Refuses to go on with a run of another scenario or under a rulebook of other dynamics: the
    /// bytes would not be the same.
    ///
    /// # Errors
    /// [`RecordError::OtherRulebook`], [`RecordError::Other`].
    pub fn must_match(&self, directory: &RunDir, scenario_digest: &str) -> Result<(), RecordError> {
        let path = directory.file(NAME);
        if !rules::equals::same_dynamics(&self.rulebook_digest) {
            return Err(RecordError::OtherRulebook {
                path,
                theirs: rules::equals::named(&self.rulebook_digest, &self.version),
                ours: rules::equals::ours_named(),
            });
        }
        if self.scenario_digest != scenario_digest {
            return Err(RecordError::Other {
                path,
                what: "the scenario",
                found: self.scenario_digest.clone(),
                expected: scenario_digest.to_owned(),
            });
        }
        Ok(())
    }

    /// Writes it.
    ///
    /// # Errors
    /// As [`RunDir::write`].
    pub fn save(&self, directory: &RunDir) -> Result<(), RecordError> {
        directory.write(NAME, sealed::seal(self).as_bytes())
    }

    /// Reads the manifest of a run.
    ///
    /// # Errors
    /// [`RecordError::Io`], [`RecordError::Damaged`].
    pub fn load(directory: &RunDir) -> Result<Manifest, RecordError> {
        Manifest::decode(directory.path(), &disk::read(&directory.file(NAME))?)
    }

    /// The same of its bytes.
    pub(crate) fn decode(run: &Path, bytes: &[u8]) -> Result<Manifest, RecordError> {
        let manifest: Manifest =
            serde_json::from_slice(bytes).map_err(|error| damaged(run, &error.to_string()))?;
        sealed::must_hold(bytes, !manifest.files.is_empty()).map_err(|what| damaged(run, &what))?;
        Ok(manifest)
    }

    /// Enters files of a finished run that were made anew, so that they are known as the run's
    /// own; a run without digests stays without. Says whether they have other bytes than before.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(crate) fn enter(
        &mut self,
        directory: &RunDir,
        names: &[String],
    ) -> Result<bool, RecordError> {
        if self.status != Status::Done || self.files.is_empty() {
            return Ok(false);
        }
        let mut changed = false;
        for name in names {
            let digest = FileDigest::of_file(&directory.file(name))?;
            changed |= self.files.insert(name.clone(), digest.clone()) != Some(digest);
        }
        if changed {
            self.save(directory)?;
        }
        Ok(changed)
    }

    /// Whether a finished run says nothing of its files: one of version 0.1.0.
    pub fn says_nothing_of_files(&self) -> bool {
        self.status == Status::Done && self.files.is_empty()
    }
}

/// The error of a manifest that cannot be read, with what to do.
pub(super) fn damaged(run: &Path, what: &str) -> RecordError {
    let run_path = run.display();
    RecordError::damaged(
        &run.join(NAME),
        format!(
            "{what}; `il2sim run {run_path}/scenario.toml --out {run_path} --force` makes the run \
             again"
        ),
    )
}

/// What lies where a run's manifest would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A manifest of this program.
    Manifest,
    /// What is left of one: no JSON, in a directory with the lock of a run.
    Damaged,
    /// Something else, or nothing.
    Other,
}

/// What lies where the manifest of a run would.
pub(crate) fn found_in(run: &Path) -> Found {
    let Ok(bytes) = disk::read(&run.join(NAME)) else { return Found::Other };
    match serde_json::from_slice::<serde_json::Value>(&bytes) {
        Ok(value) if value.get("program").and_then(|word| word.as_str()) == Some(PROGRAM) => {
            Found::Manifest
        }
        Err(_) if run.join(STATE).join(LOCK).is_file() => Found::Damaged,
        _ => Found::Other,
    }
}

/// Whether a directory holds a run of this program, its manifest damaged or not.
pub(crate) fn is_run(path: &Path) -> bool {
    found_in(path) != Found::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_it_was_saved() {
        let place = tempfile::tempdir().unwrap();
        let directory = RunDir::create(Some(&place.path().join("run")), "x", false).unwrap();
        let mut manifest = Manifest::starting(
            "aa",
            "bb",
            "untreated",
            1986,
            20,
            vec!["il2sim".into(), "run".into()],
        );
        manifest.restart(1200);
        manifest.throughput =
            Some(Throughput { wall_s: 0.1, simulated_h: 1440.0, site_steps_per_s: 1.0e8 });
        manifest.end(Status::Done);
        manifest.save(&directory).unwrap();
        assert_eq!(Manifest::load(&directory).unwrap(), manifest);
        assert!(
            manifest
                .must_match(&directory, "bb")
                .unwrap_err()
                .to_string()
                .contains("was made under rulebook aa (il2sim "),
            "a rulebook of other dynamics"
        );
        for ours in rules::equals::EQUALS
            .iter()
            .map(|equal| equal.rulebook.to_owned())
            .chain([rules::rulebook_digest()])
        {
            manifest.rulebook_digest = ours;
            manifest.must_match(&directory, "bb").unwrap();
            assert!(
                manifest
                    .must_match(&directory, "cc")
                    .unwrap_err()
                    .to_string()
                    .contains("the scenario bb, not cc")
            );
        }
    }

    #[test]
    fn other_json_is_no_manifest_and_a_cut_one_is_damaged() {
        let place = tempfile::tempdir().unwrap();
        let of = |text: &str| {
            std::fs::write(place.path().join(NAME), text).unwrap();
            found_in(place.path())
        };
        assert_eq!(found_in(place.path()), Found::Other);
        for locked in [false, true] {
            let cut = if locked { Found::Damaged } else { Found::Other };
            assert_eq!(of("{\"program\": \"il2sim\"}"), Found::Manifest);
            assert_eq!(of("{\"program\": \"other\"}"), Found::Other);
            assert_eq!(of("[]"), Found::Other);
            assert_eq!(of("{\n  \"program\": \"il2s"), cut);
            assert_eq!(of(""), cut);
            std::fs::create_dir_all(place.path().join(STATE)).unwrap();
            std::fs::write(place.path().join(STATE).join(LOCK), "").unwrap();
        }
    }

    #[test]
    fn a_changed_digit_of_a_manifest_is_damage() {
        let place = tempfile::tempdir().unwrap();
        let run = place.path().join("run");
        let directory = RunDir::create(Some(&run), "x", false).unwrap();
        let manifest = Manifest::starting("aa", "bb", "untreated", 1986, 20, vec![]);
        manifest.save(&directory).unwrap();
        let text = std::fs::read_to_string(run.join(NAME)).unwrap();
        std::fs::write(run.join(NAME), text.replace("1986", "1987")).unwrap();
        let error = Manifest::load(&directory).unwrap_err();
        assert!(matches!(&error, RecordError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("--force` makes the run again"), "{error}");
    }
}
