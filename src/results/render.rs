//! `il2sim render`: animations and stills of a run made again from its frames, in other layers,
//! colours, parts and sizes.
//!
//! In: a run's directory and what is wanted of it. Out: one file, or a folder of stills. Nothing is
//! computed anew, unless the replicate kept no frames: then it runs again alone, and must end with
//! the digest that it had. With nothing asked for, the GIF is `timelapse.gif` byte for byte.

mod error;
mod painter;
mod request;
mod source;

use std::path::{Path, PathBuf};

use crate::events::Observer;
use crate::frames::FrameKey;
use crate::picture::video::{self, Video};
use crate::picture::{self, Image, MovieError};
use crate::record::disk::{self, Part};
use crate::record::{Manifest, RecordError, RunDir, Status, made};
use crate::scenario::Scenario;

use super::error::RunError;
use super::show::movie_site;
use super::stored::{self, scenario_of};
pub use error::RenderError;
use painter::Painter;
use request::default_path;
pub use request::{Extent, PictureFormat, RenderRequest, layer_word};
use source::{FrameSource, chosen, replay_run};

/// Writes what is wanted; its path (`None`: asked to stop before the end, nothing is left).
///
/// # Errors
/// [`RunError`].
pub fn render(
    request: &RenderRequest,
    observer: &mut Observer,
) -> Result<Option<PathBuf>, RunError> {
    if let (Some(out), true) = (&request.out, request.format != PictureFormat::Png) {
        let endings = request.format.extensions();
        if out
            .extension()
            .is_none_or(|found| !endings.iter().any(|wanted| found.eq_ignore_ascii_case(wanted)))
        {
            return Err(RenderError::Ending { out: out.clone(), endings }.into());
        }
    }
    let (dir, manifest) = stored::open(&request.dir, observer)?;
    let scenario = scenario_of(&dir, &manifest)?;
    if request.format == PictureFormat::Mp4 {
        video::check().map_err(RenderError::from)?;
    }
    let site = site(request, &scenario)?;
    let mut source = FrameSource::open(&dir, &manifest, &scenario)?;
    if manifest.status != Status::Done {
        observer.say("the run is not finished: this shows what it has recorded so far");
    }
    let replicate = request.replicate.or(manifest.shown).or_else(|| source.first()).unwrap_or(0);
    if source.keys(replicate, site).is_empty() {
        match replay_run(&dir, &manifest, &scenario, replicate, request, observer)? {
            Some(made) => source = made,
            None => return Ok(None),
        }
    }
    let keys = chosen(&source.keys(replicate, site), request, &scenario)?;
    let painter = Painter::new(request, (&scenario, manifest.stop_h), site)?;
    let out =
        request.out.clone().unwrap_or_else(|| default_path(request, &scenario, replicate, site));
    let mut pictures = Pictures {
        source: &mut source,
        painter: &painter,
        scenario: &scenario,
        keys: &keys,
        next: 0,
        stop: observer.stop,
        ended: None,
    };
    match write(request, &mut pictures, &out) {
        Ok(()) => {}
        Err(_) if matches!(pictures.ended, Some(Ended::Asked)) => return Ok(None),
        Err(error) => return Err(pictures.ended.map_or(error, |ended| ended.into_error())),
    }
    if request.out.is_none() && manifest.status == Status::Done {
        enter(&dir, &out)?;
    }
    Ok(Some(out))
}

