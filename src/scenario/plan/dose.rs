//! Doses: from what the file says to what the host takes.
//!
//! In: a dose as written, the body of `[host]`, the preparation. Out: IU of interleukin-2, or the
//! number of an agent's units (`drugs::dose_of`).

use super::super::check::Checked;
use super::super::drugs;
use super::super::types::Agent;
use crate::input::problem::Problem;
use crate::input::units::{self, Dose, DoseMeasure, Per};
use crate::input::value::Setting;
use crate::keys::{self, Lookup, PREPARATIONS};

/// A dose as written.
fn written(checked: &Checked, n: usize) -> Option<Dose> {
    match checked.item(keys::treatment::DOSE.at(n))?.setting {
        Setting::Dose(dose) => Some(dose),
        _ => None,
    }
}

/// Weight, surface, or one: what a dose is given per.
fn body(checked: &Checked, per: Per) -> Option<f64> {
    Some(match per {
        Per::Animal => 1.0,
        Per::Kilogram => checked.number(&keys::host::WEIGHT)? / 1000.0,
        Per::SquareMetre => checked.number(&keys::host::SURFACE)?,
    })
}

/// Refuses a unit that the drug is not measured in.
fn wrong_unit(checked: &mut Checked, n: usize, drug: &str, measures: &[DoseMeasure]) {
    let units: Vec<String> = measures.iter().map(|measure| measure.units()).collect();
    let per = if measures == [DoseMeasure::Radiation] { "" } else { ", also per kg or m2" };
    let problem = Problem::whole(
        checked.blame(keys::treatment::DOSE.at(n)),
        format!("`treatment.{n}.dose` is in a unit that {drug} is not given in"),
        format!("{}{per}", units.join(", ")),
    );
    checked.problems.push(problem);
}

/// A dose above what anybody would give.
fn too_much(checked: &mut Checked, n: usize, dose: f64, unit: &str, most: f64) -> Problem {
    let path = keys::treatment::DOSE.at(n);
    let label =
        format!("{} {unit} each time, at most {} {unit}", units::show(dose), units::show(most));
    Problem::whole(checked.blame(&path), format!("`{path}` is out of range"), label)
}

/// The dose of an agent, in the agent's unit.
pub(super) fn of_agent(checked: &mut Checked, n: usize, drug: &str, agent: Agent) -> Option<f64> {
    let (measure, own_per, unit, most) = drugs::dose_of(agent);
    let example =
        format!("\"{} {unit}\"", if measure == DoseMeasure::Activity { "3e6" } else { "5" });
    if !checked.require(keys::treatment::DOSE.at(n), &example) {
        return None;
    }
    let dose = written(checked, n)?;
    let fits = match measure {
        // A unit of interferon is the international one.
        DoseMeasure::Activity => matches!(dose.measure, DoseMeasure::Activity | DoseMeasure::Own),
        DoseMeasure::Radiation => dose.measure == measure && dose.per == Per::Animal,
        _ => dose.measure == measure,
    };
    if !fits {
        let measures: &[DoseMeasure] = if measure == DoseMeasure::Activity {
            &[DoseMeasure::Activity, DoseMeasure::Own]
        } else {
            &[measure]
        };
        wrong_unit(checked, n, drug, measures);
        return None;
    }
    let amount = if dose.per == own_per {
        dose.amount
    } else {
        dose.amount * body(checked, dose.per)? / body(checked, own_per)?
    };
    if amount > most {
        let problem = too_much(checked, n, amount, unit, most);
        checked.problems.push(problem);
        return None;
    }
    Some(amount)
}

/// The dose of interleukin-2, IU.
pub(super) fn of_il2(checked: &mut Checked, n: usize) -> Option<f64> {
    let dose = written(checked, n)?;
    let place = checked.blame(keys::treatment::DOSE.at(n));
    if matches!(dose.measure, DoseMeasure::Mass | DoseMeasure::Radiation) {
        wrong_unit(
            checked,
            n,
            "il2",
            &[DoseMeasure::Activity, DoseMeasure::Cetus, DoseMeasure::Own],
        );
        return None;
    }
    let own_units = dose.measure == DoseMeasure::Own;
    let name = checked.text(keys::treatment::PREPARATION.at(n))?.to_string();
    let known =
        PREPARATIONS.iter().find(|(known, _)| *known == name).and_then(|(_, potency)| *potency);
    let potency = checked.number(keys::treatment::POTENCY.at(n));
    let factor = match (own_units, potency.or(known)) {
        (true, Some(factor)) => factor,
        (true, None) => {
            let problem = Problem::whole(
                place,
                format!("a bare unit (U) of {name} interleukin-2 means nothing"),
                "which unit?",
            )
            .help("a Cetus unit is 6 international units: write CU or IU")
            .help(
                "or give `potency`, the IU in one U, or a `preparation` that defines its unit: \
                 natural rat, natural mouse, natural gibbon",
            );
            checked.problems.push(problem);
            return None;
        }
        (false, _) => 1.0,
    };
    if let (false, Some(given)) = (own_units, checked.place(keys::treatment::POTENCY.at(n))) {
        let problem = Problem::whole(
            given,
            format!(
                "`{}` does nothing: the dose is not in bare units (U)",
                keys::treatment::POTENCY.at(n)
            ),
            "IU in one U",
        );
        checked.problems.push(problem.also(Some(place), "the dose"));
    }
    if dose.measure == DoseMeasure::Cetus && known.is_some() {
        let problem = Problem::whole(
            place,
            format!("a {name} preparation is not measured in Cetus units"),
            "Cetus units measure recombinant interleukin-2",
        );
        checked.problems.push(problem.help("write U or IU, or leave `preparation` out"));
    }
    let iu = dose.amount * factor * body(checked, dose.per)?;
    let most = checked.items[keys::treatment::DOSE.at(n).path()].key.max;
    if iu > most {
        let problem = too_much(checked, n, iu, "IU", most);
        checked
            .problems
            .push(problem.help("the highest dose ever given to a patient was about 1e8 IU"));
        return None;
    }
    Some(iu)
}
