//! From counts to what the host and the tables get: [`SiteCensus`].

use super::counters::{self, Present};
use super::error::EngineError;
use crate::exchange::SiteReturn;
use crate::kinds::{
    EffectorKind, FIELD_KEYS, FIELD_LABELS, GRAFTS, KILLER_KINDS, KILLERS, KINDS, KindRow, LINES,
};
use crate::table::{Column, Definition, Value};
use crate::world::{Geometry, Params, units_per_molecule};

/// One site at the end of a host step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteCensus {
    /// What the host gets back.
    pub returned: SiteReturn,
    /// What is in the site.
    now: Present,
    /// Events since the start of the run.
    totals: Vec<u64>,
    /// Units of interleukin-2 and IFN-gamma of a field site at 1 pM.
    units_per_pm: f64,
    /// Field sites.
    field_cells: f64,
}

impl SiteCensus {
    /// A mean amount as a concentration, pM; 0 over nothing.
    fn concentration(&self, amount: u64, over: f64) -> f64 {
        if over > 0.0 { amount as f64 / over / self.units_per_pm } else { 0.0 }
    }

    /// The sum of the totals of all lines.
    fn lines(&self, base: usize) -> u64 {
        self.totals[base..base + LINES].iter().sum()
    }
}

/// A column of the census with what computes its value from a site.
pub type SiteColumn = Definition<Box<dyn Fn(&SiteCensus) -> Value + Send + Sync>>;

fn count(
    name: impl Into<String>,
    meaning: impl Into<String>,
    value: impl Fn(&SiteCensus) -> u64 + Send + Sync + 'static,
) -> SiteColumn {
    let value = Box::new(move |site: &SiteCensus| Value::Count(value(site)));
    Definition::new(Column::count(name), "cells", meaning, value)
}

/// An amount of a field, in its own units: see `docs/model.md`.
fn amount(
    name: String,
    meaning: String,
    value: impl Fn(&SiteCensus) -> u64 + Send + Sync + 'static,
) -> SiteColumn {
    Definition { unit: String::new(), ..count(name, meaning, value) }
}

fn concentration(
    name: &str,
    meaning: &str,
    value: impl Fn(&SiteCensus) -> f64 + Send + Sync + 'static,
) -> SiteColumn {
    let value = Box::new(move |site: &SiteCensus| Value::Number(value(site)));
    Definition::new(Column::number(name), "pM", meaning, value)
}

/// Columns of a site's census, in order; `tumours` and `vaccines`: lines of each.
pub fn columns(tumours: usize, vaccines: usize) -> Vec<SiteColumn> {
    let mut columns = present(tumours, vaccines);
    columns.extend(events());
    for graft in 0..GRAFTS {
        let meaning = format!("transferred effectors of graft {} in the site", graft + 1);
        columns.push(count(format!("graft_{}_cells", graft + 1), meaning, move |site| {
            site.now.grafts[graft]
        }));
    }
    columns.extend(fields());
    columns
}

/// Cells that are in the site.
fn present(tumours: usize, vaccines: usize) -> Vec<SiteColumn> {
    let mut columns = vec![
        count("tumour_cells", "living tumour cells", |site| site.now.tumour()),
        count("mhc_positive_cells", "living tumour cells with MHC class I", |site| {
            site.now.mhc_positive
        }),
        count("mhc_negative_cells", "living tumour cells without MHC class I", |site| {
            site.now.tumour() - site.now.mhc_positive
        }),
    ];
    for (what, first, lines) in [("tumour", 0, tumours), ("vaccine", tumours, vaccines)] {
        for line in (0..lines).filter(|_| lines > 1) {
            let meaning = format!("living cells of {what} {line}");
            columns.push(count(format!("{what}_{line}_cells"), meaning, move |site| {
                site.now.living[first + line]
            }));
        }
    }
    let other = [
        ("vaccine_cells", "living vaccine cells"),
        ("stroma_cells", "stroma cells"),
        ("dying_cells", "dead cells not yet cleared, the necrotic aside"),
        ("necrotic_cells", "cells dead for lack of oxygen, not yet cleared"),
    ];
    for (kind, (name, meaning)) in other.into_iter().enumerate() {
        columns.push(count(name, meaning, move |site| site.now.other[kind]));
    }
    for (kind, KindRow { name, label, .. }) in KINDS.iter().enumerate() {
        let meaning = format!("living effectors in the site: {label}");
        columns.push(count(format!("{name}_cells"), meaning, move |site| site.now.effectors[kind]));
    }
    columns.push(count("engaged_cells", "effectors that hold a target", |site| site.now.engaged));
    columns
}

