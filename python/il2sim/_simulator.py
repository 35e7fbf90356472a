"""A scenario as a function of some of its keys, for calibrators."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy

from il2sim import _arguments, _il2sim
from il2sim._run import ScenarioLike, hours, quiet
from il2sim._scenario import Scenario, Value

Theta = Mapping[str, float] | Sequence[float] | Any
"""Values of the free keys: by key, or in their order."""

_FREE = re.compile(r"^\s*([^\[\]]+?)\s*(?:\[\s*([^\[\]]+?)\s*\])?\s*$")


def _free(key: str) -> tuple[str, str | None]:
    """A key and its unit: `model.ctl.kill_rate [1/d]`."""
    found = _FREE.match(key)
    if found is None:
        raise ValueError(f"free: {key!r} is no key; write `KEY` or `KEY [UNIT]`")
    return found.group(1), found.group(2)


def _seed(seed: int) -> int:
    return _arguments.whole("seed", seed, 0)


def _rows(thetas: Any) -> Iterable[Theta]:
    """Several theta; the rows of a data frame of pandas or polars."""
    if hasattr(thetas, "iter_rows"):
        rows: Iterable[Theta] = thetas.iter_rows(named=True)
        return rows
    if hasattr(thetas, "iterrows"):
        return [dict(row) for _, row in thetas.iterrows()]
    given: Iterable[Theta] = thetas
    return given


class Simulator:
    """A scenario as a function: `simulator(theta, seed=1)` gives a dict of summaries.

    `free` are the keys that theta gives, each in its canonical unit, or in another one as in
    `"model.ctl.kill_rate [1/d]"`. `summary` says what is told: a column of the outcomes
    (`"final_tumour_cells"`), whether one has a word (`"response=CR"`, 1 or 0), or a column of the
    series at a time, summed over the sites (`"tumour_cells @ day 5"`). Over several replicates it
    is the mean; what no animal has is nan. `set` fixes other keys, or gives them distributions.

    The same theta and seed give the same values, on every engine and number of threads. A
    simulator can be pickled.
    """

    def __init__(
        self,
        scenario: ScenarioLike,
        free: Iterable[str],
        summary: Iterable[str],
        *,
        replicates: int = 1,
        until: str | float | None = None,
        set: Mapping[str, Value] | None = None,
        engine: str = "cpu",
        gpu: str | None = None,
        threads: int | None = None,
        output: str = "dict",
    ) -> None:
        if output not in ("dict", "array"):
            raise ValueError(f'output: "dict" or "array", not {output!r}')
        changes: dict[str, Value] = {"run.replicates": replicates, "record.frames": []}
        if until is not None:
            changes["run.until"] = until if isinstance(until, str) else f"{hours(until)} h"
        changes.update(_arguments.changes("set", set))
        self._how = _arguments.means(engine, gpu, threads)
        self.scenario = Scenario.of(scenario).set(changes)
        keys = [_free(key) for key in _arguments.texts("free", free)]
        self._made = (keys, _arguments.texts("summary", summary))
        self.summary = list(self._made[1])
        self._output = output
        self.scenario._handle.check_run(None, None, False)
        self._handle = self._make()
        self.free = dict(self._handle.free)

    def _make(self) -> _il2sim.SimulatorHandle:
        scenario = self.scenario
        return _il2sim.SimulatorHandle(
            scenario._text, scenario._name, scenario._set, *self._made, self._how
        )

    def _values(self, theta: Theta) -> list[float]:
        if isinstance(theta, Mapping):
            missing = [key for key in self.free if key not in theta]
            unknown = [key for key in theta if key not in self.free]
            if missing or unknown:
                raise KeyError(
                    f"theta has not {missing}, and {unknown} are not free; the free keys are "
                    f"{list(self.free)}"
                )
            theta = [theta[key] for key in self.free]
        values = numpy.asarray(theta, dtype=float)
        if values.ndim != 1 or len(values) != len(self.free):
            raise ValueError(
                f"theta has the shape {values.shape}, but there are {len(self.free)} free keys: "
                f"{list(self.free)}"
            )
        if not numpy.isfinite(values).all():
            raise ValueError(f"theta must be finite, not {values.tolist()}")
        return [float(value) for value in values]

    def _told(self, values: list[float]) -> Any:
        if self._output == "array":
            return numpy.array(values)
        return dict(zip(self.summary, values, strict=True))

    def __call__(self, theta: Theta, seed: int = 0) -> Any:
        """Runs the scenario with these values."""
        return self._told(self._run([self._values(theta)], [_seed(seed)])[0])

    def many(self, thetas: Iterable[Theta], seeds: Iterable[int] | None = None) -> Any:
        """One run for each theta and seed: beside each other on the threads, on a GPU together.

        A data frame has a row for each theta. Gives a list of dicts, or an array with a row for
        each theta.
        """
        values = [self._values(theta) for theta in _rows(thetas)]
        seeds = range(len(values)) if seeds is None else seeds
        given = [_seed(seed) for seed in itertools.islice(seeds, len(values) + 1)]
        told = self._run(values, given)
        if self._output == "array":
            return numpy.array(told).reshape(len(values), len(self.summary))
        return [self._told(each) for each in told]

    def _run(self, values: list[list[float]], seeds: list[int]) -> list[list[float]]:
        with quiet(self._how[0]):
            return self._handle.many(values, seeds)

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        del state["_handle"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._handle = self._make()

    def __repr__(self) -> str:
        return f"<il2sim.Simulator of {self.scenario.name!r}: {list(self.free)} -> {self.summary}>"
