//! A branch: the scenario of a run with another treatment from a time point on.
//!
//! In: a scenario and an arm, a file that holds only what differs: `[[treatment]]` entries whose
//! doses fall on the time point or later, keys of `[model]` that are others from then on (a
//! `[[change]]` of the whole, which later changes of the same keys give way to), and `title`, `source`, `run.until` and `[record]` where
//! they change. Out: a whole scenario. Doses of the first scenario before the time point stay, its
//! later ones go, unless the arm says `plan = "keep"`: then its own come beside them. Treatments
//! keep their places, so that what an animal draws for them stays; those that have not begun are
//! marked `skip`. So the branch equals the run up to the time point.

use std::collections::BTreeMap;
use std::path::Path;

use super::Scenario;
use super::shapes::{Stands, shapes};
use super::types::{Act, lies_before};
use crate::input::document::{Document, DocumentValue, Node, TableEntry};
use crate::input::problem::{Place, Problem, Problems, SourceText, quoted};
use crate::input::{source, units};

impl Scenario {
    /// This scenario up to `at_h`, and an arm from there on.
    ///
    /// # Errors
    /// All problems of the arm, and of both together.
    pub fn branch(&self, arm: &Path, at_h: f64) -> Result<Scenario, Problems> {
        let text = source::load(arm, "the arm")?;
        self.branch_text(&text, &arm.display().to_string(), at_h)
    }

    /// The same with the arm's text; `arm_name` is what problems call it.
    ///
    /// # Errors
    /// As [`Scenario::branch`].
    pub fn branch_text(&self, text: &str, arm_name: &str, at_h: f64) -> Result<Scenario, Problems> {
        let mut document = Document::empty();
        let mut arm = document.parse(text, arm_name);
        let keeps = keeps_plan(&mut document, arm.remove("plan"));
        document.file = document.sources.len();
        document.root = document.parse(&self.resolved_toml(), "scenario.toml of the run");
        if !keeps {
            document.lay_all(&self.cut(at_h));
        }
        for (key, entry) in arm {
            match entry.node.value {
                DocumentValue::Table(_) if key == "model" => {
                    self.lay_change(&mut document, at_h, entry)
                }
                _ => lay(&mut document, &key, entry),
            }
        }
        let scenario = Scenario::from_document(document, arm_name, false)?;
        scenario.begins_after(self.treatments.len(), at_h, text, arm_name)?;
        let arm = Path::new(arm_name)
            .file_stem()
            .map_or_else(|| "arm".into(), |stem| stem.to_string_lossy().into_owned());
        Ok(Scenario { name: format!("{}-{arm}", self.name), ..scenario })
    }

    /// The same scenario with another end, as it would be typed: its plan stays, and a series that
    /// is not counted goes on to that end.
    ///
    /// # Errors
    /// All problems of the whole.
    #[cfg(feature = "native")]
    pub(crate) fn lasting(&self, until: &str) -> Result<Scenario, Problems> {
        let end = [("run.until".to_string(), crate::input::document::quote(until))];
        let name = "scenario.toml of the run";
        let document = Document::read(&self.resolved_toml(), name, &end);
        let scenario = Scenario::from_document(document, name, false)?;
        Ok(Scenario { name: self.name.clone(), ..scenario })
    }

