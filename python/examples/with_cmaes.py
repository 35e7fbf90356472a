"""Fits two keys to a target with CMA-ES (`pip install cmaes`)."""

import numpy
from cmaes import CMA

import il2sim

TARGET = 400.0

simulator = il2sim.Simulator(
    "untreated",
    free=["tumour.0.doubling_time [h]", "tumour.0.cells"],
    summary=["tumour_cells @ day 1"],
    set={"site.0.size": ["0.8 mm", "0.8 mm"]},
    until="day 1",
    output="array",
)
optimizer = CMA(
    mean=numpy.array([36.0, 200.0]),
    sigma=1.0,
    bounds=numpy.array([[20.0, 60.0], [50.0, 350.0]]),
    cov=numpy.diag([36.0, 2500.0]),
    population_size=6,
    seed=1,
)
for generation in range(3):
    thetas = [optimizer.ask() for _ in range(optimizer.population_size)]
    thetas = [numpy.array([hours, round(cells)]) for hours, cells in thetas]
    distances = (simulator.many(thetas, seeds=[generation] * len(thetas))[:, 0] - TARGET) ** 2
    optimizer.tell(list(zip(thetas, distances, strict=True)))
    print(f"generation {generation}: within {min(distances) ** 0.5:.0f} cells")
