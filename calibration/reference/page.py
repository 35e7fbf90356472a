"""docs/equations.md, from the numbers that the other steps left."""

INTRO = """# Held to equations

Where the model is well mixed it must say what ordinary differential equations say; where it is \
not, the difference is what space and cells are worth.
`site.N.stirred` mixes the cells and fields of a site before each host step, by a permutation \
that loses none of them.
This page compares the program with the equations of four published models; every number on it \
was made by

    calibration/reference/run

which solves the equations with scipy, runs the program on \
[`dish.toml`](../calibration/reference/dish.toml) (a dish of 200 x 200 cells in which nothing \
happens but what an experiment switches on), writes both as data \
(`calibration/reference/published.json`, `held.json`), and ends with an error where something \
does not agree that must.

Rulebook of the program that was measured: `{rulebook}`.{remark}
"""

PUBLISHED = """## The published models

Kirschner and Panetta (1998), de Pillis, Radunskaya and Wiseman (2005), de Pillis, Gu and \
Radunskaya (2006) and Kuznetsov, Makalkin, Taylor and Perelson (1994) are written down in \
`calibration/reference/equations.py` from their equations and numbers; `tests/calibration` \
checks that they give what was published or computed apart from here.
No SBML file is used: BIOMD0000000732 of BioModels, and the SBML of Caravagna's version as \
shipped, have the growth of effectors by interleukin-2 as `p1 E I / g1` (or `p1 E I / (g1 I)`), \
not `p1 E I / (g1 + I)`.

- Kirschner and Panetta: the equilibrium near capacity ends at c = {fold_c} /d (T = \
{fold_tumour}); above c = {hopf_c} /d a small tumour is stable, between the two it waxes and \
wanes.
  Cells given faster than s1 = {critical_s1} /d clear it; interleukin-2 alone does not, and from \
s2 = {critical_s2} /d on effectors grow without bound (read as the capillary leak).
- Kuznetsov and others: {kuznetsov}.
  Nothing is cleared: the dormant tumour is the floor.
- de Pillis 2005, a million cells and 3.155e5 NK cells: {de_pillis_2005}.
- de Pillis 2006, to day 120:

{table}
"""

LAW = """## What a killer sees

A killer looks at its own site and the eight around it.
With T tumour cells on N sites it sees one with the probability 1 - (1 - T/N)^9, and hits it at \
its rate k.
That is nearly Kirschner and Panetta's `a E T / (g2 + T)` with a = k and g2 = N/9, and \
Kuznetsov's `n E T` with n = 9 k / N where T is far below N/9.
Kills of one killer a day at k = 4 /d (k once in a tissue step of 6 min: 3.97 /d):

{table}

In the experiment on killing above (T at most N/100) `k E T / (N/9 + T)` leaves {above} % more \
cells on day 1.5 than the program, mass action {below} % fewer.
The encounter's law holds in the stirred dish at every density; `T / (N/9 + T)` lies up to \
{michaelis_off} % below it, mass action above it as soon as a killer sees several cells at once.
As a disc the tumour hides its cells behind each other: of killers that are spread evenly only \
those on it or at its edge see it, where stirred cells are within reach of nine sites each.
In their first six hours they kill {still_low} to {still_high} of what the stirred do.
"""

BORDER = """## Cells that are given: the border of cure

Kirschner and Panetta's tumour is cleared where effectors are given faster than s1 = r2 g2 mu2 / \
a.
With g2 = N/9, a = k = 12 /d, mu2 = 0.7 /d and a doubling time of 36 h that is {critical} cells \
a day in the dish.
A tumour of 100 cells, effectors at rest (s1 / mu2) from the start, 40 days:

{table}

Stirred, the border is where the equation has it; chance decides where few cells are left.
{still}"""

STILL = """As a disc more are needed: those that come must walk to it, and most of its cells are \
out of their reach at any time, so that the same supply clears fewer of the same tumours.
A model without space promises a cure from too few.
"""

APART = """## What is not compared

- The recruitment `c T` of Kirschner and Panetta, and `p E T / (g + T)` of Kuznetsov: in the \
program effectors come from a node that primes with a delay and saturates, or divide after \
contact while interleukin-2 lasts; neither reduces to these terms.
- The loss of effectors by the tumour (`m E T`, `q L T`, `p N T`): in the program contact costs \
a killer ammunition, not its life.
- Logistic growth: the program has no capacity but room.
  A cell divides at its full rate while free space lies within `rim_depth`, so the stirred \
tumour grows exponentially until the dish is all but full ({logistic}).
- The 2006 model's chemotherapy: the program's drugs kill by logs a dose.
"""


