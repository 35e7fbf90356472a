//! What a run writes while it goes: rows of the series, frames with their pictures, checkpoints.
//!
//! In: the ensemble at a time point. Out: rows in time order, at one time by replicate, at one
//! replicate by site; frames in the same order. A replicate that ends gets a last row and a last
//! frame at that time point, whether they are due or not. Those of the run's end that are not due
//! come after the last checkpoint, which so is that of a longer run.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::census::Snapshot;
use crate::engine::PendingFrame;
use crate::engine::readback::RING;
use crate::events::{Event, Observer};
use crate::frames::{FRAMES, FrameKey, FramesHeader, FramesWriter};
use crate::outcome::EndReason;
use crate::record::{Checkpoint, Occasion, RunDir, TableWriter};
use crate::report::CurvePoint;
use crate::results::{Places, RunError, Sum, picture, picture_name};
use crate::scenario::Scenario;
use crate::simulation::{Ensemble, Plan, series_columns, series_layout, series_rows};
use crate::table::Value;

/// The writers of one run.
pub(super) struct Recorder<'a> {
    dir: &'a RunDir,
    scenario: &'a Scenario,
    /// Rows so far.
    pub series: TableWriter,
    /// Frames so far; none where the scenario records none.
    pub frames: FramesWriter,
    /// Frames that were asked for and are not written yet, in order.
    pending: VecDeque<PendingFrame>,
    /// Where the curves stand in a row.
    places: Places,
    /// What was written and is not told yet.
    events: Vec<Event>,
}

impl<'a> Recorder<'a> {
    /// At the start of a run.
    pub(super) fn create(dir: &'a RunDir, scenario: &'a Scenario) -> Result<Self, RunError> {
        let series = TableWriter::create(dir, "series", series_columns(scenario))?;
        let frames = FramesWriter::create(&dir.file(FRAMES), &frames_header(scenario))?;
        Ok(Recorder::of(dir, scenario, series, frames))
    }

    /// As everything was at a checkpoint.
    pub(super) fn resume(
        dir: &'a RunDir,
        scenario: &'a Scenario,
        checkpoint: &Checkpoint,
    ) -> Result<Self, RunError> {
        let series =
            TableWriter::resume(dir, "series", series_layout(scenario), checkpoint.series_rows)?;
        let frames = FramesWriter::open_truncated_to(
            &dir.file(FRAMES),
            &frames_header(scenario),
            checkpoint.frames_len,
        )?;
        Ok(Recorder::of(dir, scenario, series, frames))
    }

    fn of(
        dir: &'a RunDir,
        scenario: &'a Scenario,
        series: TableWriter,
        frames: FramesWriter,
    ) -> Self {
        let places = Places::of(series.columns());
        Recorder {
            dir,
            scenario,
            series,
            frames,
            pending: VecDeque::new(),
            places,
            events: Vec::new(),
        }
    }

    /// Rows and frames that are due at the ensemble's present time point.
    pub(super) fn time_point(
        &mut self,
        plan: &Plan,
        ensemble: &mut Ensemble,
    ) -> Result<(), RunError> {
        self.write_frames(0)?;
        let step = ensemble.step();
        let (row_due, frame_due) = (plan.row_due(step), plan.frame_due(step));
        let mut of = Vec::new();
        for member in 0..ensemble.members().len() {
            let closes = ensemble.closes_now(member);
            let present = ensemble.present(member);
            if closes || (present && row_due) {
                of.push((
                    ensemble.members()[member].replicate(),
                    self.rows(plan.time_h(step), ensemble, member)?,
                ));
            }
            if closes {
                self.events.extend(ended(ensemble, member));
            }
            let recorded =
                self.scenario.record.replicates.contains(&ensemble.members()[member].replicate());
            if recorded && plan.has_frames() && (closes || (present && frame_due)) {
                self.frames(ensemble, member)?;
            }
        }
        if !of.is_empty() {
            self.events.push(Event::Rows { time_h: plan.time_h(step), of });
        }
        Ok(())
    }

    /// The last rows and frames of the run, where they are not due: of all that are alive at its
    /// end.
    pub(super) fn close(&mut self, plan: &Plan, ensemble: &mut Ensemble) -> Result<(), RunError> {
        let step = ensemble.step();
        let mut of = Vec::new();
        for member in 0..ensemble.members().len() {
            if ensemble.closes_now(member) || !ensemble.present(member) {
                continue;
            }
            let replicate = ensemble.members()[member].replicate();
            if plan.closes_rows(step) {
                of.push((replicate, self.rows(plan.time_h(step), ensemble, member)?));
            }
            if plan.closes_frames(step) && self.scenario.record.replicates.contains(&replicate) {
                self.frames(ensemble, member)?;
            }
        }
        if !of.is_empty() {
            self.events.push(Event::Rows { time_h: plan.time_h(step), of });
        }
        Ok(())
    }

    /// One row for each site of a member; what the curves say of them.
    fn rows(
        &mut self,
        time_h: f64,
        ensemble: &mut Ensemble,
        member: usize,
    ) -> Result<CurvePoint, RunError> {
        let mut sum = Sum::default();
        for row in series_rows(self.scenario, time_h, ensemble, member)? {
            sum.add(&self.places, &row);
            self.series.append(row)?;
        }
        Ok(sum.point())
    }

