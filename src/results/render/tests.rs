//! Renderings of a small run: what they show and what they refuse.

use crate::remedy::{Remedied, Remedy};
use std::path::Path;

use super::*;
use crate::picture::{Camera, Colours, Layer, Pace, View};
use crate::run::{Ending, RunRequest, Typed, start};
use crate::scenario::Scenario;
use crate::simulation::EngineRequest;

/// A run of a day with three animals, in a directory.
fn run(place: &Path, extra: &str) -> PathBuf {
    run_in(place, "\"0.8 mm\", \"0.6 mm\"", extra)
}

/// The same in a site of another size.
fn run_in(place: &Path, size: &str, extra: &str) -> PathBuf {
    let text = format!(
        "schema = 1\ntitle = \"Small\"\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \
         \"flank\"\nsize = [{size}]\n[[tumour]]\nsite = \"flank\"\ncells = 60\ndoubling_time = \
         \"24 h\"\n[run]\nuntil = \"day 1\"\nreplicates = 3\nseed = 5\n[record]\n{extra}\n"
    );
    let scenario = Scenario::parse(&text, "small.toml", &[]).unwrap();
    let out = place.join("run");
    let request = RunRequest {
        scenario,
        out: Some(out.clone()),
        force: false,
        typed: Typed::default(),
        engine: cpu(),
    };
    let ending = start(request, &mut Observer { tell: &mut |_| {}, stop: &|| false }).unwrap();
    assert!(matches!(ending, Ending::Done { .. }));
    out
}

fn cpu() -> EngineRequest {
    EngineRequest { choice: crate::simulation::EngineChoice::Cpu, ..EngineRequest::default() }
}

fn request(dir: &Path) -> RenderRequest {
    RenderRequest {
        dir: dir.to_path_buf(),
        out: None,
        format: PictureFormat::Gif,
        layers: vec![Layer::Cells],
        views: None,
        slice: None,
        turn_deg: 360.0,
        orbit: None,
        colours: Colours::Standard,
        crop: None,
        scale: None,
        pace: Pace::default(),
        site: None,
        replicate: None,
        from_h: None,
        to_h: None,
        pictures: picture::MOVIE_FRAMES,
        engine: cpu(),
    }
}

/// Renders it; the path and what was said.
fn make(request: &RenderRequest) -> Result<(PathBuf, Vec<String>), RunError> {
    let mut said = Vec::new();
    let mut tell = |event| {
        if let crate::events::Event::Message(text) = event {
            said.push(text);
        }
    };
    let path = render(request, &mut Observer { tell: &mut tell, stop: &|| false })?.unwrap();
    Ok((path, said))
}

fn digest(path: &Path) -> String {
    blake3::hash(&std::fs::read(path).unwrap()).to_hex()[..16].to_owned()
}

#[test]
fn nothing_asked_for_makes_the_time_lapse_and_a_replicate_without_frames_runs_again() {
    let place = tempfile::tempdir().unwrap();
    let dir = run(place.path(), "frames = \"every 6 h\"\nreplicates = [1]");
    let (path, said) = make(&request(&dir)).unwrap();
    assert!(path.starts_with(dir.join("render")) && said.is_empty(), "{path:?} {said:?}");
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(dir.join("timelapse.gif")).unwrap());
    let frames = std::fs::read(dir.join("frames.bin")).unwrap();
    let shown = Manifest::load(&RunDir::open(&dir).unwrap()).unwrap().shown.unwrap();
    let absent = (0..3).find(|replicate| ![1, shown].contains(replicate)).unwrap();
    let (of_absent, said) =
        make(&RenderRequest { replicate: Some(absent), ..request(&dir) }).unwrap();
    assert!(said.iter().any(|text| text.contains("running it again")), "{said:?}");
    assert_ne!(digest(&of_absent), digest(&path));
    assert_eq!(
        std::fs::read(dir.join("frames.bin")).unwrap(),
        frames,
        "a rendering left frames.bin alone"
    );
    // The same replicate kept from the start gives the same pictures.
    let other = tempfile::tempdir().unwrap();
    let kept = run(other.path(), "frames = \"every 6 h\"\nreplicates = [0, 1, 2]");
    let (of_kept, said) =
        make(&RenderRequest { replicate: Some(absent), ..request(&kept) }).unwrap();
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(std::fs::read(of_absent).unwrap(), std::fs::read(of_kept).unwrap());
}

