"""What the published equations give: their numbers, and a column of the findings.

In: nothing but `equations`. Out: `data`, the numbers that docs/equations.md prints, and
src/findings/reference.toml, what the equations give for arms that have an analogue in them.

Two models have treatments. Mice are Kirschner and Panetta's, at five antigenicities of its range
(c 0.001, 0.01, 0.02, 0.035, 0.05 /d), from 1.1e4 tumour cells (600 of a slice) and one effector.
Patients are the two of de Pillis 2006 at the published starts (1e6, 1e7, 2e7 cells, a strong and a
depleted host) from which the untreated tumour escapes. Neither ties its unit of interleukin-2 to
IU, so a dose of mice stands for four rates from far below g1 to just below the one at which
effectors grow without bound, and a row that hangs on which is left out.
"""

from dataclasses import replace

import numpy as np

from . import equations as eq

ANTIGENICITIES = (0.001, 0.01, 0.02, 0.035, 0.05)
FIRST_CELLS = 1.1e4
# Interleukin-2 given, units a day: a thousandth of the border up to nine tenths of it.
RATES = (6e4, 6e5, 6e6, 5.7e7)
KP, DP = "Kirschner and Panetta 1998, five antigenicities", "de Pillis 2006, two patients"

# What the equations do not have, and the findings that are about it.
APART = [
    ("no vaccine: they have no antigen and no node", [
        "F25", "F26", "F27", "F30", "F31", "F32", "F34", "F35", "F36", "F37", "F38", "F39",
    ]),
    ("no operation, and so no wound, residue or suppression after it", ["F16", "F18", "F24"]),
    ("no MHC class I", ["F21", "F23"]),
    ("no clone of T cells to take away, and 20 natural units have no place in theirs", ["F1"]),
    ("no cavity, lung or lymph vessel into which it is given", ["F41", "F43", "F46", "F50"]),
    ("no duration of a response: a tumour below one cell is gone for good", ["F73"]),
    ("no capillary leak", ["F74"]),
    ("no LAK cells apart from other effectors, and none in blood", ["F77"]),
    ("no regulatory T cells", ["F84"]),
    ("no donor", ["F85"]),
    ("no interferon, and one kind of effector only", ["F87"]),
]


def mouse(c, start=FIRST_CELLS, days=60.0, **given):
    """A course in a mouse; it goes on below one cell, so that sizes can be read at any day."""
    model = eq.KirschnerPanetta(c=c, **given)
    return eq.course(model, (1.0, start, 0.0), days, ends_when_cleared=False, rtol=1e-7)


def daily(rate, first, times):
    """So many doses, each spread over its day."""
    return tuple(eq.Infusion(first + n, first + n + 1.0, rate) for n in range(times))


def mice(arms, outcome):
    """{arm: one value for each antigenicity}: `arms` gives what is given at a rate of IL-2. None
    where an arm's values hang on the rate by more than one in a hundred."""
    values = {}
    for name, given in arms.items():
        by_rate = [
            [outcome(mouse(c, **given(rate, c))) for c in ANTIGENICITIES] for rate in RATES
        ]
        values[name] = by_rate[1]
        spread = np.ptp(np.array(by_rate), axis=0)
        scale = np.maximum(np.abs(by_rate[1]), 1.0)
        if np.any(spread > 0.01 * scale):
            values[name] = None
    return values


def cured(found):
    return 1.0 if found.cleared is not None else 0.0


def size_on(day):
    """Cells on a day; none below one."""
    def size(found):
        cells = float(np.interp(day, found.days, found.states[:, 1]))
        return cells if cells >= eq.CLEARED else 0.0

    return size


def escaping():
    """(patient, first state) of the published starts whose tumour escapes untreated."""
    for patient in (eq.PATIENT_9, eq.PATIENT_10):
        for host in (eq.STRONG, eq.DEPLETED):
            for cells in (1e6, 1e7, 2e7):
                start = (cells, *host, 0.0, 0.0)
                if eq.course(patient, start, 120).cleared is None:
                    yield patient, start


def patients(given):
    """[complete response, partial response] of each start, with its treatment."""
    found = []
    for patient, start in escaping():
        course = eq.course(replace(patient, **given), start, 120)
        complete = course.cleared is not None
        found.append((float(complete), float(not complete and partial(course))))
    return found


