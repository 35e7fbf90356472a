//! A scenario played by its animals, without a directory, and what became of them.

use std::cell::RefCell;

use il2sim::engine::{self, SiteCensus, SiteColumn};
use il2sim::scenario::types::Animal;
use il2sim::scenario::{Scenario, list};
use il2sim::simulation::{Cohort, Maker};
use il2sim::table::Value;
use rayon::prelude::*;

/// Living tumour cells at which a mouse is put down.
const HUMANE_ENDPOINT: u64 = 15_000;

/// No T cell that kills enters the tissue.
pub const NO_CTL: (&str, &str) = ("model.influx.ctl", r#""0 /mm2/d""#);

/// Coarse fields.
pub const COARSE: (&str, &str) = ("site.0.field_spacing", r#""80 um""#);

/// A shipped scenario with other values.
pub fn shipped(name: &str, overrides: &[(&str, &str)]) -> Scenario {
    with(name, "", overrides)
}

/// The same with more tables at its end.
pub fn with(name: &str, more: &str, overrides: &[(&str, &str)]) -> Scenario {
    let text = list().iter().find(|shipped| shipped.name == name).expect("a shipped scenario").text;
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    Scenario::parse(&format!("{text}{more}"), name, &overrides)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// What became of one animal; after its cure or its end it keeps its last values.
pub struct Trajectory {
    /// Living tumour cells after each host step, all sites together.
    burden: Vec<u64>,
    /// Sums over sites of the columns of the census, at the end.
    totals: Vec<(String, f64)>,
    /// Living tumour cells of each site at the end.
    pub by_site: Vec<u64>,
    /// Largest mean interleukin-2 where tumour cells live, pM.
    pub il2_at_tumour_pm: f64,
    /// Largest number of LAK cells at one time.
    pub lak_cells: u64,
}

impl Trajectory {
    /// Living tumour cells at the end of a day.
    pub fn burden(&self, day: usize) -> u64 {
        self.burden[(24 * day - 1).min(self.burden.len() - 1)]
    }

    /// A column of the census at the end, summed over sites.
    fn total(&self, column: &str) -> f64 {
        self.totals.iter().find(|(name, _)| name == column).expect("a column of the census").1
    }
}

/// Plays the first animals of each scenario, each alone, on the CPU, to a day;
/// `[scenario][animal]`.
pub fn play<const N: usize>(
    scenarios: [&Scenario; N],
    animals: u32,
    days: u32,
) -> [Vec<Trajectory>; N] {
    let all: Vec<(&Scenario, u32)> = scenarios
        .into_iter()
        .flat_map(|scenario| (0..animals).map(move |replicate| (scenario, replicate)))
        .collect();
    let mut trajectories = all
        .into_par_iter()
        .map(|(scenario, replicate)| trajectory(scenario, scenario.draw(replicate), days))
        .collect::<Vec<_>>()
        .into_iter();
    std::array::from_fn(|_| trajectories.by_ref().take(animals as usize).collect())
}

fn trajectory(scenario: &Scenario, animal: Animal, days: u32) -> Trajectory {
    let columns = engine::columns(scenario.tumours.len(), scenario.vaccines.len());
    let at = |name: &str| {
        let named = |column: &SiteColumn| column.column.name == name;
        columns.iter().position(named).expect("a column of the census")
    };
    let (lak, il2) = (at("lak_cells"), at("il2_at_tumour_pm"));
    let mut cohort = Cohort::new(scenario, &[animal], &Maker::cpu()).expect("the world is built");
    let mut trajectory = Trajectory {
        burden: Vec::new(),
        totals: Vec::new(),
        by_site: Vec::new(),
        il2_at_tumour_pm: 0.0,
        lak_cells: 0,
    };
    let last_start_h = scenario.tumours.iter().map(|tumour| tumour.start_h).fold(0.0, f64::max);
    for hour in 0..24 * days {
        cohort.advance().expect("the accounts balance");
        let sites = cohort.census(0);
        let of = |site: &SiteCensus, column: usize| value(&(columns[column].value)(site));
        let sum = |column: usize| -> f64 { sites.iter().map(|site| of(site, column)).sum() };
        let burden: u64 = sites.iter().map(|site| site.returned.tumour).sum();
        trajectory.by_site = sites.iter().map(|site| site.returned.tumour).collect();
        trajectory.burden.push(burden);
        trajectory.lak_cells = trajectory.lak_cells.max(sum(lak) as u64);
        trajectory.il2_at_tumour_pm =
            sites.iter().map(|site| of(site, il2)).fold(trajectory.il2_at_tumour_pm, f64::max);
        trajectory.totals = columns
            .iter()
            .map(|column| column.column.name.clone())
            .zip((0..columns.len()).map(sum))
            .collect();
        let cured = burden == 0 && f64::from(hour) > last_start_h;
        if cured
            || burden > HUMANE_ENDPOINT
            || sites.iter().any(|site| site.returned.tumour_at_edge > 0)
        {
            break;
        }
    }
    trajectory
}

fn value(value: &Value) -> f64 {
    match value {
        Value::Count(count) => *count as f64,
        Value::Number(number) => *number,
        Value::Text(_) | Value::Flag(_) | Value::Missing => 0.0,
    }
}

/// Burdens on a day, one an animal.
pub fn burdens(trajectories: &[Trajectory], day: usize) -> Vec<u64> {
    trajectories.iter().map(|trajectory| trajectory.burden(day)).collect()
}

/// Mean of counts.
pub fn mean(counts: &[u64]) -> f64 {
    counts.iter().sum::<u64>() as f64 / counts.len() as f64
}

/// A column of the census at the end, summed over animals.
pub fn total(trajectories: &[Trajectory], column: &str) -> f64 {
    trajectories.iter().map(|trajectory| trajectory.total(column)).sum()
}

/// Mean burden on a day; notes the animals.
pub fn burden(what: &str, trajectories: &[Trajectory], day: usize) -> f64 {
    let killed = ["killed_by_ctl", "killed_by_nk", "killed_by_lak"]
        .map(|column| total(trajectories, column));
    let lak: Vec<u64> = trajectories.iter().map(|trajectory| trajectory.lak_cells).collect();
    let il2: Vec<u64> =
        trajectories.iter().map(|trajectory| trajectory.il2_at_tumour_pm as u64).collect();
    let animals = burdens(trajectories, day);
    note(format!(
        "{what}: day {day}: {:.0} {animals:?}; killed by CTL, NK, LAK {killed:?}; most LAK cells \
         {lak:?}; most IL-2 {il2:?} pM",
        mean(&animals)
    ));
    mean(&animals)
}

thread_local! {
    /// What this test has measured so far.
    static NOTES: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Notes a line of what was measured.
pub fn note(line: String) {
    NOTES.with_borrow_mut(|notes| *notes += &format!("{line}\n"));
}

/// All that this test has measured, for its snapshot: simulations are exact, so it moves only with
/// a rule or a default.
pub fn measured() -> String {
    NOTES.take()
}
