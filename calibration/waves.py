"""Design points of a wave, in a table that is committed.

In: the prior, which points earlier waves leave. Out: `waves/SPECIES-N.csv`: a row a point, values
with three significant digits. Point 0 of the first wave is the program's present default. A wave
grows: its points stay and others are added.
"""

import csv
import io
import json
import math

import numpy
from scipy.stats import qmc

from . import quantities
from .bank import replace
from .errors import InputError

# Largest numbers of points, waves and blocks that a seed tells apart.
POINTS, WAVES, BLOCKS = 1000, 100, 100
SEEDS = {"mouse": 100_000_000, "human": 200_000_000}


def seed(species, wave, point, block):
    """The seed of a block of animals: another one at every point, so that noise is independent."""
    if not (0 <= point < POINTS and 0 <= wave < WAVES and 0 <= block < BLOCKS):
        raise InputError(f"no seed for wave {wave}, point {point}, block {block}")
    return SEEDS[species] + (wave * POINTS + point) * BLOCKS + block


def path(directory, species, wave):
    return directory / f"{species}-{wave}.csv"


def column(parameter):
    return f"{parameter.name} [{parameter.unit}]" if parameter.unit else parameter.name


def load(directory, prior, wave):
    """The points of a wave: values by name; none where it was not drawn yet.

    A key that the table does not have yet is at its default.
    """
    file = path(directory, prior.species, wave)
    if not file.exists():
        return []
    by_column = {column(parameter): parameter for parameter in prior.parameters}
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    header, points = rows[0] if rows else [], []
    for name in header[1:]:
        if name not in by_column:
            remedy = "a key of priors.toml (remove the file to draw the wave anew)"
            raise InputError("no such key", file, 1, name, remedy)
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise InputError(f"{len(row)} values for {len(header)} columns", file, line)
        values = prior.default()
        for name, text in zip(header[1:], row[1:]):
            values[by_column[name].name] = number(text, by_column[name], file, line)
        points.append(values)
    return points


def number(text, parameter, file, line):
    """A value of the table, within the key's range."""
    allowed = f"{parameter.low:g} to {parameter.high:g} {parameter.unit}".strip()
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"`{text}` is no number", file, line, parameter.name, allowed) from None
    if not parameter.low <= value <= parameter.high or not math.isfinite(value):
        raise InputError(f"{text} is outside the range", file, line, parameter.name, allowed)
    return value


def save(directory, prior, wave, points):
    """Writes the table."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["point"] + [column(parameter) for parameter in prior.parameters])
    for index, values in enumerate(points):
        row = [quantities.written(values[name]) for name in prior.names]
        table.writerow([index] + row)
    directory.mkdir(parents=True, exist_ok=True)
    replace(path(directory, prior.species, wave), out.getvalue().encode())


def report(directory, species, wave, found):
    """Writes what was found beside the points of a wave."""
    beside = path(directory, species, wave).with_suffix(".json")
    replace(beside, (json.dumps(found, indent=1) + "\n").encode())


def first(prior, count, seed):
    """Points of the first wave: the default, then a scrambled Sobol sequence."""
    sobol = qmc.Sobol(len(prior.parameters), scramble=True, rng=seed)
    places = sobol.random_base2(max(1, math.ceil(math.log2(max(count, 2)))))
    return ([prior.default()] + [prior.values(row) for row in places])[:count]


def spread(prior, candidates, taken, count):
    """`count` of the candidates (places), each as far as possible from all that are taken."""
    candidates = numpy.asarray(candidates)
    taken = [prior.places(values) for values in taken]
    distance = numpy.full(len(candidates), numpy.inf)
    for place in taken:
        distance = numpy.minimum(distance, ((candidates - place) ** 2).sum(axis=1))
    chosen = []
    for _ in range(min(count, len(candidates))):
        best = int(numpy.argmax(distance)) if (taken or chosen) else 0
        chosen.append(prior.values(candidates[best]))
        place = candidates[best]
        distance = numpy.minimum(distance, ((candidates - place) ** 2).sum(axis=1))
        distance[best] = -1
    return chosen
