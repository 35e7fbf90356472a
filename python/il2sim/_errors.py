"""What can go wrong, as exceptions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One problem of a scenario, a study or an arm."""

    file: str
    """The file, or `--set`."""
    line: int | None
    """Line, from 1; none where the file cannot be read."""
    column: int | None
    """Column, from 1, in characters."""
    message: str
    """What is wrong."""
    allowed: str
    """What is allowed, or what is there instead."""
    help: list[str] = field(default_factory=list)
    """How to mend it."""
    key: str | None = None
    """The key of the line, as it is written there."""


class Il2simError(Exception):
    """Any error of this package that is no wrong argument."""


class ScenarioError(Il2simError, ValueError):
    """A scenario has problems: all of them are in `problems`."""

    problems: list[Problem]

    def __init__(self, text: str, problems: str = "[]") -> None:
        super().__init__(text, problems)
        self.problems = [_problem(each) for each in json.loads(problems)]

    def __str__(self) -> str:
        return str(self.args[0])


class EngineError(Il2simError, RuntimeError):
    """An engine stopped, or there is none of the kind that was asked for."""


class RecordError(Il2simError, OSError):
    """A run's directory cannot be read or written."""


class NotThere(Il2simError, LookupError):
    """A site, a time point, a key or a column that a run does not have."""


class Stopped(Il2simError):
    """A callback stopped a run that is written to `directory`: its state is saved there."""

    directory: str

    def __init__(self, directory: str) -> None:
        super().__init__(directory)
        self.directory = directory

    def __str__(self) -> str:
        return f"stopped; the state is saved: il2sim.resume({self.directory!r}) goes on"


def _problem(each: dict[str, Any]) -> Problem:
    return Problem(
        file=each["file"],
        line=each["line"],
        column=each["column"],
        message=each["message"],
        allowed=each["label"],
        help=list(each["help"]),
        key=each["key"],
    )
