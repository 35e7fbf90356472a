//! The columns of the outcomes: whatever is said of one stands in one row.

use crate::host::Host;
use crate::input::units::units_of;
use crate::keys::all_keys;
use crate::outcome::EndReason;
use crate::scenario::Scenario;
use crate::table::{Column, Definition, Value};

use super::ensemble::Member;
use super::judged::Judged;

/// What a row is about: one animal at its end.
pub struct OutcomeRow<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The animal and its trajectory.
    pub member: &'a Member,
    /// Its host.
    pub host: &'a Host,
    /// What the trajectory amounts to.
    pub judged: &'a Judged,
    /// Digest of its last state.
    pub digest: &'a str,
}

/// How values of an outcome are counted where arms are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Words by answer, numbers by their median.
    Plain,
    /// Yes and no: the share of yes.
    Flag,
    /// A time that ends with an event where the column `flag` is `event`: survival.
    Time {
        /// Column of the flag.
        flag: &'static str,
        /// What it is where there was an event.
        event: bool,
    },
}

/// What computes a value from an animal's end.
type OutcomeValue = Box<dyn Fn(&OutcomeRow<'_>) -> Value + Send + Sync>;

/// A column of the outcomes, with all that is said of it.
pub struct OutcomeColumn {
    /// Name, kind, unit, meaning and value.
    pub definition: Definition<OutcomeValue>,
    /// What a study's page calls it; none where its name with blanks will do.
    pub title: Option<&'static str>,
    /// How it is counted.
    pub counting: Counting,
    /// Whether `summary.json` has it too.
    pub in_summary: bool,
    /// Whether progression settles it: what comes after cannot change it.
    pub settled: bool,
}

impl OutcomeColumn {
    fn new(
        column: Column,
        unit: &str,
        meaning: &str,
        value: impl Fn(&OutcomeRow<'_>) -> Value + Send + Sync + 'static,
    ) -> Self {
        OutcomeColumn {
            definition: Definition::new(column, unit, meaning, Box::new(value)),
            title: None,
            counting: Counting::Plain,
            in_summary: false,
            settled: false,
        }
    }

    fn count(
        name: &str,
        unit: &str,
        meaning: &str,
        value: impl Fn(&OutcomeRow<'_>) -> u64 + Send + Sync + 'static,
    ) -> Self {
        Self::new(Column::count(name), unit, meaning, move |row| Value::Count(value(row)))
    }

    /// Yes and no; missing where the question does not arise.
    fn flag(
        name: &str,
        meaning: &str,
        value: impl Fn(&OutcomeRow<'_>) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        let flag = move |row: &OutcomeRow<'_>| value(row).map_or(Value::Missing, Value::Flag);
        OutcomeColumn {
            counting: Counting::Flag,
            ..Self::new(Column::flag(name), "", meaning, flag)
        }
    }

    /// A number; missing where there is none.
    fn number(
        name: &str,
        unit: &str,
        meaning: &str,
        value: impl Fn(&OutcomeRow<'_>) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Column::number(name), unit, meaning, move |row| {
            value(row).map_or(Value::Missing, Value::Number)
        })
    }

    fn text(
        name: &str,
        meaning: &str,
        value: impl Fn(&OutcomeRow<'_>) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Column::text(name), "", meaning, move |row| {
            value(row).map_or(Value::Missing, Value::Text)
        })
    }

    fn titled(self, title: &'static str) -> Self {
        OutcomeColumn { title: Some(title), ..self }
    }

    fn until(self, flag: &'static str, event: bool) -> Self {
        OutcomeColumn { counting: Counting::Time { flag, event }, ..self }
    }

    fn settled(self) -> Self {
        OutcomeColumn { settled: true, ..self }
    }

    fn in_summary(self) -> Self {
        OutcomeColumn { in_summary: true, ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.definition.column.name
    }
}

/// Columns before the sampled keys.
fn first() -> [OutcomeColumn; 2] {
    [
        OutcomeColumn::count(
            "replicate",
            "",
            "number of the animal or patient; with the seed it fixes everything that is drawn",
            |row| u64::from(row.member.replicate()),
        )
        .settled()
        .in_summary(),
        OutcomeColumn::count("seed", "", "seed of every random stream", |row| {
            row.scenario.run.seed
        })
        .settled()
        .in_summary(),
    ]
}

/// How many columns stand before the sampled keys.
pub fn first_outcomes() -> usize {
    first().len()
}

/// A key that animals draw.
fn sampled_key(path: &str) -> OutcomeColumn {
    let pattern: Vec<&str> = path
        .split('.')
        .map(|part| if part.parse::<usize>().is_ok() { "N" } else { part })
        .collect();
    let key = all_keys().find(|key| key.path == pattern.join("."));
    let unit = key.and_then(|key| units_of(key.quantity).first()).map_or("", |unit| unit.name);
    let meaning = format!("value of the animal: {}", key.map_or("", |key| key.doc));
    let drawn = path.to_owned();
    OutcomeColumn::number(path, unit, &meaning, move |row| Some(row.member.animal.values[&drawn]))
        .settled()
}

/// Response and end.
fn ends() -> Vec<OutcomeColumn> {
    type C = OutcomeColumn;
    vec![
        C::text("response", "response at the end: CR, PR, SD, PD or NE", |row| {
            Some(row.judged.response.code().to_owned())
        })
        .in_summary(),
        C::text("end_reason", "why the animal was followed no longer", |row| {
            row.member.trajectory.end.map(|(reason, _)| reason.name().to_owned())
        })
        .titled("End"),
        C::flag(
            "left_site",
            "true: the tumour left its site; what grew outside is unknown",
            |row| Some(matches!(row.member.trajectory.end, Some((EndReason::LeftTheSite, _)))),
        )
        .titled("Tumours that left the site")
        .in_summary(),
        C::number("end_h", "h", "time of its end", |row| {
            row.member.trajectory.end.map(|(_, at_h)| at_h)
        }),
        C::number(
            "baseline_mm2",
            "mm2",
            "sum of the lesions' squared diameters at baseline (the first treatment)",
            |row| Some(row.member.trajectory.baseline_mm2),
        )
        .settled(),
        C::count("nadir_tumour_cells", "cells", "smallest number of living tumour cells", |row| {
            row.member.trajectory.nadir_cells
        })
        .titled("Fewest living tumour cells"),
        C::number("nadir_h", "h", "when that was", |row| Some(row.member.trajectory.nadir_h)),
        C::count("final_tumour_cells", "cells", "living tumour cells at the end", |row| {
            row.member.trajectory.cells
        })
        .titled("Living tumour cells at the end")
        .in_summary(),
        C::number("final_mm2", "mm2", "sum of the lesions' squared diameters at the end", |row| {
            Some(row.member.trajectory.product_mm2)
        }),
        C::number(
            "cleared_h",
            "h",
            "since when no tumour cell has lived; null: some live",
            |row| row.member.trajectory.clear_since_h,
        ),
        C::number("recurrence_h", "h", "when a tumour was detected again; null: never", |row| {
            row.member.trajectory.recurrence_h
        })
        .titled("Time of recurrence"),
    ]
}

/// The response and the times that follow from it.
fn responses() -> Vec<OutcomeColumn> {
    type C = OutcomeColumn;
    vec![
        C::text("best_response", "best response: CR, PR, SD, PD or NE", |row| {
            Some(row.judged.best.code().to_owned())
        })
        .in_summary(),
        C::number("response_h", "h", "when a response began; null: none", |row| {
            row.member.trajectory.response_h
        }),
        C::number("response_duration_h", "h", "how long it lasted; null: none", |row| {
            row.judged.duration.map(|lasted| lasted.hours)
        })
        .titled("Duration of the response")
        .until("response_censored", false),
        C::flag("response_censored", "true: it still lasted at the end; null: none", |row| {
            row.judged.duration.map(|lasted| lasted.censored)
        }),
        C::number("progression_h", "h", "when the disease progressed; null: never", |row| {
            row.judged.progression_h
        })
        .settled(),
        C::number(
            "survival_h",
            "h",
            "time to death, or until when the animal was followed",
            |row| Some(row.judged.survival.time_h),
        )
        .titled("Survival")
        .until("survival_event", true)
        .in_summary(),
        C::flag("survival_event", "true: it died; false: censored", |row| {
            Some(row.judged.survival.event)
        })
        .in_summary(),
        C::flag("toxic_death", "true: it died of the treatment", |row| {
            Some(matches!(row.member.trajectory.end, Some((EndReason::ToxicDeath, _))))
        })
        .titled("Toxic deaths"),
        C::number(
            "progression_free_h",
            "h",
            "time to progression or death, or until when the animal was followed",
            |row| Some(row.judged.progression_free.time_h),
        )
        .titled("Progression-free survival")
        .until("progression_free_event", true)
        .settled(),
        C::flag("progression_free_event", "true: progression or death; false: censored", |row| {
            Some(row.judged.progression_free.event)
        })
        .settled(),
    ]
}

/// Lesions, foci, toxicity, and the digest of the last state.
fn burdens() -> Vec<OutcomeColumn> {
    type C = OutcomeColumn;
    vec![
        C::count("baseline_lesions", "", "lesions at baseline", |row| {
            row.member.trajectory.baseline_lesions
        })
        .settled(),
        C::count("final_lesions", "", "lesions at the end", |row| row.member.trajectory.lesions)
            .titled("Lesions at the end"),
        C::count("baseline_foci", "", "separate foci of living tumour at baseline", |row| {
            row.member.trajectory.baseline_foci.unwrap_or(0)
        })
        .settled(),
        C::count("final_foci", "", "separate foci of living tumour at the end", |row| {
            row.judged.foci
        })
        .titled("Foci of living tumour at the end"),
        C::number("peak_leak", "", "highest capillary-leak index", |row| {
            Some(row.host.peak_leak())
        })
        .titled("Highest capillary-leak index")
        .in_summary(),
        C::number(
            "dose_limiting_toxicity_h",
            "h",
            "when toxicity became dose-limiting; null: never",
            |row| row.host.dose_limited_h(),
        ),
        C::number("peak_graft_versus_host", "", "highest graft-versus-host index", |row| {
            Some(row.host.peak_graft_versus_host())
        }),
        C::number(
            "final_graft_cells_in_blood",
            "cells",
            "given cells in blood at the end",
            |row| Some(row.host.grafted_cells()),
        ),
        C::text("final_digest", "BLAKE3 of the final state: equal digests, equal animals", |row| {
            Some(row.digest.to_owned())
        })
        .in_summary(),
    ]
}

/// The columns of an outcome table with these sampled keys.
pub fn outcome_table(sampled: &[String]) -> Vec<OutcomeColumn> {
    let mut columns = Vec::from(first());
    columns.extend(sampled.iter().map(|path| sampled_key(path)));
    columns.extend(ends().into_iter().chain(responses()).chain(burdens()));
    columns
}

/// Names of the outcomes that every scenario has.
pub fn fixed_outcomes() -> Vec<String> {
    outcome_table(&[]).iter().map(|column| column.name().to_owned()).collect()
}

/// Columns of an outcome table with these sampled keys.
pub fn columns_with(sampled: &[String]) -> Vec<Column> {
    outcome_table(sampled).iter().map(|column| column.definition.column.clone()).collect()
}
