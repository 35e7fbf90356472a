//! What stands around a frame in its picture: the scenario's words for the painter.

use crate::census::Frame;
use crate::frames::FrameKey;
use crate::kinds::{Code, EffectorKind, Legend};
use crate::picture::{FieldScale, Mark, Scene, png};
use crate::record::legal_name;
use crate::scenario::Scenario;

/// Codes in the legend of a scenario's pictures: the same in each frame, so that the legend stands
/// still. A kind that joined later stands there only where it is on.
pub fn legend(scenario: &Scenario) -> Vec<Code> {
    let can_occur = |code: &Code| match code.look().legend {
        Legend::Always => code.effector().is_none_or(|kind| on(scenario, kind)),
        Legend::WithVaccine => !scenario.vaccines.is_empty(),
        Legend::Never => false,
    };
    Code::all().filter(can_occur).collect()
}

/// Whether cells of a kind can occur.
fn on(scenario: &Scenario, kind: EffectorKind) -> bool {
    let row = kind.row();
    !row.later
        || scenario
            .values()
            .any(|(path, value)| path == format!("model.{}.on", row.name) && value != "false")
}

/// The end of a run's timeline, h: the scenario's, or that at which the run was stopped before.
pub(super) fn last_h(scenario: &Scenario, stop_h: Option<f64>) -> f64 {
    stop_h.map_or(scenario.run.until_h, |stop_h| stop_h.min(scenario.run.until_h))
}

/// The scene of a frame, its timeline to `end_h`.
pub(super) fn scene(scenario: &Scenario, end_h: f64, frame: &Frame) -> Scene {
    let site = &scenario.sites[frame.site as usize];
    Scene {
        title: scenario.title.clone(),
        site: site.name.clone(),
        who: format!("{} {}", scenario.species.subject(), frame.replicate),
        cells: site.cells,
        spacing_um: site.spacing_um,
        time_h: frame.step as f64 * scenario.run.tissue_step_h,
        until_h: end_h,
        legend: Scene::legend_of(frame, legend(scenario)),
        marks: marks(scenario, end_h),
        field_scale: FieldScale::default(),
    }
}

/// What is given before `end_h`, for a timeline.
pub(crate) fn marks(scenario: &Scenario, end_h: f64) -> Vec<Mark> {
    scenario
        .treatments
        .iter()
        .map(|t| Mark { label: t.label.clone(), times_h: t.times_before(end_h).to_vec() })
        .collect()
}

/// Name of a frame's picture in the run's directory.
pub(crate) fn picture_name(scenario: &Scenario, key: FrameKey) -> String {
    let site = legal_name(&scenario.sites[key.site as usize].name);
    format!("frames/r{:04}/{site}/t{:06}.png", key.replicate, key.step)
}

/// Name in the run's directory and bytes of a frame's picture. Its timeline goes to the scenario's
/// end: a run that is stopped before has the same pictures up to there.
pub(crate) fn picture(scenario: &Scenario, frame: &Frame) -> (String, Vec<u8>) {
    let key = FrameKey { replicate: frame.replicate, site: frame.site, step: frame.step };
    (picture_name(scenario, key), png(frame, &scene(scenario, scenario.run.until_h, frame)))
}
