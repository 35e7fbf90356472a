//! All missing shards of a study, on this machine.
//!
//! In: a study's directory, an engine. Out: parts on the disk. A GPU takes one shard after the
//! other. On the CPU shards of few replicates run side by side, each with its share of the threads;
//! memory does not grow with their number. Every process begins at another shard, so that two of
//! them rarely do the same work; where they do, they write the same bytes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use crate::record::{disk, made};
use crate::run::room;
use crate::simulation::{EngineRequest, Maker};

use super::directory::Opened;
use super::plan::Shard;
use super::shard::{Ended, Workshop};
use super::store::{self, KeptParts, RunFailure};
use super::{BatchError, points::Points};

/// Bytes of state that all shards in hand may have.
const CPU_MEMORY: u64 = 1 << 30;

/// The same on a GPU.
const GPU_MEMORY: u64 = 8 << 30;

/// What a study tells while it runs.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyEvent {
    /// A sentence.
    Message(String),
    /// Another shard is done.
    Progress(StudyProgress),
}

/// How far a study is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StudyProgress {
    /// Shards done since the start.
    pub shards: usize,
    /// Shards that were missing at the start.
    pub all_shards: usize,
    /// Runs done since the start.
    pub runs: u64,
    /// Runs that were missing at the start.
    pub all_runs: u64,
    /// Runs that failed.
    pub failed: u64,
    /// Time left, s, from the time that the runs so far took.
    pub left_s: Option<f64>,
}

/// Where events go, and who may stop the work.
pub struct StudyObserver<'a> {
    /// Takes an event.
    pub tell: &'a mut dyn FnMut(StudyEvent),
    /// Whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// How a study's run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Runs computed now.
    pub computed: u64,
    /// What failed: shard, replicate and reason.
    pub failed: Vec<(usize, RunFailure)>,
    /// Asked to stop before the end.
    pub stopped: bool,
}

/// Runs the missing shards among those asked for (none: all).
///
/// # Errors
/// [`BatchError`]; parts that were written before stay.
pub fn run(
    opened: &Opened,
    asked: &[String],
    engine: &EngineRequest,
    observer: &mut StudyObserver,
) -> Result<Summary, BatchError> {
    opened.must_be_ours()?;
    let plan = &opened.plan;
    let shards = if asked.is_empty() { plan.shards() } else { plan.chosen(asked)? };
    let mut todo: Vec<(Shard, usize)> = Vec::new();
    disk::remove_dead_parts(&opened.path, &|name| made::STUDY.has(name))?;
    for shard in shards {
        let kept = KeptParts::of(&opened.path, &shard, plan.series)?;
        if kept.unfinished > 0 {
            store::remove_dead_parts(&opened.path, &shard)?;
        }
        let missing = kept.missing(&shard).len();
        if missing > 0 {
            todo.push((shard, missing));
        }
    }
    if todo.is_empty() {
        (observer.tell)(StudyEvent::Message("finished already: nothing to do".to_string()));
        return Ok(Summary::default());
    }
    engine.check()?;
    let points = opened.points()?;
    let maker = engine.maker()?;
    (observer.tell)(StudyEvent::Message(maker.describe()));
    let start = std::process::id() as usize % todo.len();
    todo.rotate_left(start);
    work(opened, &points, &todo, &maker, observer)
}

/// Bytes of state that all shards in hand may have on this machine: at most a half of its memory
/// on the CPU, where the rest is for tables and saved states.
fn memory(on_gpu: bool) -> u64 {
    if on_gpu {
        return GPU_MEMORY;
    }
    room::memory().map_or(CPU_MEMORY, |memory| CPU_MEMORY.min(memory / 2))
}

/// What a worker says.
enum Word {
    Shard(usize, Ended),
    Error(BatchError),
}

