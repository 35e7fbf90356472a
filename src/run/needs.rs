//! What a run needs, said before it starts: memory and room on the disk.
//!
//! In: a scenario. Out: [`Needs`], and whether they fit into the [`Room`] that there is, with the
//! size that fits. Memory is that of the CPU engine at its peak:
//!
//! ```text
//! base + replicates * (buffers of its sites + animal, host and outcomes
//!                      + rows of the series between two checkpoints)
//!      + max(16 bytes a cell of the largest site, the saved state of all replicates)
//!      + the last frame of each recorded site, and the film
//! ```
//!
//! `docs/limitations.md` has it beside measured peaks.

use std::path::Path;

use crate::remedy::{Remedied, Remedy};
use crate::rules;
use crate::scenario::Scenario;
use crate::simulation::{Plan, series_columns};
use crate::world::{Shape, SiteShape};

use super::room::{self, Room};

/// Bytes of the program before its first animal.
const BASE: u64 = 16_000_000;

/// Bytes of an animal, its host, its trajectory and its row of the outcomes.
const ANIMAL: u64 = 64_000;

/// Bytes of a value of a table in memory.
const VALUE: u64 = 32;

/// Bytes of film and page in memory.
const FILM: u64 = 8_000_000;

/// Bytes a lattice cell while a site is filled for the first time.
const FILLING: u64 = 16;

/// Bytes a lattice cell of a recorded site: its last frame, the next one, and what is packed of it.
const FRAME: u64 = 32;

/// Bytes on the disk: a page, a row of the series, a replicate's row of the outcomes, a lattice
/// cell of a frame with its picture, and the packed part of a saved state.
const PAGE_ON_DISK: u64 = 400_000;
const ROW_ON_DISK: u64 = 300;
const OUTCOME_ON_DISK: u64 = 300;
const FRAME_ON_DISK: u64 = 1;
const STATE_ON_DISK: f64 = 0.25;

/// Checkpoints that lie on the disk at one time.
const CHECKPOINTS: u64 = 3;

/// What a run needs, bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// Memory at its peak.
    pub memory: u64,
    /// Room on the disk.
    pub disk: u64,
    /// What each replicate adds to the memory, and to the disk.
    each: [u64; 2],
    replicates: u64,
}

/// Memory that animals of one shape need together, without their tables.
pub(crate) fn of_animals(each: u64, animals: u64) -> u64 {
    BASE + animals * (each + ANIMAL)
}

impl Needs {
    /// Of a scenario, which may end early.
    pub(crate) fn of(scenario: &Scenario, stop_h: Option<f64>) -> Needs {
        let plan = Plan::new(scenario, stop_h);
        let shape = Shape::of(scenario, &scenario.draw(0));
        let replicates = u64::from(scenario.run.replicates);
        let cells = |site: &SiteShape| site.cells() as u64;
        let [all_cells, largest] = [
            shape.sites.iter().map(cells).sum::<u64>(),
            shape.sites.iter().map(cells).max().unwrap_or(0),
        ];
        let state: u64 = shape.sites.iter().map(state_bytes).sum();
        let last = plan.last();
        let rows = (0..=last).filter(|&step| plan.row_due(step)).count() as u64;
        let saved = (0..=last).filter(|&step| plan.checkpoint_due(step)).count() as u64;
        let pending = rows.div_ceil(saved + 1) * shape.sites.len() as u64;
        let columns = series_columns(scenario).len() as u64;
        let frames = (0..=last).filter(|&step| plan.frame_due(step)).count() as u64;
        let recorded = if frames == 0 {
            0
        } else {
            // The animal that is shown at the end may be one more.
            (scenario.record.replicates.len() as u64).clamp(1, replicates)
        };
        let of_frames = if frames == 0 { 0 } else { FILM + recorded * FRAME * all_cells };
        let each = shape.bytes() + ANIMAL + pending * columns * VALUE;
        let memory =
            BASE + replicates * each + (FILLING * largest).max(replicates * state) + of_frames;
        let each_on_disk = rows * shape.sites.len() as u64 * ROW_ON_DISK
            + OUTCOME_ON_DISK
            + CHECKPOINTS.min(saved + 1) * (state as f64 * STATE_ON_DISK) as u64;
        Needs {
            memory,
            disk: PAGE_ON_DISK
                + replicates * each_on_disk
                + recorded * frames * all_cells * FRAME_ON_DISK,
            each: [each + state, each_on_disk],
            replicates,
        }
    }

