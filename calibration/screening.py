"""Screening: elementary effects (Morris 1991; SALib) on the program itself, few animals a point.

Its points are wave 0 of the species, over all keys of `priors.toml`, those marked `screen` too.
"""

import numpy
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from . import measures, simulate, waves

LEVELS = 4


def problem(prior):
    names = prior.names
    return {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}


def run(place, bank, trajectories, replicates, jobs, minutes=None):
    """Simulates the trajectories and ranks the keys."""
    simulate.blocks(replicates)
    sampled = sampling.sample(problem(place.prior), trajectories, num_levels=LEVELS, seed=1)
    points = place.wave(0)
    if len(points) < len(sampled):
        points = [place.prior.values(row) for row in sampled]
        waves.save(place.home / "waves", place.prior, 0, points)
    place.tell(f"{place.species}: screening, {len(points)} points")
    simulations = place.simulations(bank)
    simulations.run(place.targets, simulations.points(0, points), replicates, jobs, place.tell,
                    minutes=minutes)
    return report(place, bank, points)


def report(place, bank, points):
    """Mean absolute effect of each key on each target over its range, points or per cent."""
    rows = place.rows(bank, 0)
    places = numpy.array([place.prior.places(values) for values in points])
    effects = {}
    for target in place.targets:
        values = [value_of(target, by_arm) for _, by_arm in rows]
        if None in values or not values:
            continue
        found = analysis.analyze(problem(place.prior), places, numpy.array(values),
                                 num_levels=LEVELS)
        effects[target.name] = [round(float(x), 2) for x in found["mu_star"]]
    if not effects:
        place.tell("no target has all its points yet")
        return None
    mean = numpy.mean(list(effects.values()), axis=0)
    order = [int(n) for n in numpy.argsort(-mean)]
    ranked = [[place.prior.names[n], round(float(mean[n]), 2)] for n in order]
    found = {"species": place.species, "points": len(points), "keys": place.prior.names,
             "effects": effects, "ranked": ranked}
    waves.report(place.home / "waves", place.species, 0, found)
    for name, effect in ranked:
        place.tell(f"{effect:8.2f}  {name}")
    return found


def value_of(target, by_arm):
    """A target's value as simulated; none where an arm is missing."""
    outputs = []
    for output in target.outputs:
        rows = by_arm.get((output.finding, output.arm))
        found = measures.pooled(output, rows) if rows else None
        if not found:
            return None
        outputs.append((found[0], 0.0))
    return float(measures.predicted(target, outputs)[0])
