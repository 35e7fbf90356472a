"""`docs/calibration.md`: targets, priors, waves, posterior, proof and check, from the files.

A step that was not run says so; no number stands here that was not computed.
"""

import gzip
import json
from pathlib import Path

from . import history, pictures, waves
from .bank import replace
from .quantities import written

PAGE = "docs/calibration.md"
PICTURES = "docs/img/calibration"
WORDS = {"mouse": "Mice", "human": "Patients"}
NOT_RUN = "Not run yet."

TEXT = Path(__file__).resolve().parent / "text"

def write(root, places, bank):
    """Writes page and pictures."""
    lines = [(TEXT / "head.md").read_text(encoding="utf-8")]
    hours = sum(checked_hours(place) for place in places)
    lines.append("## Hours\n")
    lines.append(f"- simulations of waves and screening: {bank.hours():.2f} processor hours")
    lines.append(f"- final check: {hours:.2f} processor hours" if hours else
                 "- final check: not run yet")
    lines.append("- budget: 40 processor hours in all\n")
    for place in places:
        lines += species(root, place, bank)
    lines.append((TEXT / "tail.md").read_text(encoding="utf-8"))
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    replace(root / PAGE, (text.strip() + "\n").encode())
    places[0].tell(PAGE)


def species(root, place, bank):
    """The part of a species."""
    word = WORDS[place.species]
    lines = [f"## {word}\n"]
    lines += [f"### {word}: targets\n", *targets(place), f"\n### {word}: priors\n", *priors(place)]
    lines += [f"\n### {word}: screening\n", *screening(place)]
    lines += [f"\n### {word}: waves\n", *of_waves(place)]
    lines += [f"\n### {word}: posterior\n", *posterior(root, place, bank)]
    lines += [f"\n### {word}: final check\n", *final(place), ""]
    return lines


def table(*rows):
    """A table of the page; the first row is its head."""
    head, *rest = [[str(cell) for cell in row] for row in rows]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rest]


def targets(place):
    rows = [("target", "finding", "held to", "role", "group", "discrepancy", "animals")]
    for t in place.every_target:
        if t.species == place.species:
            title = place.findings[t.id].data["title"]
            link = f"[{t.name}](findings.md#{t.id.lower()})"
            rows.append((link, title, t.wanted, t.role, t.group, f"{t.discrepancy:g}",
                         f"{t.animals:g}"))
    return table(*rows)


def priors(place):
    rows = [("key", "range", "default", "reason")]
    for p in place.prior.parameters:
        scale = ", log" if p.scale == "log" else ""
        low, high, default = (written(value) for value in (p.low, p.high, p.default))
        why = p.why + (f" (beyond the published range: {p.beyond})" if p.beyond else "")
        rows.append((f"`{p.name}`", f"{low} to {high} {p.unit}".strip() + scale, default, why))
    return table(*rows)


def screening(place):
    found = read(waves.path(place.home / "waves", place.species, 0).with_suffix(".json"))
    if not found:
        return [NOT_RUN]
    lines = [f"Elementary effects (Morris 1991) at {found['points']} points: the mean absolute "
             "change of a target over a key's range, per cent or points, mean of all targets.", ""]
    return lines + table(("key", "effect"), *((f"`{k}`", f"{e:.1f}") for k, e in found["ranked"]))


def of_waves(place):
    drawn = place.drawn()
    reports = [read(waves.path(place.home / "waves", place.species, wave).with_suffix(".json"))
               for wave in drawn]
    if not any(reports):
        return [NOT_RUN]
    rows = [("wave", "points", "left of the prior", "standard error", "cutoff")]
    for number, found in zip(drawn, reports):
        if found:
            share, error = found["volumes"][-1]
            rows.append((number, found["points"], f"{100 * share:.3g} %", f"{100 * error:.2g} %",
                         f"{found['cutoffs'][-1]:.3g}"))
    last = [found for found in reports if found][-1]
    lines = table(*rows)
    raised = [row for row in rows[1:] if float(row[4]) > history.CUTOFF]
    if raised:
        lines += ["", "A cutoff above 3 means that no place of the prior meets all targets; it was "
                      "raised until 0.5 % were left."]
    lines += ["", "Of the last wave, over the prior:", ""]
    lines += table(("target", "held to", "2.5, 50, 97.5 %", "rules out alone"),
                   *((row["target"], row["wanted"], ", ".join(f"{x:g}" for x in row["prior"]),
                      f"{100 * row['rules_out']:.1f} %") for row in last["targets"]))
    inside = [100 * row["within_2_sd"] for row in last["emulators"]]
    lines += ["", f"Emulators, each point predicted by the others: {len(inside)} outputs; within "
                  f"two standard deviations {min(inside):.0f} to {max(inside):.0f} % of "
                  f"points (mean {sum(inside) / len(inside):.0f} %).", ""]
    return lines + table(("output", "points", "within 2 sd", "largest, sd", "variance explained"),
                         *((row["output"], row["points"], f"{100 * row['within_2_sd']:.0f} %",
                            row["largest"], f"{100 * row['explained']:.0f} %")
                           for row in last["emulators"]))


