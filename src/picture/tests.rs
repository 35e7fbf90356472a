//! Pictures of made-up frames: digests, decoding by another library, and what must be seen in them.

use super::*;
use crate::kinds::Code;

/// A disc of tumour with a necrotic middle, MHC-negative quarter, vessels, effectors of every kind
/// and a glow, by integer arithmetic only.
pub(crate) fn made_up(cells: [u32; 3], step: u64) -> Frame {
    let [w, h, d] = cells.map(i64::from);
    let n = (w * h * d) as usize;
    let mut frame = Frame {
        replicate: 0,
        site: 0,
        step,
        kind: vec![Code::FREE; n],
        mhc: vec![0; n],
        il2: vec![0; n],
        ifng: vec![0; n],
    };
    let radius = w / 5 + step as i64 * w / 40_000;
    for i in 0..n {
        let (x, y, z) = (i as i64 % w, i as i64 / w % h, i as i64 / (w * h));
        let (dx, dy, dz) = (x - w / 2, y - h / 2, if d > 1 { z - d / 2 } else { 0 });
        let far = dx * dx + dy * dy + dz * dz;
        let noise = (((i as u64 + step / 7 * 31) * 2_654_435_761) >> 7) % 1_000;
        let mut kind = if far < radius * radius / 9 {
            6
        } else if far < radius * radius {
            1 + u8::from(dx > 0 && dy > 0)
        } else {
            0
        };
        if kind == 0 && x % 7 == 3 && y % 7 == 2 && (d == 1 || z % 7 == 1) {
            kind = 7;
        }
        if kind == 0 && x < w / 8 {
            kind = if noise.is_multiple_of(5) { 3 } else { 4 };
        }
        if kind == 1 && noise < 60 {
            kind = 5;
        }
        if noise > 970 && far > radius * radius / 3 && far < 3 * radius * radius {
            kind = 8 + (noise / 7 % 5) as u8;
        }
        frame.kind[i] = Code(kind);
        frame.mhc[i] =
            if kind == 1 { 8 + (noise % 8) as u8 } else { u8::from(kind == 2) * (noise % 4) as u8 };
        let glow = |centre: i64| {
            (250 - ((x - centre).abs() + (y - h / 3).abs()) * 400 / w).clamp(0, 255) as u8
        };
        frame.il2[i] = glow(w / 4);
        frame.ifng[i] = glow(w * 3 / 4);
    }
    frame
}

pub(crate) fn scene(frame: &Frame, cells: [u32; 3]) -> Scene {
    Scene {
        title: "Peritumoral rIL-2 from day 1, MC-induced sarcoma in syngeneic mice".into(),
        site: "flank".into(),
        who: "animal 3".into(),
        cells,
        spacing_um: 20.0,
        time_h: frame.step as f64 / 10.0,
        until_h: 1_440.0,
        legend: Scene::legend_of(frame, (0..13).map(Code)),
        marks: vec![
            Mark {
                label: "il2 peritumoral".into(),
                times_h: (1..11).map(|day| f64::from(day) * 24.0).collect(),
            },
            Mark { label: "surgery".into(), times_h: vec![480.0] },
        ],
        field_scale: FieldScale::default(),
    }
}

fn digest(image: &Image) -> String {
    blake3::hash(&image.pixels).to_hex()[..16].to_owned()
}

#[test]
fn painted_frames_have_the_bytes_they_had() {
    let flat = made_up([200, 200, 1], 300);
    let deep = made_up([41, 37, 33], 300);
    let painted = [
        paint(&flat, &scene(&flat, [200, 200, 1]), 800),
        paint(&flat, &scene(&flat, [200, 200, 1]), 480),
        paint(&deep, &scene(&deep, [41, 37, 33]), 800),
    ];
    let digests = painted.each_ref().map(digest);
    assert_eq!(digests, ["85233a266b65ea2a", "3db6c412032ff4ac", "9f97a9db66797615"]);
}

#[test]
fn the_digest_of_a_picture_notices_one_cell() {
    let frame = made_up([50, 50, 1], 300);
    let mut other = frame.clone();
    other.kind[1_300] = if other.kind[1_300] == Code::CTL { Code::HELPER } else { Code::CTL };
    let scene = scene(&frame, [50, 50, 1]);
    assert_ne!(digest(&paint(&frame, &scene, 800)), digest(&paint(&other, &scene, 800)));
}

#[test]
fn a_png_decodes_to_the_colours_that_were_painted() {
    let frame = made_up([40, 30, 1], 120);
    let image = paint(&frame, &scene(&frame, [40, 30, 1]), 240);
    let decoded = image::load_from_memory(&encode(&image, Colours::Standard)).unwrap().to_rgb8();
    assert_eq!((decoded.width() as usize, decoded.height() as usize), (image.width, image.height));
    for (pixel, index) in decoded.pixels().zip(&image.pixels) {
        assert_eq!(pixel.0, palette::rgb(*index));
    }
}