#[test]
fn a_run_that_recorded_no_frames_runs_again_for_them() {
    let place = tempfile::tempdir().unwrap();
    let dir = run(place.path(), "frames = []");
    let (path, said) =
        make(&RenderRequest { format: PictureFormat::Png, ..request(&dir) }).unwrap();
    assert!(said.iter().any(|text| text.contains("running it again")), "{said:?}");
    let names = disk::names(&path).unwrap();
    assert_eq!(names, ["t000000.png", "t000060.png", "t000120.png"]);
}

#[test]
fn layers_part_scale_colours_and_times_change_the_picture_as_they_say() {
    let place = tempfile::tempdir().unwrap();
    let dir = run(place.path(), "frames = \"every 6 h\"\nreplicates = [0, 1, 2]");
    let plain = RenderRequest { replicate: Some(0), ..request(&dir) };
    let mut seen = vec![digest(&make(&plain).unwrap().0)];
    let part = [
        Extent::Micrometres(200.0),
        Extent::Cells(5),
        Extent::Micrometres(400.0),
        Extent::Cells(20),
    ];
    let variants = [
        RenderRequest { layers: vec![Layer::Il2, Layer::Mhc], ..plain.clone() },
        RenderRequest { crop: Some(part), ..plain.clone() },
        RenderRequest { scale: Some(4), ..plain.clone() },
        RenderRequest { colours: Colours::Light, ..plain.clone() },
        RenderRequest { pace: Pace { per_second: Some(25) }, ..plain.clone() },
        RenderRequest { from_h: Some(6.0), to_h: Some(12.0), ..plain.clone() },
        RenderRequest { pictures: 2, ..plain.clone() },
        RenderRequest { format: PictureFormat::Apng, ..plain.clone() },
    ];
    for variant in variants {
        let (path, _) = make(&variant).unwrap();
        seen.push(digest(&path));
        let twice = digest(&make(&variant).unwrap().0);
        assert_eq!(seen.last(), Some(&twice), "{variant:?}");
    }
    let mut different = seen.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), seen.len(), "{seen:?}");
    let still = RenderRequest {
        format: PictureFormat::Png,
        out: Some(place.path().join("one.png")),
        from_h: Some(24.0),
        crop: Some(part),
        scale: Some(10),
        ..plain
    };
    let picture =
        image::load_from_memory(&std::fs::read(make(&still).unwrap().0).unwrap()).unwrap();
    // 20 cells of 10 pixels, the legend beside them, gaps.
    assert_eq!(picture.width(), 16 + 200 + 16 + 344 + 16);
}

