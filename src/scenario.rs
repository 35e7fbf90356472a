//! Scenario files: from TOML to checked, resolved values in canonical units.
//!
//! In: a file that reads like a methods section, and `--set` overrides. Out: a [`Scenario`], or all
//! [`Problems`] of the file at once. Text, units and places are `input`'s, the tables of keys
//! `keys`'s.
//!
//! | room | what it does |
//! | --- | --- |
//! | `check`, `shapes` | all keys of a file; unknown ones |
//! | `canonical`, `defaults` | one spelling for each value; the defaults of keys, read once |
//! | `amounts`, `limits` | units of fields; what integers of the rules can hold at a tissue step |
//! | `drugs` | what each drug is: its routes, its units, the keys that it takes |
//! | `assemble`, `lines`, `plan` | what keys mean together: lattices, run, record; tumours, vaccines, donors; treatments and their times |
//! | `change` | the model that is another from a time point on |
//! | `cohort`, `draw` | which keys go together; one virtual animal from the distributions |
//! | `resolved` | the whole scenario as a file again; its digest |
//! | `variant` | one base scenario under many changes: the points of a study |
//! | `shipped` | the scenarios that come with the program |

pub(crate) mod amounts;
mod assemble;
mod branch;
mod canonical;
mod change;
mod check;
mod cohort;
mod defaults;
mod draw;
pub(crate) mod drugs;
#[cfg(feature = "native")]
mod identity;
mod limits;
mod lines;
mod plan;
mod regions;
mod resolved;
mod shapes;
mod shipped;
pub mod types;
#[cfg(feature = "native")]
mod variant;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use crate::input::document::Document;
use crate::input::value::Setting;
use crate::input::{Place, Problem, ProblemKind, Problems, SourceText, source};
use crate::keys;
use check::{Checked, Item};
pub use shipped::{Shipped, list, new_template};
use types::{CohortLaw, Donor, Param, Record, Run, Site, Species, Treatment, Tumour, Vaccine};
#[cfg(feature = "native")]
pub(crate) use variant::{Base, Override, is_key};

/// A checked, resolved scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its title; its name when the file gives none.
    pub title: String,
    /// Where its numbers come from; may be empty.
    pub source: String,
    /// The file's name without its ending.
    pub name: String,
    /// The animal.
    pub species: Species,
    /// Anatomical sites.
    pub sites: Vec<Site>,
    /// Tumours; the place of one is the number of its line.
    pub tumours: Vec<Tumour>,
    /// Cell vaccines; the line of one is its place after the tumours.
    pub vaccines: Vec<Vaccine>,
    /// Donors of cells.
    pub donors: Vec<Donor>,
    /// Whether the host has no thymus, and so no T cells of its own.
    pub athymic: bool,
    /// Treatments.
    pub treatments: Vec<Treatment>,
    /// Keys that are drawn together.
    pub cohort: Vec<CohortLaw>,
    /// What changes during the run, in the order of time.
    pub changes: Vec<ModelChange>,
    /// How the run is made.
    pub run: Run,
    /// What is recorded.
    pub record: Record,
    /// Every number that an animal has, by path; whole numbers and switches (0, 1) of the model
    /// too.
    pub params: BTreeMap<String, Param>,
    items: BTreeMap<String, Item>,
    /// The text in which `record.columns` was written.
    columns_text: Option<SourceText>,
}

/// The scenario from a time point on.
#[derive(Clone, Debug)]
pub struct ModelChange {
    /// When, h: the host step that begins then is the first.
    pub from_h: f64,
    /// The whole of it, without changes.
    pub then: Scenario,
}

impl Scenario {
    /// Reads a file.
    ///
    /// # Errors
    /// All problems of the file and the overrides.
    pub fn load(path: &Path, overrides: &[(String, String)]) -> Result<Scenario, Problems> {
        let text = source::load(path, "the scenario")?;
        Scenario::parse(&text, &path.display().to_string(), overrides)
    }

