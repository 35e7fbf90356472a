"""A posterior of one key by ABC-SMC (`pip install pyabc`)."""

import tempfile
from pathlib import Path

import pyabc

import il2sim

KEY = "tumour.0.doubling_time"
simulator = il2sim.Simulator(
    "untreated",
    free=[KEY],
    summary=["tumour_cells @ day 1"],
    set={"site.0.size": ["0.8 mm", "0.8 mm"], "tumour.0.cells": 250},
    until="day 1",
)
seeds = iter(range(1_000_000))


def model(parameters: pyabc.Parameter) -> dict[str, float]:
    """One animal with these values."""
    return {"cells": simulator({KEY: parameters["hours"]}, seed=next(seeds))[simulator.summary[0]]}


def distance(one: dict[str, float], other: dict[str, float]) -> float:
    """How far two animals are apart."""
    return abs(one["cells"] - other["cells"])


abc = pyabc.ABCSMC(
    model,
    pyabc.Distribution(hours=pyabc.RV("uniform", 20, 40)),
    distance,
    population_size=10,
    sampler=pyabc.SingleCoreSampler(),
)
with tempfile.TemporaryDirectory() as folder:
    abc.new(f"sqlite:///{Path(folder) / 'abc.db'}", {"cells": 400.0})
    history = abc.run(max_nr_populations=2)
    values, weights = history.get_distribution()
    print(f"doubling time: {(values['hours'] * weights).sum():.1f} h")
