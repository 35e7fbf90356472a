//! What a trajectory of the disease amounts to: size, response, end, and which animal a viewer is
//! shown.
//!
//! In: living tumour cells of each lesion (one lattice is one lesion) at every host step. Out: a
//! [`Trajectory`] that grows with nothing, and from it a [`Response`], times of response and
//! progression, and how long an animal was followed
//! ([`Followed`](crate::statistics::kaplan_meier::Followed)), of which a
//! [`KaplanMeier`](crate::statistics::kaplan_meier::KaplanMeier) curve is made. All of it is pure:
//! the same numbers give the same words.
//!
//! - Size of a lesion: equivalent diameter `d` of its viable tumour, mm; from the area in 2-D (`d =
//!   2 sqrt(A / pi)`), from the volume in 3-D (`d = cbrt(6 V / pi)`). WHO product: the sum of `d *
//!   d` over lesions, mm2.
//! - Baseline: the product just before the first treatment (untreated: on day 1, on which the
//!   shipped schedules begin).
//! - CR: no living tumour cell in any lesion at the end, and the last was not taken by an
//!   operation. PR: at most 50 % of baseline without a
//!   break for 7 d (mouse) or 4 weeks (patient). PD: at the end at least 25 % above the smallest
//!   product since baseline and above `detection`. SD: anything else. The first of CR, PR, PD,
//!   SD that holds is the response.
//! - NE, before all of them: the tumour left its site (nobody knows what grows outside; PD where a
//!   progression had held before, or where `run.left_site` is `event`), or an operation took the
//!   last cells (nobody knows what the treatment would have done to them).
//! - Progression ends a replicate where the scenario asks for no more (`run.end_at`): at the first
//!   time point at which the product has stayed a quarter above the smallest since baseline as long
//!   as a PR must hold. Growth that turns sooner ends nothing, and the time of progression is that
//!   of a run that goes on.
//! - Slice cells: what one slice of 20 um would hold, `pi / 4 * WHO product / (0.02 mm)^2`; the
//!   humane endpoint counts in them.

mod edge;
mod foci;
mod trajectory;

pub use edge::EdgeReached;
pub use foci::foci;
pub use trajectory::{Duration, Signs, Trajectory};

use crate::host::burden::diameter_mm;
use crate::input::units::day;
use crate::scenario::Scenario;
use crate::scenario::types::{Act, Run, Site, Species, Treatment};

/// Thickness and width of a cell in the slices that burdens are quoted in, mm.
const SLICE_MM: f64 = 0.02;
/// Baseline of an untreated animal, h.
const UNTREATED_BASELINE_H: f64 = 24.0;

/// Response to the treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Response {
    /// No living tumour cell at the end.
    Complete,
    /// At most half of baseline for long enough.
    Partial,
    /// Neither better nor worse.
    Stable,
    /// Grew by a quarter or more to a size that is detected.
    Progressive,
    /// Not evaluable: the tumour left the site, or an operation took its last cells.
    NotEvaluable,
}

impl Response {
    /// All of them, best first.
    pub const ALL: [Response; 5] = [
        Response::Complete,
        Response::Partial,
        Response::Stable,
        Response::Progressive,
        Response::NotEvaluable,
    ];

    /// `CR`, `PR`, `SD`, `PD` or `NE`.
    pub fn code(self) -> &'static str {
        match self {
            Response::Complete => "CR",
            Response::Partial => "PR",
            Response::Stable => "SD",
            Response::Progressive => "PD",
            Response::NotEvaluable => "NE",
        }
    }

    /// What happened to the animals, for a sentence.
    pub fn verb(self) -> &'static str {
        match self {
            Response::Complete => "cured",
            Response::Partial => "responded in part",
            Response::Stable => "stayed stable",
            Response::Progressive => "progressed",
            Response::NotEvaluable => "not evaluable",
        }
    }
}

/// Why a replicate's rows stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum EndReason {
    /// The scenario's end.
    Until,
    /// No tumour cell lives and none can come.
    Cured,
    /// The burden passed the humane endpoint.
    HumaneEndpoint,
    /// The tumour touched its site's edge.
    LeftTheSite,
    /// The host died of toxicity.
    ToxicDeath,
    /// The disease progressed, and the scenario asked for no more.
    Progressed,
    /// An operation took the last tumour cells, and none can come.
    Resected,
}

impl EndReason {
    /// All of them.
    pub const ALL: [EndReason; 7] = [
        EndReason::Until,
        EndReason::Cured,
        EndReason::HumaneEndpoint,
        EndReason::LeftTheSite,
        EndReason::ToxicDeath,
        EndReason::Progressed,
        EndReason::Resected,
    ];