    /// Reads a text; `file_name` is what problems call it.
    ///
    /// # Errors
    /// All problems of the text and the overrides.
    pub fn parse(
        text: &str,
        file_name: &str,
        overrides: &[(String, String)],
    ) -> Result<Scenario, Problems> {
        let cut_short = overrides.iter().any(|(key, _)| key == "run.until");
        Scenario::from_document(Document::read(text, file_name, overrides), file_name, cut_short)
    }

    /// Checks a document and puts it together; `cut_short`: its end was typed beside the file.
    fn from_document(
        mut document: Document,
        file_name: &str,
        cut_short: bool,
    ) -> Result<Scenario, Problems> {
        let mut checked = Checked::read(&mut document);
        if cut_short && checked.place(&keys::run::LATE_DOSES).is_none() {
            // Who cuts a run short on the command line does not contradict the file's plan.
            if let Some(item) = checked.items.get_mut("run.late_doses") {
                (item.setting, item.text) =
                    (Setting::Text("ignore".to_string()), "\"ignore\"".into());
            }
        }
        let scenario = assemble_all(&mut checked, file_name);
        let mut problems = std::mem::take(&mut checked.problems);
        if problems.iter().any(|problem| problem.kind == ProblemKind::Syntax) {
            drop_consequences(&mut problems, &document.sources);
        }
        match scenario {
            Some(mut scenario) if problems.is_empty() => {
                let place = scenario.columns_place();
                let mut sources = document.sources;
                scenario.columns_text = place.map(|place| sources.swap_remove(place.source));
                Ok(scenario)
            }
            _ => Err(Problems::new(document.sources, problems)),
        }
    }

    /// Where `record.columns` was written.
    fn columns_place(&self) -> Option<Place> {
        self.items.get(keys::record::COLUMNS.path())?.place
    }

    /// Problems with `record.columns`, whose names `simulation` knows: a problem for each of these
    /// messages, with its lines of help.
    pub(crate) fn wrong_columns(&self, found: Vec<(String, Vec<String>)>) -> Problems {
        let source = self.columns_text.clone();
        let text = source.unwrap_or(SourceText { name: self.name.clone(), text: String::new() });
        let place = self.columns_place().filter(|_| self.columns_text.is_some());
        let place = place.map_or(Place { source: 0, start: 0, end: 0 }, |place| place.in_source(0));
        let problem = |(message, help): (String, Vec<String>)| {
            help.into_iter()
                .fold(Problem::value(place, message, "no column of the series"), Problem::help)
        };
        Problems::new(vec![text], found.into_iter().map(problem).collect())
    }

