"""The program in its well-mixed limit, held to the equations.

In: the program, `dish.toml`, settings of each experiment. Out: for each experiment what the program
gave (mean and standard error over replicates), what the equation gives, and the same without
stirring. Where an experiment must agree it may lie five standard errors off, besides the bound that
its entry states; what is not stirred need not agree and is told as it is.

The equations here are those of `equations`, with the constants that follow from the program's keys.
A killer looks at its own site and the eight around it, so with T tumour cells on N sites it sees
one with the probability 1 - (1 - T/N)^9; at its hit rate k that is

    k E T / (N/9 + T)   nearly (Kirschner and Panetta: a = k, g2 = N/9)
    (9 k / N) E T       where T is far below N/9 (Kuznetsov: n = 9 k / N)
"""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

from .dish import AREA_MM2, ERRORS, REACH, SITES, VOLUME_UM3, Row, Runs, Series, rounded, rulebook
from .equations import KirschnerPanetta, course

MOLECULES_PER_UM3_PM = 6.02214076e-4


@dataclass(frozen=True)
class Experiment:
    """One experiment: settings of the dish, and rows from its series."""

    name: str
    title: str
    equation: str
    settings: dict
    rows: callable
    why: str  # why the unstirred dish gives something else
    bound_because: str

    def data(self, stirred, still):
        """What was measured in the stirred dish and in the other."""
        return {
            "name": self.name, "title": self.title, "equation": self.equation, "why": self.why,
            "bound_because": self.bound_because, "replicates": len(stirred.replicates),
            "settings": self.settings,
            "stirred": [row.data() for row in self.rows(stirred)],
            "still": [row.data() for row in self.rows(still)],
        }


# ---- Growth: dT/dt = a T (1 - b T)

GROWTH = {"tumour.0.cells": 100, "tumour.0.doubling_time": "36 h", "run.until": "day 12"}
GROWTH_RATE = math.log(2) / 1.5  # 1/d


def growth(series):
    rows = []
    for day in (4.0, 8.0, 10.0, 12.0):
        cells = series.of("tumour_cells")[:, series.at(day)]
        free = 100 * math.exp(GROWTH_RATE * day)
        rows.append(series.row(f"cells on day {day:.0f}, a T", "cells", cells, free, 0.005))
    return rows


def logistic_rows(series):
    """Against the logistic law with the dish as its capacity, which the program does not obey."""
    rows = []
    for day in (4.0, 8.0, 10.0, 12.0):
        cells = series.of("tumour_cells")[:, series.at(day)]
        grown = math.exp(GROWTH_RATE * day)
        limit = SITES * 100 * grown / (SITES + 100 * (grown - 1))
        rows.append(series.row(f"cells on day {day:.0f}, a T (1 - T/N)", "cells", cells, limit))
    return rows


# ---- Killing: dT/dt = -k E [1 - (1 - T/N)^9]

KILL_RATE = 12.0  # 1/d
KILLING = {
    "tumour.0.cells": 400, "model.nk.resting_density": "25 /mm2",
    "model.nk.kill_rate": f"{KILL_RATE} /d", "run.tissue_step": "6 min", "run.host_step": "6 min",
    "run.until": "36 h",
    "run.replicates": 40,
}


def hits_a_day(rate, step_h=0.1):
    """The rate of an event that happens at most once a tissue step."""
    return -math.expm1(-rate * step_h / 24) / (step_h / 24)


def killing_law(effectors, first, days, law, rate=KILL_RATE):
    """Tumour cells on some days under so many killers: dT/dt = -rate E law(T), with the fading of
    long-touched targets (a target is touched 9 E/N of the time, and is safe after 240 h)."""
    def rates(t, y):
        touched = REACH * effectors / SITES * t * 24 / 240
        return [-rate * effectors * law(y[0]) * (1 - min(touched, 1))]

    found = solve_ivp(rates, (0, max(days)), [first], t_eval=days, rtol=1e-8, atol=1e-8)
    return found.y[0]


def seen(t):
    return 1 - (1 - max(t, 0) / SITES) ** REACH


def michaelis(t):
    return t / (SITES / REACH + t)


def mass_action(t):
    return REACH * t / SITES


def killing(series, law=seen, bound=0.02):
    days = (0.25, 0.5, 1.0, 1.5)
    effectors = series.of("nk_cells")[:, 0]
    rate = hits_a_day(KILL_RATE)
    expected = np.array([killing_law(e, 400, days, law, rate) for e in effectors])
    return [
        series.row(
            f"cells on day {day:g}", "cells", series.of("tumour_cells")[:, series.at(day)],
            expected[:, n], bound,
        )
        for n, day in enumerate(days)
    ]


# ---- Killing among many: the law of the encounter over the whole range of T

DENSE = {
    "model.nk.resting_density": "25 /mm2", "model.nk.kill_rate": "4 /d", "run.tissue_step": "6 min",
    "run.host_step": "6 min", "run.until": "6 h", "record.series_every": "1 h",
}
DENSITIES = (200, 1000, 4000, 12000)


# ---- Turnover: dE/dt = s - d E

