//! Which survival curves stand together in a chart.
//!
//! In: arms and points of a design. Out: charts of at most [`CURVES`] curves each. Few curves share
//! one chart; of more each arm has its own; of more points in an arm a grid has a chart for each
//! combination of all keys but one, a design that varies one key at a time a chart for each key,
//! and a list, or too many arms, charts of one piece after the other. A sampled design, whose
//! points are too many to be shown one by one, has a chart for each key with few values: the
//! animals of all points with one value are pooled.

use super::trial::{Trial, TrialLevel};

/// Most curves of a chart.
pub(super) const CURVES: usize = 6;
/// Most charts of a measure.
const CHARTS: usize = 24;

/// Curves of one chart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CurvesTogether {
    /// Their arm, if all are of one.
    pub arm: Option<usize>,
    /// What else they have in common, in words.
    pub at: Vec<String>,
    /// Name and entries of each curve: one entry, or those whose animals are pooled.
    pub curves: Vec<(String, Vec<usize>)>,
    /// Whether animals of several points are pooled.
    pub pooled: bool,
}

/// The charts of these entries of a trial; or why there are none.
pub(super) fn charts(trial: &Trial, entries: &[usize]) -> Result<Vec<CurvesTogether>, String> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let in_arm =
        |arm: usize| entries.iter().copied().filter(move |&entry| trial.entries[entry].arm == arm);
    let by_arm: Vec<(usize, Vec<usize>)> = (0..trial.arms.len())
        .map(|arm| (arm, in_arm(arm).collect::<Vec<_>>()))
        .filter(|(_, mine)| !mine.is_empty())
        .collect();
    if trial.chosen() && entries.len() > CHARTS * CURVES {
        return Err(format!(
            "{} survival curves are too many for charts (at most {}); they follow from the \
             outcomes",
            entries.len(),
            CHARTS * CURVES
        ));
    }
    let made: Vec<CurvesTogether> = if entries.len() <= CURVES {
        vec![some(trial, None, &[], entries)]
    } else if trial.keys.is_empty() {
        let mut arms = entries.to_vec();
        arms.sort_by_key(|&entry| (trial.entries[entry].arm != trial.control, entry));
        pieces(trial, None, &[], &arms, true)
    } else if by_arm.iter().all(|(_, mine)| mine.len() <= CURVES) {
        by_arm.iter().map(|(arm, mine)| some(trial, Some(*arm), &[], mine)).collect()
    } else {
        let of_arm: fn(&Trial, usize, &[usize]) -> Vec<CurvesTogether> = match trial.design.as_str()
        {
            "grid" => grid,
            "one at a time" => one_at_a_time,
            _ if trial.chosen() => |trial, arm, mine| pieces(trial, Some(arm), &[], mine, false),
            _ => sampled,
        };
        by_arm.iter().flat_map(|(arm, mine)| of_arm(trial, *arm, mine)).collect()
    };
    match made.len() {
        0 => Err(format!(
            "{} points are too many for survival curves one by one, and no key has at most \
             {CURVES} values",
            entries.len()
        )),
        many if many > CHARTS => Err(format!(
            "{many} charts of survival curves are too many (at most {CHARTS}); they follow from \
             the outcomes"
        )),
        _ => Ok(made),
    }
}

/// Entries that share the values of some keys, one curve each.
fn some(trial: &Trial, arm: Option<usize>, shared: &[usize], mine: &[usize]) -> CurvesTogether {
    let name = |entry: usize| {
        let levels = trial.entries[entry].levels.iter().enumerate();
        let own = levels.filter(|(key, _)| !shared.contains(key));
        let mut parts: Vec<String> = own.map(|(key, level)| trial.level(key, level)).collect();
        if parts.is_empty() || (arm.is_none() && trial.arms.len() > 1) {
            parts.insert(0, trial.arms[trial.entries[entry].arm].clone());
        }
        parts.join(", ")
    };
    let at = shared.iter().map(|&key| trial.level(key, &trial.entries[mine[0]].levels[key]));
    CurvesTogether {
        arm,
        at: at.collect(),
        curves: mine.iter().map(|&entry| (name(entry), vec![entry])).collect(),
        pooled: false,
    }
}

