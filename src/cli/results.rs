//! `verify`, `export` and `cite`: what is done with a run's directory.

use crate::events::Observer;
use crate::frames::export;
use crate::record::{Manifest, RunDir};
use crate::results::verify;
use crate::scenario::Scenario;

use super::progress::Progress;
use super::run::{engine_request, time_h};
use super::signals::{Kept, Stop};
use super::{CiteArgs, ExportArgs, Failure, VerifyArgs, exit, output};

/// `il2sim verify`: one line a replicate on stdout.
pub(super) fn verify(args: &VerifyArgs) -> Result<(), Failure> {
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
                "replicate {}: differs from {at_h} h (day {:.2}) on",
                verdict.replicate,
                at_h / 24.0
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

/// `il2sim export`: the paths of what was written, on stdout.
pub(super) fn export(args: &ExportArgs) -> Result<(), Failure> {
    let dir = RunDir::open(&args.dir)?;
    let format = if args.format.npz {
        export::FrameFormat::Npz
    } else if args.format.csv {
        export::FrameFormat::Csv
    } else {
        export::FrameFormat::OmeTiff
    };
    let wanted =
        export::Wanted { time_h: time_h(&args.time)?, replicate: args.replicate, site: None };
    let out = args.out.clone().unwrap_or_else(|| args.dir.join("export"));
    for path in export::export(&dir, wanted, format, &out)? {
        output::answer(path.display());
    }
    Ok(())
}

/// `il2sim cite`.
pub(super) fn cite(args: &CiteArgs) -> Result<(), Failure> {
    let dir = RunDir::open(&args.dir)?;
    let manifest = Manifest::load(&dir)?;
    let scenario = Scenario::load(&dir.file("scenario.toml"), &[])?;
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