def partial(found, from_day=8.0, held_days=28.0):
    """Whether the tumour stays for four weeks at or below half of its product of two diameters."""
    cells = found.states[:, 0]
    first = np.interp(from_day, found.days, cells)
    small = cells <= first * 0.5**1.5
    since = None
    for day, held in zip(found.days, small & (found.days >= from_day), strict=True):
        since = (since if since is not None else day) if held else None
        if since is not None and day - since >= held_days:
            return True
    return False


def none(_rate, _c):
    return {}


def il2(first, times, more=1.0):
    return lambda rate, _c: {"il2": daily(more * rate, first, times)}


def rows_of_mice():
    """(finding, endpoint, {arm: values}) in Kirschner and Panetta's model."""
    ten = il2(1.0, 10)
    response = "response = CR"
    yield "F3", response, mice({"control": none, "IL-2": ten}, cured)
    yield "F4", response, mice({"control": none, "IL-2": ten}, cured)
    yield "F6", response, mice(
        {"control": none, "300 CU": il2(5.0, 12), "1,000 CU": il2(5.0, 12, 3.33)}, cured
    )
    yield "F14", response, mice({
        "small": ten, "large": lambda rate, c: {**ten(rate, c), "start": 10 * FIRST_CELLS},
    }, cured)
    yield "F15", response, mice(
        {"ten doses": ten, "one bolus": lambda rate, _c: {"il2": daily(10 * rate, 1.0, 1)}}, cured
    )
    final = "final_tumour_cells"
    yield "F9", final, mice({
        "control": none, "150,000 U a day": il2(3.0, 5), "300,000 U a day": il2(3.0, 5, 2.0),
    }, size_on(14.0))
    lak = {"cells": (eq.Infusion(3.0, 3.1, 3e8), eq.Infusion(6.0, 6.1, 3e8))}
    low, high = il2(3.0, 5), il2(3.0, 5, 4.0)
    yield "F10", final, mice({
        "control": none, "IL-2": low, "IL-2 and LAK": lambda r, c: {**low(r, c), **lak},
        "high IL-2": high, "high IL-2 and LAK": lambda r, c: {**high(r, c), **lak},
    }, size_on(14.0))
    # Without an effector and without antigen.
    def alone(rate):
        model = eq.KirschnerPanetta(c=0.0, il2=daily(rate, 1.0, 10))
        return [size_on(60.0)(eq.course(model, (0.0, FIRST_CELLS, 0.0), 60.0))]

    yield "F13", final, {
        "control": alone(0.0), "local, 300 CU": alone(RATES[1]),
        "local, 40,000 CU": alone(RATES[2]), "systemic, 300,000 CU a day": alone(RATES[3]),
    }
    yield "U1", response, {
        f"doubling in {label}": [
            cured(mouse(c, r2=np.log(2) / days)) for c in ANTIGENICITIES
        ]
        for label, days in (("24 h", 1.0), ("72 h", 3.0), ("240 h", 10.0), ("75 d", 75.0))
    }


def rows_of_patients():
    """The same in the model of de Pillis 2006."""
    weekly = tuple(eq.Infusion(1 + 7.0 * n, 1 + 7.0 * n + 1, 2.0) for n in range(4))
    il2_only = {"il2": eq.IL2_GIVEN}
    both = {"ctl": eq.CTL_GIVEN, "il2": eq.IL2_GIVEN}
    given = {
        "none": {}, "il2": il2_only, "cells": both, "drug": {"drug": weekly},
        "drug and il2": {"drug": weekly, **il2_only},
    }
    found = {name: patients(what) for name, what in given.items()}
    complete = {name: [c for c, _ in values] for name, values in found.items()}
    parts = {name: [p for _, p in values] for name, values in found.items()}
    yield "F5", "response = CR", {
        "control": complete["none"], "cyclophosphamide": complete["drug"],
        "cyclophosphamide and IL-2": complete["drug and il2"],
    }
    for finding in ("F54", "F55"):
        yield finding, "best_response = CR", {"IL-2": complete["il2"]}
        yield finding, "best_response = PR", {"IL-2": parts["il2"]}
    for finding in ("F65", "F66", "F67"):
        yield finding, "best_response = CR", {"LAK and IL-2": complete["cells"]}
        yield finding, "best_response = PR", {"LAK and IL-2": parts["cells"]}
    yield "F72", "best_response = CR", {
        "IL-2": complete["il2"], "LAK and IL-2": complete["cells"],
    }
    after = {"drug": (eq.Infusion(2.0, 3.0, 2.0),), "il2": daily(5e6, 3.0, 10)}
    before = {"drug": (eq.Infusion(12.0, 13.0, 2.0),), "il2": daily(5e6, 2.0, 10)}
    ordered = {name: [c for c, _ in patients(what)] for name, what in (
        ("drug", {"drug": after["drug"]}), ("after", after), ("before", before),
    )}
    yield "F19", "response = CR", {
        "cyclophosphamide": ordered["drug"], "ifosfamide": ordered["drug"],
        "cyclophosphamide, then IL-2": ordered["after"], "ifosfamide, then IL-2": ordered["after"],
        "IL-2, then cyclophosphamide": ordered["before"],
    }