    /// Tells what was written since this was called last.
    pub(super) fn tell(&mut self, observer: &mut Observer) {
        self.events.drain(..).for_each(&mut *observer.tell);
    }

    /// Tells what was written before a resume.
    pub(super) fn tell_past(
        &self,
        ensemble: &Ensemble,
        observer: &mut Observer,
    ) -> Result<(), RunError> {
        let mut now_h: Option<f64> = None;
        let mut sums: Vec<(u32, Sum)> = Vec::new();
        let mut tell_rows = |time_h: Option<f64>, sums: &mut Vec<(u32, Sum)>| {
            if let Some(time_h) = time_h {
                (observer.tell)(Event::Rows {
                    time_h,
                    of: sums.drain(..).map(|(replicate, sum)| (replicate, sum.point())).collect(),
                });
            }
        };
        self.series.each(|row| {
            let (Value::Count(replicate), Value::Number(time_h)) = (&row[0], &row[2]) else {
                return;
            };
            if now_h != Some(*time_h) {
                tell_rows(now_h, &mut sums);
                now_h = Some(*time_h);
            }
            let replicate = *replicate as u32;
            if sums.last().is_none_or(|(last, _)| *last != replicate) {
                sums.push((replicate, Sum::default()));
            }
            if let Some((_, sum)) = sums.last_mut() {
                sum.add(&self.places, row);
            }
        })?;
        tell_rows(now_h, &mut sums);
        self.frames.keys().map(|key| written(self.scenario, key)).for_each(&mut *observer.tell);
        (0..ensemble.members().len())
            .filter_map(|member| ended(ensemble, member))
            .for_each(&mut *observer.tell);
        Ok(())
    }

    /// One frame and picture for each site of a member. They are written once the next host step is
    /// begun: their codes come back from a GPU, and are encoded, beside its work.
    pub(super) fn frames(
        &mut self,
        ensemble: &mut Ensemble,
        member: usize,
    ) -> Result<(), RunError> {
        for site in 0..self.scenario.sites.len() {
            self.pending.push_back(ensemble.frame(member, site)?);
            self.write_frames(RING)?;
        }
        Ok(())
    }

    /// Writes the oldest frames that were asked for, until so many are left.
    pub(super) fn write_frames(&mut self, left: usize) -> Result<(), RunError> {
        while self.pending.len() > left
            && let Some(pending) = self.pending.pop_front()
        {
            let snapshot = pending.take()?;
            let key = self.write_frame(&snapshot)?;
            self.events.push(written(self.scenario, key));
        }
        Ok(())
    }

    /// Writes one frame and its picture.
    fn write_frame(&mut self, snapshot: &Snapshot) -> Result<FrameKey, RunError> {
        self.frames.append(snapshot)?;
        let frame = snapshot.frame();
        let (name, bytes) = picture(self.scenario, &frame);
        self.dir.write(&name, &bytes)?;
        Ok(FrameKey { replicate: frame.replicate, site: frame.site, step: frame.step })
    }

    /// Takes rows and frames that were computed elsewhere.
    pub(super) fn take(
        &mut self,
        rows: &[Vec<Value>],
        frames: &[Arc<Snapshot>],
    ) -> Result<(), RunError> {
        for row in rows {
            self.series.append(row.clone())?;
        }
        for snapshot in frames {
            self.write_frame(snapshot)?;
        }
        Ok(())
    }

    /// Puts the tables' rows on the disk, for whoever reads them next.
    pub(super) fn finish(mut self) -> Result<(), RunError> {
        self.write_frames(0)?;
        self.frames.finish()?;
        self.series.finish()?;
        Ok(())
    }

    /// Saves the state of all replicates, after everything that it speaks of.
    pub(super) fn checkpoint(
        &mut self,
        plan: &Plan,
        ensemble: &mut Ensemble,
        occasion: Occasion,
    ) -> Result<(), RunError> {
        self.write_frames(0)?;
        self.series.flush()?;
        self.frames.sync()?;
        let states = (0..ensemble.members().len())
            .map(|member| ensemble.save(member))
            .collect::<Result<_, _>>()?;
        let (step, digest) = (plan.tissue_step(ensemble.step()), self.scenario.digest());
        let checkpoint =
            Checkpoint::of(step, digest, states, self.series.rows(), self.frames.len());
        checkpoint.save(self.dir, occasion)?;
        Ok(())
    }
}

/// Event of a picture.
fn written(scenario: &Scenario, key: FrameKey) -> Event {
    let time_h = key.step as f64 * scenario.run.tissue_step_h;
    Event::Picture {
        replicate: key.replicate,
        site: key.site,
        time_h,
        file: picture_name(scenario, key),
    }
}

/// Event of a member that ended for a reason of its own.
fn ended(ensemble: &Ensemble, member: usize) -> Option<Event> {
    let member = &ensemble.members()[member];
    let (reason, time_h) =
        member.trajectory.end.filter(|(reason, _)| *reason != EndReason::Until)?;
    Some(Event::Ended { replicate: member.replicate(), time_h, reason })
}

fn frames_header(scenario: &Scenario) -> FramesHeader {
    FramesHeader::of(scenario)
}
