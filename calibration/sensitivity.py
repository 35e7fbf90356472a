"""Which keys decide the response to each treatment: Sobol's indices (SALib) on the emulators."""

import numpy
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

# Keys that are told for each group.
TOLD = 10


def sobol(emulators, names, seed, base=512):
    """For each group of targets its keys with the largest total indices, over the whole prior."""
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    places = sampling.sample(problem, base, calc_second_order=False, seed=seed)
    totals = {}
    for target, (value, _, _) in zip(emulators.targets, emulators.targets_at(places)):
        if value.std() < 1e-9:
            continue
        found = analysis.analyze(problem, value, calc_second_order=False, seed=seed)
        totals.setdefault(target.group, []).append((value.var(), found["ST"]))
    return {group: largest(names, every) for group, every in totals.items()}


def largest(names, every):
    """Keys by their share of the variance of all targets of a group."""
    variances = numpy.array([variance for variance, _ in every])
    mean = (variances[:, None] * numpy.array([total for _, total in every])).sum(axis=0)
    mean /= variances.sum()
    order = numpy.argsort(-mean)[:TOLD]
    return [[names[n], round(float(max(mean[n], 0)), 3)] for n in order]
