"""A wave of history matching: points drawn and simulated, and what they leave of the prior."""

import numpy

from . import history, simulate, waves
from .emulator import FEWEST


def draw(place, bank, number, count):
    """The points of a wave, those that stand first; others added up to `count`."""
    points = place.wave(number)
    if len(points) >= count:
        return points
    if number == 1:
        # the sequence is the same whatever was drawn of it before
        new = [p for p in waves.first(place.prior, 4 * count + 8, number) if p not in points]
        points += new[: count - len(points)]
    else:
        region, _ = place.region(bank, number - 1)
        candidates = region.draw(3000, seed=100 * number + len(points))
        earlier = [p for wave in range(1, number) for p in place.wave(wave)]
        points += waves.spread(place.prior, candidates, earlier + points, count - len(points))
    waves.save(place.home / "waves", place.prior, number, points)
    return points


def run(place, bank, number, count, replicates, jobs, only=(), again=False, minutes=None):
    """Draws and simulates a wave, and reports on it."""
    simulate.blocks(replicates)
    points = draw(place, bank, number, count)
    place.tell(f"{place.species}: wave {number}, {len(points)} points, {replicates} animals an arm")
    simulations = place.simulations(bank)
    targets = [target for target in place.targets if not only or target.id in only]
    simulations.run(targets, simulations.points(number, points), replicates, jobs, place.tell,
                    again, minutes)
    if sum(len(place.wave(wave)) for wave in range(1, number + 1)) < FEWEST:
        place.tell(f"no emulators before {FEWEST} points")
        return None
    return report(place, bank, number)


def report(place, bank, number):
    """What a wave and those before it leave; kept as `waves/SPECIES-N.json`."""
    region, volumes = place.region(bank, number)
    emulators = region.waves[-1]
    places = history.sample(len(place.prior.parameters), 7, 2**12)
    alone = dict(zip((t.name for t in emulators.targets), history.alone(emulators, places)))
    values = emulators.targets_at(places)
    rows = []
    for target, (value, _, _) in zip(emulators.targets, values):
        low, middle, high = numpy.percentile(value, [2.5, 50, 97.5])
        rows.append({"target": target.name, "wanted": target.wanted,
                     "prior": [round(float(x), 1) for x in (low, middle, high)],
                     "rules_out": round(float(alone[target.name]), 3)})
    found = {
        "species": place.species, "wave": number, "points": len(place.wave(number)),
        "volumes": [[float(f"{x:.3g}") for x in volume] for volume in volumes],
        "cutoffs": [float(f"{cutoff:.4g}") for cutoff in region.cutoffs],
        "targets": rows, "absent": [target.name for target in emulators.absent],
        "emulators": [diagnosis(output, emulator) for output, emulator in emulators.of.items()],
        "hours": round(bank.hours(place.species), 3),
    }
    waves.report(place.home / "waves", place.species, number, found)
    say(place.tell, found)
    return found


def diagnosis(output, emulator):
    """How well an emulator predicts points that it has not seen."""
    standard, error = emulator.left_out()
    variance = float(numpy.var(emulator.values))
    explained = 1 - float(numpy.mean(error**2)) / variance if variance > 0 else 0.0
    return {"output": output.name, "points": len(error),
            "within_2_sd": round(float((numpy.abs(standard) < 2).mean()), 3),
            "largest": round(float(numpy.abs(standard).max()), 2),
            "explained": round(explained, 3)}


def say(tell, found):
    """The report as lines."""
    volume = ", ".join(f"{100 * v[0]:.3g} % (se {100 * v[1]:.2g})" for v in found["volumes"])
    tell(f"left of the prior after each wave: {volume}")
    for number, cutoff in enumerate(found["cutoffs"], 1):
        if cutoff > history.CUTOFF:
            tell(f"  wave {number}: nothing is left at 3; cutoff {cutoff:.3g} leaves 0.5 %")
    tell(f"{'target':<8}{'wanted':<22}{'over the prior (2.5, 50, 97.5 %)':<34}rules out alone")
    for row in found["targets"]:
        prior = "{:8.1f}{:8.1f}{:8.1f}".format(*row["prior"])
        tell(f"{row['target']:<8}{row['wanted']:<22}{prior:<34}{100 * row['rules_out']:.1f} %")
    if found["absent"]:
        tell("without an emulator: " + ", ".join(found["absent"]))
    poor = [row for row in found["emulators"] if row["within_2_sd"] < 0.85]
    for row in poor:
        tell(f"poor emulator: {row['output']}: {row['within_2_sd']:.2f} within 2 sd")
    tell(f"processor hours banked: {found['hours']}")