def posterior(root, place, bank):
    found = read(place.home / "posterior" / f"{place.species}.json")
    if not found:
        return [NOT_RUN]
    lines = []
    for name in ("targets", "keys", "ranks"):
        getattr(pictures, name)(found, root / PICTURES / f"{place.species}-{name}.svg")
    if found["bank"] != bank.digest():
        lines += ["The bank has grown since this posterior was made.", ""]
    agree = found["agreement"]
    lines += [
        f"{found['population']} places by ABC-SMC, last temperature {found['temperature']:g}, "
        f"{found['evaluations']:,} evaluations of the emulators; bank `{found['bank']}`, seed "
        f"{found['seed']}.",
        f"By {4 * found['population']} Markov chains no mean differs by more than "
        f"{agree['largest_shift']:.2f} standard deviations (`{agree['key']}`), spreads are "
        f"{agree['spreads'][0]:.2f} to {agree['spreads'][1]:.2f} times as large.", "",
        f"![Keys: prior, posterior, best set](img/calibration/{place.species}-keys.svg)", "",
    ]
    lines += table(("key", "5 %", "median", "95 %", "unit", "best set", "spread left"),
                   *((f"`{r['key']}`", *(written(x) for x in r["interval"]), r["unit"],
                      written(r["best"]), f"{100 * r['left']:.0f} %") for r in found["keys"]))
    return lines + predicted(place, found) + told(place, found)


def predicted(place, found):
    """Posterior predictive checks, and what the best set misses."""
    lines = ["", "Predictive checks (dots of targets that the best set misses by two standard "
                 "deviations or more are red):", "",
             f"![Targets: published, predicted](img/calibration/{place.species}-targets.svg)", ""]
    lines += table(("target", "held to", "predicted, 5 to 95 %", "best set", "off, sd"),
                   *((r["target"], r["wanted"],
                      f"{r['predicted'][0]:g} to {r['predicted'][2]:g}", f"{r['best']:g}",
                      f"{r['off']:.2f}") for r in found["targets"]))
    missed = [r for r in found["targets"] if abs(r["off"]) >= 1]
    lines += ["", "**Misses** of the best set, by a standard deviation or more: " + (
        ", ".join(f"{r['target']} ({r['best']:g} where {r['wanted']} is wanted)" for r in missed)
        if missed else "none") + "."]
    return lines


def told(place, found):
    """What is not identified, the proof, the sensitivities."""
    open_ = [f"`{r['key']}`" for r in found["keys"] if r["left"] > 0.9]
    pairs = [f"`{a}` with `{b}` ({r:g})" for a, b, r in found["correlations"] if abs(r) >= 0.3]
    checked = found["proof"]
    cover = checked["coverage"].values()
    lines = ["", "**Not identified** (more than 90 % of the prior's spread is left): "
                 + (", ".join(open_) or "none") + ".",
             "Told apart badly (correlation of 0.3 or more): " + (", ".join(pairs) or "none") + ".",
             "",
             f"**Simulation-based calibration**, {checked['sets']} sets of synthetic data: least p "
             f"{min(checked['p'].values()):.2g} after Holm's correction; 90 % intervals cover "
             f"{100 * min(cover):.0f} to {100 * max(cover):.0f} %, mean "
             f"{100 * sum(cover) / len(cover):.0f} %; posteriors are worth "
             f"{checked['effective'][0]} places or more in 95 % of sets.", "",
             f"![Rank histograms](img/calibration/{place.species}-ranks.svg)", "",
             "**Sensitivity** (total Sobol indices on the emulators, over the prior; mean of a "
             "group's targets by their variance):", ""]
    return lines + table(("treatment", "keys that decide"),
                         *((group, ", ".join(f"`{key}` {index:.2f}" for key, index in keys))
                           for group, keys in found["sensitivity"].items()))


def final(place):
    path = place.home / "check" / f"{place.species}.json.gz"
    if not path.exists():
        return [NOT_RUN]
    found = json.loads(gzip.decompress(path.read_bytes()))
    rows = found["findings"]
    count = {word: sum(row["verdict"] == word for row in rows) for word in
             ("holds", "in-part", "misses", "failed")}
    lines = [f"All {len(rows)} findings at {found['replicates']} animals an arm, seed "
             f"{found['seed']}, rulebook `{found['rulebook']}`: {count['holds']} hold, "
             f"{count['in-part']} in part, {count['misses']} miss, {count['failed']} failed.", ""]
    fitted = {target.id for target in place.targets}
    return lines + table(("finding", "what", "used to fit", "verdict"),
                         *((row["id"], row["title"], "yes" if row["id"] in fitted else "no",
                            row["verdict"].replace("-", " ")) for row in rows))


def checked_hours(place):
    path = place.home / "check" / f"{place.species}.json.gz"
    return json.loads(gzip.decompress(path.read_bytes()))["hours"] if path.exists() else 0


def read(path):
    return json.loads(path.read_text()) if path.exists() else None
