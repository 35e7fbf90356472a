//! The program as its users meet it: every test runs the binary in a directory of its own, or
//! checks a page against what it is made from.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip or measure"
)]
#[path = "skipped/mod.rs"]
mod skipped;

mod cli {
    mod archives;
    mod at_the_end;
    mod batch;
    mod book;
    mod branches;
    mod columns;
    mod commands;
    mod damage;
    mod earlier;
    mod ends;
    mod examples;
    mod extending;
    #[cfg(all(unix, debug_assertions))]
    mod faults;
    mod findings;
    mod foreign;
    mod gallery;
    mod gpu;
    #[cfg(target_os = "linux")]
    mod hardware;
    mod input;
    #[cfg(unix)]
    mod lesson;
    mod messages;
    mod no_files;
    mod no_page;
    mod packaging;
    mod pages;
    mod paths;
    #[cfg(unix)]
    mod pipes;
    mod plots;
    #[cfg(target_os = "linux")]
    mod refusals;
    mod renders;
    mod reports;
    mod resume;
    mod runs;
    mod statistics;
    mod studies;
    mod study_pages;
    mod support;
    mod third_party;
    mod watching;
}
