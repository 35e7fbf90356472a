//! A run seen while it lasts: a small web server on this machine's loopback address, for `il2sim
//! run --watch`.
//!
//! In: the events of a run ([`crate::events::Event`]) and the pictures that it has written. Out: a
//! page that shows the newest picture of each site as it comes, all earlier ones on a slider, the
//! curves as they grow, how far the run is, and the report once it stands.
//!
//! Nothing but this page can be had: the server listens on 127.0.0.1 alone, answers `GET` and
//! `HEAD`, wants a token that is drawn for each run at the front of every path (so other users and
//! pages of the same machine see nothing), refuses host names that are not loopback (so a foreign
//! page cannot reach it by a name that it controls), and serves only itself, its numbers, and the
//! pictures and report of this run. It writes nothing and has no part in the state: a watched run
//! has the bytes of any other.

mod request;
mod run_state;
mod site;

use std::io::Read;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::events::Event;
use crate::remedy::{Remedied, Remedy};

use request::{Answer, HttpRequest};
use run_state::{RunState, lock};

/// Longest time that a reader may take to send or take something.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the end waits for a page that is open to fetch it.
const FAREWELL: Duration = Duration::from_secs(4);

/// Most bytes that are read after an answer.
const LEFT_OVER: u64 = 64 * 1024;

/// Connections that are answered at one time.
const AT_ONCE: usize = 16;

/// Why nobody can watch.
#[derive(Debug, thiserror::Error)]
#[error(
    "--watch={port}: cannot listen on 127.0.0.1:{port}: {why}; choose another port, or leave it \
     out to have a free one"
)]
pub(crate) struct Refused {
    port: u16,
    why: std::io::Error,
}

impl Remedied for Refused {
    fn remedy(&self) -> Remedy {
        Remedy::Input
    }
}

/// A server that shows one run.
#[derive(Debug)]
pub(crate) struct Watch {
    run_state: Arc<Mutex<RunState>>,
    address: SocketAddr,
    token: String,
}

impl Watch {
    /// Begins to listen on a port, 0 for a free one.
    ///
    /// # Errors
    /// [`Refused`] where the port is taken or not allowed.
    pub(crate) fn listen(port: u16, title: &str) -> Result<Watch, Refused> {
        let refused = |why| Refused { port, why };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let run_state = Arc::new(Mutex::new(RunState::of(title)));
        let watch = Watch { run_state, address, token: token() };
        let (run_state, token) = (Arc::clone(&watch.run_state), watch.token.clone());
        std::thread::Builder::new()
            .name("watch".to_string())
            .spawn(move || serve(&listener, &run_state, &token))
            .map_err(refused)?;
        Ok(watch)
    }

    /// The page's address, token and all.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token)
    }

    /// Takes an event.
    pub(crate) fn tell(&self, event: &Event) {
        lock(&self.run_state).take(event);
    }

    /// The run is over: a page that is open is told what became of it, and fetches the report if it
    /// stands.
    pub(crate) fn end(self, last: &str, report: bool) {
        lock(&self.run_state).ended = Some((last.to_string(), report));
        let start = Instant::now();
        let watched = lock(&self.run_state).asked.is_some_and(|at| at.elapsed() < FAREWELL);
        let told = || {
            let run_state = lock(&self.run_state);
            run_state.told_end && run_state.open == 0
        };
        while watched && start.elapsed() < FAREWELL && !(told() && start.elapsed() > FAREWELL / 2) {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// 128 bits from the system's source of randomness (the keys of the standard library's hash maps
/// are drawn from it).
fn token() -> String {
    use std::hash::{BuildHasher, RandomState};
    let word = || RandomState::new().hash_one(0_u64);
    format!("{:016x}{:016x}", word(), word())
}

fn serve(listener: &TcpListener, run_state: &Arc<Mutex<RunState>>, token: &str) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    for stream in listener.incoming().flatten() {
        if lock(run_state).open >= AT_ONCE {
            continue;
        }
        lock(run_state).open += 1;
        let (shared, token) = (Arc::clone(run_state), token.to_string());
        let spawned = std::thread::Builder::new().spawn(move || {
            answer(stream, &shared, &token, port);
            lock(&shared).open -= 1;
        });
        if spawned.is_err() {
            lock(run_state).open -= 1;
        }
    }
}

/// One request of one connection; a reader that goes away is no matter.
fn answer(mut stream: TcpStream, run_state: &Mutex<RunState>, token: &str, port: u16) {
    let patient = stream
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
    if patient.is_err() {
        return;
    }
    let answer = match HttpRequest::read(&mut stream) {
        Ok(request) => reply(&request, run_state, token, port),
        Err(refusal) => refusal,
    };
    let sent = answer.write(&mut stream).and_then(|()| stream.shutdown(Shutdown::Write));
    if sent.is_ok() {
        // What a reader still sends is taken in, or the system would tear down the connection
        // before the answer is read.
        let _ = std::io::copy(&mut stream.take(LEFT_OVER), &mut std::io::sink());
    }
}

fn reply(request: &HttpRequest, run_state: &Mutex<RunState>, token: &str, port: u16) -> Answer {
    if !request.is_for_loopback(port) {
        return Answer::refused(421, "this address only");
    }
    let path = request
        .path
        .strip_prefix('/')
        .and_then(|rest| rest.strip_prefix(token))
        .and_then(|rest| rest.strip_prefix('/'));
    let Some(path) = path else {
        return Answer::refused(404, "nothing here");
    };
    lock(run_state).asked = Some(Instant::now());
    site::page_of(path, run_state).headless(request.head_only)
}

#[cfg(test)]
mod tests;
