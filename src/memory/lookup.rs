//! Recorded time points of a run in memory, found by time, site and replicate.

use std::sync::Arc;

use crate::census::Snapshot;
use crate::frames::FramesHeader;

use super::error::MemoryError;
use super::run::MemoryRun;

/// How near to a time point a time must be, h: what rounding adds is far less.
const NEAR_H: f64 = 1e-6;

/// A recorded time point of one site.
#[derive(Clone, Debug)]
pub struct Moment {
    /// What is seen of it.
    pub snapshot: Arc<Snapshot>,
    /// Time, h.
    pub time_h: f64,
    /// The site's name.
    pub site: String,
    /// Lattice cells along x, y, z.
    pub cells: [u32; 3],
    /// 2 or 3.
    pub dimensions: u32,
    /// Edge of a lattice cell, um.
    pub spacing_um: f64,
}

impl MemoryRun {
    /// What the codes of frames mean.
    pub fn frames_header(&self) -> FramesHeader {
        FramesHeader::of(&self.scenario)
    }

    /// The recorded time points: replicate, site, time (h), ascending by time.
    pub fn moments(&self) -> Vec<(u32, String, f64)> {
        let of = |snapshot: &Arc<Snapshot>| {
            (snapshot.replicate, self.site_name(snapshot.site), self.time_of(snapshot))
        };
        self.snapshots.iter().map(of).collect()
    }

    /// A recorded time point of a site: the first site, and the first replicate with frames, unless
    /// they are given.
    ///
    /// # Errors
    /// [`MemoryError::NoSuch`] for a site, [`MemoryError::NoFrame`].
    pub fn moment(
        &self,
        time_h: f64,
        site: Option<&str>,
        replicate: Option<u32>,
    ) -> Result<Moment, MemoryError> {
        let site = site.map_or(Ok(0), |name| self.site_place(name))?;
        let found = self.moments_at(time_h, Some(site), replicate)?;
        let of = &self.scenario.sites[site as usize];
        let snapshot = Arc::clone(found[0]);
        Ok(Moment {
            time_h: self.time_of(&snapshot),
            snapshot,
            site: of.name.clone(),
            cells: of.cells,
            dimensions: of.dimensions,
            spacing_um: of.spacing_um,
        })
    }

    /// All sites that were recorded at a time, or the one that is given; at least one.
    ///
    /// # Errors
    /// As [`MemoryRun::moment`].
    pub fn snapshots_at(
        &self,
        time_h: f64,
        site: Option<&str>,
        replicate: Option<u32>,
    ) -> Result<Vec<Arc<Snapshot>>, MemoryError> {
        let site = site.map(|name| self.site_place(name)).transpose()?;
        Ok(self.moments_at(time_h, site, replicate)?.into_iter().map(Arc::clone).collect())
    }

    fn moments_at(
        &self,
        time_h: f64,
        site: Option<u32>,
        replicate: Option<u32>,
    ) -> Result<Vec<&Arc<Snapshot>>, MemoryError> {
        let replicate =
            replicate.or_else(|| self.snapshots.iter().map(|snapshot| snapshot.replicate).min());
        let of = |snapshot: &&Arc<Snapshot>| {
            Some(snapshot.replicate) == replicate && site.is_none_or(|site| snapshot.site == site)
        };
        let there: Vec<_> = self.snapshots.iter().filter(of).collect();
        let at = |snapshot: &&Arc<Snapshot>| (self.time_of(snapshot) - time_h).abs() < NEAR_H;
        let found: Vec<_> = there.iter().copied().filter(at).collect();
        if found.is_empty() {
            return Err(self.no_frame(time_h, replicate, &there));
        }
        Ok(found)
    }

    fn no_frame(
        &self,
        time_h: f64,
        replicate: Option<u32>,
        there: &[&Arc<Snapshot>],
    ) -> MemoryError {
        let replicate = replicate.unwrap_or(0);
        let wanted = format!("replicate {replicate} at {time_h} h");
        let recorded = if let (Some(first), Some(last)) = (there.first(), there.last()) {
            let nearest = there
                .iter()
                .map(|snapshot| self.time_of(snapshot))
                .min_by(|a, b| (a - time_h).abs().total_cmp(&(b - time_h).abs()));
            format!(
                "there are {} from {} h to {} h, and the nearest is at {} h",
                there.len(),
                self.time_of(first),
                self.time_of(last),
                nearest.unwrap_or(0.0)
            )
        } else {
            let kept = &self.scenario.record.replicates;
            format!("record.replicates is {kept:?}, and record.frames says when")
        };
        MemoryError::NoFrame { wanted, recorded }
    }

    fn time_of(&self, snapshot: &Snapshot) -> f64 {
        snapshot.step as f64 * self.scenario.run.tissue_step_h
    }

    fn site_name(&self, site: u32) -> String {
        self.scenario.sites[site as usize].name.clone()
    }

    fn site_place(&self, name: &str) -> Result<u32, MemoryError> {
        let place = self.scenario.sites.iter().position(|site| site.name == name);
        place.map(|place| place as u32).ok_or_else(|| {
            let known: Vec<String> =
                self.scenario.sites.iter().map(|site| format!("`{}`", site.name)).collect();
            MemoryError::NoSuch { what: "site", found: name.to_owned(), known: known.join(", ") }
        })
    }
}
