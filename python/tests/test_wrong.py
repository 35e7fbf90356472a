"""Whatever is given, Python lives on, and the error names the argument and what is allowed."""

import pickle

import il2sim
import numpy
import pytest
from conftest import SMALL

KEY = "tumour.0.cells"
NAN, INF = float("nan"), float("inf")
TIMES = [NAN, INF, -5, 0.0004, 1e300, "5 h"]


@pytest.fixture(scope="module")
def run():
    return il2sim.run(SMALL, engine="cpu", until="12 h")


@pytest.fixture(scope="module")
def simulator():
    return il2sim.Simulator(
        SMALL, [KEY], ["final_tumour_cells"], until=2, set={"run.late_doses": "ignore"}
    )


@pytest.mark.parametrize("time", TIMES)
def test_a_time_at_which_nothing_was_recorded_is_none(run, time):
    for look in (run.frame, run.cells):
        with pytest.raises(il2sim.NotThere, match="nearest is at"):
            look(time)


@pytest.mark.parametrize("time", [NAN, INF, -INF, -1, 1e18])
def test_a_run_goes_on_to_no_such_time(run, time):
    for go_on in (run.extend, lambda at: run.branch(at, "")):
        with pytest.raises(ValueError):
            go_on(time)


@pytest.mark.parametrize(("more", "kind", "words"), [
    ({"keep": -1}, ValueError, "keep: 0 to"),
    ({"keep": 1.5}, TypeError, "keep: a whole number"),
    ({"keep": 2**80}, ValueError, "keep: 0 to"),
    ({"threads": -1}, ValueError, "threads: 1 to 1024"),
    ({"threads": 1.5}, TypeError, "threads: a whole number"),
    ({"threads": 2**70}, ValueError, "threads: 1 to 1024"),
    ({"engine": None}, ValueError, '"auto", "cpu" and "gpu"'),
    ({"gpu": 3}, TypeError, "gpu: a text"),
    ({"seed": -1}, il2sim.ScenarioError, "allowed: 0 to"),
    ({"replicates": 2.5}, il2sim.ScenarioError, "whole number"),
    ({"set": ["a=3"]}, TypeError, "set: a dict"),
    ({"set": "tumour.0.cells=3"}, TypeError, "set: a dict"),
    ({"set": {3: 4}}, TypeError, "set: a dict"),
    ({"set": {KEY: None}}, TypeError, "not NoneType"),
    ({"set": {KEY: NAN}}, il2sim.ScenarioError, "finite"),
    ({"set": {KEY: "[" * 100_000}}, il2sim.ScenarioError, "TOML"),
    ({"set": {"run.until": "\ud800"}}, ValueError, "surrogates"),
    ({"set": {"run.until": '"day 2"\nseed = 4'}}, il2sim.ScenarioError, "TOML"),
    ({"out": b"bytes"}, TypeError, "bytes"),
    ({"out": "a\0b"}, il2sim.RecordError, "NUL"),
])
def test_a_wrong_argument_of_a_run_is_named(more, kind, words):
    with pytest.raises(kind) as error:
        il2sim.run(SMALL, **{"until": "2 h", "engine": "cpu", **more})
    assert words in str(error.value)


@pytest.mark.parametrize(("call", "kind", "words"), [
    (lambda r: r.frame(0, site=3), TypeError, "site: a text"),
    (lambda r: r.frame(0, layer=None), TypeError, "layer: a text"),
    (lambda r: r.frame(0, replicate=-1), il2sim.NotThere, "replicate: 0 to"),
    (lambda r: r.frame(0, replicate=2**40), il2sim.NotThere, "replicate: 0 to"),
    (lambda r: r.cells(0, replicate=1.5), TypeError, "replicate: a whole number"),
    (lambda r: r.branch(6, None), TypeError, "a path or a text"),
    (lambda r: r.branch(6, b"[run]"), TypeError, "a path or a text"),
])
def test_a_wrong_argument_of_a_look_is_named(run, call, kind, words):
    with pytest.raises(kind, match=words):
        call(run)


