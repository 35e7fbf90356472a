"""A scenario as a function: the same numbers everywhere, and no memory lost."""

import multiprocessing
import pickle

import il2sim
import psutil
import pytest
from conftest import SMALL

THETA = {"model.ctl.kill_rate": 0.1, "tumour.0.cells": 50}


@pytest.fixture(scope="module")
def simulator():
    return il2sim.Simulator(
        SMALL, ["model.ctl.kill_rate", "tumour.0.cells"],
        ["final_tumour_cells", "response=CR", "tumour_cells @ day 1", "left_site"],
        until="30 h",
    )


def called(simulator, theta, seed):
    return simulator(theta, seed=seed)


def test_it_gives_what_a_run_gives(simulator):
    changes = {"model.ctl.kill_rate": "0.1 /h", "tumour.0.cells": 50, "run.until": "30 h"}
    run = il2sim.run(SMALL, engine="cpu", replicates=1, seed=7, set=changes)
    outcomes, series = run.outcomes.to_dict(), run.series.to_dict()
    told = simulator(THETA, seed=7)
    assert told["final_tumour_cells"] == outcomes["final_tumour_cells"][0]
    assert told["response=CR"] == (outcomes["response"][0] == "CR")
    assert told["tumour_cells @ day 1"] == series["tumour_cells"][series["time_h"].index(24)]
    assert told["left_site"] == 0
    assert simulator.free == {"model.ctl.kill_rate": "/h", "tumour.0.cells": ""}


def test_the_same_seed_gives_the_same_numbers(simulator):
    first = [simulator(THETA, seed=seed) for seed in range(3)]
    assert simulator.many([THETA] * 3, [0, 1, 2]) == first and first[0] != first[1]
    again = pickle.loads(pickle.dumps(simulator))
    assert again([0.1, 50], seed=2) == first[2]
    one = il2sim.Simulator(SMALL, list(THETA), simulator.summary, until="30 h", threads=1)
    assert one.many([THETA] * 3, range(3)) == first


def test_units_and_arrays(simulator):
    days = il2sim.Simulator(
        SMALL, ["model.ctl.kill_rate [/d]", "tumour.0.cells"], simulator.summary,
        until="30 h", output="array",
    )
    found = days.many([[2.4, 50], [2.4, 50]], [7, 8])
    assert found.shape == (2, 4)
    assert found[0].tolist() == list(simulator(THETA, seed=7).values())


def test_the_mean_over_replicates_is_told():
    many = il2sim.Simulator(SMALL, [], ["final_tumour_cells"], replicates=3, until="30 h")
    run = il2sim.run(SMALL, engine="cpu", replicates=3, seed=5, set={"run.until": "30 h"})
    cells = run.outcomes.to_dict()["final_tumour_cells"]
    assert many([], seed=5) == {"final_tumour_cells": sum(cells) / 3}


@pytest.mark.parametrize("how", ["spawn", "forkserver", "fork"])
def test_other_processes_give_the_same_numbers(simulator, how):
    if how not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {how}")
    expected = [simulator(THETA, seed=seed) for seed in range(2)]
    with multiprocessing.get_context(how).Pool(2) as pool:
        found = pool.starmap(called, [(simulator, THETA, seed) for seed in range(2)])
    assert found == expected


def test_joblib_gives_the_same_numbers(simulator):
    import joblib

    expected = [simulator(THETA, seed=seed) for seed in range(2)]
    for backend in ("loky", "threading"):
        calls = (joblib.delayed(called)(simulator, THETA, seed) for seed in range(2))
        assert joblib.Parallel(n_jobs=2, backend=backend)(calls) == expected


def test_a_thousand_runs_leave_the_memory_flat():
    process = psutil.Process()
    short = {"engine": "cpu", "until": "1 h", "replicates": 1}

    def some(count):
        for _ in range(count):
            run = il2sim.run(SMALL, **short)
            run.series.to_arrow(), run.frame(0), run.cells(0)
        return process.memory_info().rss

    some(200)
    before, after = some(100), some(1000)
    assert after - before < 8 << 20, f"{(after - before) >> 10} kB more"


def test_a_key_of_a_cohort_is_free_or_set():
    ctl, nk = "model.competence.ctl", "model.competence.nk"
    entry = f'[[cohort]]\nkeys = ["{nk}", "{ctl}"]\ncorrelation = 0.8\n[run]'
    text = SMALL.replace("[run]", entry)
    drawn = il2sim.run(text, engine="cpu", until="3 h").outcomes.to_dict()
    fixed = il2sim.run(text, engine="cpu", until="3 h", set={ctl: 2.5})
    assert fixed.outcomes.to_dict()[nk] == drawn[nk] and ctl not in fixed.outcomes.to_dict()
    assert f'fixed = ["{ctl}"]' in fixed.scenario.resolved()
    again = il2sim.run(fixed.scenario, engine="cpu", until="3 h")
    assert again.digests == fixed.digests
    simulator = il2sim.Simulator(text, [ctl, nk], ["final_tumour_cells"], until="30 h")
    run = il2sim.run(
        text, engine="cpu", replicates=1, seed=5, until="30 h", set={ctl: 2.5, nk: 0.5}
    )
    assert simulator([2.5, 0.5], seed=5) == {
        "final_tumour_cells": run.outcomes.to_dict()["final_tumour_cells"][0]
    }
