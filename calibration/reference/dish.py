"""The dish: runs of the program, and their numbers.

In: the program, settings of `dish.toml`. Out: series as arrays, and rows: what the program gave
beside what an equation gives.
"""

import json
import math
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyarrow import parquet

DISH = Path(__file__).parent / "dish.toml"
SITES = 40_000  # lattice cells of the dish
AREA_MM2 = 16.0
VOLUME_UM3 = AREA_MM2 * 1e6 * 20.0
REACH = 9  # sites that a killer looks at
ERRORS = 5.0  # standard errors that a comparison may lie off


@dataclass(frozen=True)
class Row:
    """One number: what the program gave, what the equation gives."""

    what: str
    unit: str
    program: float
    error: float
    equation: float
    bound: float = 0.0  # relative, besides the standard errors

    def agrees(self):
        allowed = ERRORS * self.error + self.bound * abs(self.equation)
        return abs(self.program - self.equation) <= allowed

    def data(self):
        return {
            "what": self.what, "unit": self.unit, "program": rounded(self.program),
            "standard_error": rounded(self.error, 2), "equation": rounded(self.equation),
            "ratio": rounded(self.program / self.equation) if self.equation else None,
            "bound": self.bound, "agrees": bool(self.agrees()),
        }


class Runs:
    """Runs of a program in a directory that is removed at the end."""

    def __init__(self, program, replicates=None, tell=print):
        self.program, self.replicates, self.tell = Path(program).resolve(), replicates, tell
        self.work = Path(tempfile.mkdtemp(prefix="il2sim-held-"))
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.work, ignore_errors=True)

    def tables(self, settings):
        """(series, outcomes) of a run of the dish as lists of columns."""
        out = self.work / f"{self.count:03}"
        self.count += 1
        chosen = dict(settings)
        if self.replicates:
            chosen["run.replicates"] = self.replicates
        words = [str(self.program), "run", str(DISH), "--out", str(out), "--no-page", "--quiet",
                 "--engine", "cpu"]
        for key, value in chosen.items():
            words += ["--set", f"{key}={toml(value)}"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}\n{done.stderr}")
        tables = [parquet.read_table(out / f"{name}.parquet") for name in ("series", "outcomes")]
        shutil.rmtree(out)
        return tables


class Series:
    """Columns of a series as arrays [replicate, time]; an animal that ended keeps its last row."""

    def __init__(self, tables):
        series, self.outcomes = tables
        replicate, time_h = (np.array(series[name]) for name in ("replicate", "time_h"))
        self.days = np.unique(time_h) / 24
        self.replicates = np.unique(replicate)
        at_r = np.searchsorted(self.replicates, replicate)
        at_t = np.searchsorted(self.days, time_h / 24 - 1e-9)
        self.columns = {}
        for name in ("tumour_cells", "nk_cells", "treg_cells", "il2_mean_pm"):
            values = np.full((len(self.replicates), len(self.days)), np.nan)
            values[at_r, at_t] = np.array(series[name], float)
            for t in range(1, len(self.days)):
                lost = np.isnan(values[:, t])
                values[lost, t] = values[lost, t - 1]
            self.columns[name] = values

    def of(self, name):
        return self.columns[name]

    def at(self, day):
        return int(np.argmin(abs(self.days - day)))

    def row(self, what, unit, values, equation, bound=0.0):
        """A row of one number a replicate."""
        values = np.asarray(values, float)
        error = values.std(ddof=1) / math.sqrt(len(values))
        return Row(what, unit, values.mean(), error, float(np.mean(equation)), bound)


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def rounded(value, digits=4):
    return float(f"{value:.{digits}g}") if value is not None and math.isfinite(value) else None


def rulebook(program):
    """The digest of the rules of a program."""
    said = subprocess.run([program, "info", "--json"], capture_output=True, text=True, check=True)
    return json.loads(said.stdout).get("rulebook_digest", "")[:16]