def rows():
    for model, made in ((KP, rows_of_mice()), (DP, rows_of_patients())):
        for finding, endpoint, arms in made:
            yield finding, model, endpoint, arms


def write_column(path):
    """Writes the column of the findings."""
    lines = [
        "# What published equations give for the findings whose arms have an analogue in them:",
        "# values of each arm, one for each parameter set. Made by `calibration/reference/run "
        "published`.",
        "",
    ]
    for finding, model, endpoint, arms in rows():
        lines += ["[[row]]", f'finding = "{finding}"', f'model = "{model}"',
                  f'endpoint = "{endpoint}"']
        kept = {name: values for name, values in arms.items() if values is not None}
        lines.append("[row.arms]")
        lines += [f'"{name}" = [{", ".join(shown(v) for v in values)}]'
                  for name, values in kept.items()]
        lines.append("")
    for reason, findings in APART:
        names = ", ".join(f'"{name}"' for name in findings)
        lines += ["[[apart]]", f'reason = "{reason}"', f"findings = [{names}]", ""]
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


def shown(value):
    return f"{value:.4g}" if value != int(value) or value > 1e6 else f"{value:.0f}"


def end(found):
    return "escapes" if found.cleared is None else "clears"


def data():
    """Numbers of the equations for the page."""
    kp, kuz = eq.KirschnerPanetta(), eq.Kuznetsov()
    fold, size = kp.fold()
    table = []
    for name, patient, host, cells in (
        ("patient 9, strong", eq.PATIENT_9, eq.STRONG, 1e6),
        ("patient 9, depleted", eq.PATIENT_9, eq.DEPLETED, 1e6),
        ("patient 9, depleted", eq.PATIENT_9, eq.DEPLETED, 1e7),
        ("patient 9, depleted", eq.PATIENT_9, eq.DEPLETED, 2e7),
        ("patient 10, strong", eq.PATIENT_10, eq.STRONG, 1e6),
        ("patient 10, depleted", eq.PATIENT_10, eq.DEPLETED, 1e6),
        ("patient 10, depleted", eq.PATIENT_10, eq.DEPLETED, 2e7),
    ):
        ends = [
            eq.course(replace(patient, **given), (cells, *host, 0, 0), 120)
            for given in eq.TREATMENTS.values()
        ]
        table.append({
            "start": f"{name}, {cells:.0e} cells".replace("e+0", "e"),
            "ends": [end(found) for found in ends],
        })
    return {
        "kirschner_panetta": {
            "fold_c": float(f"{fold:.4g}"), "fold_tumour": float(f"{size:.4g}"),
            "hopf_c": float(f"{kp.hopf():.4g}"),
            "critical_s1": round(kp.r2 * kp.g2 * kp.mu2 / kp.a, 6),
            "critical_s2": float(f"{kp.mu2 * kp.mu3 * kp.g1 / (kp.p1 - kp.mu2):.4g}"),
        },
        "kuznetsov": [
            {"effectors": float(f"{s[0]:.4g}"), "tumour": float(f"{s[1]:.4g}")}
            for s in kuz.equilibria()
        ],
        "de_pillis_2005": {
            name: end(eq.course(model, (1e6, 3.155e5, 0), 300))
            for name, model in eq.DE_PILLIS_2005.items()
        },
        "de_pillis_2006": table,
        "treatments": list(eq.TREATMENTS),
    }