#[test]
fn a_site_with_depth_is_seen_in_slices_from_aside_and_from_a_camera_that_turns() {
    let place = tempfile::tempdir().unwrap();
    let dir = run_in(
        place.path(),
        "\"0.32 mm\", \"0.26 mm\", \"0.3 mm\"",
        "frames = \"every 6 h\"\nreplicates = [0, 1, 2]",
    );
    let plain = request(&dir);
    let (path, _) = make(&plain).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(dir.join("timelapse.gif")).unwrap());
    let mut seen = vec![digest(&path)];
    let plain = RenderRequest { scale: Some(8), ..plain };
    let volume = |camera| Some(vec![View::Volume(camera)]);
    let first = Camera::FIRST;
    for variant in [
        RenderRequest { views: Some(vec![View::Slice(None)]), ..plain.clone() },
        RenderRequest {
            views: Some(vec![View::Slice(None)]),
            slice: Some(Extent::Micrometres(100.0)),
            ..plain.clone()
        },
        RenderRequest { views: Some(vec![View::Projection]), ..plain.clone() },
        RenderRequest { views: volume(first), ..plain.clone() },
        RenderRequest { views: volume(first), turn_deg: 0.0, ..plain.clone() },
        RenderRequest { views: volume(first), orbit: Some(4), ..plain.clone() },
        RenderRequest { views: volume(Camera { tilt_deg: 60.0, ..first }), ..plain.clone() },
        RenderRequest { views: volume(Camera { turn_deg: 10.0, ..first }), ..plain.clone() },
        RenderRequest { views: volume(Camera { cut: false, ..first }), ..plain.clone() },
        RenderRequest { views: volume(first), layers: vec![Layer::Mhc], ..plain.clone() },
    ] {
        seen.push(digest(&make(&variant).unwrap().0));
        assert_eq!(seen.iter().filter(|one| Some(*one) == seen.last()).count(), 1, "{variant:?}");
    }
    let (stills, _) = make(&RenderRequest {
        format: PictureFormat::Png,
        views: volume(first),
        orbit: Some(3),
        ..plain.clone()
    })
    .unwrap();
    assert!(stills.to_string_lossy().ends_with("-flank-volume"), "{stills:?}");
    assert_eq!(
        disk::names(&stills).unwrap(),
        ["t000120-0000.png", "t000120-0001.png", "t000120-0002.png"]
    );
    let error = make(&RenderRequest {
        views: Some(vec![View::Slice(None)]),
        slice: Some(Extent::Cells(15)),
        ..plain
    })
    .unwrap_err();
    assert!(
        error.remedy() == Remedy::Input && error.to_string().contains("whose layers are 0 to 14"),
        "{error}"
    );
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let place = tempfile::tempdir().unwrap();
    let dir = run(place.path(), "frames = \"every 6 h\"");
    let plain = request(&dir);
    let refused = |request: RenderRequest| {
        let error = make(&request).unwrap_err();
        assert_eq!(error.remedy(), Remedy::Input, "{error}");
        error.to_string()
    };
    assert!(
        refused(RenderRequest { site: Some("lung".into()), ..plain.clone() })
            .contains("its sites are `flank`")
    );
    assert!(
        refused(RenderRequest { replicate: Some(3), ..plain.clone() })
            .contains("replicates are 0 to 2")
    );
    let outside = [Extent::Cells(30), Extent::Cells(0), Extent::Cells(11), Extent::Cells(5)];
    assert!(
        refused(RenderRequest { crop: Some(outside), ..plain.clone() })
            .contains("40 x 30 cells (0.8 x 0.6 mm)")
    );
    let nothing = [Extent::Cells(0), Extent::Cells(0), Extent::Micrometres(1.0), Extent::Cells(5)];
    assert!(
        refused(RenderRequest { crop: Some(nothing), ..plain.clone() }).contains("--crop 0,0,0,5")
    );
    assert!(
        refused(RenderRequest { views: Some(vec![View::Slice(None)]), ..plain.clone() })
            .contains("site `flank` is flat")
    );
    assert!(
        refused(RenderRequest { from_h: Some(30.0), ..plain.clone() })
            .contains("there are 5 from day 0 to day 1")
    );
    assert!(
        refused(RenderRequest { out: Some("frames.bin".into()), ..plain.clone() })
            .contains("ends in .gif")
    );
    let many = RenderRequest {
        format: PictureFormat::Png,
        out: Some(place.path().join("x.png")),
        ..plain.clone()
    };
    assert!(refused(many).contains("one file cannot hold 5 stills"));
    assert!(refused(request(place.path())).contains("holds no il2sim run"));
    assert!(!dir.join("render").exists(), "nothing was written");
}

#[test]
fn an_unfinished_run_shows_what_it_has_and_one_without_any_says_so() {
    let place = tempfile::tempdir().unwrap();
    let dir = run(place.path(), "frames = \"every 6 h\"");
    let handle = RunDir::resume(&dir).unwrap();
    let mut manifest = Manifest::load(&handle).unwrap();
    (manifest.status, manifest.shown) = (Status::Interrupted, None);
    manifest.save(&handle).unwrap();
    // A torn tail, as a killed run leaves it.
    let frames = std::fs::read(dir.join("frames.bin")).unwrap();
    std::fs::write(dir.join("frames.bin"), &frames[..frames.len() / 2]).unwrap();
    let (path, said) = make(&RenderRequest { pictures: 0, ..request(&dir) }).unwrap();
    assert!(path.exists() && said.iter().any(|text| text.contains("not finished")), "{said:?}");
    std::fs::remove_file(dir.join("frames.bin")).unwrap();
    let error = make(&request(&dir)).unwrap_err();
    assert!(
        error.remedy() == Remedy::Input && error.to_string().contains("no frames of replicate 0"),
        "{error}"
    );
}