    /// Lays keys of the model that are others from the time point on: a `[[change]]` in the order
    /// of time, over one that begins then already. Later changes of the same keys go.
    fn lay_change(&self, document: &mut Document, at_h: f64, model: TableEntry) {
        let (key, place) = (model.key, model.node.place);
        let node = |value: DocumentValue| Node { place, value };
        let entry = |value: DocumentValue| TableEntry { key, node: node(value) };
        let changes = document
            .root
            .entry("change".to_string())
            .or_insert_with(|| entry(DocumentValue::Array(Vec::new())));
        let DocumentValue::Array(changes) = &mut changes.node.value else { return };
        let earlier = self.changes.iter().filter(|change| lies_before(change.from_h, at_h)).count();
        let later = changes.iter_mut().zip(&self.changes).skip(earlier);
        for (node, change) in later {
            if lies_before(at_h, change.from_h)
                && let DocumentValue::Table(own) = &mut node.value
            {
                take_away(own, "model", &model);
            }
        }
        let gone = |node: &Node| !matches!(&node.value, DocumentValue::Table(own) if own.contains_key("model"));
        let own = BTreeMap::from([
            ("from".to_string(), entry(DocumentValue::Text(format!("{at_h:?} h")))),
            ("model".to_string(), model),
        ]);
        match self.changes.get(earlier).filter(|change| !lies_before(at_h, change.from_h)) {
            Some(_) => lay_over(&mut changes[earlier].value, DocumentValue::Table(own)),
            None => changes.insert(earlier, node(DocumentValue::Table(own))),
        }
        changes.retain(|node| !gone(node));
    }

    /// Overrides that leave only the doses before a time point.
    fn cut(&self, at_h: f64) -> Vec<(String, String)> {
        let mut overrides = Vec::new();
        for (n, treatment) in self.treatments.iter().enumerate() {
            let Some(last) = treatment.times_h.last().filter(|last| **last >= at_h) else {
                continue;
            };
            match treatment.times_h.iter().rev().find(|time| **time < at_h) {
                None => overrides.push((format!("treatment.{n}.skip"), "true".to_string())),
                Some(kept) if kept < last => {
                    overrides.push((format!("treatment.{n}.until"), format!("\"{kept:?} h\"")))
                }
                Some(_) => {}
            }
        }
        overrides
    }

    /// Refuses doses and harvests of the arm before the time point, and an end by then.
    fn begins_after(
        &self,
        first: usize,
        at_h: f64,
        text: &str,
        arm_name: &str,
    ) -> Result<(), Problems> {
        let place = |key: String| self.items.get(&key).and_then(|item| item.place);
        let at = units::show(at_h);
        let mut early = Vec::new();
        for (n, treatment) in self.treatments.iter().enumerate().skip(first) {
            let mut refuse = |time_h: Option<f64>, key: &str, message: &str| {
                if let (Some(time_h), Some(place)) =
                    (time_h.filter(|time_h| *time_h < at_h), place(format!("treatment.{n}.{key}")))
                {
                    let label = format!("{} h, before the branch at {at} h", units::show(time_h));
                    let problem = Problem::whole(place, message, label);
                    early.push(problem.help("what has happened by then cannot be changed"));
                }
            };
            let first_h = treatment.times_h.first().copied();
            refuse(first_h, "start", "this treatment begins before the branch");
            if let Act::Cells(transfer) = &treatment.act {
                refuse(
                    transfer.harvest_h,
                    "harvest",
                    "these cells are harvested before the branch",
                );
            }
        }
        if let (false, Some(place)) =
            (lies_before(at_h, self.run.until_h), place("run.until".to_string()))
        {
            let label =
                format!("{} h, but the branch begins at {at} h", units::show(self.run.until_h));
            let problem = Problem::whole(place, "this arm ends before the branch begins", label);
            early.push(problem.help("let it end after the branch"));
        }
        if early.is_empty() {
            Ok(())
        } else {
            Err(Problems::new(
                vec![SourceText { name: arm_name.to_string(), text: text.to_string() }],
                early,
            ))
        }
    }
}

/// Lays a table over another, key by key.
fn lay_over(below: &mut DocumentValue, above: DocumentValue) {
    match (below, above) {
        (DocumentValue::Table(below), DocumentValue::Table(above)) => {
            for (key, entry) in above {
                match below.get_mut(&key) {
                    Some(own) if matches!(entry.node.value, DocumentValue::Table(_)) => {
                        lay_over(&mut own.node.value, entry.node.value)
                    }
                    _ => {
                        below.insert(key, entry);
                    }
                }
            }
        }
        (below, above) => *below = above,
    }
}

