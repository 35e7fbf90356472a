"""Simulation-based calibration (Talts 2018): does the posterior know how much it knows?

Truths are drawn from the prior that is left, data from the emulators at each; the rank of the truth
in its posterior is even if all is right. Hundreds of posteriors are made by weights of one sample
of the prior; ABC-SMC is held to Markov chains for the published data (`posterior`).
"""

import numpy
from scipy.stats import chisquare

from .inference import weighted

BINS = 10
# Values of a posterior that a truth is ranked among: the ranks 0 to 99 fill ten bins evenly.
RANKED = 99


def simulation_based(likelihood, names, sets, seed, reference=2**14):
    """Rank histograms, their p with Holm's correction, and coverage of 90 % intervals."""
    random = numpy.random.default_rng(seed)
    # truths and reference from one draw: the same prior, however evenly the region was filled
    drawn = likelihood.region.draw(reference + sets, seed)
    truths, places = drawn[:sets], drawn[sets:]
    terms = likelihood.terms(places)
    ranks, covered, effective = [], [], []
    for truth in truths:
        data = likelihood.invent(likelihood.terms(truth[None]), random)
        sample, worth = weighted(likelihood, places, terms, data, RANKED, random)
        ranks.append((sample < truth).sum(axis=0))
        low, high = numpy.quantile(sample, [0.05, 0.95], axis=0, method="weibull")
        covered.append((low <= truth) & (truth <= high))
        effective.append(worth)
    ranks, covered = numpy.array(ranks), numpy.array(covered)
    counts = [numpy.bincount(column * BINS // (RANKED + 1), minlength=BINS) for column in ranks.T]
    p = holm(numpy.array([chisquare(count).pvalue for count in counts]))
    return {
        "sets": len(truths),
        "ranks": {name: [int(n) for n in count] for name, count in zip(names, counts)},
        "p": {name: float(f"{value:.3g}") for name, value in zip(names, p)},
        "coverage": {name: round(float(part), 3)
                     for name, part in zip(names, covered.mean(axis=0))},
        "effective": [round(float(x)) for x in numpy.quantile(effective, [0.05, 0.5])],
    }


def holm(p):
    """p corrected for many tests (Holm 1979)."""
    corrected, worst = numpy.empty(len(p)), 0.0
    for place, index in enumerate(numpy.argsort(p)):
        worst = max(worst, min(1.0, (len(p) - place) * p[index]))
        corrected[index] = worst
    return corrected
