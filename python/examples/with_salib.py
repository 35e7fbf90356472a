"""Which of three keys decides, by Morris's method (`pip install SALib`)."""

import il2sim
from SALib.analyze import morris as analysis
from SALib.sample import morris as design

problem = {
    "num_vars": 3,
    "names": ["tumour.0.doubling_time", "model.ctl.kill_rate", "model.nk.kill_rate"],
    "bounds": [[24.0, 60.0], [0.02, 0.4], [0.02, 0.4]],
}
simulator = il2sim.Simulator(
    "peritumoral",
    free=problem["names"],
    summary=["final_tumour_cells"],
    set={"site.0.size": ["0.8 mm", "0.8 mm"], "tumour.0.cells": 100, "run.late_doses": "ignore"},
    until="day 1",
    output="array",
)
thetas = design.sample(problem, N=3, seed=1)
found = analysis.analyze(
    problem, thetas, simulator.many(thetas, seeds=[1] * len(thetas))[:, 0], seed=1
)
for name, mean in zip(found["names"], found["mu_star"], strict=True):
    print(f"{name:24} {mean:8.1f}")
