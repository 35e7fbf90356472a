use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use super::*;

/// Sends a text and returns the status and the whole answer.
fn send(watch: &Watch, text: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(watch.address).expect("it listens");
    stream.write_all(text.as_bytes()).expect("it reads");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("it answers and ends the connection");
    let answer = String::from_utf8_lossy(&bytes).into_owned();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    (status, answer)
}

fn get(watch: &Watch, path: &str) -> (u16, String) {
    send(watch, &format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", watch.address))
}

fn own(watch: &Watch, path: &str) -> (u16, String) {
    get(watch, &format!("/{}/{path}", watch.token))
}

/// A run's directory with two pictures and something private beside them.
fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let frames = directory.path().join("frames/r0002/flank");
    std::fs::create_dir_all(&frames).expect("frames");
    for name in ["t000010.png", "t000020.png", ".t000030.png.tmp", "notes.txt"] {
        std::fs::write(frames.join(name), name).expect("a picture");
    }
    std::fs::write(directory.path().join("manifest.json"), "private").expect("a manifest");
    directory
}

#[test]
fn the_page_and_the_pictures_are_served_to_who_has_the_token() {
    let watch = Watch::listen(0, "A <title>").expect("a free port");
    let (status, page) = own(&watch, "");
    assert!(status == 200 && page.contains("A &lt;title&gt;") && page.contains("no-store"), "{page}");
    let directory = directory();
    watch.tell(&News::Directory(directory.path().to_path_buf()));
    watch.tell(&News::Step { time_h: 6.0, until_h: 24.0, active: 1, total: 2 });
    let (_, now) = own(&watch, "now");
    let body: serde_json::Value = serde_json::from_str(now.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
    assert_eq!(body["panes"][0]["pane"], "animal 2, flank");
    assert_eq!(body["panes"][0]["frames"], serde_json::json!(["frames/r0002/flank/t000010.png", "frames/r0002/flank/t000020.png"]));
    assert_eq!((body["time_h"].as_f64(), body["ended"].as_bool()), (Some(6.0), Some(false)));
    assert!(own(&watch, "frames/r0002/flank/t000020.png").1.ends_with("t000020.png"));
    let head = send(&watch, &format!("HEAD /{}/ HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", watch.token, watch.address.port()));
    assert!(head.0 == 200 && head.1.ends_with("\r\n\r\n"));
}

#[test]
fn nothing_else_can_be_reached() {
    let watch = Watch::listen(0, "run").expect("a free port");
    assert!(watch.address.ip().is_loopback());
    let directory = directory();
    watch.tell(&News::Directory(directory.path().to_path_buf()));
    for path in ["/", "/now", "/wrong/now", "//now", "/../", ""] {
        assert_ne!(get(&watch, path).0, 200, "{path} without the token");
    }
    for path in [
        "manifest.json",
        "../manifest.json",
        "frames/../manifest.json",
        "frames/r0002/flank/notes.txt",
        "frames/r0002/flank/.t000030.png.tmp",
        "report.html",
        "%2e%2e/x",
    ] {
        assert_eq!(own(&watch, path).0, 404, "{path}");
    }
    let foreign = format!("GET /{}/ HTTP/1.1\r\nHost: example.org:{}\r\n\r\n", watch.token, watch.address.port());
    assert_eq!(send(&watch, &foreign).0, 421, "a foreign page's name");
    assert_eq!(send(&watch, &format!("GET /{}/ HTTP/1.1\r\n\r\n", watch.token)).0, 421, "no host");
    assert_eq!(send(&watch, &format!("POST /{}/ HTTP/1.1\r\nHost: {}\r\n\r\n", watch.token, watch.address)).0, 405);
    assert_eq!(send(&watch, "nonsense\r\n\r\n").0, 400);
    assert_eq!(send(&watch, &format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(9000))).0, 431);
    let other = Watch::listen(0, "run").expect("a free port");
    assert_ne!(watch.token, other.token);
    assert_eq!(watch.token.len(), 32);
}

#[test]
fn a_port_in_use_is_said() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = taken.local_addr().expect("its address").port();
    let error = Watch::listen(port, "run").expect_err("the port is taken").to_string();
    assert!(error.contains(&format!("--watch={port}")) && error.contains("choose another port"), "{error}");
}

#[test]
fn the_end_is_told_and_the_report_can_be_fetched() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let directory = directory();
    std::fs::write(directory.path().join("report.html"), "the report").expect("a report");
    watch.tell(&News::Directory(directory.path().to_path_buf()));
    assert!(own(&watch, "now").1.contains("\"report\":false"), "a report that stands before the end is another run's");
    lock(&watch.known).ended = true;
    assert!(own(&watch, "now").1.contains("\"report\":true"));
    assert!(own(&watch, "report.html").1.ends_with("the report"));
    watch.end();
}

#[test]
fn a_run_that_nobody_watches_ends_at_once() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let start = Instant::now();
    watch.end();
    assert!(start.elapsed() < FAREWELL);
}
