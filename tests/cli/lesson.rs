//! Every command of the lesson works, on the scenarios as shipped: with one animal and three days
//! instead of its three animals and weeks, which take minutes here.

use std::path::Path;
use std::process::Command;

use super::support::Place;

/// The commands of the page, in order: lines of its shell blocks.
fn commands() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lesson.md");
    let page = std::fs::read_to_string(page).expect("the lesson is there");
    let blocks = page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(""));
    blocks.flat_map(str::lines).map(shortened).collect()
}

/// A command with one animal and three days: the rest as a reader types it.
fn shortened(command: &str) -> String {
    let mut short = command.replace("--replicates 3", "--replicates 1");
    for day in ["14", "20"] {
        short = short.replace(&format!("--until \"day {day}\""), "--until \"day 3\"");
    }
    assert!(
        !command.contains(" run ") || (short.contains("--replicates 1") && short.contains("day 3")),
        "{command} is longer than the test knows"
    );
    short
}

#[test]
fn the_commands_of_the_lesson_do_what_it_says() {
    let place = Place::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(root.join("scenarios"), place.path("scenarios"))
        .expect("a link to the shipped scenarios");
    let program = Path::new(env!("CARGO_BIN_EXE_il2sim"));
    let folder = program.parent().expect("the program lies in a folder");
    let commands = commands();
    assert!(
        commands.len() >= 6 && commands.iter().all(|command| command.starts_with("il2sim ")),
        "{commands:?}"
    );
    for command in &commands {
        // The shell of the reader, so that quotes mean what they mean there.
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(place.path(""))
            .env("PATH", path)
            .output()
            .expect("a shell");
        assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
        let stdout = String::from_utf8_lossy(&output.stdout);
        let page = stdout.lines().last().map(str::to_string).expect("the last line is a path");
        assert!(place.path(&page).is_file() && page.ends_with(".html"), "{command}: {page}");
    }
    for name in ["alone", "early", "late", "without-ctl", "hidden"] {
        assert!(place.path(&format!("lesson/{name}/report.html")).is_file(), "{name}");
    }
}
