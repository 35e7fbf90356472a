"""The extension module: handles that the package wraps."""

from pathlib import Path
from typing import Any, final

__all__ = [
    "LayerHandle",
    "RunHandle",
    "ScenarioHandle",
    "SimulatorHandle",
    "TableHandle",
    "command",
    "defect",
    "keys_json",
    "open_run",
    "read_text",
    "resume_run",
    "shipped",
    "shipped_text",
    "start_run",
    "time_h",
    "version",
]

version: str

_Means = tuple[str, str | None, int | None, object]

@final
class ScenarioHandle:
    title: str
    name: str
    replicates: int
    seed: int
    until_h: float
    digest: str
    def __new__(cls, text: str, name: str, set: list[tuple[str, str]]) -> ScenarioHandle: ...
    def warnings(self) -> list[str]: ...
    def resolved(self) -> str: ...
    def values(self) -> list[tuple[str, str]]: ...
    def check_run(self, stop_h: float | None, out: Path | None, allow_large: bool) -> None: ...

@final
class TableHandle:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...
    def to_dict(self) -> dict[str, list[Any]]: ...
    def columns(self) -> list[tuple[str, str, str, str]]: ...

@final
class LayerHandle:
    __array_interface__: dict[str, Any]

@final
class RunHandle:
    scenario: ScenarioHandle
    finished: bool
    reached_h: float
    until_h: float
    kept: tuple[int, int]
    directory: Path | None
    digests: list[str]
    def series(self) -> TableHandle: ...
    def outcomes(self) -> TableHandle | None: ...
    def moments(self) -> list[tuple[int, str, float]]: ...
    def layer(
        self, time_h: float, site: str | None, replicate: int | None, layer: str
    ) -> tuple[LayerHandle, float, str, float, list[str]]: ...
    def cells(self, time_h: float, site: str | None, replicate: int | None) -> TableHandle: ...
    def page(self, means: _Means) -> str: ...
    def save(
        self, path: Path, force: bool, command: list[str], page: bool, means: _Means
    ) -> Path: ...
    def extend(self, until: tuple[str, float] | None, means: _Means) -> RunHandle: ...
    def branch(self, at_h: float, arm: str, name: str | None, means: _Means) -> RunHandle: ...

@final
class SimulatorHandle:
    free: list[tuple[str, str]]
    def __new__(
        cls,
        text: str,
        name: str,
        set: list[tuple[str, str]],
        free: list[tuple[str, str | None]],
        summary: list[str],
        how: tuple[str, str | None, int | None],
    ) -> SimulatorHandle: ...
    def many(self, values: list[list[float]], seeds: list[int]) -> list[list[float]]: ...

def start_run(
    scenario: ScenarioHandle,
    stop_h: float | None,
    set: list[str],
    keep: int,
    out: tuple[Path, bool, list[str], bool] | None,
    means: _Means,
) -> RunHandle | None: ...
def resume_run(
    path: Path, until: tuple[str, float] | None, keep: int, means: _Means
) -> RunHandle | None: ...
def open_run(path: Path, keep: int) -> RunHandle: ...
def defect(here: bool = False) -> None: ...
def command(typed: list[str]) -> int: ...
def shipped() -> list[tuple[str, str]]: ...
def shipped_text(name: str) -> str: ...
def keys_json() -> str: ...
def read_text(path: Path, what: str) -> str: ...
def time_h(text: str) -> float: ...