/// The same in pieces; with `first`, the first entry stands in each to be compared with.
fn pieces(
    trial: &Trial,
    arm: Option<usize>,
    shared: &[usize],
    mine: &[usize],
    first: bool,
) -> Vec<CurvesTogether> {
    if mine.len() <= CURVES {
        return vec![some(trial, arm, shared, mine)];
    }
    let (head, rest) = mine.split_at(usize::from(first));
    let chunks = rest.chunks(CURVES - head.len());
    let count = chunks.len();
    let piece = |(n, chunk): (usize, &[usize])| {
        let mut piece = some(trial, arm, shared, &[head, chunk].concat());
        piece.at.push(format!("{} of {count}", n + 1));
        piece
    };
    chunks.enumerate().map(piece).collect()
}

/// Of a grid: one key runs through the curves of a chart, the others stand still; of the keys with
/// few values that with the most.
fn grid(trial: &Trial, arm: usize, mine: &[usize]) -> Vec<CurvesTogether> {
    let values = |key: usize| levels(trial, mine, key).len();
    let keys = 0..trial.keys.len();
    let running = keys
        .clone()
        .filter(|&key| values(key) <= CURVES)
        .max_by_key(|&key| (values(key), key))
        .or_else(|| keys.clone().min_by_key(|&key| (values(key), usize::MAX - key)));
    let shared: Vec<usize> = keys.filter(|&key| Some(key) != running).collect();
    let at = |entry: usize| -> Vec<&TrialLevel> {
        shared.iter().map(|&key| &trial.entries[entry].levels[key]).collect()
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &entry in mine {
        match groups.iter_mut().find(|group| at(group[0]) == at(entry)) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    let chart = |group: &Vec<usize>| pieces(trial, Some(arm), &shared, group, false);
    groups.iter().flat_map(chart).collect()
}

/// Of a design that varies one key at a time: for each key its values, the others as at first.
fn one_at_a_time(trial: &Trial, arm: usize, mine: &[usize]) -> Vec<CurvesTogether> {
    let of_key = |moved: usize| {
        let shared: Vec<usize> = (0..trial.keys.len()).filter(|&key| key != moved).collect();
        let base = &trial.entries[mine[0]].levels;
        let as_base =
            |entry: &usize| shared.iter().all(|&k| trial.entries[*entry].levels[k] == base[k]);
        let group: Vec<usize> = mine.iter().copied().filter(as_base).collect();
        pieces(trial, Some(arm), &shared, &group, true)
    };
    (0..trial.keys.len()).flat_map(of_key).filter(|chart| chart.curves.len() > 1).collect()
}

/// Of a sampled design: for each key with few values the animals of each value.
fn sampled(trial: &Trial, arm: usize, mine: &[usize]) -> Vec<CurvesTogether> {
    let of_key = |key: usize| {
        let levels = levels(trial, mine, key);
        let curve = |level: &&TrialLevel| {
            let has = |entry: &usize| trial.entries[*entry].levels[key] == **level;
            (trial.level(key, level), mine.iter().copied().filter(has).collect())
        };
        let few = (2..=CURVES).contains(&levels.len());
        few.then(|| CurvesTogether {
            arm: Some(arm),
            at: vec![format!("by {}", trial.keys[key].name)],
            curves: levels.iter().map(curve).collect(),
            pooled: true,
        })
    };
    (0..trial.keys.len()).filter_map(of_key).collect()
}

/// Values of a key, each once: numbers by size, words as they came; of very many the first.
fn levels<'t>(trial: &'t Trial, mine: &[usize], key: usize) -> Vec<&'t TrialLevel> {
    let mut levels: Vec<&TrialLevel> = Vec::new();
    for &entry in mine {
        let level = &trial.entries[entry].levels[key];
        if !levels.contains(&level) {
            levels.push(level);
        }
        if levels.len() > CHARTS * CURVES {
            break;
        }
    }
    if levels.iter().all(|level| level.number().is_some()) {
        levels.sort_by(|a, b| a.number().unwrap_or(0.0).total_cmp(&b.number().unwrap_or(0.0)));
    }
    levels
}

#[cfg(test)]
mod tests;
