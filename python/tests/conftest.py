"""What all tests share."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SMALL = """
schema = 1
title = "A small tumour under peritumoral interleukin-2"
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["0.8 mm", "0.8 mm"]
[[tumour]]
cells = 60
[[treatment]]
drug = "il2"
preparation = "recombinant human"
route = "peritumoral"
dose = "300 CU"
volume = "0.2 ml"
start = "day 1"
[run]
until = "day 2"
replicates = 2
seed = 3
[record]
frames = "every 12 h"
checkpoints = "every 12 h"
"""


@pytest.fixture
def small() -> str:
    return SMALL


@pytest.fixture(scope="session")
def program() -> str:
    """The command, built by cargo."""
    found = os.environ.get("IL2SIM") or shutil.which("il2sim")
    assert found, "IL2SIM names the program"
    return found


@pytest.fixture
def command(program):
    """Runs the command."""

    def run(*arguments, check=True, **more):
        return subprocess.run(
            [program, *map(str, arguments)], check=check, capture_output=True, text=True, **more
        )

    return run


def files(directory: Path) -> dict[str, bytes]:
    """What a run's directory holds, but for what varies."""
    kept = (path for path in directory.rglob("*") if path.is_file())
    names = ((str(path.relative_to(directory)), path) for path in kept)
    varies = ("manifest.json", "log.txt")
    return {name: path.read_bytes() for name, path in names if name not in varies}