fn work(
    opened: &Opened,
    points: &Points,
    todo: &[(Shard, usize)],
    maker: &Maker,
    observer: &mut StudyObserver,
) -> Result<Summary, BatchError> {
    let threads = rayon::current_num_threads();
    let most = todo.iter().map(|(_, missing)| *missing).max().unwrap_or(1);
    let on_gpu = maker.adapter().is_some();
    let workers =
        if on_gpu { 1 } else { (2 * threads).div_ceil(most).clamp(1, threads).min(todo.len()) };
    let (next, halt) = (AtomicUsize::new(0), AtomicBool::new(false));
    let asked = observer.stop;
    let stop = || halt.load(Ordering::Relaxed) || asked();
    let workshop = Workshop {
        path: &opened.path,
        plan: &opened.plan,
        points,
        engine: maker,
        memory: memory(on_gpu) / workers as u64,
        threads: (threads / workers).max(1),
        stop: &stop,
    };
    let mut account = Account::new(opened, todo);
    std::thread::scope(|scope| {
        let (say, hear) = channel();
        let mut refused = None;
        for started in 0..workers {
            let (say, workshop, next) = (say.clone(), &workshop, &next);
            let spawned = std::thread::Builder::new().spawn_scoped(scope, move || {
                let all = move || worker(workshop, todo, next, &say);
                match (workers > 1)
                    .then(|| rayon::ThreadPoolBuilder::new().num_threads(workshop.threads).build())
                {
                    Some(Ok(pool)) => pool.install(all),
                    _ => all(),
                }
            });
            if let Err(error) = spawned {
                // Those that stand do the work of all.
                refused = (started == 0).then_some(BatchError::Threads(error));
                break;
            }
        }
        account.error = refused;
        drop(say);
        for word in hear {
            match word {
                Word::Shard(n, ended) => (observer.tell)(account.add(n, ended)),
                Word::Error(error) => {
                    halt.store(true, Ordering::Relaxed);
                    account.error.get_or_insert(error);
                }
            }
        }
    });
    match account.error {
        Some(error) => Err(error),
        None => Ok(Summary {
            stopped: asked() && account.progress.shards < todo.len(),
            ..account.summary
        }),
    }
}

/// Takes one shard after the other until none is left.
fn worker(workshop: &Workshop, todo: &[(Shard, usize)], next: &AtomicUsize, say: &Sender<Word>) {
    while !(workshop.stop)() {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let Some((shard, _)) = todo.get(n) else { return };
        let word = match workshop.run(shard) {
            Ok(ended) => Word::Shard(n, ended),
            Err(error) => Word::Error(error),
        };
        // the receiver lives as long as its workers
        if say.send(word).is_err() {
            return;
        }
    }
}

/// What is done, and what it cost.
struct Account<'a> {
    opened: &'a Opened,
    todo: &'a [(Shard, usize)],
    clock: Instant,
    progress: StudyProgress,
    summary: Summary,
    /// Cost of what is done by this process, and of what is left.
    done: f64,
    left: f64,
    error: Option<BatchError>,
}

impl<'a> Account<'a> {
    fn new(opened: &'a Opened, todo: &'a [(Shard, usize)]) -> Self {
        let progress = StudyProgress {
            all_shards: todo.len(),
            all_runs: todo.iter().map(|(_, missing)| *missing as u64).sum(),
            ..StudyProgress::default()
        };
        let left = todo
            .iter()
            .map(|(shard, missing)| opened.plan.points[shard.entry].cost * *missing as f64)
            .sum();
        Account {
            opened,
            todo,
            clock: Instant::now(),
            progress,
            summary: Summary::default(),
            done: 0.0,
            left,
            error: None,
        }
    }

    fn add(&mut self, n: usize, ended: Ended) -> StudyEvent {
        let (shard, missing) = &self.todo[n];
        let cost = self.opened.plan.points[shard.entry].cost;
        self.summary.computed += u64::from(ended.computed);
        self.left -= cost * *missing as f64;
        self.done += cost * f64::from(ended.computed);
        if !ended.stopped {
            self.progress.shards += 1;
            self.progress.runs += *missing as u64 - ended.failed.len() as u64;
        }
        self.progress.failed += ended.failed.len() as u64;
        let said: Vec<String> = ended
            .failed
            .iter()
            .map(|failure| {
                format!(
                    "shard {}, replicate {} failed: {}",
                    shard.id, failure.replicate, failure.reason
                )
            })
            .collect();
        self.summary.failed.extend(ended.failed.into_iter().map(|failure| (shard.id, failure)));
        self.progress.left_s = (self.done > 0.0)
            .then(|| self.clock.elapsed().as_secs_f64() * self.left.max(0.0) / self.done);
        if said.is_empty() {
            StudyEvent::Progress(self.progress)
        } else {
            StudyEvent::Message(said.join("\n"))
        }
    }
}