#[test]
fn a_gif_decodes_to_the_pictures_it_was_made_of() {
    use image::AnimationDecoder;
    let images: Vec<Image> = [0, 120, 120, 240]
        .map(|step| made_up([40, 30, 1], step))
        .iter()
        .map(|f| paint(f, &scene(f, [40, 30, 1]), 120))
        .collect();
    let bytes = gif(images.clone(), Colours::Standard, Pace::default()).unwrap();
    let decoded = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(&bytes))
        .unwrap()
        .into_frames()
        .collect_frames()
        .unwrap();
    assert_eq!(decoded.len(), images.len());
    for (shown, image) in decoded.iter().zip(&images) {
        for (pixel, index) in shown.buffer().pixels().zip(&image.pixels) {
            assert_eq!(pixel.0[..3], palette::rgb(*index));
        }
    }
}

#[test]
fn a_gif_of_nothing_or_of_two_sizes_is_refused() {
    assert!(matches!(gif([], Colours::Standard, Pace::default()), Err(MovieError::Empty)));
    let result =
        gif([Image::filled(4, 4, 1), Image::filled(5, 4, 1)], Colours::Standard, Pace::default());
    assert!(matches!(result, Err(MovieError::Size { place: 1, .. })));
}

#[test]
fn every_kind_can_be_seen_in_the_picture() {
    let frame = made_up([200, 200, 1], 300);
    let scene = Scene { legend: vec![], ..scene(&frame, [200, 200, 1]) };
    let image = paint(&frame, &scene, 800);
    for kind in (1..13).map(Code) {
        assert!(frame.kind.contains(&kind), "the made-up frame has no {kind:?}");
        let seen = (0..=255).any(|il2| {
            image.pixels.contains(&palette::cell(palette::Layer::Cells, kind, 0, il2, 0))
        });
        assert!(seen, "{kind:?} is not seen");
    }
}

#[test]
fn odd_sizes_and_times_paint_without_trouble() {
    for cells in [[1, 1, 1], [3, 200, 1], [1_000, 7, 1], [5, 3, 2], [900, 900, 1]] {
        let frame = made_up(cells, 0);
        let mut scene = scene(&frame, cells);
        scene.until_h = 0.5;
        scene.marks = (0..9)
            .map(|i| Mark {
                label: "a label that is far too long to be shown in full here".repeat(i),
                times_h: vec![-5.0, 1e9],
            })
            .collect();
        scene.title = "word ".repeat(80);
        let image = paint(&frame, &scene, 300);
        assert!(image.width > 300 && image.pixels.len() == image.width * image.height);
    }
}

#[test]
fn a_deep_site_shows_a_slice_and_a_volume() {
    let frame = made_up([41, 37, 33], 300);
    let views = panes(&frame, [41, 37, 33], &VIEWS, 1);
    assert_eq!(
        views.iter().map(|pane| pane.drawn).collect::<Vec<_>>(),
        [pane::Drawn::Cells, pane::Drawn::Lit]
    );
}

#[test]
fn clocks_and_numbers_read_well() {
    assert_eq!(day_and_hour(12.25 * 24.0), "day 12, 06:00");
    assert_eq!(day_and_hour(0.1), "day 0, 00:06");
    assert_eq!(
        [grouped(0), grouped(999), grouped(1_000), grouped(1_234_567)],
        ["0", "999", "1,000", "1,234,567"]
    );
}

#[test]
fn the_scale_of_a_field_is_the_one_of_the_frames() {
    let scale = FieldScale::default();
    assert_eq!(
        [scale.code(0.05), scale.code(0.1), scale.code(0.2), scale.code(1e9)],
        [0, 1, 11, 255]
    );
    assert!((scale.top_pm() / 4.4275e6 - 1.0).abs() < 1e-3, "{}", scale.top_pm());
}

#[test]
fn a_movie_takes_frames_evenly_with_the_first_and_the_last() {
    assert!(evenly(0, 120).is_empty());
    assert_eq!((evenly(3, 120), evenly(3, 0)), (vec![0, 1, 2], vec![0, 1, 2]));
    let picks = evenly(1_000, 120);
    assert_eq!((picks.len(), picks[0], picks[119]), (120, 0, 999));
    assert!(picks.windows(2).all(|pair| (8..=9).contains(&(pair[1] - pair[0]))));
}

fn movie() -> Vec<Image> {
    [0, 120, 120, 240]
        .map(|step| made_up([40, 30, 1], step))
        .iter()
        .map(|f| paint(f, &scene(f, [40, 30, 1]), 120))
        .collect()
}

