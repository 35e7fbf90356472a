"""The final check: every finding of the species at 200 animals, under the best set.

Its seed was never used before. `il2sim findings` runs and judges; what it makes stays under
`target/`, so that a check that was stopped goes on, and its table is kept as
`check/SPECIES.json.gz`.
"""

import contextlib
import json
import os

from . import studies
from .bank import packed, replace
from .errors import InputError
from .toml import TomlFile

SEEDS = {"mouse": 910_000_000, "human": 920_000_000}
KEPT = ("id", "title", "species", "replicates", "arms", "identities", "verdict", "failure", "tests")


def run(place, bank, replicates, only, scratch, default=False, seed=None):
    """Runs and keeps the check."""
    settings = {} if default else best(place)
    seed = SEEDS[place.species] if seed is None else seed
    if seed in bank.seeds():
        raise InputError(f"the seed {seed} was used before", None, None, "--seed")
    known = [finding for finding in place.findings.values()
             if finding.species == place.species and (not only or finding.id in only)]
    work = scratch / f"check-{place.species}{'-default' if default else ''}"
    work.mkdir(parents=True, exist_ok=True)
    place.tell(f"{place.species}: {len(known)} findings at {replicates} animals, seed {seed}")
    rows, rulebook = [], ""
    for number, finding in enumerate(known, 1):
        path = work / f"{finding.id}.toml"
        path.write_text(studies.text(finding, None, settings, replicates, seed), encoding="utf-8")
        with spent(work / "seconds"):
            out = place.program.call("findings", str(path), "--out", str(work / "findings"),
                                     "--engine", "cpu", "--json", "--quiet", allowed=(0, 1))
        table = json.loads(out)
        rulebook = table["rulebook_digest"][:16]
        rows += [{key: row[key] for key in KEPT} for row in table["findings"]]
        place.tell(f"{finding.id:<5}{rows[-1]['verdict']} ({number} of {len(known)})")
    hours = round(float((work / "seconds").read_text()) / 3600, 3)
    found = {"species": place.species, "seed": seed, "replicates": replicates, "set": settings,
             "rulebook": rulebook, "hours": hours, "findings": rows}
    keep(place, found, default)
    return found


@contextlib.contextmanager
def spent(path):
    """Adds the processor's seconds of programs called inside to those that a file has."""
    before = os.times()
    try:
        yield
    finally:
        after = os.times()
        seconds = after.children_user + after.children_system
        seconds -= before.children_user + before.children_system
        known = float(path.read_text()) if path.exists() else 0.0
        path.write_text(f"{known + seconds:.2f}")


def keep(place, found, default):
    directory = place.home / "check"
    directory.mkdir(exist_ok=True)
    name = f"{place.species}{'-default' if default else ''}.json.gz"
    replace(directory / name, packed([json.dumps(found)]))


def best(place):
    """The best set's keys and values."""
    path = place.home / "sets" / f"{place.species}.toml"
    if not path.exists():
        raise InputError("no best set yet: calibration/run posterior", path)
    return TomlFile(path).data["set"]
