"""Numbers of arms on scales where noise is even, and targets as functions of them.

A share is held as arcsin(sqrt(p)) with Anscombe's correction (1948): its variance is 1/(4 n + 2)
whatever the share. A mean of cells is held as ln(1 + mean), with the variance of the delta method.
Emulators work on these scales; targets are said in per cent and points.
"""

import math

import numpy

# Least variance of a logarithm of a mean: counts that chance to be equal are not exact.
LEAST_LOG_VARIANCE = 1e-4
# Coefficient of variation of final tumour cells between animals: replicate variance of a cut.
VARIATION = 0.7


def measured(output, outcomes):
    """An output of animals: (value on its scale, variance, animals); none without any animal."""
    values = [value for value in outcomes[output.column]]
    if output.is_share:
        return share(sum(value in output.words for value in values), len(values))
    numbers = [float(value) for value in values if value is not None]
    return log_mean(numbers) if numbers else None


def share(events, animals):
    """A count on the scale of shares."""
    p = (events + 0.375) / (animals + 0.75)
    return math.asin(math.sqrt(p)), 1 / (4 * animals + 2), animals


def log_mean(numbers):
    """Numbers on the scale of means."""
    n, mean = len(numbers), sum(numbers) / len(numbers)
    spread = sum((x - mean) ** 2 for x in numbers) / max(n - 1, 1)
    variance = (spread + 0.25) / n / (1 + mean) ** 2
    return math.log1p(mean), max(variance, LEAST_LOG_VARIANCE), n


def pooled(output, rows):
    """An output of all animals of several rows of the bank."""
    outcomes = {output.column: []}
    for row in rows:
        outcomes[output.column] += row["outcomes"][output.column]
    return measured(output, outcomes)


def per_cent(mean, variance):
    """Mean and variance, per cent, of a share whose arcsine is normal."""
    mean = numpy.clip(mean, 0, math.pi / 2)
    once, twice = numpy.cos(2 * mean), numpy.cos(4 * mean)
    first = (1 - once * numpy.exp(-2 * variance)) / 2
    second = (1 + twice * numpy.exp(-8 * variance)) / 2
    spread = (second - (once * numpy.exp(-2 * variance)) ** 2) / 4
    return 100 * first, 1e4 * numpy.maximum(spread, 0)


def left_over(treated, control):
    """Mean and variance, per cent, of treated over control; both (mean, variance) of logarithms."""
    variance = numpy.minimum(treated[1] + control[1], 1.0)
    ratio = numpy.exp(numpy.clip(treated[0] - control[0], -20, 3) + variance / 2)
    return 100 * ratio, 1e4 * ratio**2 * numpy.expm1(variance)


def predicted(target, outputs):
    """A target's value, its variance by the emulator, and by replicates of the experiment's size.

    `outputs` are (mean, variance) of the target's outputs on their scales; all may be arrays.
    """
    if target.form == "cut":
        left, variance = left_over(*outputs)
        return 100 - left, variance, 2 * (VARIATION * left) ** 2 / target.animals
    values, emulated, replicate = 0.0, 0.0, 0.0
    for sign, (mean, variance) in zip((1, -1), outputs):
        value, of_emulator = per_cent(mean, variance)
        p = (target.animals * value / 100 + 0.375) / (target.animals + 0.75)
        values = values + sign * value
        emulated = emulated + of_emulator
        replicate = replicate + 1e4 * p * (1 - p) / target.animals
    return values, emulated, replicate


def variance_of(target, emulated, replicate):
    """Emulator, replicate, observation and discrepancy together."""
    return emulated + replicate + target.observation**2 + target.discrepancy**2


def distance(target, value):
    """How far a value is from where it should lie, below (negative) or above."""
    under = 0 if target.low is None else numpy.minimum(value - target.low, 0)
    over = 0 if target.high is None else numpy.maximum(value - target.high, 0)
    return under + over


def implausibility(target, outputs):
    """Distance over the standard deviation of all that is uncertain."""
    value, emulated, replicate = predicted(target, outputs)
    return numpy.abs(distance(target, value)) / numpy.sqrt(variance_of(target, emulated, replicate))