/// Takes the keys that stand below `path` in `given` out of `own`, and tables that are empty then.
fn take_away(own: &mut BTreeMap<String, TableEntry>, path: &str, given: &TableEntry) {
    let key = path.rsplit('.').next().unwrap_or(path);
    let is_key = matches!(shapes().get(path), Some(Stands::Leaf(_)));
    let Some(found) = own.get_mut(key) else { return };
    let empty = match (&mut found.node.value, &given.node.value) {
        (DocumentValue::Table(inner), DocumentValue::Table(given)) if !is_key => {
            for (name, entry) in given {
                take_away(inner, &format!("{path}.{name}"), entry);
            }
            inner.is_empty()
        }
        _ => true,
    };
    if empty {
        own.remove(key);
    }
}

/// Whether an arm keeps the run's plan: `plan = "keep"`; `"replace"` is what is meant without it.
fn keeps_plan(document: &mut Document, plan: Option<TableEntry>) -> bool {
    let Some(TableEntry { node: Node { place, value }, .. }) = plan else { return false };
    match &value {
        DocumentValue::Text(word) if word == "keep" => return true,
        DocumentValue::Text(word) if word == "replace" => return false,
        _ => {}
    }
    let problem =
        Problem::value(place, "`plan` of an arm is one of two words", "\"replace\" or \"keep\"");
    document.problems.push(problem.help(
        "\"replace\" drops what the run had planned from the branch on, \"keep\" adds to it",
    ));
    false
}

/// Lays one entry of an arm over the run's scenario.
fn lay(document: &mut Document, key: &str, entry: TableEntry) {
    match (key, entry.node.value) {
        // The version of the format is the run's.
        ("schema", _) => {}
        ("title" | "source", value) => {
            document.root.insert(
                key.to_string(),
                TableEntry { key: entry.key, node: Node { place: entry.node.place, value } },
            );
        }
        ("treatment", DocumentValue::Array(more)) => {
            match document.root.get_mut("treatment").map(|entry| &mut entry.node.value) {
                Some(DocumentValue::Array(treatments)) => treatments.extend(more),
                _ => {
                    document.root.insert(
                        key.to_string(),
                        TableEntry {
                            key: entry.key,
                            node: Node {
                                place: entry.node.place,
                                value: DocumentValue::Array(more),
                            },
                        },
                    );
                }
            }
        }
        ("run" | "record", DocumentValue::Table(leaves)) => {
            for (leaf, inner) in leaves {
                if key == "run" && !["until", "late_doses"].contains(&leaf.as_str()) {
                    refuse(document, &format!("run.{leaf}"), inner.key);
                } else if let Some(DocumentValue::Table(table)) =
                    document.root.get_mut(key).map(|entry| &mut entry.node.value)
                {
                    table.insert(leaf, inner);
                }
            }
        }
        _ => refuse(document, key, entry.key),
    }
}

