"""The posterior step: sample, intervals, best set, predictions, proof, sensitivities, as files.

`posterior/SPECIES.csv` is the sample, `posterior/SPECIES.json` what follows from it, and
`sets/SPECIES.toml` the best set.
"""

import csv
import io
import json

import numpy

from . import measures, proof, quantities, sensitivity, toml
from .bank import replace
from .errors import InputError
from .inference import Likelihood, by_abc, by_chains


def run(place, bank, population, sets, seed):
    """Makes and keeps the posterior of a species from all its waves."""
    last = max(place.drawn(), default=0)
    if not last:
        raise InputError(f"{place.species}: no wave was drawn yet: calibration/run wave 1")
    region, volumes = place.region(bank, last)
    likelihood = Likelihood(region.waves[-1], region)
    data = likelihood.observed()
    chains, largest = by_chains(likelihood, data, 4 * population, seed)
    sample, temperature, runs = by_abc(likelihood, data, population, seed, largest)
    best = best_set(place.prior, likelihood, data, numpy.vstack([sample, chains]))
    names = place.prior.names
    found = {
        "species": place.species, "waves": last, "volume": volumes[-1], "population": population,
        "temperature": round(temperature, 4), "evaluations": runs,
        "agreement": agreement(names, sample, chains),
        "keys": keys(place.prior, sample, best),
        "correlations": correlations(names, sample),
        "targets": predictions(likelihood, sample, best_place(place.prior, best)),
        "proof": proof.simulation_based(likelihood, names, sets, seed + 2),
        "sensitivity": sensitivity.sobol(region.waves[-1], names, seed + 3),
        "bank": bank.digest(), "hours": round(bank.hours(place.species), 2), "seed": seed,
    }
    keep(place, found, sample, best)
    say(place.tell, found)
    return found


def best_set(prior, likelihood, data, places):
    """The values of largest posterior density, three digits each, of all places that are known."""
    log = likelihood.log(likelihood.terms(places), data)
    for index in numpy.argsort(-log):
        values = prior.values(places[index])
        if likelihood.region.holds(best_place(prior, values))[0]:
            return values
    raise InputError("rounded to three digits no place of the posterior is left")


def best_place(prior, values):
    return prior.places(values)[None]


def agreement(names, sample, check):
    """How far means and spreads of ABC-SMC are from those by chains, in standard deviations."""
    sd = numpy.maximum(check.std(axis=0), 1e-9)
    shift = (sample.mean(axis=0) - check.mean(axis=0)) / sd
    worst = int(numpy.argmax(numpy.abs(shift)))
    spreads = numpy.quantile(sample.std(axis=0) / sd, [0, 1])
    return {"largest_shift": round(float(abs(shift[worst])), 3), "key": names[worst],
            "spreads": [round(float(x), 3) for x in spreads]}


def keys(prior, sample, best):
    """For each key its interval, its best value, and how much of the prior's spread is left."""
    rows = []
    for number, parameter in enumerate(prior.parameters):
        low, middle, high = numpy.quantile(sample[:, number], [0.05, 0.5, 0.95])
        rows.append({
            "key": parameter.name, "unit": parameter.unit,
            "prior": [parameter.low, parameter.high], "log": parameter.scale == "log",
            "default": parameter.default,
            "interval": [parameter.at(low), parameter.at(middle), parameter.at(high)],
            "best": best[parameter.name],
            "left": round(float(sample[:, number].std() * 12**0.5), 3),
        })
    return rows


def correlations(names, sample):
    """Pairs of keys that the data do not tell apart: the five strongest."""
    table = numpy.corrcoef(sample.T)
    pairs = [(abs(table[i, j]), i, j) for i in range(len(names)) for j in range(i)]
    strongest = sorted(pairs, reverse=True)[:5]
    return [[names[j], names[i], round(float(table[i, j]), 2)] for _, i, j in strongest]


def predictions(likelihood, sample, best):
    """What posterior and best set predict for each target, beside what was published."""
    rows = []
    for target, (value, sd), (at_best, sd_best) in zip(
        likelihood.targets, likelihood.terms(sample), likelihood.terms(best)
    ):
        random = numpy.random.default_rng(1)
        noisy = value + sd * random.standard_normal(len(value))
        if target.form == "share":
            noisy = numpy.clip(noisy, 0, 100)
        quantiles = numpy.quantile(noisy, [0.05, 0.5, 0.95])
        off = float(measures.distance(target, at_best[0]) / sd_best[0])
        rows.append({"target": target.name, "group": target.group, "wanted": target.wanted,
                     "bounds": [target.low, target.high],
                     "predicted": [round(float(x), 1) for x in quantiles],
                     "mean": [round(float(x), 1) for x in numpy.quantile(value, [0.05, 0.95])],
                     "best": round(float(at_best[0]), 1), "sd": round(float(sd_best[0]), 1),
                     "off": round(off, 2)})
    return rows


def keep(place, found, sample, best):
    """Writes sample, summary and best set."""
    directory = place.home / "posterior"
    directory.mkdir(exist_ok=True)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(place.prior.names)
    for row in sample:
        values = place.prior.values(row)
        table.writerow([quantities.written(values[name]) for name in place.prior.names])
    replace(directory / f"{place.species}.csv", out.getvalue().encode())
    text = json.dumps(found, indent=1) + "\n"
    replace(directory / f"{place.species}.json", text.encode())
    lines = ["# Best set; made by `calibration/run posterior`.",
             f'species = "{place.species}"', f'bank = "{found["bank"]}"', "", "[set]"]
    lines += [f"{toml.name(key)} = {toml.written(value)}"
              for key, value in place.prior.settings(best).items()]
    (place.home / "sets").mkdir(exist_ok=True)
    replace(place.home / "sets" / f"{place.species}.toml", ("\n".join(lines) + "\n").encode())


def say(tell, found):
    """The posterior as lines."""
    tell(f"ABC-SMC: {found['population']} places, temperature {found['temperature']}, "
         f"{found['evaluations']} evaluations; from chains "
         f"largest shift {found['agreement']['largest_shift']} sd")
    for row in found["keys"]:
        low, middle, high = (quantities.written(value) for value in row["interval"])
        tell(f"{row['key']:<36}{low:>9}{middle:>9}{high:>9} {row['unit']:<8} best "
             f"{quantities.written(row['best']):<8} spread left {row['left']:.2f}")
    for row in found["targets"]:
        low, middle, high = row["predicted"]
        tell(f"{row['target']:<8}{row['wanted']:<22}{low:8.1f}{middle:8.1f}{high:8.1f}"
             f"   best {row['best']:.1f}, off {row['off']:.2f} sd")
    checked = found["proof"]
    tell(f"simulation-based calibration: least p {min(checked['p'].values())}, coverage "
         f"{min(checked['coverage'].values())} to {max(checked['coverage'].values())}, "
         f"{checked['sets']} sets, worth {checked['effective'][0]} places or more in 95 %")
