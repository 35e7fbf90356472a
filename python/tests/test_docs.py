"""The examples in README and docs/python.md run as they stand there, and so do those in files."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(), re.M | re.S)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    found = blocks(page)
    assert found
    for block in found:
        exec(compile(block, page, "exec"), {})
    assert capsys.readouterr().out and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", sorted((ROOT / "python/examples").glob("*.py")), ids=lambda p: p.stem)
def test_an_example_runs(file, tmp_path, monkeypatch, capsys):
    needed = {"salib": "SALib"}.get(name := file.stem.removeprefix("with_"), name)
    pytest.importorskip(needed, reason=f"{needed} is not installed")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(file), run_name="__main__")
    assert capsys.readouterr().out
