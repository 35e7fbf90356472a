//! `manifest.json`: what made a run, and how far it is. All that varies between machines and
//! time points lies here and in `log.txt` alone.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::directory::RunDir;
use super::{RecordError, clock, disk};
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
        }
    }

    /// Notes a resume from a step: running again.
    pub fn restart(&mut self, from_step: u64) {
        self.restarts.push(Restart { at: clock::now(), from_step });
        self.status = Status::Running;
        self.finished = None;
        self.failure = None;
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
        let mut text =
            serde_json::to_vec_pretty(self).expect("a struct of words and numbers has a JSON form");
        text.push(b'\n');
        directory.write(NAME, &text)
    }

    /// Reads the manifest of a run.
    ///
    /// # Errors
    /// [`RecordError::Io`], [`RecordError::Damaged`].
    pub fn load(directory: &RunDir) -> Result<Manifest, RecordError> {
        let path = directory.file(NAME);
        serde_json::from_slice(&disk::read(&path)?)
            .map_err(|error| RecordError::damaged(&path, error.to_string()))
    }
}

/// Whether a file is a manifest of this program.
pub(crate) fn is_one(path: &Path) -> bool {
    let mark = |value: serde_json::Value| {
        value.get("program").and_then(|program| program.as_str().map(|name| name == PROGRAM))
    };
    disk::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .and_then(mark)
        .unwrap_or(false)
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
    fn other_json_is_no_manifest() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(NAME);
        for (text, expected) in [
            ("{\"program\": \"il2sim\"}", true),
            ("{\"program\": \"other\"}", false),
            ("[]", false),
            ("not json", false),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(is_one(&path), expected, "{text}");
        }
        assert!(!is_one(&place.path().join("absent")));
    }
}
