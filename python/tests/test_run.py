"""The same bytes as the command."""

import json

import il2sim
import pytest
from conftest import files

SCENARIOS = ["peritumoral", "untreated", "vaccine", "systemic", "cohort"]


def digests(directory):
    summary = json.loads((directory / "summary.json").read_text())
    return [animal["final_digest"] for animal in summary["replicates"]]


@pytest.mark.parametrize("name", SCENARIOS)
def test_digests_are_those_of_the_command(name, command, tmp_path):
    scenario = tmp_path / f"{name}.toml"
    scenario.write_text(command("new", name).stdout)
    command(
        "run", scenario, "--replicates", 2, "--until", "12 h", "--engine", "cpu", "--quiet",
        "--out", tmp_path / "run",
    )
    run = il2sim.run(name, replicates=2, until="12 h", engine="cpu")
    assert run.digests == digests(tmp_path / "run")
    assert len(set(run.digests)) == 2


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_gpu_gives_the_bytes_of_the_cpu(name):
    few = {"replicates": 1, "until": "3 h"}
    try:
        on_gpu = il2sim.run(name, engine="gpu", **few)
    except il2sim.EngineError as error:
        pytest.skip(f"no GPU and no software driver: {error}")
    on_cpu = il2sim.run(name, engine="cpu", **few)
    assert on_gpu.digests == on_cpu.digests
    assert on_gpu.series.to_dict() == on_cpu.series.to_dict()


def test_a_directory_has_the_bytes_of_the_commands(small, command, tmp_path):
    scenario = tmp_path / "small.toml"
    scenario.write_text(small)
    command("run", scenario, "--engine", "cpu", "--quiet", "--out", tmp_path / "command")
    run = il2sim.run(scenario, engine="cpu", out=tmp_path / "python")
    assert run.directory == tmp_path / "python"
    saved = il2sim.run(scenario, engine="cpu")
    saved.save(tmp_path / "saved")
    expected = files(tmp_path / "command")
    assert "report.html" in expected and any(name.startswith("state/") for name in expected)
    assert files(tmp_path / "python") == expected
    assert files(tmp_path / "saved") == expected
    assert saved.report() == run.report() == (tmp_path / "command/report.html").read_text()
    assert command("verify", tmp_path / "saved", "--files").returncode == 0


@pytest.mark.parametrize("change", [
    {"run.until": "37 h"},
    {"record.replicates": [1]},
    {"record.frames": []},
    {"record.checkpoints": "10 d"},
])
def test_a_saved_run_has_the_bytes_of_one_that_was_made_there(small, change, tmp_path):
    run = il2sim.run(small, engine="cpu", set=change)
    run.save(tmp_path / "saved")
    made = il2sim.run(small, engine="cpu", set=change, out=tmp_path / "made")
    assert files(tmp_path / "saved") == files(tmp_path / "made")
    assert made.digests == run.digests and made.series.to_dict() == run.series.to_dict()
    assert run.report() == made.report()


def test_without_out_nothing_touches_the_disk(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = il2sim.run(small, engine="cpu")
    run.frame("day 1"), run.cells("day 1"), run._repr_html_(), run.extend("day 3")
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_a_path_a_text_a_name_or_an_object(small, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(small)
    few = {"until": "2 h", "engine": "cpu"}
    made = il2sim.Scenario.load(path)
    runs = [il2sim.run(each, **few).digests for each in (path, str(path), small, made)]
    assert all(each == runs[0] for each in runs)
    assert il2sim.Scenario.of("peritumoral").title in il2sim.Scenario.list().values()
    changed = made.set({"tumour.0.cells": 70, "run.until": "day 3"})
    assert changed.until_h == 72 and made.until_h == 48
    assert changed.keys()["tumour.0.cells"] == "70"
    again = il2sim.Scenario.from_toml(changed.resolved())
    assert again == changed and again.digest == changed.digest != made.digest


def test_the_page_stands_in_a_notebook(small):
    shown = il2sim.run(small, engine="cpu")._repr_html_()
    assert shown.startswith("<iframe srcdoc=") and "&lt;html" in shown.replace("&quot;", "")


def test_the_version_is_the_programs(command):
    assert command("--version").stdout.split() == ["il2sim", il2sim.__version__]
    keys = il2sim.keys()
    assert len(keys) > 100 and all(key["meaning"] for key in keys)


def test_a_run_without_a_page(small, command, tmp_path):
    scenario = tmp_path / "small.toml"
    scenario.write_text(small)
    command("run", scenario, "--engine", "cpu", "--quiet", "--no-page", "--out", tmp_path / "bare")
    bare = files(tmp_path / "bare")
    assert "report.html" not in bare and "timelapse.gif" in bare
    made = il2sim.run(small, engine="cpu", out=tmp_path / "python", page=False)
    in_memory = il2sim.run(small, engine="cpu")
    in_memory.save(tmp_path / "saved", page=False)
    assert files(tmp_path / "python") == files(tmp_path / "saved") == bare
    assert made.report() == in_memory.report(), "a page without a file"
    assert "report.html" not in files(tmp_path / "python")
    longer = made.extend("day 3")
    assert longer.finished and "report.html" not in files(tmp_path / "python")


def test_a_series_of_chosen_columns(small, tmp_path):
    chosen = {"record.columns": ["ctl_cells", "tumour_cells"]}
    all_columns = il2sim.run(small, engine="cpu")
    run = il2sim.run(small, engine="cpu", set=chosen, out=tmp_path / "run")
    names = ["replicate", "site", "time_h", "tumour_cells", "ctl_cells"]
    whole, series = all_columns.series.to_dict(), run.series.to_dict()
    assert series == {name: whole[name] for name in names} and list(series) == names
    in_memory = il2sim.run(small, engine="cpu", set=chosen)
    assert in_memory.series.to_dict() == series and in_memory.digests == all_columns.digests
    assert in_memory.report() == run.report() == (tmp_path / "run/report.html").read_text()
    assert in_memory.extend("day 3").finished
    in_memory.save(tmp_path / "saved")
    assert files(tmp_path / "saved") == files(tmp_path / "run")
    with pytest.raises(il2sim.ScenarioError) as refused:
        il2sim.Scenario.from_toml(small).set({"record.columns": ["tumor_cells"]})
    assert 'did you mean "tumour_cells"?' in str(refused.value)
    with pytest.raises(il2sim.NotThere, match="record.columns chose.*tumour_cells"):
        il2sim.Simulator(small, ["tumour.0.cells"], ["nk_cells @ day 1"], set=chosen)
