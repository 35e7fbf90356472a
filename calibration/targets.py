"""What the model is held to: tests of findings, read where they stand.

In: `targets.toml` (which tests, their roles and discrepancies) and `scenarios/findings/*.toml`
(published numbers, arms, outcomes). Out: [`Target`]s: a number of one arm, or of two, and where it
should lie. All numbers are in per cent or points.
"""

from dataclasses import dataclass

from .errors import InputError
from .toml import TomlFile

# Animals of an experiment that does not say: where a share was published, the number whose two
# standard deviations are the margin of 15 points that findings accept; of an order, which was
# published as a fact, and is checked with 200; of a mean burden.
OF_SHARE, OF_ORDER, OF_MEAN = 40, 200, 10

FIELDS = {"id", "test", "role", "group", "weight", "discrepancy", "observation", "by", "animals",
          "why"}
ROLES = ("fit", "validate")


@dataclass(frozen=True)
class Output:
    """A number of one arm: a share of animals (with words), or a mean."""

    finding: str
    arm: str
    column: str
    words: tuple

    @property
    def is_share(self):
        return bool(self.words)

    @property
    def name(self):
        words = f" = {' or '.join(self.words)}" if self.words else ""
        return f"{self.finding}/{self.arm}: {self.column}{words}"


@dataclass(frozen=True)
class Target:
    """A number that should lie between two bounds (either may be absent)."""

    id: str
    test: int
    species: str
    role: str
    group: str
    weight: float
    # share: of one arm; difference: of two shares; cut: of two means, per cent
    form: str
    outputs: tuple
    low: float | None
    high: float | None
    # standard deviation of the model's discrepancy, points
    discrepancy: float
    # standard deviation of what was read, points
    observation: float
    # animals or patients of the experiment
    animals: float

    @property
    def name(self):
        return f"{self.id}.{self.test}"

    @property
    def is_value(self):
        """Whether one number was published, not a range or an order."""
        return self.low is not None and self.low == self.high

    @property
    def wanted(self):
        """In words."""
        unit = "points" if self.form == "difference" else "%"
        if self.is_value:
            return f"{self.low:.3g} {unit}"
        if self.high is None:
            return f"at least {self.low:.3g} {unit}"
        return f"{self.low:.3g} to {self.high:.3g} {unit}"


@dataclass(frozen=True)
class FindingFile:
    """A finding: its file as data, and the species of its base scenario."""

    id: str
    path: object
    data: dict
    species: str


def findings(directory, species_of):
    """All shipped findings by id; `species_of` tells that of a base scenario by name."""
    found = {}
    for path in sorted(directory.glob("*.toml")):
        data = TomlFile(path).data
        id = data.get("finding", {}).get("id")
        if id is None:
            raise InputError("is no finding", path, None, "finding")
        found[id] = FindingFile(id, path, data, species_of(data["scenario"]))
    return found


def load(path, known):
    """All targets, of both species; `known` are the findings by id."""
    file = TomlFile(path)
    found = []
    for index, row in enumerate(file.data.get("target", [])):
        target = checked(file, index, row, known)
        if target.name in (other.name for other in found):
            raise file.error(f"{target.name} stands here twice", "target", index, "test")
        found.append(target)
    return found


def checked(file, index, row, known):
    """A row of the file as a target."""

    def wrong(what, key=None, allowed=None):
        return file.error(what, "target", index, key, allowed)

    for field in row:
        if field not in FIELDS:
            raise wrong("no such field", field, ", ".join(sorted(FIELDS)))
    for field in ("id", "test", "role", "group", "discrepancy"):
        if field not in row:
            raise wrong(f"`{field}` is missing")
    finding = known.get(row["id"])
    if finding is None:
        raise wrong(f"no finding `{row['id']}`", "id", "an id of `il2sim findings --list`")
    tests = finding.data.get("test", [])
    if not isinstance(row["test"], int) or not 1 <= row["test"] <= len(tests):
        raise wrong(f"{row['id']} has no test {row['test']}", "test", f"1 to {len(tests)}")
    if row["role"] not in ROLES:
        raise wrong(f"`{row['role']}` is no role", "role", " or ".join(ROLES))
    for field in ("weight", "discrepancy", "observation", "by", "animals"):
        if field in row and not (isinstance(row[field], (int, float)) and row[field] > 0):
            raise wrong(f"{row[field]} is no size", field, "above 0")
    form, arms, low, high, animals = wanted(tests[row["test"] - 1], row, wrong)
    column, words = endpoint(tests[row["test"] - 1]["outcome"])
    outputs = tuple(Output(finding.id, arm, column, words) for arm in arms)
    if form == "difference" and not words:
        form = "cut"
    return Target(
        finding.id, row["test"], finding.species, row["role"], row["group"],
        float(row.get("weight", 1)), form, outputs, low, high, float(row["discrepancy"]),
        float(row.get("observation", 2)), float(row.get("animals", animals)),
    )


def wanted(test, row, wrong):
    """Form, arms, bounds and animals of a test."""
    kind = test["kind"]
    if kind != "order" and "by" in row:
        raise wrong(f"is for tests of an order; this is `{kind}`", "by")
    if kind == "share":
        return "share", [test["arm"]], *test["published"], OF_SHARE
    if kind == "counted":
        share = 100 * test["events"] / test["of"]
        return "share", [test["arm"]], share, share, test["of"]
    if kind == "cut":
        return "cut", [test["arm"], test["against"]], *test["published"], OF_MEAN
    if kind == "order":
        if "by" not in row:
            raise wrong("`by` is missing: an order is held by so many points or per cent")
        # of shares: more - less; of means: the cut from more to less
        means = "=" not in test["outcome"]
        arms = [test["less"], test["more"]] if means else [test["more"], test["less"]]
        return "difference", arms, float(row["by"]), None, OF_MEAN if means else OF_ORDER
    allowed = "a test of kind share, counted, cut or order"
    raise wrong(f"its kind is `{kind}`", "test", allowed)


def endpoint(text):
    """Column and words of `best_response = CR or PR`."""
    column, _, words = text.partition("=")
    names = tuple(word.strip() for word in words.split(" or ")) if words else ()
    return column.strip(), names
