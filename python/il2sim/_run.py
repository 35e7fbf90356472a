"""Runs: made in memory or into a directory, looked at, gone on with."""

from __future__ import annotations

import contextlib
import html
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy

from il2sim import _arguments, _il2sim
from il2sim._errors import Stopped
from il2sim._progress import follower
from il2sim._scenario import Scenario, Value
from il2sim._table import Table

KEEP = 256 << 20
"""Most bytes of saved states that a run keeps, unless `keep=` says otherwise."""

ScenarioLike = Scenario | str | os.PathLike[str]


class Progress(NamedTuple):
    """How far a run is: what a callback is called with after each host step."""

    time_h: float
    """Time reached, hours from the inoculation."""
    until_h: float
    """Time of the end."""
    active: int
    """Replicates that still live in the run."""
    total: int
    """All replicates."""


Callback = Callable[[Progress], object]


class Means(NamedTuple):
    """How a run is computed: a run goes on by the same means."""

    engine: str = "auto"
    gpu: str | None = None
    threads: int | None = None


class Frame(numpy.ndarray[Any, Any]):
    """A layer of a recorded time point: an array (y, x) or (z, y, x) that knows what it shows."""

    unit: str = ""
    """Unit of the values; empty for codes."""
    spacing_um: float = 0.0
    """Edge of a lattice cell, um."""
    time_h: float = 0.0
    """Time, hours from the inoculation."""
    site: str = ""
    """Name of the site."""
    layer: str = ""
    """Name of the layer."""
    names: list[str] = []
    """What the codes mean, by their number; empty where values are numbers."""

    def __array_finalize__(self, of: object) -> None:
        if isinstance(of, Frame):
            self.__dict__.update(of.__dict__)

    def __array_wrap__(self, array: Any, *more: Any) -> Any:
        # A mean or a sum is a number, not a frame of none.
        return array[()] if array.ndim == 0 else super().__array_wrap__(array, *more)

    def __reduce__(self) -> tuple[Any, ...]:
        of_array: Any = super().__reduce__()
        make, arguments, state = of_array
        return make, arguments, (state, dict(self.__dict__))

    def __setstate__(self, state: Any) -> None:
        array, told = state
        super().__setstate__(array)
        self.__dict__.update(told)


def hours(time: str | float | int) -> float:
    """A time in hours: a number of hours, or a text such as "day 10" or "37 h"."""
    if isinstance(time, bool) or not isinstance(time, (str, int, float, numpy.number)):
        raise TypeError(
            f'a time is a text such as "day 10" or a number of hours, not {type(time).__name__}'
        )
    return _il2sim.time_h(time) if isinstance(time, str) else float(time)


def _typed(time: str | float | int) -> tuple[str, float]:
    """A time as it is typed, and in hours."""
    time_h = hours(time)
    return (time.strip() if isinstance(time, str) else f"{time_h} h", time_h)


