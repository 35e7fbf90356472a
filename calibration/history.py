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

    def draw(self, count, seed, most=16):
        """`count` places spread evenly over what is left; none where nothing is found.

        Places of even samples of the cube; where these are too few, their copies walk inside the
        region by differences of others (ter Braak 2006), which leaves an even spread even.
        """
        found = numpy.empty((0, self.dimensions))
        for tries in range(most):
            places = sample(self.dimensions, seed + 7919 * tries)
            found = numpy.vstack([found, places[self.holds(places)]])
            if len(found) >= count:
                break
        random = numpy.random.default_rng(seed)
        if len(found) >= count or not len(found):
            return found[random.permutation(len(found))[:count]]
        copies = found[random.integers(len(found), size=max(count, 64))]
        return self.walked(copies, random)[0][:count]

    def walked(self, places, random, steps=60, log=None):
        """Places after steps that stay inside the region, by the density whose logarithm is `log`
        (none: even).

        A place moves by the difference of two others of the other half, a symmetric proposal.
        """
        places, half = places.copy(), len(places) // 2
        density = log(places) if log else numpy.zeros(len(places))
        every, largest = 1.7 / numpy.sqrt(2 * self.dimensions), density.max()
        for step in range(steps):
            halves = numpy.arange(half), numpy.arange(half, len(places))
            moving, others = halves[step % 2], halves[1 - step % 2]
            one, other = (places[random.choice(others, len(moving))] for _ in range(2))
            new = places[moving] + random.choice([0.3, 1.0]) * every * (one - other)
            new += 0.01 * random.standard_normal(new.shape)
            inside = ((new >= 0) & (new <= 1)).all(axis=1)
            inside[inside] = self.holds(new[inside])
            moving, new = moving[inside], new[inside]
            if log is not None and len(moving):
                found = log(new)
                taken = numpy.log(random.random(len(new))) < found - density[moving]
                moving, new = moving[taken], new[taken]
                density[moving] = found[taken]
                largest = max(largest, density.max())
            places[moving] = new
        return places[random.permutation(len(places))], float(largest)


def sample(dimensions, seed, count=SAMPLE):
    """Places that fill the cube evenly."""
    return qmc.Sobol(dimensions, scramble=True, rng=seed).random(count)


def alone(emulators, places):
    """For every target the part of the places that it rules out by itself."""
    return (emulators.implausibilities(places) >= CUTOFF).mean(axis=0)
