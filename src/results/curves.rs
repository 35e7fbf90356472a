//! Curves of a run from the rows of its series.
//!
//! In: columns and rows. Out: for a replicate and a time point one [`CurvePoint`]: counts summed
//! over the sites, concentrations and the leak index averaged over them. A line whose column the
//! scenario leaves out of its series has no values.

use std::collections::BTreeMap;

use crate::kinds::KINDS;
use crate::report::{CurvePoint, Curves};
use crate::table::{Column, Value};

/// The census's column of living tumour cells.
pub(crate) const TUMOUR_COLUMN: &str = "tumour_cells";

/// Lines that are sums over the sites: living tumour, and each kind of effector.
const SUMMED: usize = 1 + KINDS.len();

/// Columns of the lines that are means over the sites.
const AVERAGED: [&str; 3] = ["il2_mean_pm", "plasma_il2_pm", "leak_index"];

/// Where the lines stand in a row, in the order of a [`CurvePoint`].
#[derive(Clone, Debug)]
pub(crate) struct Places(Vec<Option<usize>>);

/// Rows of one replicate at one time point, so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    point: CurvePoint,
    sites: f64,
}

/// Columns of the lines, in the order of a [`CurvePoint`].
fn of_lines() -> impl Iterator<Item = String> {
    let kinds = KINDS.iter().map(|kind| format!("{}_cells", kind.name));
    let summed = std::iter::once(TUMOUR_COLUMN.to_owned()).chain(kinds);
    summed.chain(AVERAGED.map(str::to_owned))
}

impl Places {
    /// In rows of these columns.
    pub(crate) fn of(columns: &[Column]) -> Places {
        let place = |name: String| columns.iter().position(|column| column.name == name);
        Places(of_lines().map(place).collect())
    }

    /// Columns of lines that there are not.
    fn missing(&self) -> Vec<String> {
        let missing = of_lines().zip(&self.0).filter(|(_, place)| place.is_none());
        missing.map(|(name, _)| name).collect()
    }
}

impl Sum {
    /// Takes the row of one more site.
    pub(crate) fn add(&mut self, places: &Places, row: &[Value]) {
        for (value, place) in self.point.iter_mut().zip(&places.0) {
            *value += place.map_or(f64::NAN, |place| number(&row[place]));
        }
        self.sites += 1.0;
    }

    /// The lines' values.
    pub(crate) fn point(&self) -> CurvePoint {
        let mut point = self.point;
        for mean in &mut point[SUMMED..] {
            *mean /= self.sites;
        }
        point
    }
}

/// The curves of one replicate. `each` gives the rows of the series.
pub(crate) fn curves<E>(
    columns: &[Column],
    shown: u32,
    each: impl FnOnce(&mut dyn FnMut(&[Value])) -> Result<(), E>,
) -> Result<Curves, E> {
    let places = Places::of(columns);
    // by time in units of 2^-20 h
    let mut time_points: BTreeMap<u64, (f64, Sum)> = BTreeMap::new();
    each(&mut |row| {
        if let (Value::Count(replicate), Value::Number(time_h)) = (&row[0], &row[2])
            && *replicate == u64::from(shown)
        {
            let (_, sum) = time_points
                .entry((time_h * 1_048_576.0) as u64)
                .or_insert((*time_h, Sum::default()));
            sum.add(&places, row);
        }
    })?;
    let mut curves = Curves { missing: places.missing(), ..Curves::default() };
    for (time_h, sum) in time_points.into_values() {
        curves.push(time_h, &sum.point());
    }
    Ok(curves)
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Count(count) => *count as f64,
        Value::Number(number) => *number,
        Value::Text(_) | Value::Flag(_) | Value::Missing => 0.0,
    }
}
