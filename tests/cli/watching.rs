//! A run that is watched in a browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::cli::support::{Place, same_trees, text};

/// The body of an answer of the page's server; none where it has too many to answer, or is gone.
fn get(url: &str, path: &str) -> Option<Vec<u8>> {
    let (host, token) = url.strip_prefix("http://")?.split_once('/')?;
    let mut stream = TcpStream::connect(host).ok()?;
    stream
        .write_all(format!("GET /{token}{path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
        .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let body = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    answer.starts_with(b"HTTP/1.1 200 ").then(|| answer.split_off(body))
}

#[test]
fn a_run_that_is_watched_has_the_bytes_of_one_that_is_not() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "alone", "--quiet"]);
    let mut child = place.start(&["run", "small.toml", "--out", "watched", "--quiet", "--watch"]);
    let mut first = String::new();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    said.read_line(&mut first).unwrap();
    let url = first.trim().strip_prefix("watch: ").unwrap_or_else(|| panic!("{first}"));
    assert!(get(url, "").is_some_and(|page| text(&page).contains("Small tumour under one dose")));
    let (mut pictures, mut last) = (0, serde_json::Value::Null);
    while child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let Some(body) = get(url, "now") else { continue };
        last = serde_json::from_slice(&body).unwrap();
        let list = last["panes"][0]["pictures"].as_u64().unwrap_or(0);
        if list > pictures {
            let picture = get(url, &format!("pictures/0/0/{pictures}.png"));
            assert!(picture.is_none_or(|bytes| bytes.starts_with(b"\x89PNG")));
            pictures += 1;
        }
        if last["ended"] == true {
            let report = get(url, "report.html").expect("the report is served");
            assert_eq!(report, std::fs::read(place.path("watched/report.html")).unwrap());
            break;
        }
    }
    assert_eq!(
        (&last["ended"], &last["report"], &last["median"]),
        (&true.into(), &true.into(), &9.into()),
        "{last}"
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    same_trees(&place.tree("alone"), &place.tree("watched"), "watched");
}
