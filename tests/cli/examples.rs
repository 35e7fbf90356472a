//! The programs of `examples/` do what they say. They stand here as modules, so that every run of
//! the tests compiles and runs them as they are.

use super::support::{Place, SMALL};

#[path = "../../examples/one_animal.rs"]
#[expect(dead_code, reason = "its `main` prints what is tested here")]
mod one_animal;
#[path = "../../examples/own_arm.rs"]
#[expect(dead_code, reason = "its `main` prints what is tested here")]
mod own_arm;
#[path = "../../examples/read_frames.rs"]
#[expect(dead_code, reason = "its `main` prints what is tested here")]
mod read_frames;

#[test]
fn one_animal_prints_a_line_a_day_and_the_response() {
    let text = one_animal::SCENARIO.replace("\"day 8\"", "\"day 2\"").replace("= 5", "= 1");
    let table = one_animal::trajectory(&text).expect("the scenario runs");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 5, "{table}");
    assert!(lines[0].trim_start().starts_with("time_h  tumour_cells"), "{table}");
    for (day, line) in lines[1..4].iter().enumerate() {
        let values: Vec<f64> =
            line.split_whitespace().map(|value| value.parse().expect("a number")).collect();
        assert_eq!(values[0], 24.0 * day as f64, "{table}");
        assert!(values[1] >= 100.0, "{table}");
    }
    assert!(lines[4].starts_with("response: "), "{table}");
}

#[test]
fn an_arm_of_ones_own_has_the_same_animals_until_it_differs() {
    let before = own_arm::compare(3, 24.0).expect("both arms run");
    assert_eq!(before.control, before.arm);
    assert_eq!(before.p, 1.0);
    let after = own_arm::compare(3, 120.0).expect("both arms run");
    assert_ne!(after.control, after.arm);
    assert!(after.p < 1.0, "{:?} {:?}", after.control, after.arm);
}

#[test]
fn frames_are_counted_and_painted() {
    let place = Place::new();
    place.write("small.toml", SMALL);
    place.expect(0, &["run", "small.toml", "--out", "run", "--quiet", "--replicates", "1"]);
    let read_frames::Frames { names, counts, last } =
        read_frames::read(&place.path("run")).expect("frames were kept");
    assert_eq!(
        counts.iter().map(|frame| frame.time_h).collect::<Vec<_>>(),
        [0.0, 12.0, 24.0, 36.0, 48.0]
    );
    let tumour = names.iter().position(|name| name.starts_with("tumour")).expect("a kind");
    for frame in &counts {
        assert_eq!((frame.replicate, frame.site.as_str()), (0, "flank"));
        assert_eq!(frame.cells.iter().sum::<usize>(), 2500);
        assert!(frame.cells[tumour] > 50);
    }
    let picture = image::load_from_memory(&last).expect("a PNG").to_rgb8();
    assert_eq!(picture.dimensions(), (50, 50));
    let colours: std::collections::BTreeSet<_> = picture.pixels().map(|pixel| pixel.0).collect();
    assert!(colours.len() > 2, "{colours:?}");
}