    /// The names of all antigens, in the order of the lines that bring them: their places are their
    /// numbers.
    pub fn antigens(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self
            .tumours
            .iter()
            .map(|tumour| &tumour.antigen)
            .chain(self.vaccines.iter().map(|vaccine| &vaccine.antigen))
        {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// The number of the antigen of each line: tumours, then vaccines.
    pub fn antigens_of_lines(&self) -> Vec<usize> {
        let names = self.antigens();
        let lines = self
            .tumours
            .iter()
            .map(|tumour| &tumour.antigen)
            .chain(self.vaccines.iter().map(|vaccine| &vaccine.antigen));
        lines
            .map(|own| {
                names
                    .iter()
                    .position(|name| name == own)
                    .expect("every line's antigen is among them")
            })
            .collect()
    }

    /// The names of all regions, in the order of the sites that bring them: their places are their
    /// numbers.
    pub fn regions(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for site in &self.sites {
            if !names.contains(&site.region.as_str()) {
                names.push(&site.region);
            }
        }
        names
    }

    /// The number of the region of each site.
    pub fn regions_of_sites(&self) -> Vec<usize> {
        let names = self.regions();
        let place = |site: &types::Site| names.iter().position(|name| *name == site.region);
        let known = "every site's region is among them";
        self.sites.iter().map(|site| place(site).expect(known)).collect()
    }

    /// The number or distribution of a key.
    ///
    /// # Panics
    /// When no key has that path: a programmer's error.
    pub fn param(&self, path: &str) -> &Param {
        match self.params.get(path) {
            Some(param) => param,
            None => panic!("no key is called `{path}`"),
        }
    }
}

/// The scenario and what it becomes; `None` where something is missing.
fn assemble_all(checked: &mut Checked, file_name: &str) -> Option<Scenario> {
    let mut scenario = assemble_one(checked, file_name)?;
    if checked.problems.is_empty() {
        scenario.read_changes(checked, |checked| assemble_one(checked, file_name));
    }
    Some(scenario)
}

fn assemble_one(checked: &mut Checked, file_name: &str) -> Option<Scenario> {
    checked.require(&keys::file::SCHEMA, "1");
    checked.require(&keys::host::SPECIES, "\"mouse\"");
    let athymic = assemble::body(checked);
    let sites = assemble::sites(checked);
    let tumours = lines::tumours(checked, &sites);
    let vaccines = lines::vaccines(checked);
    let donors = lines::donors(checked);
    let run = assemble::run(checked, &tumours);
    let treatments = plan::treatments(
        checked,
        &plan::Given { sites: &sites, tumours: &tumours, vaccines: &vaccines, donors: &donors },
        run.as_ref(),
    );
    if let Some(run) = &run {
        limits::refuse(checked, &sites, run, &treatments);
    }
    let cohort = cohort::entries(checked);
    let record = run.as_ref().and_then(|run| assemble::record(checked, run));
    let name = Path::new(file_name)
        .file_stem()
        .map_or_else(|| "scenario".to_string(), |stem| stem.to_string_lossy().into_owned());
    let own = checked.items.iter().filter(|(path, _)| !path.starts_with("change."));
    let numbers = own.filter_map(|(path, item)| match &item.setting {
        Setting::Number(param) => Some((path.clone(), param.clone())),
        Setting::Integer(number) if path.starts_with("model.") => {
            Some((path.clone(), Param::Fixed(*number as f64)))
        }
        Setting::Boolean(on) if path.starts_with("model.") => {
            Some((path.clone(), Param::Fixed(f64::from(u8::from(*on)))))
        }
        _ => None,
    });
    let params = numbers.collect();
    let title = checked
        .text(&keys::file::TITLE)
        .filter(|title| !title.trim().is_empty())
        .unwrap_or(&name)
        .to_string();
    let source = checked.text(&keys::file::SOURCE).unwrap_or("").to_string();
    let (run, record) = (run?, record?);
    let items = std::mem::take(&mut checked.items);
    Some(Scenario {
        title,
        source,
        name,
        species: checked.species,
        sites,
        tumours,
        vaccines,
        donors,
        athymic,
        treatments,
        cohort,
        changes: Vec::new(),
        run,
        record,
        params,
        items,
        columns_text: None,
    })
}

/// After a syntax error the tree has holes: only what stands by itself, on other lines, is worth
/// reporting.
fn drop_consequences(problems: &mut Vec<Problem>, sources: &[SourceText]) {
    let line = |place: &Place| {
        (
            place.source,
            sources[place.source]
                .text
                .bytes()
                .take(place.start)
                .filter(|byte| *byte == b'\n')
                .count(),
        )
    };
    let broken: Vec<_> = problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::Syntax)
        .filter_map(|problem| problem.place.as_ref().map(line))
        .collect();
    problems.retain(|problem| match problem.kind {
        ProblemKind::Syntax => true,
        ProblemKind::Whole => false,
        // What the parser put in for lost text has no place of its own.
        ProblemKind::Value => problem
            .place
            .as_ref()
            .is_some_and(|place| place.start < place.end && !broken.contains(&line(place))),
    });
}