    /// The word of tables.
    pub fn name(self) -> &'static str {
        match self {
            EndReason::Until => "until",
            EndReason::Cured => "cured",
            EndReason::HumaneEndpoint => "humane endpoint",
            EndReason::LeftTheSite => "left the site",
            EndReason::ToxicDeath => "toxic death",
            EndReason::Progressed => "progressed",
            EndReason::Resected => "resected",
        }
    }

    /// The reason of a table's word; of one that is none, the scenario's end.
    pub fn of(word: &str) -> EndReason {
        let known = EndReason::ALL.into_iter().find(|reason| reason.name() == word);
        known.unwrap_or(EndReason::Until)
    }

    /// What happened, for a sentence that goes on with "on day N".
    pub fn verb(self) -> &'static str {
        match self {
            EndReason::Until => "alive at the end",
            EndReason::Cured => "cured",
            EndReason::HumaneEndpoint => "put down at the humane endpoint",
            EndReason::LeftTheSite => "tumour left the site",
            EndReason::ToxicDeath => "died of toxicity",
            EndReason::Progressed => "followed to its progression",
            EndReason::Resected => "last cells resected",
        }
    }
}

/// Equivalent diameter of `cells` living tumour cells on a lattice, mm.
///
/// ```
/// // 1,963 cells of 20 um in a slice make a disc of 1 mm; 65,450 in a volume a ball of 1 mm
/// assert!((il2sim::outcome::equivalent_diameter_mm(1963, 2, 20.0) - 1.0).abs() < 1e-3);
/// assert!((il2sim::outcome::equivalent_diameter_mm(65_450, 3, 20.0) - 1.0).abs() < 1e-3);
/// ```
pub fn equivalent_diameter_mm(cells: u64, dimensions: u32, spacing_um: f64) -> f64 {
    diameter_mm(cells as f64, dimensions, spacing_um)
}

/// Slice cells that a WHO product (mm2) stands for.
pub fn slice_cells(product_mm2: f64) -> f64 {
    core::f64::consts::PI / 4.0 * product_mm2 / (SLICE_MM * SLICE_MM)
}

/// What the rules need to know of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Dimensions and spacing (um) of each site.
    sites: Vec<(u32, f64)>,
    /// The product at the last observation up to here is the baseline, h.
    baseline_h: f64,
    /// Times of resections, h, ascending.
    resections_h: Vec<f64>,
    /// How long a partial response must hold, h.
    hold_h: f64,
    /// Diameter above which a burden is detected, mm.
    detection_mm: f64,
    /// Slice cells of the whole animal above which a mouse is put down.
    humane_endpoint_cells: Option<f64>,
    /// Host step, h: a resection is seen at the end of its step.
    host_step_h: f64,
    /// Whether a progression that held ends a replicate.
    ends_at_progression: bool,
    /// Whether leaving the site is death and progression.
    leaving_is_an_event: bool,
    /// Time after which no tumour comes any more, h.
    last_inoculation_h: f64,
}

impl Rules {
    /// The rules for a scenario's parts; `inoculations_h` are the times at which its tumours are
    /// set.
    pub fn new(
        species: Species,
        sites: &[Site],
        run: &Run,
        treatments: &[Treatment],
        inoculations_h: &[f64],
    ) -> Self {
        let first = treatments
            .iter()
            .filter_map(|t| t.times_h.first())
            .copied()
            .fold(f64::INFINITY, f64::min);
        let mut resections_h: Vec<f64> = treatments
            .iter()
            .filter(|t| matches!(t.act, Act::Surgery { .. }))
            .flat_map(|t| t.times_h.iter().copied())
            .collect();
        resections_h.sort_by(f64::total_cmp);
        Rules {
            sites: sites.iter().map(|s| (s.dimensions, s.spacing_um)).collect(),
            baseline_h: if first.is_finite() { first } else { UNTREATED_BASELINE_H },
            resections_h,
            hold_h: match species {
                Species::Mouse => 7.0 * 24.0,
                Species::Human => 28.0 * 24.0,
            },
            detection_mm: run.detection_mm,
            humane_endpoint_cells: run.humane_endpoint_cells,
            host_step_h: run.host_step_h,
            ends_at_progression: run.ends_at_progression,
            leaving_is_an_event: run.leaving_is_an_event,
            last_inoculation_h: inoculations_h.iter().copied().fold(0.0, f64::max),
        }
    }

    /// Whether these rules and others judge every time point up to a time alike.
    pub fn agree_until(&self, other: &Rules, time_h: f64) -> bool {
        let before = |rules: &Rules| {
            rules.resections_h.iter().copied().filter(|r| *r <= time_h).collect::<Vec<_>>()
        };
        let baseline =
            self.baseline_h == other.baseline_h || self.baseline_h.min(other.baseline_h) >= time_h;
        baseline
            && before(self) == before(other)
            && self.sites == other.sites
            && self.detection_mm == other.detection_mm
            && self.humane_endpoint_cells == other.humane_endpoint_cells
            && self.ends_at_progression == other.ends_at_progression
            && self.leaving_is_an_event == other.leaving_is_an_event
    }

    /// Whether an operation took what was no longer there at the observation at `time_h`.
    fn resected_at(&self, time_h: f64) -> bool {
        let since_h = |at_h: &f64| time_h - at_h;
        self.resections_h.iter().map(since_h).any(|h| h > 0.0 && h <= 1.000_001 * self.host_step_h)
    }

