"""Fits one key with Optuna (`pip install optuna`)."""

import optuna

import il2sim

TARGET = 400.0
KEY = "tumour.0.doubling_time"

simulator = il2sim.Simulator(
    "untreated",
    free=[KEY],
    summary=["tumour_cells @ day 1"],
    set={"site.0.size": ["0.8 mm", "0.8 mm"], "tumour.0.cells": 250},
    until="day 1",
)


def distance(trial: optuna.Trial) -> float:
    """How far a value is from the target."""
    told = simulator({KEY: trial.suggest_float(KEY, 20.0, 60.0)}, seed=trial.number)
    return abs(told["tumour_cells @ day 1"] - TARGET)


optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(distance, n_trials=10)
print(study.best_params, study.best_value)
