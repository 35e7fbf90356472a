//! Tests that are skipped, told apart from those that pass; shared by the test programs that have
//! some.

#![allow(dead_code, reason = "not every test program has both kinds")]
#![allow(clippy::print_stderr, reason = "a test's output is captured")]

/// Prints a line with the test's output.
pub(crate) fn say(line: &str) {
    eprintln!("{line}");
}

/// Prints that a test is skipped, and names it in the file that `tests/run` counts.
pub(crate) fn skip(test: &str, why: &str) {
    use std::io::Write;
    say(&format!("skipped, because {why}: {test}"));
    if let Some(path) = std::env::var_os("IL2SIM_TEST_SKIPPED") {
        let file = std::fs::File::options().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(format!("{test}\n").as_bytes()))
            .expect("a skipped test is counted");
    }
}

/// Skips a test of the GPU engine where the person typed `IL2SIM_TEST_GPU=skip`.
pub(crate) fn skipped(test: &str) -> bool {
    let skipped = std::env::var_os("IL2SIM_TEST_GPU").is_some_and(|wanted| wanted == "skip");
    if skipped {
        skip(test, "IL2SIM_TEST_GPU=skip");
    }
    skipped
}
