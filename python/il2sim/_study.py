"""Studies: many points of a design, run by the command in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from il2sim._arguments import means
from il2sim._errors import EngineError, RecordError, ScenarioError
from il2sim._scenario import nested

_INTERRUPTED = 130


def _toml(study: Mapping[str, Any]) -> str:
    """A study as TOML: tables as inline ones, which a study's file may have too."""
    lines = [f"{json.dumps(key)} = {nested(value)}" for key, value in study.items()]
    return "\n".join(lines) + "\n"


class Study:
    """A study and its directory: `Study("study.toml", "studies/mine").run().fractions()`.

    `study` is a study's file, or a dict as its TOML reads (`scenario` is then a path from where
    the program runs). Without a study the directory must hold one. The directory is that of
    `il2sim batch`, with the same bytes: several processes and machines may work on it at once.
    Without a directory it has one of its own, which goes with it.
    """

    def __init__(
        self,
        study: str | os.PathLike[str] | Mapping[str, Any] | None,
        directory: str | os.PathLike[str] | None = None,
    ) -> None:
        if study is not None and not isinstance(study, (str, os.PathLike, Mapping)):
            raise TypeError(f"a study is a path or a dict, not {type(study).__name__}")
        if directory is None:
            self._own = tempfile.TemporaryDirectory(prefix="il2sim-study-")
            directory = Path(self._own.name) / "study"
        self.directory = Path(directory)
        self._study = study
        if study is None and not (self.directory / "plan.json").is_file():
            raise RecordError(f"{self.directory}: holds no study (plan.json)")

    def run(
        self,
        *,
        engine: str = "auto",
        gpu: str | None = None,
        threads: int | None = None,
        allow_large: bool = False,
    ) -> Study:
        """Runs what is missing and makes the dataset; gives the study."""
        engine, gpu, threads = means(engine, gpu, threads)
        more = ["--engine", engine]
        more += [] if gpu is None else ["--gpu", gpu]
        more += [] if threads is None else ["--threads", str(threads)]
        more += ["--allow-large"] if allow_large else []
        if self._study is None:
            _command("batch", "run", os.path.abspath(self.directory), *more)
            _command("batch", "merge", os.path.abspath(self.directory))
        elif isinstance(self._study, Mapping):
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "study.toml"
                study = dict(self._study)
                if "scenario" in study:
                    study["scenario"] = os.path.abspath(study["scenario"])
                file.write_text(_toml(study), encoding="utf-8")
                self._run(file, more)
        else:
            self._run(Path(self._study), more)
        return self

    def _run(self, file: Path, more: list[str]) -> None:
        out = os.path.abspath(self.directory)
        _command("batch", "run", os.path.abspath(file), "--out", out, *more)

    @property
    def dataset(self) -> Any:
        """The outcomes of all points, as a lazy `pyarrow.dataset.Dataset` with the column `arm`."""
        return self._partitioned("outcomes")

    @property
    def series(self) -> Any:
        """The series of all points, where the study keeps them, in the same form."""
        return self._partitioned("series")

    def _partitioned(self, name: str) -> Any:
        from pyarrow import dataset

        return dataset.dataset(self._file(name), partitioning="hive")

    def design(self) -> Any:
        """The points, as a `pyarrow.Table`."""
        return self._table("design")

    def fractions(self) -> Any:
        """Fractions of responses and the like with their intervals, as a `pyarrow.Table`."""
        return self._table("fractions")

    def survival(self) -> Any:
        """Kaplan-Meier curves, as a `pyarrow.Table`."""
        return self._table("survival")

    def medians(self) -> Any:
        """Medians of numbers and times with their intervals, as a `pyarrow.Table`."""
        return self._table("medians")

    def compare(self) -> Any:
        """Arms and points compared, with the command's tests, as a `pyarrow.Table`."""
        return self._table("comparison")

    def statistics(self) -> dict[str, Any]:
        """What the command computed, and how: `statistics.json`."""
        told: dict[str, Any] = json.loads(self._file("statistics.json").read_text("utf-8"))
        return told

    def _table(self, name: str) -> Any:
        from pyarrow import parquet

        return parquet.read_table(self._file(f"{name}.parquet"))

    def _file(self, name: str) -> Path:
        folder = self.directory / "dataset"
        if not folder.is_dir():
            raise RecordError(f"{self.directory}: has no dataset yet: run() makes it")
        path = folder / name
        if not path.exists():
            there = ", ".join(sorted(each.stem for each in folder.glob("*.parquet")))
            raise RecordError(
                f"{path}: this study has no such table; it has {there} ([compare] and [record] of "
                "a study say what it has)"
            )
        return path

    def __repr__(self) -> str:
        return f"<il2sim.Study {str(self.directory)!r}>"


def _command(*words: str) -> None:
    """The command in a process of its own; its errors as exceptions, an interrupt is passed on."""
    log = logging.getLogger("il2sim")
    told: dict[str, Any] = {}
    command = [sys.executable, "-m", "il2sim", *words, "--json"]
    # In a group of its own, so that an interrupt of the terminal comes once: by us.
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                told = _line(log, line) or told
            code = process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            for _ in process.stderr:
                pass
            process.wait()
            raise
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    if code == 0:
        return
    text = str(told.get("error", f"il2sim {' '.join(words)} ended with {code}"))
    if "problems" in told:
        wrong = [_line_of(problem) for problem in told["problems"]]
        raise ScenarioError("\n".join([*wrong, text]), json.dumps(told["problems"]))
    raise (RecordError if code in (2, 75) else EngineError)(text)


def _line_of(problem: dict[str, Any]) -> str:
    """A problem in a line: where, what, what is allowed."""
    place = ":".join(str(problem[part]) for part in ("file", "line", "column") if problem[part])
    return f"{place}: {problem['message']}" + (f" ({problem['label']})" if problem["label"] else "")


def _line(log: logging.Logger, line: str) -> dict[str, Any] | None:
    """Logs a line of JSON; gives it where it is an error."""
    try:
        told: dict[str, Any] = json.loads(line)
    except ValueError:
        log.info("%s", line.rstrip())
        return None
    if "message" in told:
        log.info("%s", told["message"])
    return told if "error" in told else None