/// Refuses what an arm cannot change.
fn refuse(document: &mut Document, what: &str, place: Place) {
    let problem = Problem::value(
        place,
        format!("an arm cannot change {}", quoted(what)),
        "the animals and their past stay as they were",
    );
    document.problems.push(problem.help(
        "an arm takes [[treatment]], [model], title, source, plan, `until` and \
         `late_doses` under [run], and [record]",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"
schema = 1
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["1.6 mm", "1.6 mm"]
[[tumour]]
cells = 200
[[treatment]]
drug = "il2"
route = "peritumoral"
dose = "300 CU"
start = "day 1"
every = "24 h"
times = 5
[[treatment]]
drug = "surgery"
start = "day 6"
[run]
until = "day 20"
"#;

    fn base() -> Scenario {
        Scenario::parse(BASE, "base.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn error(arm: &str, at_h: f64) -> String {
        base()
            .branch_text(arm, "arm.toml", at_h)
            .map(|scenario| scenario.title)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_branch_keeps_what_was_given_and_adds_the_arm() {
        let arm = "[[treatment]]\ndrug = \"il2\"\nroute = \"intravenous\"\ndose = \"1000 \
                   IU\"\nstart = \"day 8\"\n[run]\nuntil = \"day 30\"\n";
        let branch = base()
            .branch_text(arm, "arm.toml", 72.0)
            .unwrap_or_else(|problems| panic!("{problems}"));
        let times: Vec<&[f64]> =
            branch.treatments.iter().map(|treatment| treatment.times_h.as_slice()).collect();
        assert_eq!(times, [&[24.0, 48.0][..], &[], &[192.0]]);
        assert_eq!((branch.run.until_h, branch.name.as_str()), (720.0, "base-arm"));
        // The same animals: every drawn value, and the digest of the branch's own file.
        let (before, after) = (base().draw(3), branch.draw(3));
        assert!(
            before
                .values
                .iter()
                .all(|(path, value)| after.values.get(path) == Some(value) || path == "run.until")
        );
        let again = Scenario::parse(&branch.resolved_toml(), "base-arm.toml", &[])
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(again.digest(), branch.digest());
    }

    #[test]
    fn an_arm_that_keeps_the_plan_adds_to_it() {
        let times = |arm: &str| -> Vec<Vec<f64>> {
            let branch = base().branch_text(arm, "more.toml", 72.0);
            let branch = branch.unwrap_or_else(|problems| panic!("{problems}"));
            let again = Scenario::parse(&branch.resolved_toml(), "base-more.toml", &[]);
            assert_eq!(again.unwrap().digest(), branch.digest());
            branch.treatments.into_iter().map(|treatment| treatment.times_h).collect()
        };
        let more = "[[treatment]]\ndrug = \"cyclophosphamide\"\ndose = \"100 mg/kg\"\n\
                    start = \"2 days after surgery\"\n";
        let whole: Vec<Vec<f64>> =
            vec![vec![24.0, 48.0, 72.0, 96.0, 120.0], vec![144.0], vec![192.0]];
        assert_eq!(times(&format!("plan = \"keep\"\n{more}")), whole);
        assert_eq!(times("plan = \"keep\""), whole[..2], "an arm that changes nothing");
        assert_eq!(times("plan = \"replace\""), [vec![24.0, 48.0], vec![]]);
        let shorter = "plan = \"keep\"\n[run]\nuntil = \"day 5\"\n";
        assert!(error(shorter, 72.0).contains("the run ends before treatment 0 does"));
        assert_eq!(times(&format!("{shorter}late_doses = \"ignore\"")), whole[..2]);
        for wrong in ["plan = \"kept\"", "plan = true"] {
            let refused = error(wrong, 72.0);
            assert!(refused.contains("\"keep\"") && refused.contains("arm.toml:1"), "{refused}");
            assert_eq!(refused.matches("error:").count(), 1, "{refused}");
        }
        let early = format!("plan = \"keep\"\n{}", more.replace("2 days after surgery", "day 1"));
        assert!(error(&early, 72.0).contains("begins before the branch"));
    }

    #[test]
    fn an_arm_changes_keys_of_the_model_from_the_branch_on() {
        let branch = |of: &Scenario, arm: &str, at_h: f64| {
            of.branch_text(arm, "arm.toml", at_h).unwrap_or_else(|problems| panic!("{problems}"))
        };
        let key = "model.ctl.kill_rate";
        let rates = |scenario: &Scenario| -> Vec<(f64, f64)> {
            let again = Scenario::parse(&scenario.resolved_toml(), "again.toml", &[]).unwrap();
            assert_eq!(again.digest(), scenario.digest());
            assert_eq!(again.resolved_toml(), scenario.resolved_toml());
            let rate = |of: &Scenario| of.draw(2).values[key] * 24.0;
            let first = [(0.0, rate(scenario))].into_iter();
            first.chain(again.changes.iter().map(|c| (c.from_h, rate(&c.then)))).collect()
        };
        let faster = branch(&base(), "[model.ctl]\nkill_rate = \"8 /d\"\n", 72.0);
        assert_eq!(rates(&faster), [(0.0, 4.0), (72.0, 8.0)]);
        assert_eq!(faster.draw(1), faster.draw(1));
        assert!(!faster.draw(1).values.keys().any(|path| path.starts_with("change.")));
        assert_ne!(faster.digest(), branch(&base(), "", 72.0).digest());
        // A branch of a branch: in the order of time, and over what begins at the same time.
        let slower = "[model.ctl]\nkill_rate = \"2 /d\"\n";
        let twice = branch(&faster, slower, 120.0);
        assert_eq!(rates(&twice), [(0.0, 4.0), (72.0, 8.0), (120.0, 2.0)]);
        let before = branch(&faster, slower, 48.0);
        assert_eq!(rates(&before), [(0.0, 4.0), (48.0, 2.0)], "a later change gives way");
        let over = branch(
            &faster,
            "[model.ctl]\nmotility = \"9 um2/min\"\n[model.nk]\nfade = \"9 h\"",
            72.0,
        );
        assert_eq!(rates(&over), [(0.0, 4.0), (72.0, 8.0)]);
        assert_eq!(over.changes[0].then.draw(0).values["model.ctl.motility"], 9.0);
        assert_eq!(over.changes[0].then.draw(0).values["model.nk.fade"], 9.0);
    }

    #[test]
    fn what_the_state_is_written_in_cannot_change() {
        for (arm, wanted) in [
            ("[model.il2]\non = false\n", "`model.il2.on` cannot change during a run"),
            ("[model.blood]\nunit_cells = 1000\n", "`model.blood.unit_cells` cannot change"),
            ("[model.ctl]\nstimulus_time = \"90 h\"\n", "`model.ctl.stimulus_time` cannot change"),
            ("[model.ctl]\nkill_rat = \"3 /d\"\n", "unknown key `kill_rat` in [model.ctl]"),
            ("[model.ctl]\nkill_rate = \"900 /h\"\n", "change.0.model.ctl.kill_rate"),
            ("[site]\nname = \"x\"\n", "an arm cannot change `site`"),
            ("[[tumour]]\ncells = 3\n", "an arm cannot change `tumour`"),
            ("model = 3\n", "an arm cannot change `model`"),
        ] {
            let refused = error(arm, 72.0);
            assert!(refused.contains(wanted) && refused.contains("arm.toml:"), "{arm}\n{refused}");
            assert_eq!(refused.matches("error:").count(), 1, "{refused}");
        }
    }

    #[test]
    fn an_arm_without_treatment_stops_what_was_planned() {
        let branch = base()
            .branch_text("", "nothing.toml", 72.0)
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(
            branch.treatments.iter().map(|treatment| treatment.times_h.len()).collect::<Vec<_>>(),
            [2, 0]
        );
    }

    #[test]
    fn an_arm_cannot_change_the_past_or_the_animals() {
        let early = error("[[treatment]]\ndrug = \"surgery\"\nstart = \"day 2\"\n", 72.0);
        assert!(
            early.contains("begins before the branch") && early.contains("arm.toml:3"),
            "{early}"
        );
        let host = error("[host]\nweight = \"25 g\"\n", 72.0);
        assert!(
            host.contains("an arm cannot change `host`") && host.contains("arm.toml:1"),
            "{host}"
        );
        let cells = "[[treatment]]\ndrug = \"lak\"\ncells = 1e6\nroute = \"intravenous\"\nstart = \
                     \"day 8\"\nharvest = \"day 2\"\n";
        let harvested = error(cells, 72.0);
        assert!(
            harvested.contains("harvested before the branch") && harvested.contains("arm.toml:6"),
            "{harvested}"
        );
        let ended = error("[run]\nuntil = \"day 3\"\n", 72.0);
        assert!(
            ended.contains("ends before the branch begins") && ended.contains("arm.toml:2"),
            "{ended}"
        );
        // Before what the run had given by then.
        assert!(error("[run]\nuntil = \"day 1\"\n", 72.0).contains("arm.toml:2"));
        assert!(error("[run]\nseed = 4\n", 72.0).contains("an arm cannot change `run.seed`"));
        assert!(error("treatment = 3\n", 72.0).contains("an arm cannot change `treatment`"));
    }
}