    /// Refuses what does not fit into what there is at a place.
    ///
    /// # Errors
    /// [`TooLarge`], with the size that fits.
    pub(crate) fn must_fit(&self, place: &Path) -> Result<(), TooLarge> {
        self.must_fit_into(&Room::at(place))
    }

    /// Refuses what does not fit into memory: what goes on has room on the disk already.
    ///
    /// # Errors
    /// [`TooLarge`], with the size that fits.
    pub(crate) fn must_fit_memory(&self) -> Result<(), TooLarge> {
        self.must_fit_into(&Room { memory: room::memory(), disk: None })
    }

    fn must_fit_into(&self, room: &Room) -> Result<(), TooLarge> {
        let wants =
            [("memory", self.memory, room.memory), ("room on the disk", self.disk, room.disk)];
        for ((what, need, room), each) in wants.into_iter().zip(self.each) {
            if let Some(room) = room.filter(|room| need > *room) {
                let beside = need.saturating_sub(each * self.replicates);
                let fit = room.saturating_sub(beside) / each.max(1);
                return Err(TooLarge { what, need, room, fit: fit.min(self.replicates) });
            }
        }
        Ok(())
    }
}

/// Refuses an animal that does not fit alone into the memory that there is.
///
/// # Errors
/// [`TooLarge`].
pub(crate) fn one_must_fit(animal: u64) -> Result<(), TooLarge> {
    let need = of_animals(animal, 1);
    match room::memory().filter(|room| need > *room) {
        Some(room) => Err(TooLarge { what: "memory", need, room, fit: 0 }),
        None => Ok(()),
    }
}

/// Bytes of the saved state of a site.
fn state_bytes(site: &SiteShape) -> u64 {
    4 * (3 * site.cells() as u64 + 4 * site.field_cells() as u64 + 2 * u64::from(rules::TOTALS))
}

/// A run needs more than there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge {
    what: &'static str,
    need: u64,
    room: u64,
    /// Replicates that fit.
    fit: u64,
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let TooLarge { what, need, room, fit } = self;
        write!(f, "this needs about {} of {what}, and there are {}: ", bytes(*need), bytes(*room))?;
        if *fit > 0 {
            write!(
                f,
                "at most {fit} replicates fit (run.replicates; `il2sim batch` takes as many at a \
                 time as fit)"
            )?;
        } else {
            let part = 100.0 * *room as f64 / *need as f64;
            write!(f, "sites of about {part:.0} % of their cells fit")?;
        }
        f.write_str("; --allow-large runs it all the same")
    }
}

impl std::error::Error for TooLarge {}

impl Remedied for TooLarge {
    fn remedy(&self) -> Remedy {
        Remedy::Input
    }
}

/// A number of bytes in words.
pub(crate) fn bytes(count: u64) -> String {
    let count = count as f64;
    match count {
        _ if count < 1e6 => format!("{:.0} kB", count / 1e3),
        _ if count < 1e9 => format!("{:.0} MB", count / 1e6),
        _ => format!("{:.1} GB", count / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(size: &str, replicates: u32) -> Scenario {
        let text = format!(
            "schema = 1\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \"flank\"\nsize = \
             [\"{size}\", \"{size}\"]\n[[tumour]]\ncells = 100\ndoubling_time = \"36 h\"\n\
             [run]\nuntil = \"day 2\"\nreplicates = {replicates}\n[record]\nframes = []\n"
        );
        Scenario::parse(&text, "a.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_fits() {
        let room = Room { memory: Some(300_000_000), disk: None };
        let few = Needs::of(&scenario("1 mm", 10), None);
        few.must_fit_into(&room).unwrap();
        let many = Needs::of(&scenario("1 mm", 100_000), None).must_fit_into(&room).unwrap_err();
        assert!((500..2000).contains(&many.fit), "{many:?}");
        let fit = u32::try_from(many.fit).unwrap();
        Needs::of(&scenario("1 mm", fit), None).must_fit_into(&room).unwrap();
        assert!(Needs::of(&scenario("1 mm", fit + 1), None).must_fit_into(&room).is_err());
        let large = Needs::of(&scenario("80 mm", 1), None).must_fit_into(&room).unwrap_err();
        let said = large.to_string();
        assert!(said.contains("of memory, and there are 300 MB: sites of about"), "{said}");
        assert_eq!(large.remedy(), Remedy::Input);
    }

    #[test]
    fn a_full_disk_is_seen_before() {
        let room = Room { memory: None, disk: Some(1_000_000) };
        let error = Needs::of(&scenario("1 mm", 10_000), None).must_fit_into(&room).unwrap_err();
        assert!(error.to_string().contains("room on the disk"), "{error}");
    }
}
