//! `il2sim render` as a user meets it; ffmpeg is a script of the test's own.

use std::path::PathBuf;

use crate::cli::support::{Place, text};

#[test]
fn a_gif_is_made_again_and_its_path_is_told() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run"]);
    let told = place.expect(0, &["render", "run", "--quiet"]);
    let path = place.path(told.trim());
    assert_eq!(
        std::fs::read(path).unwrap(),
        std::fs::read(place.path("run/timelapse.gif")).unwrap()
    );
    let told = place.expect(
        0,
        &[
            "render",
            "run",
            "--out",
            "part.png",
            "--crop",
            "200 um,10,0.4 mm,20",
            "--scale",
            "8",
            "--layers",
            "cells,mhc",
            "--from",
            "day 2",
        ],
    );
    let still = image::load_from_memory(&std::fs::read(place.path(told.trim())).unwrap()).unwrap();
    assert_eq!(still.width(), 16 + 2 * (20 * 8 + 16) + 344 + 16);
}

#[test]
fn bad_input_is_refused_with_exit_code_2() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run", "--until", "day 1"]);
    let bad = [
        (&["--layers", "cells,oxygen"][..], "[possible values: cells, il2, ifng, mhc]"),
        (&["--crop", "1,2,3"], "left, top, width, height"),
        (&["--crop", "0,0,60,10"], "50 x 50 cells (1 x 1 mm)"),
        (&["--site", "lung"], "its sites are `flank`"),
        (&["--scale", "0"], "1..=64"),
        (&["--fps", "61"], "1..=60"),
        (&["--from", "noon"], "is not a time"),
        (&["--from", "day 9"], "no frame lies between"),
        (&["--replicate", "7"], "replicates are 0 to 2"),
        (&["--out", "x.txt"], "ends in .gif"),
        (&["--views", "volume"], "site `flank` is flat"),
        (&["--views", "slice", "--tilt", "30"], "add volume to --views"),
        (&["--views", "volume", "--slice", "3"], "add slice to --views"),
        (&["--orbit", "--pictures", "10000000000000000"], "an orbit has at most 3600"),
        (&["--turn", "nan"], "degrees from -36000 to 36000"),
    ];
    for (arguments, wanted) in bad {
        let output = place.run(&[&["render", "run"], arguments].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
    let output = place.run(&["render", "."]);
    assert_eq!(
        (output.status.code(), text(&output.stderr).contains("holds no il2sim run")),
        (Some(2), true)
    );
    // A file of frames of a later version of this program.
    let frames = place.path("run/frames.bin");
    let mut bytes = std::fs::read(&frames).unwrap();
    bytes[8] = 99;
    std::fs::write(&frames, bytes).unwrap();
    let output = place.run(&["render", "run"]);
    assert_eq!(
        (output.status.code(), text(&output.stderr).contains("format version 99")),
        (Some(2), true),
        "{}",
        text(&output.stderr)
    );
}

/// A script called `ffmpeg` in a folder of its own.
#[cfg(unix)]
fn ffmpeg(place: &Place, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let folder = place.path("tools");
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join("ffmpeg");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[cfg(unix)]
#[test]
fn an_mp4_is_raw_pictures_in_ffmpegs_pipe() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run"]);
    // Keeps what it was called with and what it was sent; its last argument is the file.
    let script = "if [ \"$1\" = -version ]; then exit 0; fi\nprintf '%s\\n' \"$@\" >called\nfor \
                  out; do :; done\n/usr/bin/env cat >\"$out\" || /bin/cat >\"$out\"";
    let tools = ffmpeg(&place, script);
    let path = format!("{}:/usr/bin:/bin", tools.display());
    let output = place
        .command(&[
            "render", "run", "--format", "mp4", "--out", "film.mp4", "--scale", "3", "--fps", "10",
        ])
        .env("PATH", &path)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let called: Vec<String> =
        std::fs::read_to_string(place.path("called")).unwrap().lines().map(str::to_owned).collect();
    let after = |flag: &str| {
        called[called
            .iter()
            .position(|word| word == flag)
            .unwrap_or_else(|| panic!("no {flag} in {called:?}"))
            + 1]
        .clone()
    };
    assert_eq!(
        [
            after("-f"),
            after("-pixel_format"),
            after("-framerate"),
            after("-c:v"),
            after("-pix_fmt")
        ],
        ["rawvideo", "rgb24", "10/1", "libx264", "yuv420p"].map(str::to_owned)
    );
    let (width, height) = after("-video_size")
        .split_once('x')
        .map(|(w, h)| (w.parse::<usize>().unwrap(), h.parse::<usize>().unwrap()))
        .unwrap();
    assert!(width.is_multiple_of(2) && height.is_multiple_of(2), "{width} x {height}");
    // Five frames, and the last held for 2.5 s.
    let film = std::fs::read(place.path("film.mp4")).unwrap();
    assert_eq!(film.len(), 3 * width * height * (5 + 24));
    // The first picture is that of the animation.
    place.expect(0, &["render", "run", "--out", "first.png", "--scale", "3", "--to", "day 0"]);
    let still = image::load_from_memory(&std::fs::read(place.path("first.png")).unwrap())
        .unwrap()
        .to_rgb8();
    for (x, y, pixel) in still.enumerate_pixels() {
        assert_eq!(film[3 * (y as usize * width + x as usize)..][..3], pixel.0, "{x}, {y}");
    }
    assert!(!place.names().iter().any(|name| name.ends_with(".part")), "{:?}", place.names());
}

#[cfg(unix)]
#[test]
fn without_ffmpeg_or_with_one_that_fails_nothing_is_left() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run"]);
    let render = |path: &str| {
        place.command(&["render", "run", "--out", "film.mp4"]).env("PATH", path).output().unwrap()
    };
    let output = render(place.path("nowhere").to_str().unwrap());
    assert_eq!(
        (output.status.code(), text(&output.stderr).contains("apt install ffmpeg")),
        (Some(2), true),
        "{}",
        text(&output.stderr)
    );
    let tools = ffmpeg(
        &place,
        "if [ \"$1\" = -version ]; then exit 0; fi\nfor out; do :; done\necho half \
         >\"$out\"\necho 'Unknown encoder libx264' >&2\nexit 1",
    );
    let output = render(&format!("{}:/usr/bin:/bin", tools.display()));
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("Unknown encoder libx264"), "{}", text(&output.stderr));
    assert_eq!(place.names(), ["run", "small.toml", "tools"]);
}
