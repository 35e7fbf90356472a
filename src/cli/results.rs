//! `verify`, `export` and `cite`: what is done with a run's directory.

use std::path::Path;

use crate::batch::{page, status};
use crate::events::Observer;
use crate::frames::{FRAMES, export};
use crate::input::units::day;
use crate::record::{Manifest, RunDir};
use crate::results::{self, RunError, verify};
use crate::scenario::Scenario;

use super::progress::Progress;
use super::run::{engine_request, time_h};
use super::signals::{Kept, Stop};
use super::{CiteArgs, ExportArgs, ExportFormat, Failure, VerifyArgs, exit, output};

/// `il2sim verify`: one line a replicate on stdout.
pub(super) fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    if args.files {
        return verify_files(args);
    }
    let engine = engine_request(&args.engine)?;
    let stop = Stop::listen()?;
    let mut progress = Progress::new(args.talk.quiet, args.talk.json);
    let asked = || stop.is_wanted();
    let mut observer = Observer { tell: &mut |event| progress.tell(event), stop: &asked };
    let verdicts = verify::verify(&args.dir, &args.replicates, &engine, &mut observer);
    progress.done();
    let verdicts = verdicts?;
    if stop.is_wanted() {
        return Err(Failure::Said(stop.code(Kept::Nothing)));
    }
    for verdict in &verdicts {
        if args.talk.json {
            let (replicate, compared, differs_at_h) =
                (verdict.replicate, verdict.compared, verdict.differs_at_h);
            output::answer(serde_json::json!({
                "replicate": replicate, "compared": compared, "differs_at_h": differs_at_h,
            }));
        } else if let Some(at_h) = verdict.differs_at_h {
            output::answer(format_args!(
                "replicate {}: differs from {at_h} h (day {}) on",
                verdict.replicate,
                day(at_h)
            ));
        } else {
            output::answer(format_args!(
                "replicate {}: {} digests, all the same",
                verdict.replicate, verdict.compared
            ));
        }
    }
    if verdicts.iter().any(|v| v.differs_at_h.is_some()) {
        Err(Failure::Said(exit::FAILED))
    } else {
        Ok(())
    }
}

/// `il2sim verify --files`: what is damaged or missing, a line a file.
fn verify_files(args: &VerifyArgs) -> Result<(), Failure> {
    let mut tell = output::tell_message;
    let mut observer = Observer { tell: &mut tell, stop: &|| false };
    let checked = if page::is_study(&args.dir) {
        status::check_files(&args.dir)?
    } else {
        results::check_files(&args.dir, &mut observer)?
    };
    if args.talk.json {
        output::answer(serde_json::to_string(&checked).expect("words have a JSON form"));
    } else {
        for fault in &checked.faults {
            output::answer(format_args!("{}: {}", fault.file, fault.what));
        }
        let (files, damaged) = (checked.files, checked.faults.len());
        output::answer(match damaged {
            0 => format!("{files} files, all as they were written"),
            _ => format!("{damaged} of {files} files are damaged or missing"),
        });
    }
    if checked.faults.is_empty() { Ok(()) } else { Err(Failure::Said(exit::FAILED)) }
}

/// A run to read; messages go to standard error.
fn opened(path: &Path) -> Result<(RunDir, Manifest), RunError> {
    let mut tell = output::tell_message;
    results::open(path, &mut Observer { tell: &mut tell, stop: &|| false })
}

/// `il2sim export`: the paths of what was written, on stdout.
pub(super) fn export(args: &ExportArgs) -> Result<(), Failure> {
    let (dir, manifest) = opened(&args.dir)?;
    let scenario = results::scenario_of(&dir, &manifest)?;
    let mut frames = results::frames_of(&dir, &manifest, &scenario)?
        .ok_or_else(|| RunError::Unfinished { path: args.dir.clone() })?;
    if frames.torn_tail() > 0 {
        let (bytes, file) = (frames.torn_tail(), args.dir.join(FRAMES));
        let mut tell = output::tell_message;
        Observer { tell: &mut tell, stop: &|| false }.say(format!(
            "{}: {bytes} bytes behind its last whole frame are not read",
            file.display()
        ));
    }
    let ExportFormat { npz, csv, ome_tiff, cells, .. } = args.format;
    let format = match [npz, csv, ome_tiff, cells] {
        [true, ..] => export::FrameFormat::Npz,
        [_, true, ..] => export::FrameFormat::Csv,
        [.., true, _] => export::FrameFormat::OmeTiff,
        [.., true] => export::FrameFormat::Cells,
        _ => export::FrameFormat::CellsCsv,
    };
    let at_h = args.time.as_deref().map(time_h).transpose()?;
    let wanted = export::Wanted { time_h: at_h, replicate: args.replicate, site: None };
    let out = args.out.clone().unwrap_or_else(|| args.dir.join("export"));
    for path in export::export(&mut frames, wanted, format, &out)? {
        output::answer(path.display());
    }
    Ok(())
}

/// `il2sim cite`.
pub(super) fn cite(args: &CiteArgs) -> Result<(), Failure> {
    let (dir, manifest) = opened(&args.dir)?;
    let scenario = results::scenario_of(&dir, &manifest)?;
    output::answer_text(citation(&manifest, &scenario));
    Ok(())
}

/// A sentence for a methods section, and a BibTeX entry.
fn citation(manifest: &Manifest, scenario: &Scenario) -> String {
    let Manifest { version, seed, replicates, scenario_digest, rulebook_digest, .. } = manifest;
    let year = manifest.started.get(..4).unwrap_or_default();
    let source = if scenario.source.is_empty() {
        String::new()
    } else {
        format!(" (after {})", scenario.source)
    };
    format!(
        "Simulated with il2sim {version} (The il2sim developers): \"{title}\"{source}, \
         {replicates} replicates, seed {seed}.\nScenario digest {scenario_digest}\nRulebook \
         digest {rulebook_digest}\n\n@software{{il2sim,\n\x20 author  = {{{{The il2sim \
         developers}}}},\n\x20 title   = {{il2sim: agent-based simulation of interleukin-2 \
         immunotherapy of tumours}},\n\x20 version = {{{version}}},\n\x20 year    = \
         {{{year}}},\n\x20 note    = {{scenario {short}, seed {seed}}}\n}}\n",
        title = scenario.title,
        short = &scenario_digest[..16.min(scenario_digest.len())],
    )
}