/// Events of cells since the start of the run.
fn events() -> Vec<SiteColumn> {
    let of_lines = |name: String, what: String, base: usize| {
        count(name, format!("{what} since the start"), move |site| site.lines(base))
    };
    let both = "tumour and vaccine cells";
    let mut columns = vec![
        of_lines("tumour_divisions".into(), format!("divisions of {both}"), counters::DIVIDED),
        of_lines(
            "natural_deaths".into(),
            format!("deaths of {both} without an outer cause"),
            counters::NATURAL,
        ),
        of_lines(
            "hypoxic_deaths".into(),
            format!("deaths of {both} for lack of oxygen"),
            counters::HYPOXIC,
        ),
    ];
    columns.extend(KILLERS.iter().enumerate().map(|(killer, kind)| {
        let KindRow { name, label, .. } = kind.row();
        let meaning = format!("{both} killed by {label} cells");
        of_lines(format!("killed_by_{name}"), meaning, counters::killed(killer))
    }));
    columns.extend([
        of_lines(
            "killed_by_drugs".into(),
            format!("{both} killed by drugs and radiation"),
            counters::BY_DRUG,
        ),
        of_lines(
            "resected_cells".into(),
            format!("living {both} removed by operations"),
            counters::RESECTED,
        ),
        of_lines("cells_put_in".into(), format!("{both} put into the site"), counters::PUT_IN),
    ]);
    for kind in EffectorKind::all() {
        let KindRow { name, label, .. } = kind.row();
        let meaning = format!("effectors that entered the site since the start: {label}");
        columns.push(count(format!("{name}_entered"), meaning, move |site| {
            counters::entered(&site.totals, kind)
        }));
    }
    let of_effectors = [
        ("refused", "arrivals that found no room in the site", counters::REFUSED),
        ("divided", "divisions of effectors in the site", counters::EFFECTOR_DIVIDED),
        ("died", "deaths of effectors in the site", counters::EFFECTOR_DIED),
        ("resected", "effectors removed by operations", counters::EFFECTOR_RESECTED),
        ("put_in", "effectors put into the site", counters::EFFECTOR_PUT_IN),
    ];
    for (event, what, base) in of_effectors {
        for (kind, KindRow { name, label, .. }) in KINDS.iter().enumerate() {
            let meaning = format!("{what} since the start: {label}");
            columns.push(count(format!("{name}_{event}"), meaning, move |site| {
                site.totals[base + kind]
            }));
        }
    }
    let of_one = [
        ("nk_became_lak", "NK cells that became LAK cells", counters::CONVERTED),
        ("dead_cleared", "dead cells cleared", counters::CLEARED),
        ("dead_resected", "dead cells removed by operations", counters::DEAD_RESECTED),
    ];
    columns.extend(of_one.map(|(name, what, total)| {
        count(name, format!("{what} since the start"), move |site| site.totals[total])
    }));
    columns
}

