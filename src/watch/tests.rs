use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use super::*;
use crate::events::RunSetting;
use crate::outcome::EndReason;
use crate::picture::Mark;
use crate::report::CurvePoint;

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

/// The JSON of an answer.
fn json(watch: &Watch, path: &str) -> serde_json::Value {
    let (status, answer) = own(watch, path);
    assert_eq!(status, 200, "{path}: {answer}");
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
}

/// A run's directory with two pictures and something private beside them; the run tells of it.
fn directory(watch: &Watch) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let frames = directory.path().join("frames/r0002/flank");
    std::fs::create_dir_all(&frames).expect("frames");
    for name in ["t000010.png", "t000020.png", "t000030.png", "notes.txt"] {
        std::fs::write(frames.join(name), name).expect("a picture");
    }
    std::fs::write(directory.path().join("manifest.json"), "private").expect("a manifest");
    std::fs::write(directory.path().join("report.html"), "the report").expect("a report");
    let marks = vec![Mark { label: "il2".to_string(), times_h: vec![24.0, 48.0] }];
    watch.tell(&Event::Begins(RunSetting {
        title: "Told <later>".to_string(),
        directory: directory.path().to_path_buf(),
        subject: "animal".to_string(),
        until_h: 48.0,
        replicates: 3,
        pictured: vec![2],
        sites: vec!["flank".to_string()],
        marks,
    }));
    for (time_h, name) in [(1.0, "t000010.png"), (2.0, "t000020.png")] {
        watch.tell(&Event::Picture {
            replicate: 2,
            site: 0,
            time_h,
            file: format!("frames/r0002/flank/{name}"),
        });
    }
    directory
}

/// A point with one value in all lines.
fn point(value: f64) -> CurvePoint {
    [value; size_of::<CurvePoint>() / size_of::<f64>()]
}

#[test]
fn the_page_and_the_pictures_are_served_to_who_has_the_token() {
    let watch = Watch::listen(0, "A <title>").expect("a free port");
    let (status, page) = own(&watch, "");
    assert!(
        status == 200
            && page.contains("A &lt;title&gt;")
            && page.contains("no-store")
            && page.contains("uPlot")
            && page.contains("rel=\"icon\" href=\"data:,\""),
        "{page}"
    );
    crate::report::html::scripts_parse(&page);
    let _directory = directory(&watch);
    watch.tell(&Event::Step { time_h: 6.0, until_h: 48.0, active: 1, total: 3 });
    let now = json(&watch, "now");
    assert_eq!(
        now["panes"],
        serde_json::json!([{ "replicate": 2, "site": 0, "name": "animal 2", "pictures": 2 }])
    );
    assert_eq!(
        (now["time_h"].as_f64(), now["until_h"].as_f64(), now["ended"].as_bool()),
        (Some(6.0), Some(48.0), Some(false))
    );
    assert_eq!(
        (&now["title"], &now["marks"][0]["times_h"]),
        (&"Told <later>".into(), &serde_json::json!([24.0, 48.0]))
    );
    assert_eq!(json(&watch, "times/2/0/0"), serde_json::json!([1.0, 2.0]));
    assert_eq!(json(&watch, "times/2/0/1"), serde_json::json!([2.0]));
    assert!(own(&watch, "pictures/2/0/1.png").1.ends_with("t000020.png"));
    let head = send(
        &watch,
        &format!(
            "HEAD /{}/ HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            watch.token,
            watch.address.port()
        ),
    );
    assert!(head.0 == 200 && head.1.ends_with("\r\n\r\n"));
}

#[test]
fn curves_grow_and_the_median_keeps_who_has_ended() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let _directory = directory(&watch);
    watch.tell(&Event::Rows {
        time_h: 0.0,
        of: vec![(0, point(1.0)), (1, point(5.0)), (2, point(9.0))],
    });
    watch.tell(&Event::Ended { replicate: 0, time_h: 3.0, reason: EndReason::Cured });
    watch.tell(&Event::Rows { time_h: 6.0, of: vec![(1, point(0.5)), (2, point(8.0))] });
    let now = json(&watch, "now");
    assert_eq!(
        (&now["own"], &now["median"]),
        (&serde_json::json!({ "2": 2 }), &2.into()),
        "replicate 2 alone has pictures"
    );
    assert_eq!(
        now["ends"],
        serde_json::json!([{ "replicate": 0, "time_h": 3.0, "word": "cured" }])
    );
    let median = json(&watch, "curves/median/0");
    assert_eq!(
        (&median["time_h"], &median["burden"]),
        (&serde_json::json!([0.0, 6.0]), &serde_json::json!([5.0, 1.0]))
    );
    assert_eq!(median["effectors"][4], serde_json::json!([5.0, 1.0]));
    let newer = json(&watch, "curves/2/1");
    assert_eq!(
        (&newer["time_h"], &newer["leak"], &newer["il2_plasma_pm"]),
        (&serde_json::json!([6.0]), &serde_json::json!([8.0]), &serde_json::json!([8.0]))
    );
    assert_eq!(json(&watch, "curves/2/9")["time_h"], serde_json::json!([]));
    assert_eq!(own(&watch, "curves/0/0").0, 404, "no pictures of it are kept");
}

