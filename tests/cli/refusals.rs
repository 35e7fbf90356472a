//! What the system refuses is named, and ends no run without its state.

use std::process::{Command, Output};

use super::support::{Place, SMALL, same_trees, text};

/// The program under limits that a shell sets first.
fn under(place: &Place, limits: &str, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_il2sim");
    let line = format!("{limits}; exec '{program}' {arguments}");
    Command::new("sh").args(["-c", &line]).current_dir(place.path("")).output().unwrap()
}

#[test]
fn a_limit_of_file_sizes_is_named_and_the_run_goes_on_when_it_is_raised() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "whole", "-q"]);
    let output = under(&place, "ulimit -f 200", "run small.toml --out cut -q");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(75), "{said}");
    assert!(said.contains("the largest size of a file is reached (`ulimit -f`)"), "{said}");
    place.expect(0, &["resume", "cut", "-q"]);
    same_trees(&place.tree("whole"), &place.tree("cut"), "resumed");
}

#[test]
fn a_small_stack_bears_every_command() {
    let place = Place::new();
    for arguments in ["run small.toml --out run -q", "report run", "plot run", "render run"] {
        let output = under(&place, "ulimit -s 128", arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
    }
}

/// A user's number that no process has, so that a limit of one process is this one.
const NOBODY: &str = "543210";

/// The program as a user of its own that may have so many threads; `None` where it cannot be
/// begun so.
fn with_threads(most: u32, arguments: &str) -> Option<Output> {
    let is_root = text(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    let line = format!("ulimit -u {most}; exec '{}' {arguments}", env!("CARGO_BIN_EXE_il2sim"));
    // Root is bound by no such limit.
    let mut command = Command::new(if is_root { "setpriv" } else { "bash" });
    if is_root {
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "bash"]);
    }
    let output = command.args(["-c", &line]).current_dir("/").output().ok()?;
    let begun = !text(&output.stderr).contains("setpriv:") && output.status.code() != Some(126);
    begun.then_some(output)
}

#[test]
fn a_system_that_starts_no_thread_is_named() {
    for (most, arguments) in [(1, "list"), (2, "bench --engine cpu --threads 4")] {
        let Some(output) = with_threads(most, arguments) else {
            let why = "the program cannot be begun as another user";
            return crate::skipped::skip("a_system_that_starts_no_thread_is_named", why);
        };
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments}: {said}");
        assert!(said.contains("cannot start threads") && said.contains("ulimit -u"), "{said}");
    }
}

#[test]
fn a_run_under_nohup_outlives_its_terminal() {
    let place = Place::new();
    let long = "run small.toml --out run -q --set run.until='\"day 4\"'";
    let program = env!("CARGO_BIN_EXE_il2sim");
    let line = format!("trap '' HUP; exec '{program}' {long}");
    let mut child =
        Command::new("sh").args(["-c", &line]).current_dir(place.path("")).spawn().unwrap();
    while !place.path("run/frames/r0000/flank/t000000.png").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let hang_up = Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap();
    assert!(hang_up.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_endless_scenario_is_refused_at_the_limit() {
    let place = Place::new();
    for command in ["check /dev/zero", "run /dev/zero", "batch plan /dev/zero --out study"] {
        let output = under(&place, "ulimit -v 2000000", command);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(said.contains("is too large: more than 1048576 bytes"), "{command}: {said}");
    }
    place.write("arm.toml", &"#".repeat(2 << 20));
    place.expect(0, &["run", "small.toml", "--out", "run", "-q"]);
    place.expect(2, &["branch", "run", "--at", "day 1", "--with", "arm.toml"]);
    // a pipe is read as far as it goes
    let output = under(&place, "true", "check /dev/stdin < small.toml");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn a_run_that_does_not_fit_is_refused_before_it_starts() {
    let place = Place::new();
    let large = "--set site.0.size='[\"80 mm\", \"80 mm\"]'";
    for (what, fits) in [(large, "of their cells fit"), ("--replicates 100000", "replicates fit")] {
        let run = format!("run small.toml --out run {what}");
        let output = under(&place, "ulimit -v 600000", &run);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {said}");
        assert!(said.contains(fits) && said.contains("--allow-large"), "{what}: {said}");
        assert!(!place.path("run").exists(), "nothing is begun");
    }
    // What the check did not stop is not begun again either, until it is asked for.
    let begun = "run small.toml --out begun -q --replicates 100000";
    let limit = "ulimit -v 600000";
    assert_ne!(under(&place, limit, &format!("{begun} --allow-large")).status.code(), Some(0));
    assert!(place.path("begun/manifest.json").exists());
    place.write("arm.toml", "");
    for again in ["resume begun", "branch begun --at 'day 1' --with arm.toml --out other"] {
        let output = under(&place, limit, again);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{again}: {said}");
        assert!(said.contains("replicates fit") && said.contains("--allow-large"), "{said}");
        assert!(!place.path("other").exists(), "nothing is begun");
        let asked = under(&place, limit, &format!("{again} --allow-large"));
        assert_ne!(asked.status.code(), Some(2), "{}", text(&asked.stderr));
    }
    place.write("many.toml", &SMALL.replace("replicates = 3", "replicates = 100000"));
    let check = |flag: &str| under(&place, "ulimit -v 600000", &format!("check many.toml {flag}"));
    assert_eq!(check("").status.code(), Some(2));
    let said = text(&check("--allow-large").stdout);
    assert!(said.contains("good") && said.contains("needs about"), "{said}");
    let run = "run small.toml --out run -q --allow-large --until '6 h'";
    assert_eq!(under(&place, "ulimit -v 2000000", run).status.code(), Some(0));
}