@pytest.mark.parametrize(("free", "summary", "kind", "words"), [
    (KEY, ["left_site"], TypeError, "free: a list"),
    ([KEY], "left_site", TypeError, "summary: a list"),
    ([KEY, KEY], [], ValueError, "free twice"),
    (["run.seed"], [], ValueError, "cannot be free"),
    (["run.replicates"], [], ValueError, "cannot be free"),
    (["run.until"], [], il2sim.NotThere, "the nearest"),
    ([KEY + " [pM]"], [], il2sim.NotThere, "none for"),
    (["model.ctl.motility [um/min]"], [], il2sim.NotThere, "um2/min"),
    (["treatment.0.dose [pM]"], [], il2sim.NotThere, "unit"),
    ([], ["response"], ValueError, "response=WORD"),
    ([], ["response=cr"], il2sim.NotThere, "CR, PR, SD, PD, NE"),
    ([], ["end_reason=killed"], il2sim.NotThere, "cured"),
    ([], ["end_h=3"], ValueError, "no words"),
])
def test_what_cannot_be_free_or_told_is_named(free, summary, kind, words):
    with pytest.raises(kind, match=words):
        il2sim.Simulator(SMALL, free, summary)


def test_seeds_are_whole_numbers(simulator):
    for seed in (1.7, "3", None):
        with pytest.raises(TypeError, match="seed: a whole number"):
            simulator([50], seed=seed)
    for seed in (-1, 2**64):
        with pytest.raises(ValueError, match="seed: 0 to"):
            simulator([50], seed=seed)
    assert simulator([50], seed=numpy.int64(3)) == simulator([50], seed=3)


def test_theta_is_whatever_has_numbers(simulator):
    import itertools

    import pandas
    import polars

    expected = simulator.many([[50], [60]])
    thetas = numpy.arange(50.0, 80.0)[::10]
    assert simulator.many([thetas[:1], thetas[1:2]]) == expected
    assert simulator.many(numpy.asfortranarray([[50], [60]])) == expected
    assert simulator.many(pandas.DataFrame({KEY: [50, 60]})) == expected
    assert simulator.many(polars.DataFrame({KEY: [50, 60]})) == expected
    assert simulator.many([]) == []
    with pytest.raises(ValueError, match="3 seeds for 2"):
        simulator.many([[50], [60]], itertools.count())


def test_values_of_numpy_are_values(small):
    given = {
        "treatment.0.skip": numpy.bool_(True), KEY: numpy.int32(50),
        "record.replicates": numpy.array([0, 1]), "run.until": numpy.str_("2 h"),
    }
    keys = il2sim.Scenario(small, set=given).keys()
    assert keys[KEY] == "50" and keys["record.replicates"] == "[0, 1]"


def test_a_frame_is_a_numpy_array(run):
    frame = run.frame(0, layer="il2")
    again = pickle.loads(pickle.dumps(frame))
    assert numpy.array_equal(again, frame)
    assert (again.unit, again.spacing_um, again.site) == ("pM", 20, "flank")
    assert type(frame.mean()) is numpy.float32 and type(frame[0]) is il2sim.Frame
    assert frame.view(numpy.ndarray).view(il2sim.Frame).unit == ""


def test_a_panic_on_the_callers_thread_is_an_exception(capfd):
    with pytest.raises(il2sim.EngineError, match="defect of the program: made on purpose"):
        il2sim._il2sim.defect(here=True)


def test_a_check_gives_the_commands_warnings(command, tmp_path):
    scenario = il2sim.Scenario.shipped("peritumoral")
    (tmp_path / "p.toml").write_text(scenario.text)
    told = command("check", tmp_path / "p.toml").stderr
    assert scenario.check() and all(warning in told for warning in scenario.check())
    assert scenario.set({"run.until": "day 5"}).check() == []


def test_a_run_in_memory_asks_for_no_room_on_the_disk(small, monkeypatch):
    monkeypatch.chdir("/proc")
    assert il2sim.run(small, engine="cpu", until="2 h").finished