#[test]
fn an_apng_decodes_to_the_pictures_it_was_made_of() {
    use image::AnimationDecoder;
    let bytes = apng(movie(), 4, Colours::Light, Pace { per_second: Some(25) }).unwrap();
    let decoder = image::codecs::png::PngDecoder::new(std::io::Cursor::new(&bytes)).unwrap();
    let decoded = decoder.apng().unwrap().into_frames().collect_frames().unwrap();
    assert_eq!(decoded.len(), 4);
    for (shown, image) in decoded.iter().zip(&movie()) {
        for (pixel, index) in shown.buffer().pixels().zip(&image.pixels) {
            assert_eq!(pixel.0[..3], Colours::Light.rgb(*index));
        }
    }
    assert_eq!(
        decoded.iter().map(|f| f.delay().numer_denom_ms()).collect::<Vec<_>>(),
        [(40, 1), (40, 1), (40, 1), (2_500, 1)]
    );
    let one = apng(movie().drain(..1), 1, Colours::Standard, Pace::default()).unwrap();
    assert_eq!(one, encode(&movie()[0], Colours::Standard));
}

#[test]
fn an_apng_with_fewer_or_more_pictures_than_announced_is_refused() {
    for (announced, given) in [(5, 4), (3, 4)] {
        let error = apng(movie(), announced, Colours::Standard, Pace::default()).unwrap_err();
        assert!(
            matches!(error, MovieError::Short { announced: a, given: g } if (a, g) == (announced, given)),
            "{error}"
        );
    }
}

#[test]
fn a_pace_says_how_long_pictures_stay() {
    assert_eq!(
        (Pace::default().seconds(), Pace { per_second: Some(30) }.seconds()),
        ((12, 100), (1, 30))
    );
    assert_eq!(
        (Pace::default().times_held(), Pace { per_second: Some(30) }.times_held()),
        (21, 75)
    );
    let delays = |pace| {
        let mut reader = ::gif::DecodeOptions::new()
            .read_info(std::io::Cursor::new(gif(movie(), Colours::Standard, pace).unwrap()))
            .unwrap();
        let mut delays = Vec::new();
        while let Some(frame) = reader.read_next_frame().unwrap() {
            delays.push(frame.delay);
        }
        delays
    };
    assert_eq!(delays(Pace::default()), [12, 12, 12, 250]);
    assert_eq!(delays(Pace { per_second: Some(30) }), [3, 3, 3, 250]);
}

#[test]
fn layers_parts_and_sizes_have_the_bytes_they_had_and_the_size_that_was_told() {
    let (flat, deep) = (made_up([50, 40, 1], 300), made_up([21, 17, 13], 300));
    let all = vec![Layer::Cells, Layer::Il2, Layer::Ifng, Layer::Mhc];
    let mut digests = Vec::new();
    for (frame, cells) in [(&flat, [50, 40, 1]), (&deep, [21, 17, 13])] {
        for (layers, size) in [
            (all.clone(), PictureSize::Edge(3)),
            (vec![Layer::Il2], PictureSize::Fit(300)),
            (vec![Layer::Mhc], PictureSize::Edge(8)),
        ] {
            let (look, scene) = (Look { layers, size, ..Look::default() }, scene(frame, cells));
            let image = paint_as(frame, &scene, &look);
            assert_eq!(painted_size(&scene, &look), (image.width, image.height));
            digests.push(digest(&image));
        }
    }
    assert_eq!(
        digests,
        [
            "ed4426056a5e43f2",
            "c9f208bf4a53f8aa",
            "d3d1723a4e38e11f",
            "b36e70c97b7f256a",
            "5fb853ff813f1a1d",
            "7a6418722d6ccfcf"
        ]
    );
}

#[test]
fn views_have_the_bytes_they_had_from_every_side() {
    let cells = [41, 37, 33];
    let (frame, mut digests) = (made_up(cells, 300), Vec::new());
    let camera = |turn_deg, tilt_deg, cut| View::Volume(Camera { turn_deg, tilt_deg, cut });
    for views in [
        vec![camera(45.0, 25.0, true)],
        vec![camera(-100.0, -60.0, false)],
        vec![View::Slice(Some(3)), View::Projection, camera(0.0, 90.0, true)],
    ] {
        let (look, scene) = (
            Look { views, layers: vec![Layer::Cells, Layer::Mhc], ..Look::default() },
            scene(&frame, cells),
        );
        let image = paint_as(&frame, &scene, &look);
        assert_eq!(painted_size(&scene, &look), (image.width, image.height));
        digests.push(digest(&image));
    }
    assert_eq!(digests, ["40333567d68079c5", "d5b2c432b9c03a97", "407461ec46369aeb"]);
}

#[test]
fn a_camera_that_went_once_round_sees_what_it_saw() {
    let frame = made_up([21, 17, 13], 300);
    let scene = scene(&frame, [21, 17, 13]);
    let at = |place| paint_moving(&frame, &scene, (place, 8));
    assert_eq!(at(0), at(8));
    assert_ne!(at(0), at(1));
    assert_eq!(at(0), paint_as(&frame, &scene, &Look::default()));
}
