"""History matching: which part of the prior no target rules out.

A place is ruled out where its `RANK`-th largest implausibility is 3 or more (Vernon, Goldstein,
Bower 2010), by the emulators of any wave. Where nothing would be left the cutoff is raised until
some is, and says so: no set of values meets all targets then.
"""

from dataclasses import dataclass, field

import numpy
from scipy.stats import qmc

CUTOFF = 3.0
# The largest implausibility of all may be an emulator's mistake; the second counts.
RANK = 2
# Places of the prior that the volume is measured with.
SAMPLE = 2**14
# The least part of a sample that is left for the next wave.
LEAST = 0.005


@dataclass
class Region:
    """The part of the unit cube that is left."""

    dimensions: int
    waves: list = field(default_factory=list)
    cutoffs: list = field(default_factory=list)

    def score(self, places, wave):
        """The implausibility that counts, of one wave."""
        sorted_ = numpy.sort(self.waves[wave].implausibilities(places), axis=1)
        return sorted_[:, -min(RANK, sorted_.shape[1])]

    def holds(self, places):
        """Which places are left."""
        left = numpy.ones(len(places), bool)
        for wave, cutoff in enumerate(self.cutoffs):
            at = numpy.flatnonzero(left)
            if len(at):
                left[at] = self.score(places[at], wave) < cutoff
        return left

    def add(self, emulators, seed):
        """Rules out by the emulators of another wave; what is left of the prior."""
        places = sample(self.dimensions, seed)
        inside = places[self.holds(places)]
        if len(inside) < 200:
            inside = self.draw(400, seed)
        self.waves.append(emulators)
        scores = self.score(inside, len(self.waves) - 1)
        cutoff = CUTOFF
        if (scores < cutoff).mean() < LEAST:
            cutoff = float(numpy.quantile(scores, LEAST)) * (1 + 1e-9)
        self.cutoffs.append(cutoff)
        return self.volume(seed)

    def volume(self, seed):
        """The part of the prior that is left, and its standard error."""
        left = self.holds(sample(self.dimensions, seed))
        share = left.mean()
        return float(share), float(numpy.sqrt(share * (1 - share) / len(left)))

    def draw(self, count, seed, most=64):
        """`count` places that are left: of the prior, and beside those where they are rare."""
        found, tries = numpy.empty((0, self.dimensions)), 0
        while len(found) < count and tries < most:
            places = sample(self.dimensions, seed + tries)
            found = numpy.vstack([found, places[self.holds(places)]])
            tries += 1
            if tries == 8 and 0 < len(found) < count / 4:
                break
        random = numpy.random.default_rng(seed)
        if not len(found):
            return found
        step = 0.1
        while len(found) < count and step > 1e-4:
            near = found[random.integers(len(found), size=4 * count)]
            near = numpy.clip(near + step * random.standard_normal(near.shape), 0, 1)
            new = near[self.holds(near)]
            found = numpy.vstack([found, new])
            step = step if len(new) > count / 10 else step / 2
        return found[random.permutation(len(found))[:count]]


def sample(dimensions, seed, count=SAMPLE):
    """Places that fill the cube evenly."""
    return qmc.Sobol(dimensions, scramble=True, rng=seed).random(count)


def alone(emulators, places):
    """For every target the part of the places that it rules out by itself."""
    return (emulators.implausibilities(places) >= CUTOFF).mean(axis=0)