def text(held, published):
    remark = "".join(f"\n{line}" for line in held.get("remarks", []))
    found = {"rulebook": held["rulebook"], "remark": remark}
    kp = published["kirschner_panetta"]
    parts = [INTRO.format(**found), experiments(held), laws(held), border(held)]
    a, b, c, d = published["kuznetsov"]
    kuznetsov = (
        f"without a tumour E = {number(a['effectors'])} (a saddle), dormant at T = "
        f"{number(b['tumour'])}, a saddle at {number(c['tumour'])}, escaped at "
        f"{number(d['tumour'])}"
    )
    sets = ", ".join(f"`{name}` {end}" for name, end in published["de_pillis_2005"].items())
    table = rows(
        ["start", *published["treatments"]],
        [[row["start"], *row["ends"]] for row in published["de_pillis_2006"]],
    )
    values = {name: number(value) for name, value in kp.items()}
    parts.append(PUBLISHED.format(
        **values, kuznetsov=kuznetsov, de_pillis_2005=sets, table=table
    ))
    pairs = [f"{number(r['program'])} against {number(r['equation'])} cells on {day(r)}"
             for r in held["logistic"][1:]]
    parts.append(APART.format(logistic=", ".join(pairs)))
    return "\n".join(parts)


def day(row):
    return row["what"].removeprefix("cells on ").split(",")[0]


def experiments(held):
    """The experiments that must agree."""
    parts = [
        "## What must agree\n\nBeside each number of the stirred dish stands its standard error "
        "over animals; it agrees where it lies within five of them, and a bound that is given, of "
        "the equation.\n"
    ]
    for e in held["experiments"]:
        parts.append(f"### {e['title']}\n\n    {e['equation']}\n")
        table = []
        for stirred, still in zip(e["stirred"], e["still"], strict=True):
            unit = f" ({stirred['unit']})" if stirred["unit"] else ""
            table.append([
                stirred["what"] + unit, number(stirred["equation"]),
                f"{number(stirred['program'])} +- {number(stirred['standard_error'])}",
                number(stirred["ratio"]), "yes" if stirred["agrees"] else "**no**",
                number(still["program"]),
            ])
        parts.append(rows(
            ["", "equation", "stirred", "ratio", "agrees", "not stirred"], table
        ) + "\n")
        parts.append(f"{e['replicates']} animals. Bound: {e['bound_because']}.")
        parts.append(f"What space changes: {e['why']}\n")
    return "\n".join(parts)


def laws(held):
    table, off = [], 0.0
    for row in held["densities"]:
        table.append([
            number(row["tumour"]), number(row["law"]), number(row["michaelis"]),
            number(row["mass_action"]), f"{number(row['program'])} +- {number(row['error'])}",
            number(row["still"]),
        ])
        off = max(off, 100 * (1 - row["michaelis"] / row["law"]))
    ratios = [row["still"] / row["program"] for row in held["densities"]]
    return LAW.format(
        table=rows(
            ["T", "1 - (1 - T/N)^9", "T / (N/9 + T)", "9 T / N", "stirred", "one disc"], table
        ),
        michaelis_off=number(round(off)),
        above=number(round(100 * (1 / held["laws"]["michaelis"][-1]["ratio"] - 1), 1)),
        below=number(round(100 * (1 - 1 / held["laws"]["mass_action"][-1]["ratio"]), 1)),
        still_low=share(min(ratios)), still_high=share(max(ratios)),
    )


def border(held):
    transfer = held["transfer"]
    table = [
        [name, number(row["times_critical"]), "clears" if row["equation_clears"] else "escapes",
         f"{row['cleared']} of {row['of']}"]
        for name, rows_of in (("stirred", transfer["stirred"]), ("not stirred", transfer["still"]))
        for row in rows_of
    ]
    return BORDER.format(
        critical=number(transfer["critical_per_day"]),
        table=rows(["dish", "s1 / border", "equation", "cleared"], table),
        still=STILL if transfer["still"] else "",
    )


def share(part):
    """A part as per cent."""
    return f"{100 * part:.0f} %"


def rows(head, lines):
    """A table in Markdown."""
    put = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in put)


def number(value):
    """As few digits as say the same."""
    if value is None:
        return ""
    if abs(value) >= 1e6 or 0 < abs(value) < 1e-3:
        return f"{value:.4g}".replace("e+0", "e").replace("e-0", "e-")
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.4g}"
