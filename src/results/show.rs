//! The animation and the page of a finished run.
//!
//! In: a run's directory with its frames, the rows of the shown animal, the outcomes of all. Out:
//! `timelapse.gif` and `report.html`.

use crate::census::Frame;
use crate::frames::{FRAMES, FrameKey, FramesReader};
use crate::picture::{self, FieldScale, MovieError};
use crate::record::{Manifest, RecordError, RunDir};
use crate::report::{AnimalRow, Curves, ReportInput, ReportSite, render};
use crate::rules::rulebook_digest;
use crate::scenario::Scenario;

use super::error::RunError;
use super::scene::{last_h, legend, marks, scene};
use super::stored::frames_of;

/// What the page says of a run beside its frames.
pub(crate) struct Story {
    /// The animal to show.
    pub shown: u32,
    /// End of the run, h.
    pub end_h: f64,
    /// Early end that was asked for, h.
    pub stop_h: Option<f64>,
    /// Keys that were set on the command line.
    pub set: Vec<String>,
    /// What is missing because the run is not finished.
    pub unfinished: Option<String>,
    /// What happened, in a sentence.
    pub headline: String,
    /// Curves of the shown animal.
    pub curves: Curves,
    /// All animals.
    pub animals: Vec<AnimalRow>,
}

/// The name of a run's page.
pub(crate) const PAGE: &str = "report.html";

/// Writes both, or the animation alone.
pub(crate) fn show(
    dir: &RunDir,
    scenario: &Scenario,
    story: Story,
    page: bool,
) -> Result<(), RunError> {
    let mut frames = FramesReader::open(&dir.file(FRAMES))?;
    if let Some(bytes) = timelapse(&mut frames, scenario, story.shown, story.stop_h)? {
        dir.write("timelapse.gif", &bytes)?;
    }
    if page {
        let input = report_input(dir, scenario, story, Some(&mut frames), None)?;
        dir.write(PAGE, render(&input).as_bytes())?;
    }
    Ok(())
}

/// The time-lapse of a finished run, made again.
pub(crate) fn film(
    dir: &RunDir,
    manifest: &Manifest,
    scenario: &Scenario,
) -> Result<Option<Vec<u8>>, RunError> {
    let shown = manifest.shown.unwrap_or(0);
    match frames_of(dir, manifest, scenario)? {
        Some(mut frames) => timelapse(&mut frames, scenario, shown, manifest.stop_h),
        None => Ok(None),
    }
}

/// The site of the time-lapse: that of the first tumour.
pub(super) fn movie_site(scenario: &Scenario) -> u32 {
    scenario.tumours.first().map_or(0, |t| t.site as u32)
}

/// The frames of one replicate and site, in time order.
pub(super) fn keys(frames: &FramesReader, shown: u32, site: u32) -> Vec<FrameKey> {
    frames.list().into_iter().filter(|key| key.replicate == shown && key.site == site).collect()
}

/// The bytes of the time-lapse of one replicate; `None` where it has no frames. One picture at a
/// time is in memory.
fn timelapse(
    frames: &mut FramesReader,
    scenario: &Scenario,
    shown: u32,
    stop_h: Option<f64>,
) -> Result<Option<Vec<u8>>, RunError> {
    let mut refused: Option<RecordError> = None;
    let all = keys(frames, shown, movie_site(scenario));
    let picked = picture::evenly(all.len(), picture::MOVIE_FRAMES);
    let of = picked.len();
    let images = picked.into_iter().map(|place| all[place]).enumerate().map_while(
        |(place, key)| match frames.read(key.replicate, key.site, key.step) {
            Ok(frame) => {
                let scene = scene(scenario, last_h(scenario, stop_h), &frame);
                Some(picture::paint_moving(&frame, &scene, (place, of)))
            }
            Err(error) => {
                refused = Some(error);
                None
            }
        },
    );
    let made = picture::gif(images, picture::Colours::Standard, picture::Pace::default());
    match (refused, made) {
        (Some(error), _) => Err(error.into()),
        (None, Ok(bytes)) => Ok(Some(bytes)),
        (None, Err(MovieError::Empty)) => Ok(None),
        (None, Err(error)) => Err(RunError::Movie(error)),
    }
}

