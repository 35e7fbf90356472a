"""How the package is used, for mypy: not run."""

import il2sim


def used() -> tuple[float, str]:
    scenario = il2sim.Scenario.shipped("peritumoral").set({"tumour.0.cells": 300})
    run: il2sim.Run = il2sim.run(scenario, replicates=2, until="day 5", engine="cpu")
    frame: il2sim.Frame = run.frame("day 2", layer="il2")
    simulator = il2sim.Simulator(scenario, ["tumour.0.cells"], ["final_tumour_cells"])
    told = simulator.many([[200.0], [300.0]], seeds=[1, 2])
    return frame.spacing_um + told[0]["final_tumour_cells"], run.digests[0]