TURNOVER = {
    "site.0.vessel_density": "60 /mm2", "model.influx.nk": "21 /mm2/d", "model.nk.death": "0.7 /d",
    "tumour.0.cells": 1, "model.nk.kill_rate": "0 /d", "run.until": "day 10",
    "run.replicates": 60,
}


def turnover(series):
    supply, loss = 21 * AREA_MM2, 0.7
    rows = []
    for day in (1.0, 2.0, 4.0, 10.0):
        cells = series.of("nk_cells")[:, series.at(day)]
        rows.append(series.row(
            f"effectors on day {day:.0f}", "cells", cells,
            supply / loss * -math.expm1(-loss * day), 0.005,
        ))
    cells = series.of("nk_cells")[:, series.at(10.0)]
    n, variance = len(cells), cells.var(ddof=1)
    rows.append(Row(
        "their variance on day 10 (Poisson: the mean)", "cells2", variance,
        variance * math.sqrt(2 / (n - 1)), supply / loss,
    ))
    return rows


# ---- Interleukin-2: dI/dt = p T - mu I, and growth of effectors by it

MADE, LOST = 10.0, 1.0  # molecules/s a tumour cell, 1/h
INTERLEUKIN = {
    "model.il2.on": True, "model.il2.decay": f"{LOST} /h",
    "tumour.0.il2_secretion": f"{MADE} molecules/s", "run.until": "day 4",
    "model.treg.resting_density": "20 /mm2", "model.treg.divide_rate": "0.5 /d",
    "model.treg.divisions": 15, "model.treg.signal_time": "0.05 h", "model.treg.il2_half": "50 pM",
    "model.treg.death": "0.1 /d", "run.replicates": 16, "record.series_every": "1 h",
}


def level_pm(tumour, days):
    """Interleukin-2 that so many tumour cells keep, pM."""
    rest = MADE * 3600 * tumour / (LOST * VOLUME_UM3 * MOLECULES_PER_UM3_PM)
    return rest * -np.expm1(-LOST * 24 * np.asarray(days))


def interleukin(series):
    rows = []
    for day in (1 / 24, 0.25, 1.0, 4.0):
        found = series.of("il2_mean_pm")[:, series.at(day)]
        label = f"{day * 24:.0f} h" if day < 1 else f"day {day:.0f}"
        rows.append(series.row(
            f"interleukin-2, {label}", "pM", found, level_pm(400, day) * grown(day), 0.01
        ))
    first = series.of("treg_cells")[:, 0]

    def rates(t, y):
        level = level_pm(400, t) * grown(t)
        return [(0.5 * level / (50 + level) - 0.1) * y[0]]

    days = (1.0, 2.0, 4.0)
    one = solve_ivp(rates, (0, 4), [1.0], t_eval=days, rtol=1e-9).y[0]
    for n, day in enumerate(days):
        cells = series.of("treg_cells")[:, series.at(day)] / first
        rows.append(series.row(
            f"effectors on day {day:.0f}, of those at the start", "", cells, one[n], 0.02
        ))
    return rows


def grown(day):
    """A tumour that doubles in 1000 d."""
    return 2 ** (np.asarray(day) / 1000)


# ---- Cells given: Kirschner and Panetta's border s1 > r2 g2 mu2 / a

TRANSFER_KILL, LOSS = 12.0, 0.7
STEP_H = 0.2
SUPPLIES = (0.5, 0.75, 1.5, 2.0)
SUPPLIES_STILL = (1.5,)
MOST = 0.9  # of the animals do as the equation says


def critical_supply():
    """s1 of the border, cells/d, with a = k, g2 = N/9."""
    return GROWTH_RATE * SITES / REACH * LOSS / hits_a_day(TRANSFER_KILL, STEP_H)


def transfer(times_critical, more=()):
    supply = times_critical * critical_supply() / AREA_MM2
    return {
        "site.0.vessel_density": "60 /mm2", "model.influx.nk": f"{supply:.6f} /mm2/d",
        "model.nk.death": f"{LOSS} /d", "model.nk.resting_density": f"{supply / LOSS:.6f} /mm2",
        "model.nk.kill_rate": f"{TRANSFER_KILL} /d", "tumour.0.cells": 100,
        "tumour.0.doubling_time": "36 h", "run.host_step": "12 min", "run.until": "day 40",
        "run.humane_endpoint": 4000, "run.replicates": 16, "record.series_every": "1 d",
        **dict(more),
    }


def transfer_equation(times_critical):
    """Whether Kirschner and Panetta's equations clear the tumour by day 40, with c = p1 = 0."""
    model = replace(
        KirschnerPanetta(), c=0.0, p1=0.0, p2=0.0, mu2=LOSS, r2=GROWTH_RATE, b=1 / SITES,
        a=hits_a_day(TRANSFER_KILL, STEP_H), g2=SITES / REACH,
        s1=times_critical * critical_supply(),
    )
    return course(model, (model.s1 / LOSS, 100, 0), 40).cleared is not None


