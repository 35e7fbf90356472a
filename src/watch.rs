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
//! pictures and report of this run. Who has not shown the token holds no place that another needs,
//! and every request and answer has a time limit as a whole. It writes nothing and has no part in the state: a watched run
//! has the bytes of any other.

mod request;
mod run_state;
mod site;
mod visitors;

use std::io::Read;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::events::Event;
use crate::remedy::{Remedied, Remedy};

use request::{Answer, HttpRequest};
use run_state::{RunState, lock};
use visitors::{Strangers, Timed};

/// Longest time that a request may take from its first byte to its last, and a refusal too.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longest time that who has the token may take to take an answer.
const ANSWER: Duration = Duration::from_secs(60);

/// How long the end waits for a page that is open to fetch it.
const FAREWELL: Duration = Duration::from_secs(4);

/// Most bytes that are read after an answer.
const LEFT_OVER: u64 = 64 * 1024;

/// Connections with the token that are answered at one time.
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

/// What the threads of all connections share.
struct Server {
    run_state: Arc<Mutex<RunState>>,
    strangers: Mutex<Strangers>,
    token: String,
    port: u16,
}

fn serve(listener: &TcpListener, run_state: &Arc<Mutex<RunState>>, token: &str) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    let server = Arc::new(Server {
        run_state: Arc::clone(run_state),
        strangers: Mutex::default(),
        token: token.to_string(),
        port,
    });
    for stream in listener.incoming().flatten() {
        let Ok(number) = server.strangers().enter(&stream) else { continue };
        let shared = Arc::clone(&server);
        let spawned = std::thread::Builder::new().spawn(move || {
            shared.answer(&stream, number);
            shared.strangers().leave(number);
        });
        if spawned.is_err() {
            server.strangers().leave(number);
        }
    }
}

impl Server {
    fn strangers(&self) -> MutexGuard<'_, Strangers> {
        self.strangers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request of one connection; a reader that goes away is no matter.
    fn answer(&self, stream: &TcpStream, number: u64) {
        let mut timed = Timed::new(stream, PATIENCE);
        let request = match HttpRequest::read(&mut timed) {
            Ok(request) => request,
            Err(refusal) => return send(&refusal, timed, stream),
        };
        let path = match self.own_path(&request) {
            Ok(path) => path,
            Err(refusal) => return send(&refusal, timed, stream),
        };
        self.strangers().leave(number);
        if lock(&self.run_state).open >= AT_ONCE {
            return send(&Answer::refused(503, "too many at once"), timed, stream);
        }
        lock(&self.run_state).open += 1;
        lock(&self.run_state).asked = Some(Instant::now());
        let answer = site::page_of(path, &self.run_state).headless(request.head_only);
        send(&answer, Timed::new(stream, ANSWER), stream);
        lock(&self.run_state).open -= 1;
    }

    /// What is asked for, of who has the token and means this address.
    fn own_path<'r>(&self, request: &'r HttpRequest) -> Result<&'r str, Answer> {
        if !request.is_for_loopback(self.port) {
            return Err(Answer::refused(421, "this address only"));
        }
        let path = request
            .path
            .strip_prefix('/')
            .and_then(|rest| rest.strip_prefix(self.token.as_str()))
            .and_then(|rest| rest.strip_prefix('/'));
        path.ok_or_else(|| Answer::refused(404, "nothing here"))
    }
}

/// Sends an answer in the time that is left.
fn send(answer: &Answer, mut timed: Timed, stream: &TcpStream) {
    let sent = answer.write(&mut timed).and_then(|()| stream.shutdown(Shutdown::Write));
    if sent.is_ok() {
        // What a reader still sends is taken in, or the system would tear down the connection
        // before the answer is read.
        let _ = std::io::copy(&mut timed.take(LEFT_OVER), &mut std::io::sink());
    }
}

#[cfg(test)]
mod tests;