/// Concentrations and amounts of the fields.
fn fields() -> Vec<SiteColumn> {
    let mut columns = vec![
        concentration("il2_mean_pm", "IL-2, mean of the site", |site| {
            site.concentration(site.now.amounts[0], site.field_cells)
        }),
        concentration(
            "il2_at_tumour_pm",
            "IL-2, mean where tumour cells live; 0 without any",
            |site| site.concentration(site.now.il2_at_tumour, site.now.tumour() as f64),
        ),
        concentration(
            "il2_at_vaccine_pm",
            "IL-2, mean where vaccine cells live; 0 without any",
            |site| site.concentration(site.now.il2_at_vaccine, site.now.other[0] as f64),
        ),
        concentration("ifng_mean_pm", "IFN-gamma, mean of the site", |site| {
            site.concentration(site.now.amounts[1], site.field_cells)
        }),
    ];
    let entries = counters::LEDGER_ENTRIES.len();
    for (field, key) in FIELD_KEYS.into_iter().enumerate() {
        let what = FIELD_LABELS[field];
        columns.push(amount(
            format!("{key}_units"),
            format!("{what} in the site, in the field's own units"),
            move |site| site.now.amounts[field],
        ));
        for (entry, (name, how)) in
            counters::LEDGER_ENTRIES.into_iter().zip(LEDGER_WORDS).enumerate()
        {
            columns.push(amount(
                format!("{key}_{name}_units"),
                format!("{what} {how} since the start, in the field's own units"),
                move |site| site.totals[counters::LEDGER + field * entries + entry],
            ));
        }
    }
    columns
}

/// The entries of the ledger in words, in the order of [`counters::LEDGER_ENTRIES`].
const LEDGER_WORDS: [&str; counters::LEDGER_ENTRIES.len()] = [
    "that cells made",
    "that came from blood and depots",
    "that decayed",
    "that receptors took up",
    "that went to blood",
    "lost where the field was full",
];

/// The census of one site. `before`: the totals at the start of the host step.
pub(crate) fn census(
    now: &Present,
    totals: &[u64],
    before: &[u64],
    params: &Params,
    geometry: &Geometry,
) -> SiteCensus {
    SiteCensus {
        returned: returned(now, totals, before, params, geometry),
        now: now.clone(),
        totals: totals.to_vec(),
        units_per_pm: f64::from(params.laws[0].units_per_pm) / 256.0,
        field_cells: geometry.field_cells() as f64,
    }
}

/// What the host gets back for this host step.
fn returned(
    now: &Present,
    totals: &[u64],
    before: &[u64],
    params: &Params,
    geometry: &Geometry,
) -> SiteReturn {
    let step = |index: usize| totals[index] - before[index];
    let il2 = |entry: usize| step(counters::LEDGER + entry) as f64;
    let units_per_pm = f64::from(params.laws[0].units_per_pm);
    let mean_pm = |sum: u64, cells: u64| sum as f64 / cells.max(1) as f64 * 256.0 / units_per_pm;
    SiteReturn {
        tumour: now.tumour(),
        tumour_at_edge: now.at_edge,
        effectors: now.effectors,
        killed: (0..LINES)
            .map(|line| (0..KILLER_KINDS).map(|killer| step(counters::killed(killer) + line)).sum())
            .collect(),
        died: (0..LINES)
            .map(|line| {
                step(counters::NATURAL + line)
                    + step(counters::HYPOXIC + line)
                    + step(counters::BY_DRUG + line)
            })
            .collect(),
        vaccine: now.other[0],
        il2_at_vaccine_pm: mean_pm(now.il2_at_vaccine, now.other[0]),
        il2_at_tumour_pm: mean_pm(now.il2_at_tumour, now.tumour()),
        grafts: now.grafts,
        put_in: std::array::from_fn(|kind| step(counters::EFFECTOR_PUT_IN + kind)),
        entered: std::array::from_fn(|group| step(counters::ENTERED + group)),
        nk_lak_activation: now.activation as f64 / 3.0,
        il2_to_blood_molecules: (il2(4) - il2(1)) / units_per_molecule(geometry.field_volume_um3()),
        volume_mm3: geometry.volume_mm3(),
        area_mm2: geometry.area_mm2(),
    }
}

/// Proves a site's accounts, and that no field was saturated.
pub(crate) fn check(
    replicate: u32,
    site: usize,
    first: &Present,
    now: &Present,
    totals: &[u64],
) -> Result<(), EngineError> {
    for (field, name) in FIELD_KEYS.into_iter().enumerate() {
        let units = totals[counters::LEDGER + field * counters::LEDGER_ENTRIES.len() + 5];
        if units > 0 {
            return Err(EngineError::Saturated { replicate, site, field: name, units });
        }
    }
    counters::check(first, now, totals).map_err(|imbalance| EngineError::Account {
        replicate,
        site,
        imbalance,
    })
}