#[test]
fn nothing_else_can_be_reached() {
    let watch = Watch::listen(0, "run").expect("a free port");
    assert!(watch.address.ip().is_loopback());
    let _directory = directory(&watch);
    for path in ["/", "/now", "/wrong/now", "//now", "/../", ""] {
        assert_ne!(get(&watch, path).0, 200, "{path} without the token");
    }
    for path in [
        "manifest.json",
        "../manifest.json",
        "frames/../manifest.json",
        "frames/r0002/flank/t000010.png",
        "pictures/2/0/2.png",
        "pictures/2/0/-1.png",
        "pictures/2/0/0.png/..",
        "pictures/2/0/../../manifest.json",
        "pictures/2/flank/0.png",
        "times/2/0/x",
        "times/9/0/0",
        "curves/../0",
        "now/",
        "report.html",
        "%2e%2e/x",
    ] {
        assert_eq!(own(&watch, path).0, 404, "{path}");
    }
    let foreign = format!(
        "GET /{}/ HTTP/1.1\r\nHost: example.org:{}\r\n\r\n",
        watch.token,
        watch.address.port()
    );
    assert_eq!(send(&watch, &foreign).0, 421, "a foreign page's name");
    assert_eq!(send(&watch, &format!("GET /{}/ HTTP/1.1\r\n\r\n", watch.token)).0, 421, "no host");
    assert_eq!(
        send(
            &watch,
            &format!("POST /{}/ HTTP/1.1\r\nHost: {}\r\n\r\n", watch.token, watch.address)
        )
        .0,
        405
    );
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
    assert!(
        error.contains(&format!("--watch={port}")) && error.contains("choose another port"),
        "{error}"
    );
}

#[test]
fn the_end_is_told_and_the_report_can_be_fetched() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let _directory = directory(&watch);
    assert_eq!(
        (json(&watch, "now")["report"].as_bool(), own(&watch, "report.html").0),
        (Some(false), 404),
        "one that stands before the end is another run's"
    );
    lock(&watch.run_state).ended = Some(("It is over.".to_string(), true));
    let now = json(&watch, "now");
    assert_eq!((now["report"].as_bool(), now["last"].as_str()), (Some(true), Some("It is over.")));
    assert!(own(&watch, "report.html").1.ends_with("the report"));
    watch.end("It is over.", true);
}

#[test]
fn a_run_that_was_stopped_offers_no_report() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let _directory = directory(&watch);
    lock(&watch.run_state).ended = Some(("Stopped.".to_string(), false));
    let now = json(&watch, "now");
    assert_eq!(
        (now["ended"].as_bool(), now["report"].as_bool(), now["last"].as_str()),
        (Some(true), Some(false), Some("Stopped."))
    );
    assert_eq!(own(&watch, "report.html").0, 404);
}

#[test]
fn a_run_that_nobody_watches_ends_at_once() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let start = Instant::now();
    watch.end("Over.", true);
    assert!(start.elapsed() < FAREWELL);
}

#[test]
fn a_request_that_comes_byte_by_byte_is_ended_in_time() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let mut slow = TcpStream::connect(watch.address).expect("it listens");
    let start = Instant::now();
    let ended = |slow: &mut TcpStream| {
        slow.set_nonblocking(true).expect("a socket");
        let read = slow.read(&mut [0; 64]);
        slow.set_nonblocking(false).expect("a socket");
        !matches!(read, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
    };
    while !ended(&mut slow) {
        assert!(start.elapsed() < 2 * PATIENCE, "a byte now and then holds the connection");
        std::thread::sleep(PATIENCE / 10);
        let _ = slow.write_all(b"x");
    }
    assert!(start.elapsed() > PATIENCE / 2);
}

#[test]
fn who_has_no_token_holds_no_place() {
    let watch = Watch::listen(0, "run").expect("a free port");
    let connect = || {
        let mut stream = TcpStream::connect(watch.address).expect("it listens");
        stream.write_all(b"GET /").expect("it reads");
        stream
    };
    let idle: Vec<TcpStream> = (0..100).map(|_| connect()).collect();
    let start = Instant::now();
    assert_eq!(own(&watch, "now").0, 200);
    assert!(start.elapsed() < PATIENCE / 2, "{:?}", start.elapsed());
    drop(idle);
}
