"""Scenarios: read, changed, checked, resolved."""

from __future__ import annotations

import builtins
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from il2sim import _arguments, _il2sim

Value = str | bool | int | float | list[Any] | dict[str, Any]


def toml(value: Value) -> str:
    """A value as TOML; a text as it would be typed behind `--set KEY=`."""
    if isinstance(value, str):
        return value
    return nested(value)


def nested(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(nested(each) for each in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(str(key))} = {nested(each)}" for key, each in value.items()) + " }"
    raise TypeError(
        f"a key takes text, a number, True or False, a list or a dict, not {type(value).__name__}"
    )


class Scenario:
    """A scenario: a text, and keys that are set beside it.

    It is checked when it is made: `ScenarioError` has all its problems. It never changes: `set`
    gives another one. It can be pickled.
    """

    def __init__(
        self, text: str, name: str = "scenario.toml", set: Mapping[str, Value] | None = None
    ) -> None:
        if not isinstance(text, str):
            raise TypeError(f"the text of a scenario is a str, not {type(text).__name__}")
        self._text = text
        self._name = _arguments.text("name", name)
        given = _arguments.changes("set", set)
        self._set = [(key, toml(value)) for key, value in given.items()]
        self._handle = _il2sim.ScenarioHandle(text, name, self._set)

    @classmethod
    def shipped(cls, name: str) -> Scenario:
        """A scenario that comes with the program; `Scenario.list()` has their names."""
        return cls(_il2sim.shipped_text(name), f"{name}.toml")

    @classmethod
    def from_toml(cls, text: str, name: str = "scenario.toml") -> Scenario:
        """A scenario from a text; `name` is what problems call it."""
        return cls(text, name)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Scenario:
        """A scenario from a file."""
        return cls(_il2sim.read_text(Path(path), "the scenario"), os.fspath(path))

    @classmethod
    def of(cls, scenario: Scenario | str | os.PathLike[str]) -> Scenario:
        """A scenario from whatever `run` takes: one, a path, a text, or a shipped name."""
        if isinstance(scenario, Scenario):
            return scenario
        if not isinstance(scenario, (str, os.PathLike)):
            raise TypeError(
                "a scenario is a path, a text, a shipped name or an il2sim.Scenario, not "
                f"{type(scenario).__name__}"
            )
        if isinstance(scenario, str):
            if "\n" in scenario:
                return cls.from_toml(scenario)
            if scenario in cls.list() and not Path(scenario).exists():
                return cls.shipped(scenario)
        return cls.load(scenario)

    @staticmethod
    def list() -> dict[str, str]:
        """The shipped scenarios: names and titles."""
        return dict(_il2sim.shipped())

    def set(self, changes: Mapping[str, Value] | None = None, **more: Value) -> Scenario:
        """The scenario with other values: `{"tumour.0.cells": 500, "run.until": "day 20"}`."""
        given = _arguments.changes("set", changes)
        return Scenario(self._text, self._name, {**dict(self._set), **given, **more})

    def check(self) -> builtins.list[str]:
        """What is dubious of it, as `il2sim check` warns; what is wrong was refused before."""
        return self._handle.warnings()

    def resolved(self) -> str:
        """The scenario as a file with every key and where its default comes from."""
        return self._handle.resolved()

    def keys(self) -> dict[str, str]:
        """Every key of the scenario with its value as TOML."""
        return dict(self._handle.values())

    @property
    def text(self) -> str:
        """The text that it was made from."""
        return self._text

    @property
    def title(self) -> str:
        """Its title."""
        return self._handle.title

    @property
    def name(self) -> str:
        """Its name."""
        return self._handle.name

    @property
    def replicates(self) -> int:
        """Number of animals or patients."""
        return self._handle.replicates

    @property
    def seed(self) -> int:
        """The seed of every random stream."""
        return self._handle.seed

    @property
    def until_h(self) -> float:
        """Its end, hours from the inoculation."""
        return self._handle.until_h

    @property
    def digest(self) -> str:
        """BLAKE3 of all values that are simulated."""
        return self._handle.digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<il2sim.Scenario {self.name!r}: {self.title}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Scenario, (self._text, self._name, dict(self._set)))


def keys() -> list[dict[str, Any]]:
    """Every key that a scenario can have, with unit, default, ranges and sources."""
    listed: list[dict[str, Any]] = json.loads(_il2sim.keys_json())
    return listed