    /// Whether a burden is detected.
    fn detects(&self, product_mm2: f64) -> bool {
        product_mm2.sqrt() > self.detection_mm
    }

    /// Whether the observation at `time_h`, one of every `step_h`, is the last up to the baseline.
    pub fn baseline_falls_on(&self, time_h: f64, step_h: f64) -> bool {
        time_h <= self.baseline_h && time_h + step_h > self.baseline_h
    }

    /// The rules for a loaded scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let inoculations: Vec<f64> = scenario.tumours.iter().map(|t| t.start_h).collect();
        Rules::new(
            scenario.species,
            &scenario.sites,
            &scenario.run,
            &scenario.treatments,
            &inoculations,
        )
    }

    /// Sum over lesions of the squared equivalent diameter, mm2.
    pub fn who_product_mm2(&self, lesions: &[u64]) -> f64 {
        let mut product = 0.0;
        for (&cells, &(dimensions, spacing_um)) in lesions.iter().zip(&self.sites) {
            let d = equivalent_diameter_mm(cells, dimensions, spacing_um);
            product += d * d;
        }
        product
    }
}

/// The commonest response; of equally common ones the better.
pub fn commonest(responses: &[Response]) -> Response {
    let count = |r: Response| responses.iter().filter(|&&x| x == r).count();
    let mut best = Response::Complete;
    for candidate in Response::ALL {
        if count(candidate) > count(best) {
            best = candidate;
        }
    }
    best
}

/// Finds the animal to show: of those with the commonest response the one whose trajectory is
/// nearest their median trajectory.
///
/// A burden of `x` living tumour cells (an ended animal keeps its last) counts as `ln(1 + x)`, in
/// whole units of 2^-32 so that ties are exact. At each record time the median over the members is
/// taken, and each member's distance grows by its distance from it. The smallest distance is shown,
/// of equal ones the lowest replicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MedianTrajectory {
    members: Vec<u32>,
    /// Twice the distance, so that the median of an even number needs no halves.
    distances: Vec<u64>,
}

impl MedianTrajectory {
    /// `responses[r]` is the response of replicate `r`.
    pub fn new(responses: &[Response]) -> Self {
        let class = commonest(responses);
        let members: Vec<u32> =
            (0..).zip(responses).filter(|&(_, &r)| r == class).map(|(i, _)| i).collect();
        MedianTrajectory { distances: vec![0; members.len()], members }
    }

    /// Takes in one record time: `burdens[r]` are the living tumour cells of replicate `r`.
    pub fn add(&mut self, burdens: &[u64]) {
        let own: Vec<u64> = self
            .members
            .iter()
            .map(|&r| (libm::log1p(burdens[r as usize] as f64) * 4_294_967_296.0) as u64)
            .collect();
        let mut sorted = own.clone();
        sorted.sort_unstable();
        let Some(last) = sorted.len().checked_sub(1) else { return };
        let twice_median = sorted[last / 2] + sorted[last.div_ceil(2)];
        for (distance, x) in self.distances.iter_mut().zip(own) {
            *distance += (2 * x).abs_diff(twice_median);
        }
    }

    /// The replicate to show (0 when there is none).
    pub fn shown(&self) -> u32 {
        let mut best = 0;
        for i in 1..self.members.len() {
            if self.distances[i] < self.distances[best] {
                best = i;
            }
        }
        self.members.get(best).copied().unwrap_or(0)
    }
}

/// What a sentence counts of an animal: its response, and why its rows end.
pub type Course = (Response, EndReason);

/// The sentence of terminal and report, for example "14 of 20 animals cured; shown: animal 3, cured
/// on day 19". Animals whose tumour left the site, and those whose last cells an operation took,
/// are counted in it wherever there are any.
pub fn headline(
    species: Species,
    animals: &[Course],
    shown: u32,
    (reason, at_h): (EndReason, f64),
) -> String {
    let (one, many) = match species {
        Species::Mouse => ("animal", "animals"),
        Species::Human => ("patient", "patients"),
    };
    let total = animals.len();
    let responses: Vec<Response> = animals.iter().map(|animal| animal.0).collect();
    let count = |r: Response| responses.iter().filter(|&&x| x == r).count();
    let ended = |reason: EndReason| animals.iter().filter(|animal| animal.1 == reason).count();
    let mut text = format!(
        "{} of {total} {} cured",
        count(Response::Complete),
        if total == 1 { one } else { many }
    );
    let class = commonest(&responses);
    if !matches!(class, Response::Complete | Response::NotEvaluable) {
        text += &format!(", {} {}", count(class), class.verb());
    }
    for (reason, what) in [
        (EndReason::Resected, "resected, no recurrence"),
        (EndReason::LeftTheSite, "left the site"),
    ] {
        match ended(reason) {
            0 => {}
            some => text += &format!(", {some} of {total} {what}"),
        }
    }
    format!("{text}; shown: {one} {shown}, {} on day {}", reason.verb(), day(at_h))
}

#[cfg(test)]
mod tests;
