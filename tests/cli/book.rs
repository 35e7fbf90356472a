//! The pages as a book: every page has its place, every link its target.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder with an ending, by their paths from the root.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.ends_with(ending))
        .map(|name| if folder == "." { name } else { format!("{folder}/{name}") })
        .collect();
    names.sort();
    names
}

/// Targets of the links and pictures of a page: not those in code, nor to other hosts.
fn targets(page: &str) -> Vec<String> {
    let mut targets = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every second part of a line cut at backticks is code.
        let prose: String = line.split('`').step_by(2).collect();
        let links = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let pictures = prose.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        targets.extend(links.chain(pictures).map(str::to_string));
    }
    targets.retain(|target| !target.contains("://"));
    targets
}

/// The name under which a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()
}

/// What a page links to and is not there.
fn dead_links(at: &Path, page: &str) -> Vec<String> {
    let mut dead = targets(page);
    dead.retain(|target| {
        let (file, heading) = target.split_once('#').unwrap_or((target, ""));
        let place: PathBuf = if file.is_empty() {
            at.to_path_buf()
        } else {
            at.parent().expect("a folder").join(file)
        };
        if heading.is_empty() {
            return !place.exists();
        }
        let text = std::fs::read_to_string(place).unwrap_or_default();
        let mut headings = text.lines().filter(|line| line.starts_with('#'));
        !headings.any(|line| anchor(line.trim_start_matches('#')) == heading)
    });
    dead
}

#[test]
fn every_page_stands_once_in_the_contents_of_the_book() {
    let contents = std::fs::read_to_string(root().join("docs/SUMMARY.md")).expect("the contents");
    let listed = targets(&contents);
    let mut wanted: Vec<String> =
        files(".", ".md").into_iter().map(|name| format!("../{name}")).collect();
    let pages = files("docs", ".md").into_iter().filter(|name| name != "docs/SUMMARY.md");
    wanted.extend(pages.map(|name| name.trim_start_matches("docs/").to_string()));
    assert!(wanted.len() > 10, "{wanted:?}");
    for page in wanted {
        let times = listed.iter().filter(|target| **target == page).count();
        assert_eq!(times, 1, "{page} stands {times} times in docs/SUMMARY.md");
    }
}

#[test]
fn the_book_goes_from_tutorial_to_explanation() {
    let contents = std::fs::read_to_string(root().join("docs/SUMMARY.md")).expect("the contents");
    let parts: Vec<_> = contents.lines().filter_map(|line| line.strip_prefix("# ")).collect();
    assert_eq!(parts, ["Summary", "Tutorial", "How to", "Reference", "Explanation"]);
}

#[test]
fn every_link_of_the_pages_has_its_target() {
    let mut pages = files(".", ".md");
    pages.extend(files("docs", ".md"));
    pages.push("cluster/README.md".to_string());
    let mut links = 0;
    for name in pages {
        let place = root().join(&name);
        let page = std::fs::read_to_string(&place).expect("a page");
        links += targets(&page).len();
        let dead = dead_links(&place, &page);
        assert!(dead.is_empty(), "{name} links to {dead:?}");
    }
    assert!(links > 50, "only {links} links were found");
}

#[test]
fn a_link_without_target_is_found() {
    let page = "[a](README.md) [b](no-such-page.md) [`c`](README.md#no-heading) `[d](nothing)`\n\
                ```sh\n[e](nothing)\n```\n<img src=\"no.png\"> [f](https://example.org) \
                [g](README.md#first-run)\n";
    let dead = dead_links(&root().join("page.md"), page);
    assert_eq!(dead, ["no-such-page.md", "README.md#no-heading", "no.png"]);
}

#[test]
fn every_module_stands_in_the_map_of_the_library() {
    let library = std::fs::read_to_string(root().join("src/lib.rs")).expect("the library");
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let names: Vec<&str> = modules.map(|name| name.trim_end_matches(';')).collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let row = format!("`{name}`");
        assert!(
            library.lines().any(|line| line.starts_with("//! |") && line.contains(&row)),
            "{name} is missing in the map of src/lib.rs"
        );
    }
}

#[test]
fn every_path_that_contributors_are_sent_to_is_there() {
    let page = std::fs::read_to_string(root().join("CONTRIBUTING.md")).expect("the page");
    let code = page.split('`').skip(1).step_by(2);
    let rooms = ["src/", "tests/", "shaders/", "docs/", "examples/"];
    let paths: Vec<&str> = code
        .filter(|text| rooms.iter().any(|room| text.starts_with(room)))
        .filter(|text| !text.contains(['*', ' ']))
        .collect();
    assert!(paths.len() > 15, "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "CONTRIBUTING.md: there is no {path}");
    }
}
