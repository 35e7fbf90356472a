"""Every mistake is an exception that says what is allowed."""

import pickle

import il2sim
import pytest


@pytest.fixture(scope="module")
def run():
    from conftest import SMALL

    return il2sim.run(SMALL, engine="cpu", until="12 h")


def test_all_problems_of_a_scenario_stand_in_the_exception(small):
    text = small.replace("cells = 60", 'cels = 60\ndoubling_time = "36 pM"')
    with pytest.raises(il2sim.ScenarioError) as error:
        il2sim.Scenario.from_toml(text, "mine.toml")
    problems = error.value.problems
    assert len(problems) >= 2 and all(p.file == "mine.toml" for p in problems)
    unknown = next(p for p in problems if "cels" in p.message)
    assert (unknown.line, unknown.column, unknown.key) == (10, 1, "cels")
    assert "did you mean `cells`?" in unknown.help
    unit = next(p for p in problems if p.line == 11)
    assert unit.key == "doubling_time" and unit.allowed
    assert "mine.toml:10:1" in str(error.value)
    again = pickle.loads(pickle.dumps(error.value))
    assert again.problems == problems and isinstance(again, ValueError)


def test_a_key_that_is_set_is_named(small):
    with pytest.raises(il2sim.ScenarioError) as error:
        il2sim.run(small, set={"tumour.0.cels": 4, "run.seed": "much"})
    assert {p.key for p in error.value.problems} == {"tumour.0.cels", "run.seed"}


@pytest.mark.parametrize(("call", "kind", "words"), [
    (lambda s: il2sim.run(s, until="nonsense"), ValueError, "day 10"),
    (lambda s: il2sim.run(s, until=2.5), ValueError, "multiple of the host step"),
    (lambda s: il2sim.run(s, until=-1), ValueError, "host step"),
    (lambda s: il2sim.run(s, until=float("nan")), ValueError, "host step"),
    (lambda s: il2sim.run(s, until=[1]), TypeError, "a time is"),
    (lambda s: il2sim.run(s, engine="tpu"), ValueError, '"auto", "cpu" and "gpu"'),
    (lambda s: il2sim.run(s, engine="gpu", gpu="none such"), il2sim.EngineError, "no such adapter"),
    (lambda s: il2sim.run(s, threads=0), ValueError, "1 to 1024"),
    (lambda s: il2sim.run(s, callback=3), TypeError, "function"),
    (lambda s: il2sim.run(s, replicates=0), il2sim.ScenarioError, "replicates"),
    (lambda s: il2sim.run(s, set={"run.seed": object()}), TypeError, "a number"),
    (lambda s: il2sim.run(s, set={"site.0.size": ["60 mm", "60 mm"], "run.replicates": 100000}),
     MemoryError, "memory"),
    (lambda s: il2sim.run("nowhere.toml"), il2sim.ScenarioError, "No such file"),
    (lambda s: il2sim.run(3), TypeError, "a path, a text"),
    (lambda s: il2sim.Scenario(3), TypeError, "a str"),
    (lambda s: il2sim.Scenario.shipped("peritumora"), KeyError, "did you mean"),
    (lambda s: il2sim.open("/nowhere"), il2sim.RecordError, "no il2sim run"),
    (lambda s: il2sim.resume("/nowhere"), il2sim.RecordError, "no il2sim run"),
    (lambda s: il2sim.Simulator(s, ["tumour.0.cels"], []), il2sim.NotThere, "tumour.0.cells"),
    (lambda s: il2sim.Simulator(s, ["treatment.0.dose"], []), il2sim.NotThere, "IU"),
    (lambda s: il2sim.Simulator(s, ["a [b"], []), ValueError, "KEY"),
    (lambda s: il2sim.Simulator(s, [], ["nothing"]), il2sim.NotThere, "final_tumour_cells"),
    (lambda s: il2sim.Simulator(s, [], ["nothing @ day 1"]), il2sim.NotThere, "tumour_cells"),
    (lambda s: il2sim.Simulator(s, [], ["tumour_cells @ 7 h"]), ValueError, "series"),
    (lambda s: il2sim.Simulator(s, [], ["tumour_cells @ day 9"]), ValueError, "series"),
    (lambda s: il2sim.Simulator(s, [], [], output="x"), ValueError, "dict"),
])
def test_a_wrong_argument_is_named(small, call, kind, words):
    with pytest.raises(kind) as error:
        call(small)
    assert words in str(error.value)


@pytest.mark.parametrize(("call", "kind", "words"), [
    (lambda r: r.frame("day 99"), il2sim.NotThere, "nearest is at 12 h"),
    (lambda r: r.frame(5), il2sim.NotThere, "nearest"),
    (lambda r: r.frame(0, replicate=1), il2sim.NotThere, "record.replicates is [0]"),
    (lambda r: r.frame(0, "lung"), il2sim.NotThere, "`flank`"),
    (lambda r: r.frame(0, layer="kind"), ValueError, "tissue, effector"),
    (lambda r: r.cells("day 99"), il2sim.NotThere, "nearest"),
    (lambda r: r.extend(3), ValueError, "after the end"),
    (lambda r: r.extend("12.5 h"), ValueError, "multiple of the host step"),
    (lambda r: r.branch(0.5, ""), ValueError, "multiple of the host step"),
    (lambda r: r.branch("day 9", ""), ValueError, "before the end"),
    (lambda r: r.branch(6, "[run]\nseed = 4\n"), il2sim.ScenarioError, "cannot change `run.seed`"),
    (lambda r: r.branch(6, "nowhere.toml"), il2sim.ScenarioError, "cannot read the arm"),
])
def test_what_a_run_does_not_have_is_named(run, call, kind, words):
    with pytest.raises(kind) as error:
        call(run)
    assert words in str(error.value)


def test_a_directory_that_holds_another_is_left(small, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    run = il2sim.run(small, engine="cpu", until="2 h")
    for made in (lambda: il2sim.run(small, until="2 h", out=tmp_path), lambda: run.save(tmp_path)):
        with pytest.raises(il2sim.RecordError):
            made()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_defect_is_an_exception_and_python_lives_on(capfd, small):
    with pytest.raises(il2sim.EngineError, match="defect of the program: made on purpose"):
        il2sim._il2sim.defect()
    assert il2sim.run(small, engine="cpu", until="2 h").finished


def test_theta_of_another_shape_is_refused(small):
    simulator = il2sim.Simulator(small, ["tumour.0.cells"], ["final_tumour_cells"], until="2 h",
                                 set={"run.late_doses": "ignore"})
    for theta, kind in [([1, 2], ValueError), ({"x": 1}, KeyError), ([float("nan")], ValueError),
                        ([[1]], ValueError), (["much"], ValueError)]:
        with pytest.raises(kind):
            simulator(theta)
    with pytest.raises(il2sim.ScenarioError):
        simulator([-5])
    with pytest.raises(ValueError, match="2 seeds for 1"):
        simulator.many([[60]], [1, 2])
