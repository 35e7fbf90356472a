//! Parts of shards that another study has run already: the same identity under another roof.

use std::path::{Path, PathBuf};

use crate::record::disk;

use super::directory::Opened;
use super::store::{self, KeptParts};
use super::{BatchError, plan::Shard};

/// Copies what other studies have of this one's missing shards, and says how many replicates that
/// were; a damaged part is left where it is.
///
/// # Errors
/// What the disk refuses.
pub fn take_over(opened: &Opened, others: &[PathBuf]) -> Result<u64, BatchError> {
    let mut taken = 0;
    for shard in opened.plan.shards() {
        for other in others.iter().filter(|other| **other != opened.path) {
            taken += shard_of(opened, &shard, other)?;
        }
    }
    Ok(taken)
}

fn shard_of(opened: &Opened, shard: &Shard, other: &Path) -> Result<u64, BatchError> {
    let series = opened.plan.series;
    let missing = KeptParts::of(&opened.path, shard, series)?.missing(shard);
    if missing.is_empty() || !disk::is_directory(&store::directory(other, shard)) {
        return Ok(0);
    }
    let mut taken = 0;
    for part in KeptParts::of(other, shard, series)?.parts {
        let wanted = missing.iter().filter(|n| (part.first..part.end()).contains(n)).count();
        if wanted == 0 {
            continue;
        }
        let tables = part.outputs.iter().map(|(name, output)| {
            let path = store::verified(other, shard, name, output)?;
            Ok((name.clone(), disk::read(&path)?))
        });
        let Ok(tables) = tables.collect::<Result<Vec<_>, BatchError>>() else { continue };
        store::write_as_made(&opened.path, shard, &tables, &part)?;
        taken += wanted as u64;
    }
    Ok(taken)
}