class Run:
    """A run: its tables, frames, digests and page; whole, or the part that was done."""

    def __init__(self, handle: _il2sim.RunHandle, means: Means, keep: int) -> None:
        self._handle = handle
        self._means = means
        self._keep = keep

    @property
    def scenario(self) -> Scenario:
        """The scenario with every key."""
        return Scenario.from_toml(self._handle.scenario.resolved(), self._handle.scenario.name)

    @property
    def finished(self) -> bool:
        """Whether it came to its end."""
        return self._handle.finished

    @property
    def reached_h(self) -> float:
        """Time reached, hours from the inoculation."""
        return self._handle.reached_h

    @property
    def until_h(self) -> float:
        """Time of its end."""
        return self._handle.until_h

    @property
    def directory(self) -> Path | None:
        """Its directory, where it was made with `out=` or opened."""
        return self._handle.directory

    @property
    def kept_bytes(self) -> int:
        """Size of the saved states that `extend` and `branch` begin with; `keep=` bounds it."""
        return self._handle.kept[0]

    @property
    def series(self) -> Table:
        """The series: one row a replicate, site and record time."""
        return Table(self._handle.series())

    @property
    def outcomes(self) -> Table | None:
        """The outcomes: one row a replicate; none while the run is not finished."""
        handle = self._handle.outcomes()
        return None if handle is None else Table(handle)

    @property
    def digests(self) -> list[str]:
        """The digest of each replicate's last state; empty while the run is not finished."""
        return self._handle.digests

    @property
    def frames(self) -> list[tuple[int, str, float]]:
        """The recorded time points: replicate, site, time (h)."""
        return self._handle.moments()

    def frame(
        self,
        time: str | float,
        site: str | None = None,
        layer: str = "tissue",
        *,
        replicate: int | None = None,
    ) -> Frame:
        """A layer of a recorded time point, read-only.

        Layers: `tissue`, `effector`, `line`, `mhc`, `origin`, `engaged` (codes: the bytes of the
        run itself, not copied), `il2`, `ifng` (pM). `site` is the first, `replicate` the first one
        with frames unless they are given.
        """
        handle, time_h, name, spacing, names = self._handle.layer(
            hours(time),
            None if site is None else _arguments.text("site", site),
            _arguments.replicate(replicate),
            _arguments.text("layer", layer),
        )
        frame = numpy.asarray(handle).view(Frame)
        frame.unit = "pM" if layer in ("il2", "ifng") else ""
        frame.spacing_um, frame.time_h, frame.site = spacing, time_h, name
        frame.layer, frame.names = layer, names
        return frame

    def cells(
        self, time: str | float, site: str | None = None, *, replicate: int | None = None
    ) -> Table:
        """The cells of a recorded time point, one a row; all sites unless one is given."""
        of_site = None if site is None else _arguments.text("site", site)
        of = _arguments.replicate(replicate)
        return Table(self._handle.cells(hours(time), of_site, of))

    def extend(
        self,
        until: str | float | None = None,
        *,
        callback: Callback | None = None,
        progress: bool | None = None,
    ) -> Run:
        """The same run to a later end, with the bytes of the longer run made at once.

        Without `until` a run that was stopped goes on to its own end. A run with a directory is
        extended there; another stays as it is, and the longer one is given.
        """
        typed = None if until is None else _typed(until)
        if self.directory is not None:
            return resume(
                self.directory, until, keep=self._keep, callback=callback, progress=progress,
                **self._means._asdict(),
            )
        with _following(self._means, self._keep, callback, progress) as means:
            return self._like(self._handle.extend(typed, means))

    def branch(
        self,
        at: str | float,
        arm: str | os.PathLike[str],
        *,
        callback: Callback | None = None,
        progress: bool | None = None,
    ) -> Run:
        """The same animals under an arm from a time on: a file, or a text with `[[treatment]]`.

        Up to that time the branch equals the run, byte for byte. It is made in memory: `save`
        writes it into a directory.
        """
        if not isinstance(arm, (str, os.PathLike)):
            raise TypeError(f"an arm is a path or a text, not {type(arm).__name__}")
        if isinstance(arm, str) and ("\n" in arm or "[" in arm or arm == ""):
            text, name = arm, None
        else:
            text, name = _il2sim.read_text(Path(arm), "the arm"), os.fspath(arm)
        at_h = hours(at)
        with _following(self._means, self._keep, callback, progress) as means:
            return self._like(self._handle.branch(at_h, text, name, means))

    def save(
        self, directory: str | os.PathLike[str], *, force: bool = False, page: bool = True
    ) -> Path:
        """Writes the run into a directory, with the bytes that the command leaves there.

        `page=False` leaves `report.html` out, as `il2sim run --no-page`.
        """
        command = ["il2sim (Python)", "save"]
        with quiet(self._means.engine):
            return self._handle.save(Path(directory), force, command, page, (*self._means, None))

    def report(self) -> str:
        """The page of the run, with the bytes of `report.html`."""
        with quiet(self._means.engine):
            return self._handle.page((*self._means, None))

    def _repr_html_(self) -> str:
        if not self.finished:
            return f"<p>{html.escape(repr(self))}</p>"
        page = html.escape(self.report(), quote=True)
        return (
            f'<iframe srcdoc="{page}" title="{html.escape(self._handle.scenario.title)}" '
            'sandbox="allow-scripts" style="width:100%;height:720px;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        scenario = self._handle.scenario
        state = "" if self.finished else f", stopped at {self.reached_h:g} h"
        count = scenario.replicates
        return f"<il2sim.Run {scenario.name!r}: {count} replicates to {self.until_h:g} h{state}>"

    def _like(self, handle: _il2sim.RunHandle) -> Run:
        return Run(handle, self._means, self._keep)


@contextlib.contextmanager
def quiet(engine: str) -> Iterator[None]:
    """Spares the user the errors that Vulkan drivers print where they find no window system."""
    place = "XDG_RUNTIME_DIR"
    if engine == "cpu" or place in os.environ:
        yield
        return
    os.environ[place] = tempfile.gettempdir()
    try:
        yield
    finally:
        os.environ.pop(place, None)


@contextlib.contextmanager
def _following(
    means: Means, keep: int, callback: Callback | None, progress: bool | None
) -> Iterator[tuple[str, str | None, int | None, object]]:
    """The means of a call, with its callback; whatever stops it carries a `Run` in `partial`."""
    try:
        with quiet(means.engine), follower(callback, progress, Progress) as called:
            yield (*means, called)
    except BaseException as error:
        partial = getattr(error, "partial", None)
        if isinstance(partial, _il2sim.RunHandle):
            error.partial = Run(partial, means, keep)  # type: ignore[attr-defined]
        raise


def _set(
    scenario: Scenario, replicates: int | None, seed: int | None, set: Mapping[str, Value] | None
) -> tuple[Scenario, list[str]]:
    changes: dict[str, Value] = {}
    if seed is not None:
        changes["run.seed"] = seed
    if replicates is not None:
        changes["run.replicates"] = replicates
    changes.update(_arguments.changes("set", set))
    return (scenario.set(changes) if changes else scenario), list(changes)


def run(
    scenario: ScenarioLike,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    until: str | float | None = None,
    set: Mapping[str, Value] | None = None,
    engine: str = "auto",
    gpu: str | None = None,
    threads: int | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    page: bool = True,
    keep: int = KEEP,
    callback: Callback | None = None,
    progress: bool | None = None,
    allow_large: bool = False,
) -> Run:
    """Runs a scenario: a path, a text, a shipped name, or a `Scenario`.

    Without `out` nothing touches the disk; with it the directory has the bytes of the command's,
    without `report.html` where `page` is false (`il2sim run --no-page`).
    `until` stops early: up to there the bytes are those of the whole run. `callback` is called
    with a `Progress` after each host step; `False` stops the run. An interrupt stops it after the
    host step in hand, and carries what was done in its `partial`.
    """
    made, keys = _set(Scenario.of(scenario), replicates, seed, set)
    stop_h = None if until is None else hours(until)
    place = None if out is None else Path(out)
    means = Means(*_arguments.means(engine, gpu, threads))
    keep = _arguments.whole("keep", keep, 0)
    made._handle.check_run(stop_h, place, allow_large)
    to = None if place is None else (place, force, ["il2sim (Python)", "run", made.name], page)
    with _following(means, keep, callback, progress) as how:
        handle = _il2sim.start_run(made._handle, stop_h, keys, keep, to, how)
    if handle is None:
        raise Stopped(str(place))
    return Run(handle, means, keep)


def resume(
    directory: str | os.PathLike[str],
    until: str | float | None = None,
    *,
    engine: str = "auto",
    gpu: str | None = None,
    threads: int | None = None,
    keep: int = KEEP,
    callback: Callback | None = None,
    progress: bool | None = None,
) -> Run:
    """Goes on with a run's directory to its end, or extends a finished one to a later end."""
    means = Means(*_arguments.means(engine, gpu, threads))
    keep = _arguments.whole("keep", keep, 0)
    typed = None if until is None else _typed(until)
    with _following(means, keep, callback, progress) as how:
        handle = _il2sim.resume_run(Path(directory), typed, keep, how)
    if handle is None:
        raise Stopped(os.fspath(directory))
    return Run(handle, means, keep)


def open(directory: str | os.PathLike[str], *, keep: int = KEEP) -> Run:
    """Reads the directory of a finished run."""
    keep = _arguments.whole("keep", keep, 0)
    return Run(_il2sim.open_run(Path(directory), keep), Means(), keep)


