//! `ro-crate-metadata.json`: RO-Crate 1.1, profile Process Run Crate 0.5.
//!
//! In: a run's manifest and scenario, and the terms of its archive. Out: the graph of what was done
//! (one action), by what (the program, with its rulebook), from what (scenario, seed) and with
//! which results; how to verify them. Nothing of the time or place of archiving enters.

use serde_json::{Value, json};

use super::terms::Terms;
use crate::record::Manifest;
use crate::scenario::Scenario;

/// The crate's description of itself: the first file of an archive.
pub(super) const METADATA: &str = "ro-crate-metadata.json";

const CRATE: &str = "https://w3id.org/ro/crate/1.1";
const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";

/// Where the scenario and the program's own files stand in the graph.
const SCENARIO: &str = "scenario.toml";
const PROGRAM: &str = "#il2sim";
const ACTION: &str = "#run";
const VERIFY: &str = "#verify";

/// What the files of a run hold: name, or its beginning or ending; the media type; in words.
const FILES: [(&str, &str, &str); 12] = [
    ("scenario.toml", "application/toml", "The scenario with every default and its source"),
    ("manifest.json", "application/json", "What made the run; size and BLAKE3 of every file"),
    ("log.txt", "text/plain", "Messages of the run"),
    ("series.parquet", "application/vnd.apache.parquet", "Counts of every replicate in time"),
    ("outcomes.parquet", "application/vnd.apache.parquet", "One row a replicate: its outcome"),
    ("summary.json", "application/json", "Outcomes in short"),
    ("frames.bin", "application/octet-stream", "Every recorded time point of the tissue"),
    ("timelapse.gif", "image/gif", "Animation of the replicate that is shown"),
    ("report.html", "text/html", "Page of the run: player, curves, outcomes, scenario"),
    ("frames/", "image/png", "Picture of a recorded time point"),
    ("state/", "application/octet-stream", "Checkpoint, from which the run can be extended"),
    ("", "application/octet-stream", "File of the run"),
];

/// What an archive is described from.
pub(super) struct Described<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) scenario: &'a Scenario,
    /// Files without a digest in the manifest.
    pub(super) loose: &'a [(&'a str, Vec<u8>)],
    pub(super) terms: &'a Terms,
}