/// Everything on the page. A page made later takes version and rulebook from the run's manifest.
pub(super) fn report_input(
    dir: &RunDir,
    scenario: &Scenario,
    story: Story,
    mut frames: Option<&mut FramesReader>,
    manifest: Option<&Manifest>,
) -> Result<ReportInput, RunError> {
    let mut films = Films::new();
    for index in 0..scenario.sites.len() as u32 {
        let mut film = Vec::new();
        if let Some(frames) = frames.as_deref_mut() {
            for key in keys(frames, story.shown, index) {
                film.push((
                    key.step as f64 * scenario.run.tissue_step_h,
                    frames.read(key.replicate, key.site, key.step)?,
                ));
            }
        }
        films.push(film);
    }
    let path = dir.whole("scenario.toml")?;
    let scenario_toml =
        std::fs::read_to_string(&path).map_err(|error| RecordError::io(&path, "read", error))?;
    let mut input = page_input(scenario, story, films, scenario_toml);
    if let Some(manifest) = manifest {
        input.version.clone_from(&manifest.version);
        input.rulebook_digest.clone_from(&manifest.rulebook_digest);
    }
    Ok(input)
}

/// Of each site the time points of the shown animal, each with its time, h.
pub(crate) type Films = Vec<Vec<(f64, Frame)>>;

/// Everything on the page, from what is at hand.
pub(crate) fn page_input(
    scenario: &Scenario,
    story: Story,
    films: Films,
    scenario_toml: String,
) -> ReportInput {
    let sites = scenario.sites.iter().zip(films).map(|(site, frames)| ReportSite {
        name: site.name.clone(),
        cells: site.cells,
        spacing_um: site.spacing_um,
        frames,
    });
    let set = values_of(scenario, &story.set);
    let stop_h = story.stop_h.filter(|stop_h| *stop_h < scenario.run.until_h);
    ReportInput {
        title: scenario.title.clone(),
        source: scenario.source.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        unfinished: story.unfinished,
        headline: story.headline,
        subject: scenario.species.subject().to_string(),
        shown: story.shown,
        sites: sites.collect(),
        kinds: legend(scenario),
        until_h: last_h(scenario, stop_h),
        stopped_before_h: stop_h.map(|_| scenario.run.until_h),
        command: command(&set, stop_h),
        set,
        marks: marks(scenario, story.end_h),
        field_scale: FieldScale::default(),
        curves: story.curves,
        animals: story.animals,
        detection_mm: scenario.run.detection_mm,
        scenario_toml,
        not_default: scenario.not_default(),
        scenario_digest: scenario.digest(),
        rulebook_digest: rulebook_digest(),
        seed: scenario.run.seed,
    }
}

/// The keys of the scenario that were set, by themselves or with the table above them, each with
/// its value.
fn values_of(scenario: &Scenario, set: &[String]) -> Vec<(String, String)> {
    let was_set = |path: &str| {
        set.iter().any(|key| {
            path.strip_prefix(key.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    scenario
        .values()
        .filter(|(path, _)| was_set(path))
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .collect()
}

/// The command that makes a run again from its resolved scenario.
fn command(set: &[(String, String)], stop_h: Option<f64>) -> String {
    let mut command = "il2sim run scenario.toml".to_owned();
    for (path, value) in set {
        command += &match path.as_str() {
            "run.seed" => format!(" --seed {value}"),
            "run.replicates" => format!(" --replicates {value}"),
            _ => format!(" --set {}", in_quotes(&format!("{path}={value}"))),
        };
    }
    match stop_h {
        Some(stop_h) => command + &format!(" --until {}", in_quotes(&format!("{stop_h} h"))),
        None => command,
    }
}

/// A word of a command, in quotes where a shell would read it otherwise.
fn in_quotes(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._=/-".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_holds_what_was_set_as_a_shell_reads_it() {
        let set = |path: &str, value: &str| (path.to_owned(), value.to_owned());
        let all = [
            set("run.replicates", "3"),
            set("run.seed", "7"),
            set("tumour.0.cells", "60"),
            set("title", "\"a mouse's\""),
        ];
        assert_eq!(
            command(&all, Some(240.0)),
            "il2sim run scenario.toml --replicates 3 --seed 7 --set tumour.0.cells=60 --set \
             'title=\"a mouse'\\''s\"' --until '240 h'"
        );
        assert_eq!(command(&[], None), "il2sim run scenario.toml");
    }
}
