//! The GPU engine through the command line. `IL2SIM_TEST_GPU=skip` leaves these tests out and says
//! so; another value names the adapter.

use super::support::{Place, same_trees, text};
use crate::skipped::skipped;

/// The arguments that choose the GPU; `None` where the person typed that these tests may be
/// skipped.
fn gpu(test: &str) -> Option<Vec<String>> {
    if skipped(test) {
        return None;
    }
    let wanted = std::env::var("IL2SIM_TEST_GPU").unwrap_or_default();
    let adapter = if wanted.is_empty() { "auto".to_string() } else { wanted };
    Some(["--engine", "gpu", "--gpu", &adapter].map(str::to_string).to_vec())
}

fn manifest(place: &Place, run: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(place.path(&format!("{run}/manifest.json"))).unwrap())
        .unwrap()
}

#[test]
fn a_run_on_the_gpu_leaves_the_same_bytes_as_on_the_cpu() {
    let Some(gpu) = gpu("a_run_on_the_gpu_leaves_the_same_bytes_as_on_the_cpu") else { return };
    let place = Place::new();
    let run = |out: &str, engine: &[&str]| {
        place.expect(
            0,
            &[&["run", "small.toml", "--until", "12 h", "--replicates", "2", "--out", out], engine]
                .concat(),
        )
    };
    run("cpu", &["--engine", "cpu"]);
    run("gpu", &gpu.iter().map(String::as_str).collect::<Vec<_>>());
    same_trees(&place.tree("cpu"), &place.tree("gpu"), "CPU and GPU");
    assert_eq!(
        (manifest(&place, "cpu")["engine"].as_str(), manifest(&place, "gpu")["engine"].as_str()),
        (Some("cpu"), Some("gpu"))
    );
    assert_eq!(manifest(&place, "gpu")["cross_check"], "passed");
    assert!(manifest(&place, "gpu")["adapter"].is_string());
    place.expect(0, &["verify", "gpu", "--engine", "cpu", "-q"]);
}

#[test]
fn a_lattice_that_no_buffer_holds_is_refused_before_it_is_filled() {
    let name = "a_lattice_that_no_buffer_holds_is_refused_before_it_is_filled";
    let Some(gpu) = gpu(name) else { return };
    let gpu: Vec<&str> = gpu.iter().map(String::as_str).collect();
    let place = Place::new();
    let info = place.expect(0, &[&["info"], &gpu[..]].concat());
    let largest = info
        .lines()
        .find_map(|line| {
            line.split_once("largest binding ")?.1.split(' ').next()?.parse::<u64>().ok()
        })
        .unwrap();
    if largest >= 450 {
        return crate::skipped::skip(name, "this adapter's buffers hold the largest lattice");
    }
    let large = "site.0.size=[\"150 mm\", \"150 mm\"]";
    let run = ["run", "small.toml", "--out", "run", "--allow-large", "--set", large];
    let clock = std::time::Instant::now();
    let output = place.run(&[&run, &gpu[..]].concat());
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("in one buffer: at most"), "{said}");
    // filling it alone takes twenty seconds
    assert!(clock.elapsed().as_secs_f64() < 8.0, "{:?}", clock.elapsed());
}

#[test]
fn a_site_with_depth_is_painted_from_the_gpu_as_from_the_cpu() {
    let Some(gpu) = gpu("a_site_with_depth_is_painted_from_the_gpu_as_from_the_cpu") else {
        return;
    };
    let place = Place::new();
    let run = [
        "run",
        "small.toml",
        "--until",
        "12 h",
        "--replicates",
        "1",
        "--set",
        "site.0.size=[\"0.3 mm\", \"0.26 mm\", \"0.28 mm\"]",
        "--out",
    ];
    place.expect(0, &[&run[..], &["cpu", "--engine", "cpu"]].concat());
    place.expect(
        0,
        &[&run[..], &["gpu"], &gpu.iter().map(String::as_str).collect::<Vec<_>>()].concat(),
    );
    same_trees(&place.tree("cpu"), &place.tree("gpu"), "CPU and GPU");
    let rendered = [
        "--views",
        "slice,projection,volume",
        "--orbit",
        "--pictures",
        "3",
        "--scale",
        "6",
        "--out",
    ];
    place.expect(0, &[&["render", "cpu"], &rendered[..], &["cpu.gif"]].concat());
    place.expect(0, &[&["render", "gpu"], &rendered[..], &["gpu.gif"]].concat());
    assert!(
        std::fs::read(place.path("cpu.gif")).unwrap()
            == std::fs::read(place.path("gpu.gif")).unwrap()
    );
}

#[cfg(unix)]
#[test]
fn a_run_interrupted_on_the_gpu_goes_on_on_the_cpu() {
    let Some(gpu) = gpu("a_run_interrupted_on_the_gpu_goes_on_on_the_cpu") else { return };
    let place = Place::new();
    let run = [
        "run",
        "small.toml",
        "--until",
        "day 1",
        "--replicates",
        "1",
        "--set",
        "record.frames=\"every 2 h\"",
        "--quiet",
        "--out",
    ];
    place.expect(0, &[&run[..], &["whole", "--engine", "cpu"]].concat());
    let gpu: Vec<&str> = gpu.iter().map(String::as_str).collect();
    let mut child = place.start(&[&run[..], &["cut"], &gpu[..]].concat());
    while !place.path("cut/frames/r0000/flank/t000020.png").exists() {
        assert_eq!(child.try_wait().unwrap(), None, "the run ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(
        std::process::Command::new("kill")
            .args(["-INT".to_string(), child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    let stopped = child.wait().unwrap().code();
    assert_eq!(stopped, Some(130));
    place.expect(0, &["resume", "cut", "--engine", "cpu"]);
    same_trees(&place.tree("whole"), &place.tree("cut"), "begun on the GPU, ended on the CPU");
}

#[test]
fn no_adapter_is_the_users_mistake_and_leaves_nothing() {
    let place = Place::new();
    for arguments in [["--engine", "gpu"], ["--gpu", "no such adapter"]] {
        let mut command = place.command(&["run", "small.toml"]);
        // an empty list of drivers: the loader then finds none
        command
            .args(arguments)
            .env("VK_DRIVER_FILES", "/nowhere.json")
            .env("VK_ICD_FILENAMES", "/nowhere.json");
        let output = command.output().unwrap();
        if cfg!(target_os = "linux") || arguments[1] != "gpu" {
            assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
            assert_eq!(place.names(), ["small.toml"]);
        }
    }
}