impl Described<'_> {
    /// The file.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut graph = vec![
            json!({
                "@id": METADATA, "@type": "CreativeWork",
                "about": {"@id": "./"}, "conformsTo": {"@id": CRATE},
            }),
            self.root(),
            json!({
                "@id": PROFILE, "@type": "CreativeWork",
                "name": "Process Run Crate", "version": "0.5",
            }),
            self.action(),
        ];
        graph.extend(self.program());
        graph.extend(self.settings());
        graph.push(self.how_to_verify());
        graph.extend(self.people_and_licence());
        graph.extend(
            self.files().into_iter().map(|(name, bytes, blake3)| file(name, bytes, blake3)),
        );
        let crate_ = json!({"@context": format!("{CRATE}/context"), "@graph": graph});
        let text = serde_json::to_string_pretty(&crate_).expect("words have a JSON form");
        (text + "\n").into_bytes()
    }

    /// Names, sizes and digests of the files.
    fn files(&self) -> Vec<(&str, u64, Option<&str>)> {
        let known = self.manifest.files.iter();
        let known = known.map(|(name, file)| (name.as_str(), file.bytes, Some(&*file.blake3)));
        let loose = self.loose.iter().map(|(name, bytes)| (*name, bytes.len() as u64, None));
        known.chain(loose).collect()
    }

    fn root(&self) -> Value {
        let Manifest { version, seed, replicates, scenario, .. } = self.manifest;
        let source = match self.scenario.source.as_str() {
            "" => String::new(),
            source => format!(" (after {source})"),
        };
        let licence = self.terms.licence.as_ref().map_or_else(
            || json!("Not stated: ask whoever deposited this before you reuse it."),
            |licence| json!({"@id": licence.url}),
        );
        let ended = self.manifest.finished.as_ref().unwrap_or(&self.manifest.started);
        let mut root = json!({
            "@id": "./", "@type": "Dataset",
            "conformsTo": {"@id": PROFILE},
            "name": self.title(),
            "description": format!(
                "A run of il2sim {version}, an agent-based simulator of interleukin-2 \
                 immunotherapy of tumours: {title}{source}; scenario `{scenario}`, {replicates} \
                 replicates, seed {seed}. A simulation, for research and teaching; not for \
                 treating patients. How to verify it: `il2sim verify`.",
                title = self.title(),
            ),
            "datePublished": time(ended),
            "license": licence,
            "hasPart": ids(self.files().into_iter().map(|(name, ..)| name)),
            "mentions": ids([ACTION, VERIFY].into_iter()),
        });
        if let Some(agent) = self.agent() {
            root["author"] = json!({"@id": agent});
        }
        root
    }

    fn title(&self) -> &str {
        if self.scenario.title.is_empty() { &self.manifest.scenario } else { &self.scenario.title }
    }

    fn action(&self) -> Value {
        let manifest = self.manifest;
        let results = self.files().into_iter().map(|(name, ..)| name);
        let mut action = json!({
            "@id": ACTION, "@type": "CreateAction",
            "name": format!("il2sim run of {}", self.title()),
            "description": format!(
                "{command}\nEngine: {engine}{adapter}, on {platform}; resumed {resumed} times.",
                command = shell_words(&manifest.command),
                engine = manifest.engine,
                adapter = manifest.adapter.as_ref().map_or(String::new(), |a| format!(" ({a})")),
                platform = manifest.platform,
                resumed = manifest.restarts.len(),
            ),
            "instrument": {"@id": PROGRAM},
            "object": ids([SCENARIO, "#seed", "#replicates", "#scenario-digest"].into_iter()),
            "result": ids(results.filter(|name| *name != SCENARIO)),
            "startTime": time(&manifest.started),
            "actionStatus": "http://schema.org/CompletedActionStatus",
        });
        if let Some(finished) = &manifest.finished {
            action["endTime"] = json!(time(finished));
        }
        if let Some(agent) = self.agent() {
            action["agent"] = json!({"@id": agent});
        }
        action
    }

    /// The program, and the digests that say which it was.
    fn program(&self) -> Vec<Value> {
        let Manifest { version, commit, rulebook_digest, .. } = self.manifest;
        let commit = commit.as_deref().filter(|commit| *commit != "unknown");
        let identifiers = ["#rulebook-digest"].into_iter().chain(commit.map(|_| "#commit"));
        let mut program = vec![
            json!({
                "@id": PROGRAM, "@type": "SoftwareApplication",
                "name": "il2sim", "softwareVersion": version,
                "description": env!("CARGO_PKG_DESCRIPTION"),
                "license": env!("CARGO_PKG_LICENSE"),
                "identifier": ids(identifiers),
            }),
            property("#rulebook-digest", "BLAKE3 of the rulebook", rulebook_digest),
        ];
        program.extend(commit.map(|commit| property("#commit", "commit of the program", commit)));
        program
    }

    /// What the action was given beside the scenario.
    fn settings(&self) -> Vec<Value> {
        let Manifest { seed, replicates, scenario_digest, .. } = self.manifest;
        vec![
            property("#seed", "seed", &seed.to_string()),
            property("#replicates", "replicates", &replicates.to_string()),
            property("#scenario-digest", "BLAKE3 of the scenario", scenario_digest),
        ]
    }

    fn how_to_verify(&self) -> Value {
        let Manifest { version, rulebook_digest, .. } = self.manifest;
        json!({
            "@id": VERIFY, "@type": "HowTo",
            "name": "How to verify this run",
            "text": format!(
                "Unpack the archive into a directory DIR. `il2sim verify DIR --files` compares \
                 every file with its size and BLAKE3 in manifest.json; `b3sum` gives the same \
                 digests. `il2sim verify DIR` computes the run again from scenario.toml, on any \
                 engine and machine, and compares the digest of every replicate and record time; \
                 that needs il2sim {version}, or a version with the same results (rulebook \
                 {rulebook_digest})."
            ),
        })
    }

    /// Place of the agent in the graph.
    fn agent(&self) -> Option<String> {
        let agent = self.terms.agent.as_ref()?;
        let of_orcid = agent.orcid.as_ref().map(|orcid| format!("https://orcid.org/{orcid}"));
        Some(of_orcid.unwrap_or_else(|| "#agent".to_owned()))
    }

    fn people_and_licence(&self) -> Vec<Value> {
        let Terms { agent, licence } = self.terms;
        let person = agent
            .as_ref()
            .zip(self.agent())
            .map(|(agent, id)| json!({"@id": id, "@type": "Person", "name": agent.name}));
        let licence = licence.as_ref().map(|licence| {
            json!({
                "@id": licence.url, "@type": "CreativeWork",
                "name": licence.name,
                "description": format!("Licence of the results: {}", licence.name),
            })
        });
        person.into_iter().chain(licence).collect()
    }
}

/// References to entities; one alone is no list.
fn ids<'a>(names: impl Iterator<Item = &'a str>) -> Value {
    let mut all: Vec<Value> = names.map(|name| json!({"@id": name})).collect();
    if all.len() == 1 { all.remove(0) } else { Value::Array(all) }
}

/// A time in UTC, its zone as digits.
fn time(utc: &str) -> String {
    utc.replace('Z', "+00:00")
}

/// A named value.
fn property(id: &str, name: &str, value: &str) -> Value {
    json!({"@id": id, "@type": "PropertyValue", "name": name, "value": value})
}

/// A file of the crate.
fn file(name: &str, bytes: u64, blake3: Option<&str>) -> Value {
    let (_, form, words) = FILES
        .into_iter()
        .find(|(known, ..)| name == *known || known.ends_with('/') && name.starts_with(known))
        .unwrap_or(FILES[FILES.len() - 1]);
    let mut file = json!({
        "@id": name, "@type": "File",
        "name": name, "description": words, "encodingFormat": form,
        "contentSize": bytes.to_string(),
    });
    if let Some(blake3) = blake3 {
        file["identifier"] = json!(format!("blake3:{blake3}"));
    }
    file
}

/// Words of a command as a shell reads them.
fn shell_words(words: &[String]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    let quoted = |word: &String| {
        if !word.is_empty() && word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_as_a_shell_reads_it() {
        let words = ["il2sim", "run", "my file.toml", "--until", "day 3", "", "it's", "a=1"];
        let words = words.map(str::to_owned);
        assert_eq!(
            shell_words(&words),
            r"il2sim run 'my file.toml' --until 'day 3' '' 'it'\''s' a=1"
        );
    }
}
