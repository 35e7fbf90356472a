"""The program: its keys and scenarios, and simulations of studies.

In: studies as text. Out: identities of their arms, and what became of each animal. Nothing that the
program writes is kept.
"""

import csv
import hashlib
import io
import json
import os
import subprocess
import tempfile
import tomllib
from pathlib import Path

from .errors import ProgramError

# Columns of the outcomes that are banked.
COLUMNS = ("response", "best_response", "final_tumour_cells", "response_h")


class Program:
    """An il2sim that is built."""

    def __init__(self, path, root, cache=None):
        self.path, self.root = Path(path), Path(root)
        if not self.path.is_file():
            raise ProgramError(f"{path}: no such program; `cargo build --release` makes it")
        self.digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        self.cache = cache and Path(cache)
        self.known = self.cached()

    def cached(self):
        """Plans that were made before with this very program."""
        if not self.cache or not self.cache.exists():
            return {}
        lines = self.cache.read_text().splitlines()
        rows = (json.loads(line) for line in lines if line.endswith("}}}"))
        return {row["study"]: row["plan"] for row in rows if row["program"] == self.digest}

    def call(self, *words, allowed=(0,)):
        """Standard output of a call."""
        child = subprocess.Popen(
            [self.path, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            out, err = child.communicate()
        except BaseException:
            child.terminate()
            child.wait()
            raise
        if child.returncode == 130 or child.returncode == 75:
            raise KeyboardInterrupt
        if child.returncode not in allowed:
            raise ProgramError(err.strip() or out.strip() or f"exit {child.returncode}")
        return out

    def keys(self):
        """The table of keys by key."""
        rows = csv.DictReader(io.StringIO(self.call("schema", "--keys=csv")))
        return {row["key"]: row for row in rows}

    def scenario(self, name):
        """A shipped scenario as data."""
        return tomllib.loads((self.root / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))

    def plan(self, text):
        """{"rulebook": digest, "arms": {name: identity}} of a study."""
        study = hashlib.sha256(text.encode()).hexdigest()
        if study not in self.known:
            with tempfile.TemporaryDirectory(prefix="calibration-") as work:
                plan = self.planned(text, Path(work))
            arms = {plan["arms"][p["arm"]]: p["identity"] for p in plan["points"]}
            self.known[study] = {"rulebook": plan["rulebook_digest"][:16], "arms": arms}
            if self.cache:
                row = {"program": self.digest, "study": study, "plan": self.known[study]}
                self.cache.parent.mkdir(parents=True, exist_ok=True)
                with self.cache.open("a") as file:
                    file.write(json.dumps(row) + "\n")
        return self.known[study]

    def planned(self, text, work):
        (work / "study.toml").write_text(text, encoding="utf-8")
        self.call("batch", "plan", str(work / "study.toml"), "--out", str(work / "out"), "--json")
        return json.loads((work / "out" / "plan.json").read_text())

    def simulate(self, text):
        """What became of the animals of every arm: {arm: {column: values}}, and the
        processor's seconds."""
        with tempfile.TemporaryDirectory(prefix="calibration-") as work:
            work = Path(work)
            plan = self.planned(text, work)
            seconds = self.run(work / "out")
            found = {}
            for point in plan["points"]:
                shard = point["identity"] + "-000000"
                directory = work / "out" / "shards" / shard[:2] / shard
                found[plan["arms"][point["arm"]]] = outcomes(directory)
        return found, seconds

    def run(self, directory):
        """Runs a planned study; the processor's seconds."""
        child = subprocess.Popen(
            [self.path, "batch", "run", directory, "--quiet", "--engine", "cpu", "--threads", "1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        try:
            err = child.stderr.read()
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            child.kill()
            child.wait()
            raise
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode in (75, 130, -2, -15):
            raise KeyboardInterrupt
        if child.returncode != 0:
            raise ProgramError(err.strip() or f"exit {child.returncode}")
        return used.ru_utime + used.ru_stime


def outcomes(directory):
    """The banked columns of a shard's animals, in their order."""
    from pyarrow import parquet

    rows = []
    for path in sorted(directory.glob("outcomes-*.parquet")):
        rows += parquet.read_table(path).to_pylist()
    rows.sort(key=lambda row: row["replicate"])
    return {column: [row.get(column) for row in rows] for column in COLUMNS}
