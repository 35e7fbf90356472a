"""Arguments: checked before the extension module sees them, and named where they are wrong."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

from il2sim._errors import NotThere

LARGEST = 2**63 - 1
ENGINES = ("auto", "cpu", "gpu")


def whole(name: str, value: object, least: int, most: int = LARGEST) -> int:
    """A whole number within bounds."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        kind = type(value).__name__
        raise TypeError(f"{name}: a whole number is wanted, not {kind}") from None
    if not least <= number <= most:
        raise ValueError(f"{name}: {least} to {most} are allowed, not {number}")
    return number


def replicate(value: object) -> int | None:
    """The number of a replicate, or none."""
    if value is None:
        return None
    try:
        return whole("replicate", value, 0, 2**32 - 1)
    except ValueError as error:
        raise NotThere(str(error)) from None


def text(name: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: a text is wanted, not {type(value).__name__}")
    return value


def means(engine: object, gpu: object, threads: object) -> tuple[str, str | None, int | None]:
    """How something is computed: engine, GPU, threads."""
    if engine not in ENGINES:
        raise ValueError(f'engine {engine!r}: there are "auto", "cpu" and "gpu"')
    return (
        text("engine", engine),
        None if gpu is None else text("gpu", gpu),
        None if threads is None else whole("threads", threads, 1, 1024),
    )


def changes(name: str, given: object) -> dict[str, Any]:
    """Keys and their values."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise TypeError(f'{name}: a dict such as {{"tumour.0.cells": 500}}, not {given!r}')
    return dict(given)


def texts(name: str, given: object) -> list[str]:
    """Several texts."""
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise TypeError(f"{name}: a list of texts is wanted, not {given!r}")
    return [text(name, each) for each in given]