EXPERIMENTS = [
    Experiment(
        "growth", "Growth of a tumour alone", "dT/dt = a T, a = ln 2 / doubling_time", GROWTH,
        growth,
        "only cells within rim_depth (60 um here) of free space divide: the disc grows by its rim, "
        "its radius linearly in time.",
        "0.5 %: the cycle's 16 stages in steps of 12 min",
    ),
    Experiment(
        "killing", "Killing by a known number of killers",
        "dT/dt = -k E [1 - (1 - T/N)^9]", KILLING, killing,
        "only killers that stand on the disc or at its edge see it, the others must walk there; "
        "stirred, each cell is within reach of nine sites of its own.",
        "2 %: k is that of hits once a tissue step (2.4 % below 12 /d), and touched targets fade",
    ),
    Experiment(
        "turnover", "Supply and loss of effectors", "dE/dt = s - d E", TURNOVER, turnover,
        "nothing: where an effector stands does not matter to its supply or its death.",
        "0.5 %: death at most once a tissue step",
    ),
    Experiment(
        "interleukin", "Interleukin-2 from the tumour, and effectors that grow by it",
        "dI/dt = p T - mu I; dE/dt = p1 E I / (g1 + I) - mu2 E", INTERLEUKIN, interleukin,
        "interleukin-2 stays within sqrt(D / mu) = 190 um of the tumour, at 10 um2/s and 1 /h. The "
        "mean of the dish is the same, but most effectors feel next to none of it.",
        "1 % (interleukin-2), 2 % (effectors): signal in 255 levels, division once a tissue step",
    ),
]


def run(program, out, replicates=None, tell=print):
    """All experiments; writes the JSON. Gives what must agree and does not."""
    with Runs(program, replicates) as runs:
        found = {"rulebook": rulebook(program), "experiments": []}
        for experiment in EXPERIMENTS:
            tell(f"{experiment.name}: stirred")
            stirred = Series(runs.tables(experiment.settings))
            tell(f"{experiment.name}: not stirred")
            still = Series(runs.tables({**experiment.settings, "site.0.stirred": False}))
            found["experiments"].append(experiment.data(stirred, still))
            if experiment.name == "growth":
                found["logistic"] = [row.data() for row in logistic_rows(stirred)]
            if experiment.name == "killing":
                found["laws"] = {
                    law.__name__: [row.data() for row in killing(stirred, law, 0.0)]
                    for law in (michaelis, mass_action)
                }
        found["densities"] = densities(runs, tell)
        found["transfer"] = transfers(runs, tell)
    Path(out).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return verdicts(found)


def verdicts(found):
    """What must agree and does not, as lines."""
    wrong = [
        f"{e['name']}: {row['what']}: {row['program']} against {row['equation']}"
        for e in found["experiments"] for row in e["stirred"] if not row["agrees"]
    ]
    for row in found["transfer"]["stirred"]:
        cleared = row["cleared"] / row["of"]
        if (cleared if row["equation_clears"] else 1 - cleared) < MOST:
            wrong.append(
                f"transfer: {row['times_critical']} times the border: {row['cleared']} of "
                f"{row['of']} cleared"
            )
    for row in found["densities"]:
        if not Row("", "", row["program"], row["error"], row["law"], 0.02).agrees():
            wrong.append(f"densities: T = {row['tumour']}: {row['program']} against {row['law']}")
    return wrong


def densities(runs, tell):
    """Kills of one killer a day among so many tumour cells, stirred and as one disc."""
    rows, most = [], hits_a_day(4.0)
    for cells in DENSITIES:
        row = {"tumour": cells}
        for name, stirred in (("program", True), ("still", False)):
            tell(f"densities: {cells} cells, {'stirred' if stirred else 'not stirred'}")
            settings = {**DENSE, "tumour.0.cells": cells, "site.0.stirred": stirred}
            series = Series(runs.tables(settings))
            tumour = series.of("tumour_cells")
            rate = (tumour[:, 0] - tumour[:, -1]) / series.of("nk_cells")[:, 0] / series.days[-1]
            row[name] = rounded(rate.mean())
            if stirred:
                middle = (tumour[:, 0] + tumour[:, -1]).mean() / 2
                laws = (("law", seen), ("michaelis", michaelis), ("mass_action", mass_action))
                row |= {law: rounded(most * function(middle)) for law, function in laws}
                row["error"] = rounded(rate.std(ddof=1) / math.sqrt(len(rate)), 2)
        rows.append(row)
    return rows


def transfers(runs, tell):
    """Shares cleared around the border, stirred and not."""
    found = {"critical_per_day": rounded(critical_supply()), "stirred": [], "still": []}
    for name, supplies in (("stirred", SUPPLIES), ("still", SUPPLIES_STILL)):
        for times in supplies:
            tell(f"transfer: {times} times the border, {name}")
            settings = transfer(times, {"site.0.stirred": name == "stirred"}.items())
            _, outcomes = runs.tables(settings)
            final = np.array(outcomes["final_tumour_cells"])
            found[name].append({
                "times_critical": times, "cleared": int((final == 0).sum()), "of": len(final),
                "equation_clears": transfer_equation(times),
            })
    return found
