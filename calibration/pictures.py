"""Pictures of the page as small SVG files, the same bytes for the same numbers."""

import math

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

matplotlib.rcParams.update({
    "svg.hashsalt": "il2sim", "svg.fonttype": "none", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False,
})
BLUE, GREY, RED = "#2b6cb0", "#a0aec0", "#c53030"


def save(figure, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    pyplot.close(figure)


def targets(found, path):
    """What was published beside what the posterior predicts."""
    rows = found["targets"][::-1]
    figure, axes = pyplot.subplots(figsize=(6.5, 0.28 * len(rows) + 0.9))
    for height, row in enumerate(rows):
        low, high = row["bounds"]
        low, high = (-5 if low is None else low), (105 if high is None else high)
        axes.plot([low, high], [height + 0.17] * 2, color=GREY, lw=6, solid_capstyle="butt")
        if low == high:
            axes.plot(low, height + 0.17, "s", color=GREY, ms=6)
        axes.plot([row["predicted"][0], row["predicted"][2]], [height - 0.17] * 2, color=BLUE, lw=2)
        axes.plot(row["best"], height - 0.17, "o", ms=4,
                  color=RED if abs(row["off"]) >= 2 else BLUE)
    axes.set_yticks(range(len(rows)), [row["target"] for row in rows])
    axes.set_xlim(-10, 110)
    axes.set_xlabel("per cent, or points: published (grey); predicted, 90 % (blue); best set (dot)")
    save(figure, path)


def keys(found, path):
    """Each key's posterior within its prior."""
    rows = found["keys"][::-1]
    figure, axes = pyplot.subplots(figsize=(6.5, 0.28 * len(rows) + 0.9))

    def place(row, value):
        low, high = row["prior"]
        if row["log"]:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    for height, row in enumerate(rows):
        axes.plot([0, 1], [height] * 2, color=GREY, lw=1)
        ends = [place(row, value) for value in row["interval"]]
        axes.plot([ends[0], ends[2]], [height] * 2, color=BLUE, lw=4, solid_capstyle="butt")
        axes.plot(place(row, row["default"]), height, "|", color="black", ms=9)
        axes.plot(place(row, row["best"]), height, "o", color=RED, ms=4)
    axes.set_yticks(range(len(rows)), [row["key"] for row in rows])
    axes.set_xticks([0, 1], ["lower end", "upper end"])
    axes.set_xlabel("range of the prior: 90 % interval (blue), default (bar), best set (dot)")
    save(figure, path)


def ranks(found, path):
    """Rank histograms of simulation-based calibration."""
    every = found["proof"]["ranks"]
    columns = 4
    lines = math.ceil(len(every) / columns)
    figure, axes = pyplot.subplots(lines, columns, figsize=(7.5, 1.2 * lines), squeeze=False,
                                   sharey=True)
    for plot in axes.flat[len(every):]:
        plot.set_visible(False)
    for plot, (name, counts) in zip(axes.flat, every.items()):
        plot.bar(range(len(counts)), counts, width=0.9, color=BLUE)
        plot.axhline(found["proof"]["sets"] / len(counts), color="black", lw=0.8)
        plot.set_title(name.removeprefix("model."), fontsize=7)
        plot.set_xticks([])
    figure.tight_layout()
    save(figure, path)
