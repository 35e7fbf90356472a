"""The posterior of the values that are left, by ABC-SMC (pyABC) on the emulators.

Each target is a datum: a number (normal about the model's, with the variances of emulator,
replicates, observation and discrepancy), or a statement such as "at least 20 points" (true with the
chance that the uncertain number meets it). pyABC accepts by these densities (stochastic acceptor:
Schaelte, Hasenauer 2020), which is exact at temperature 1. The same posterior by Markov chains
(differential evolution: ter Braak 2006) checks it; by weights of a sample of the prior it serves
where hundreds of posteriors are needed.
"""

import logging
import tempfile
import warnings
from pathlib import Path

import numpy
from scipy.special import ndtr

from . import measures

# No statement is certain: an experiment may have been read wrongly.
DOUBT = 0.005


class Likelihood:
    """Of targets' data at places of the cube, within the region that is left."""

    def __init__(self, emulators, region):
        self.emulators, self.region = emulators, region
        self.targets = emulators.targets

    def observed(self):
        """What was published: a number, or that a statement is true."""
        return [target.low if target.is_value else True for target in self.targets]

    def terms(self, places):
        """For each target the model's number and its standard deviation."""
        found = self.emulators.targets_at(places)
        return [(value, numpy.sqrt(measures.variance_of(target, emulated, replicate)))
                for target, (value, emulated, replicate) in zip(self.targets, found)]

    def log(self, terms, data):
        """Log-likelihood at every place."""
        total = 0.0
        for target, (value, sd), datum in zip(self.targets, terms, data):
            if target.is_value:
                one = -0.5 * ((datum - value) / sd) ** 2 - numpy.log(sd)
            else:
                chance = holds(target, value, sd)
                one = numpy.log(chance if datum else 1 - chance)
            total = total + target.weight * one
        return total

    def invent(self, terms, random):
        """Data as the terms of one place would give them."""
        data = []
        for target, (value, sd) in zip(self.targets, terms):
            if target.is_value:
                data.append(float(value[0] + sd[0] * random.standard_normal()))
            else:
                data.append(bool(random.random() < holds(target, value[0], sd[0])))
        return data


def holds(target, value, sd):
    """The chance that a statement of a target is true; 0 and 100 % are no bounds of a share."""
    below = target.low is not None and not (target.form == "share" and target.low <= 0)
    above = target.high is not None and not (target.form != "difference" and target.high >= 100)
    chance = (ndtr((target.high - value) / sd) if above else 1.0) - (
        ndtr((target.low - value) / sd) if below else 0.0
    )
    return DOUBT + (1 - 2 * DOUBT) * numpy.clip(chance, 0, 1)


def weights_of(log):
    """Weights that add up to 1, and how many places they are worth."""
    weights = numpy.exp(log - log.max())
    weights /= weights.sum()
    return weights, float(1 / (weights**2).sum())


def weighted(likelihood, places, terms, data, count, random):
    """A posterior sample by weights of places of the prior, and the effective number of these."""
    weights, effective = weights_of(likelihood.log(terms, data))
    return places[random.choice(len(places), size=count, p=weights)], effective


def by_chains(likelihood, data, count, seed, steps=400):
    """A posterior sample by as many Markov chains, and the largest log-likelihood that they met."""
    random = numpy.random.default_rng(seed)
    places = likelihood.region.draw(2**13, seed)
    start, _ = weighted(likelihood, places, likelihood.terms(places), data, count, random)
    return likelihood.region.walked(
        start, random, steps, lambda at: likelihood.log(likelihood.terms(at), data)
    )


def by_abc(likelihood, data, population, seed, largest, generations=10):
    """A posterior sample by ABC-SMC: places, last temperature, evaluations of the emulators.

    `largest` is the largest log-likelihood, which accepting needs; above it nothing is told apart.
    Proposals follow the nearest places: of nine keys of known posterior 300 places stayed worth
    145, by one normal for all 38 to 86.
    """
    import pyabc
    from pyabc.distance import SCALE_LOG
    from pyabc.distance.kernel import FunctionKernel

    logging.getLogger("ABC").setLevel(logging.ERROR)
    prior = region_prior(likelihood.region, seed)
    def model(parameters):
        place = numpy.array([[parameters[name] for name in prior.names]])
        return {"log": numpy.atleast_1d(likelihood.log(likelihood.terms(place), data))}

    kernel = FunctionKernel(
        lambda x, x_0, t, par: float(min(x["log"][0], largest)), ret_scale=SCALE_LOG,
        pdf_max=largest,
    )
    numpy.random.seed(seed)
    abc = pyabc.ABCSMC(
        model, prior, kernel, population_size=population, eps=pyabc.Temperature(),
        acceptor=pyabc.StochasticAcceptor(), transitions=pyabc.LocalTransition(k_fraction=0.3),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        abc.new("sqlite:///" + str(Path(work) / "abc.db"), {"log": numpy.array([0.0])})
        history = abc.run(max_nr_populations=generations)
        frame, weights = history.get_distribution()
        temperature = float(history.get_all_populations()["epsilon"].iloc[-1])
        runs = int(history.total_nr_simulations)
    random = numpy.random.default_rng(seed)
    chosen = random.choice(len(frame), size=population, p=weights / weights.sum())
    return frame[list(prior.names)].to_numpy()[chosen], temperature, runs


def region_prior(region, seed, size=4096):
    """The even prior within the region, as pyABC takes one."""
    import pyabc

    class RegionPrior(pyabc.DistributionBase):
        """Even in the unit cube where the region holds."""

        def __init__(self):
            self.names = tuple(f"x{number:02}" for number in range(region.dimensions))
            self.pool = region.draw(size, seed)

        def rvs(self, *args, **kwargs):
            row = self.pool[numpy.random.randint(len(self.pool))]
            return pyabc.Parameter(**dict(zip(self.names, row)))

        def pdf(self, x):
            place = numpy.array([[x[name] for name in self.names]])
            inside = ((place >= 0) & (place <= 1)).all() and region.holds(place)[0]
            return 1.0 if inside else 0.0

        def get_parameter_names(self):
            return list(self.names)

    return RegionPrior()