/// Enters what was made in a finished run's own directory into its manifest.
fn enter(dir: &RunDir, out: &Path) -> Result<(), RecordError> {
    let held = RunDir::resume(dir.path())?;
    let name = |path: &Path| {
        let inside = path.strip_prefix(dir.path()).ok()?;
        Some(inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
    };
    let names: Vec<String> = if out.is_dir() {
        disk::names(out)?.iter().filter_map(|file| name(&out.join(file))).collect()
    } else {
        name(out).into_iter().collect()
    };
    Manifest::load(&held)?.enter(&held, &names).map(|_| ())
}

/// The wanted site.
fn site(request: &RenderRequest, scenario: &Scenario) -> Result<u32, RenderError> {
    let Some(name) = &request.site else { return Ok(movie_site(scenario)) };
    let found = (0..).zip(&scenario.sites).find(|(_, site)| site.name == *name);
    found.map(|(index, _)| index).ok_or_else(|| {
        let known = scenario.sites.iter().map(|site| format!("`{}`", site.name)).collect();
        RenderError::NoSite { site: name.clone(), known }
    })
}

/// Why pictures stopped before their end.
enum Ended {
    Asked,
    Refused(RecordError),
}

impl Ended {
    fn into_error(self) -> RunError {
        match self {
            Ended::Asked => RenderError::Stopped.into(),
            Ended::Refused(error) => error.into(),
        }
    }
}

/// The wanted pictures, painted one at a time.
struct Pictures<'a> {
    source: &'a mut FrameSource,
    painter: &'a Painter,
    scenario: &'a Scenario,
    keys: &'a [FrameKey],
    next: usize,
    stop: &'a dyn Fn() -> bool,
    ended: Option<Ended>,
}

impl Iterator for Pictures<'_> {
    type Item = Image;

    fn next(&mut self) -> Option<Image> {
        let key = *self.keys.get(self.next)?;
        self.next += 1;
        if (self.stop)() {
            self.ended = Some(Ended::Asked);
            return None;
        }
        let reader = self.source.reader.as_mut()?;
        match reader.read(key.replicate, key.site, key.step) {
            Ok(frame) => {
                Some(self.painter.paint(&frame, self.scenario, self.next - 1, self.keys.len()))
            }
            Err(error) => {
                self.ended = Some(Ended::Refused(error));
                None
            }
        }
    }
}

/// Writes the pictures; each file is whole or absent.
fn write(request: &RenderRequest, pictures: &mut Pictures, out: &Path) -> Result<(), RunError> {
    let count = pictures.keys.len();
    match request.format {
        PictureFormat::Gif => {
            let bytes = picture::gif(pictures.by_ref(), request.colours, request.pace)
                .map_err(RenderError::from)?;
            whole(pictures)?;
            disk::replace_shared(out, &bytes)?;
        }
        PictureFormat::Apng => {
            let bytes = picture::apng(pictures.by_ref(), count, request.colours, request.pace)
                .map_err(RenderError::from)?;
            whole(pictures)?;
            disk::replace_shared(out, &bytes)?;
        }
        PictureFormat::Png if out.extension().is_some_and(|extension| extension == "png") => {
            if count != 1 {
                return Err(RenderError::Stills { out: out.to_path_buf(), count }.into());
            }
            if let Some(image) = pictures.next() {
                disk::replace_shared(out, &picture::encode(&image, request.colours))?;
            }
            whole(pictures)?;
        }
        PictureFormat::Png => {
            let put = disk::replace_many(out, &|name| made::STILLS.has(name))?;
            while let Some(image) = pictures.next() {
                let step = pictures.keys[pictures.next - 1].step;
                let place = if request.orbit.is_some() {
                    format!("-{:04}", pictures.next - 1)
                } else {
                    String::new()
                };
                let bytes = picture::encode(&image, request.colours);
                put(&format!("t{step:06}{place}.png"), &bytes)?;
            }
            whole(pictures)?;
        }
        PictureFormat::Mp4 => mp4(request, pictures, out)?,
    }
    Ok(())
}

/// Refuses to go on without all pictures.
fn whole(pictures: &mut Pictures) -> Result<(), RenderError> {
    if pictures.ended.is_some() { Err(RenderError::Stopped) } else { Ok(()) }
}

/// ffmpeg writes beside the place; the file is renamed when it stands.
fn mp4(request: &RenderRequest, pictures: &mut Pictures, out: &Path) -> Result<(), RunError> {
    let part = Part::beside(out)?;
    let mut video = Video::begin(part.path(), pictures.painter.size, request.colours, request.pace)
        .map_err(RenderError::from)?;
    let mut last = None;
    for image in pictures.by_ref() {
        video.push(&image).map_err(RenderError::from)?;
        last = Some(image);
    }
    whole(pictures)?;
    let last = last.ok_or(RenderError::Movie(MovieError::Empty))?;
    video.finish(&last).map_err(RenderError::from)?;
    Ok(part.settle()?)
}

#[cfg(test)]
mod tests;
