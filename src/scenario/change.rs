//! The entries of `[[change]]`: keys of the model that have other values from a time point on.
//!
//! In: [`Checked`] and the scenario that it makes without them. Out: for each entry, in the order
//! of time, the whole scenario from then on, checked as the first. Only keys of `model` change, and
//! of these not what says how the state of cells and fields is written down.

use super::assemble::on_host_steps;
use super::check::Checked;
use super::limits::bounds;
use super::types::lies_before;
use super::{ModelChange, Scenario};
use crate::input::problem::Problem;
use crate::input::units;
use crate::input::value::{Setting, TimePoint};
use crate::keys;

impl Scenario {
    /// Reads the entries; `assemble` makes a scenario of checked keys.
    pub(super) fn read_changes(
        &mut self,
        checked: &mut Checked,
        assemble: impl Fn(&mut Checked) -> Option<Scenario>,
    ) {
        self.changes = changes(checked, self, assemble);
    }
}

/// The entries; `assemble` makes a scenario of checked keys.
fn changes(
    checked: &mut Checked,
    base: &Scenario,
    assemble: impl Fn(&mut Checked) -> Option<Scenario>,
) -> Vec<ModelChange> {
    let mut changes: Vec<ModelChange> = Vec::new();
    if checked.count("change") == 0 {
        return changes;
    }
    checked.items = base.items.clone();
    let mut items = base.items.clone();
    items.retain(|path, _| !path.starts_with("change."));
    for n in 0..checked.count("change") {
        let earlier_h = changes.last().map_or(0.0, |change| change.from_h);
        let Some(from_h) = begins(checked, n, base, earlier_h) else { continue };
        let prefix = format!("change.{n}.");
        let own: Vec<(String, super::check::Item)> = base
            .items
            .range(format!("{prefix}model.")..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .map(|(path, item)| (path[prefix.len()..].to_string(), item.clone()))
            .collect();
        if own.is_empty() {
            let message = format!("change {n} changes nothing");
            let problem = Problem::whole(checked.blame(&prefix), message, "no key of the model");
            checked.problems.push(
                problem.help("write for example [change.model.ctl], then kill_rate = \"8 /d\""),
            );
            continue;
        }
        let mut then = checked.with(items.clone());
        let before = ticks(&then, base);
        for (path, item) in &own {
            then.items.insert(path.clone(), item.clone());
        }
        let after = ticks(&then, base);
        for (path, item) in &own {
            let why = fixed(path).or((before != after && is_clock(path)).then_some(
                "cells' clocks count in ticks of one length from the first hour to the last",
            ));
            if let (Some(why), Some(place)) = (why, item.place) {
                let message = format!("`{path}` cannot change during a run");
                then.problems.push(Problem::whole(place, message, why));
            }
        }
        let scenario = assemble(&mut then);
        let wrong = !then.problems.is_empty();
        checked.problems.append(&mut then.problems);
        if let (false, Some(then)) = (wrong, scenario) {
            items = then.items.clone();
            changes.push(ModelChange { from_h, then });
        }
    }
    changes
}

/// When a change begins: on a host step, after the one before, within the run.
fn begins(checked: &mut Checked, n: usize, base: &Scenario, earlier_h: f64) -> Option<f64> {
    let path = keys::change::FROM.at(n);
    if !checked.require(&path, "\"day 8\"") {
        return None;
    }
    let place = checked.blame(&path);
    let mut refuse = |message: String, label: String| {
        checked.problems.push(Problem::whole(place, message, label));
        None
    };
    let Setting::TimePoint(TimePoint::At(from_h)) = base.items.get(path.as_ref())?.setting else {
        return refuse(format!("`{path}` must be a day or a time"), "for example \"day 8\"".into());
    };
    if !lies_before(from_h, base.run.until_h) {
        let until_h = units::show(base.run.until_h);
        return refuse(format!("change {n} begins when the run is over"), format!("{until_h} h"));
    }
    if n > 0 && !lies_before(earlier_h, from_h) {
        let label = format!("after {} h", units::show(earlier_h));
        return refuse(format!("change {n} does not begin after the one before it"), label);
    }
    on_host_steps(checked, &path, from_h, base.run.host_step_h).then_some(from_h)
}

/// Why a key of the model is the same all through a run; `None` where it may change.
fn fixed(path: &str) -> Option<&'static str> {
    match path {
        "model.blood.unit_cells" => Some("the host counts its cells in this unit"),
        _ if path.ends_with(".on") => Some("a field is there from the first hour, or never"),
        _ => None,
    }
}

/// Whether a key is the time of a cell's clock, or multiplies one.
fn is_clock(path: &str) -> bool {
    let ratios = keys::EFFECTORS.iter().filter_map(|kind| kind.stimulus_ratio);
    keys::clocks().chain(keys::clearances()).any(|key| key.path == path)
        || path == keys::ctl::STIMULUS_TIME.path()
        || ratios.into_iter().any(|ratio| ratio.path() == path)
}

/// Tissue steps in a tick, at the least and at the greatest values that animals draw.
fn ticks(checked: &Checked, base: &Scenario) -> [f64; 2] {
    let value = |path: &str| bounds(checked, path).unwrap_or_default();
    let step_h = base.run.tissue_step_h;
    [keys::tick_steps(step_h, |path| value(path).0), keys::tick_steps(step_h, |path| value(path).1)]
}
