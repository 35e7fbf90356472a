"""Threads, callbacks that run more, forks, GPUs: none waits for another, and the bytes are the same."""

import os
import threading

import il2sim
import pytest
from conftest import SMALL

FEW = {"engine": "cpu", "until": "6 h"}


def test_runs_at_the_same_time_are_the_same(small):
    expected, found = il2sim.run(small, **FEW).digests, []

    def go(threads):
        found.append(il2sim.run(small, threads=threads, **FEW).digests)

    threads = [threading.Thread(target=go, args=(1 + place % 2,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [expected] * 6


def test_a_callback_may_run_another(small):
    inner = []

    def callback(progress):
        if progress.time_h == 3:
            inner.append(il2sim.run(small, threads=1, **FEW))

    done = []
    # A thread, so that a deadlock fails the test and does not hold it for ever.
    outer = threading.Thread(target=lambda: done.append(
        il2sim.run(small, threads=1, callback=callback, **FEW)), daemon=True)
    outer.start()
    outer.join(60)
    assert done and done[0].digests == inner[0].digests


@pytest.mark.parametrize("engine", ["cpu", "gpu"])
def test_a_child_of_a_fork_runs(small, engine):
    if engine == "gpu":
        gpu_or_skip()
    expected = il2sim.run(small, engine=engine, until="1 h").digests
    if not (child := os.fork()):
        same = il2sim.run(small, engine=engine, until="1 h").digests == expected
        os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0


def gpu_or_skip():
    try:
        il2sim.run(SMALL, engine="gpu", until="1 h", replicates=1)
    except il2sim.EngineError as error:
        pytest.skip(f"no GPU and no software driver: {error}")


def test_many_on_a_gpu_packs_an_ensemble_with_the_digests_of_the_cpu():
    gpu_or_skip()
    free = ["tumour.0.cells", "model.ctl.motility"]
    # Other motilities need other numbers of hops in a step: other packs.
    thetas = [[40 + 4 * place, (10, 40, 120)[place % 3]] for place in range(7)]
    common = {"run.late_doses": "ignore", "run.until": "8 h", "record.frames": []}
    digests = []
    for seed, (cells, motility) in enumerate(thetas):
        own = {free[0]: cells, free[1]: f"{motility} um2/min"}
        run = il2sim.run(SMALL, engine="cpu", replicates=1, seed=seed, set={**common, **own})
        digests += run.digests
    assert len(set(digests)) == len(thetas)
    summary = [f"final_digest={digest}" for digest in digests] + ["tumour_cells @ 6 h"]
    on = {
        engine: il2sim.Simulator(SMALL, free, summary, engine=engine, set=common, output="array")
        for engine in ("gpu", "cpu")
    }
    found = on["gpu"].many(thetas)
    assert (found[:, :-1] == [[float(a == b) for b in digests] for a in digests]).all()
    assert (found == on["cpu"].many(thetas)).all()
