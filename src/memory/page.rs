//! The page of a run in memory, with the bytes of `report.html`.

use crate::events::Observer;
use crate::outcome::{Course, EndReason, Response, headline};
use crate::report;
use crate::results::{
    Films, PAGE, RunError, Story, animals, curves, page_input, rebuild, replay, shown,
};
use crate::simulation::Maker;
use crate::table::{Column, Definition};

use super::error::MemoryError;
use super::run::MemoryRun;

impl MemoryRun {
    /// The page of a finished run; an animal that kept no frames is run again alone for them.
    /// `stop` is asked meanwhile, and where it says so there is none.
    ///
    /// # Errors
    /// [`MemoryError::Unfinished`], what the engine refuses.
    pub fn page(
        &self,
        maker: &Maker,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<String>, MemoryError> {
        let Some(outcomes) = &self.outcomes else {
            return Err(MemoryError::Unfinished {
                reached_h: self.reached_h(),
                until_h: self.until_h(),
            });
        };
        if let Some(directory) = &self.directory {
            let page = directory.join(PAGE);
            if !page.exists() {
                let mut observer = Observer { tell: &mut |_| {}, stop: &|| false };
                return Ok(Some(rebuild::page(directory, &mut observer)?));
            }
            let read = std::fs::read_to_string(&page);
            let refused = |error| crate::record::RecordError::io(&page, "read", error);
            return Ok(Some(read.map_err(refused)?));
        }
        let (plan, end_h) = (self.plan(), self.until_h());
        let columns = names(self.outcome_definitions());
        let animals = animals(&columns, outcomes);
        let responses: Vec<Response> =
            animals.iter().filter_map(|animal| response(&animal.response)).collect();
        let series = names(self.series_definitions());
        let each = |take: &mut dyn FnMut(&[crate::table::Value])| {
            self.rows.iter().for_each(|row| take(row));
            Ok::<(), RunError>(())
        };
        let shown = shown(&self.scenario, &plan, &responses, &series, each)?;
        let own = &animals[shown as usize];
        let ends = animals.iter().map(|animal| EndReason::of(&animal.end));
        let courses: Vec<Course> = responses.iter().copied().zip(ends).collect();
        let sentence =
            headline(self.scenario.species, &courses, shown, (EndReason::of(&own.end), own.end_h));
        let Some(films) = self.films(shown, &own.final_digest, maker, stop)? else {
            return Ok(None);
        };
        let story = Story {
            shown,
            end_h,
            stop_h: self.stop_h,
            set: self.set.clone(),
            unfinished: None,
            headline: sentence,
            curves: curves(&series, shown, each)?,
            animals,
        };
        let input = page_input(&self.scenario, story, films, self.scenario.resolved_toml());
        Ok(Some(report::render(&input)))
    }

    /// The time points of the shown animal, by site.
    fn films(
        &self,
        shown: u32,
        digest: &str,
        maker: &Maker,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Films>, RunError> {
        let plan = self.plan();
        let mut films: Films = vec![Vec::new(); self.scenario.sites.len()];
        let mut take = |snapshot: &crate::census::Snapshot| {
            let time_h = snapshot.step as f64 * self.scenario.run.tissue_step_h;
            films[snapshot.site as usize].push((time_h, snapshot.frame()));
        };
        if self.scenario.record.replicates.contains(&shown) || !plan.has_frames() {
            let own = self.snapshots.iter().filter(|snapshot| snapshot.replicate == shown);
            own.for_each(|snapshot| take(snapshot));
            return Ok(Some(films));
        }
        let observer = Observer { tell: &mut |_| {}, stop };
        let whole = replay((&self.scenario, &plan), maker, shown, digest, &observer, |alone| {
            for site in 0..self.scenario.sites.len() {
                take(&alone.frame(0, site)?.take()?);
            }
            Ok(())
        })?;
        Ok(whole.then_some(films))
    }
}

fn names(definitions: Vec<Definition>) -> Vec<Column> {
    definitions.into_iter().map(|definition| definition.column).collect()
}

fn response(code: &str) -> Option<Response> {
    Response::ALL.into_iter().find(|response| response.code() == code)
}
