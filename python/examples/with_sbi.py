"""A neural posterior of one key (`pip install sbi`)."""

import torch
from sbi.inference import NPE
from sbi.utils import BoxUniform

import il2sim

simulator = il2sim.Simulator(
    "untreated",
    free=["tumour.0.doubling_time"],
    summary=["tumour_cells @ day 1"],
    set={"site.0.size": ["0.8 mm", "0.8 mm"], "tumour.0.cells": 250},
    until="day 1",
    output="array",
)
prior = BoxUniform(torch.tensor([20.0]), torch.tensor([60.0]))
thetas = prior.sample((100,))
told = torch.tensor(simulator.many(thetas.numpy()), dtype=torch.float32)
inference = NPE(prior=prior)
inference.append_simulations(thetas, told).train()
posterior = inference.build_posterior()
drawn = posterior.sample((200,), x=torch.tensor([400.0]), show_progress_bars=False)
print(f"doubling time: {drawn.mean():.1f} h")
