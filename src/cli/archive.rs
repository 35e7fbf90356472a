//! `archive`: a finished run as one file to deposit.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::batch::page;
use crate::results::archive::{self, Licence, Person, Terms};

use super::signals::{Kept, Stop};
use super::{CommandError, Failure, output};

/// Arguments of `il2sim archive`.
#[derive(Args)]
#[command(after_help = "Example: il2sim archive runs/peritumoral --licence CC-BY-4.0 --agent \
                        \"Jana Novak\" --orcid 0000-0002-1825-0097\n\nThe archive is an RO-Crate \
                        (Process Run Crate): scenario, outputs, program, digests, command, and \
                        how to verify them. Unpacked it is the run's directory. Only a finished \
                        run whose files are those that were written is archived; files of others \
                        in its directory are left out.\nThe path of the archive goes to stdout.")]
pub(super) struct ArchiveArgs {
    /// Directory of a finished run
    dir: PathBuf,
    /// File NAME.zip, or its directory [default: DIR.zip]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace an earlier archive
    #[arg(long)]
    force: bool,
    /// Person who ran it, author of the results
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    agent: Option<String>,
    /// ORCID iD of that person
    #[arg(long, value_name = "ID", requires = "agent", value_parser = archive::orcid)]
    orcid: Option<String>,
    /// Licence of the results, such as CC-BY-4.0, or its address
    #[arg(long, value_name = "LICENCE", alias = "license")]
    licence: Option<Licence>,
}

/// `il2sim archive`.
pub(super) fn archive(args: &ArchiveArgs) -> Result<(), Failure> {
    if page::is_study(&args.dir) {
        return Err(CommandError::StudyToArchive(args.dir.clone()).into());
    }
    let stop = Stop::listen()?;
    let agent = args.agent.clone().map(|name| Person { name, orcid: args.orcid.clone() });
    let terms = Terms { agent, licence: args.licence.clone() };
    let (dir, out) = (&args.dir, args.out.as_deref());
    match archive::archive(dir, out, args.force, &terms, &|| stop.is_wanted())? {
        Some(path) => {
            output::answer(path.display());
            Ok(())
        }
        None => Err(Failure::Said(stop.code(Kept::Nothing))),
    }
}
