"""The keys that move: a range each, checked against the program's table of keys.

In: `priors.toml` and the table that `il2sim schema --keys=csv` prints. Out: a [`Prior`] of
independent keys, each uniform or log-uniform; a point is its place in the unit cube, or values with
three significant digits.
"""

import math
from dataclasses import dataclass

import numpy

from . import quantities
from .toml import TomlFile

SPECIES = ("mouse", "human")
FIELDS = {"key", "part", "range", "scale", "why", "beyond", "screen"}
SCALES = ("linear", "log")


@dataclass(frozen=True)
class Parameter:
    """A key, or a part of the distribution that it is drawn from."""

    key: str
    part: str | None
    low: float
    high: float
    unit: str
    scale: str
    default: float
    # the distribution that `part` belongs to, as data
    whole: object
    why: str
    beyond: str

    @property
    def name(self):
        """What tables and files call it."""
        return f"{self.key}.{self.part}" if self.part else self.key

    def unit_place(self, value):
        """Its place between the ends of the range, 0 to 1."""
        if self.scale == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, place):
        """The value at a place, with three significant digits, within the range."""
        if self.scale == "log":
            value = self.low * (self.high / self.low) ** place
        else:
            value = self.low + place * (self.high - self.low)
        return min(max(quantities.three_digits(value), self.low), self.high)

    def setting(self, value):
        """What a scenario says for it: a number with its unit, or the whole distribution."""
        if not self.part:
            return quantities.written(value, self.unit) if self.unit else value
        kind, inside = next(iter(self.whole.items()))
        number = quantities.written(value, self.unit) if self.unit else value
        return {kind: {**inside, self.part: number}}


@dataclass(frozen=True)
class Prior:
    """The keys of a species."""

    species: str
    parameters: tuple

    @property
    def names(self):
        return [parameter.name for parameter in self.parameters]

    def default(self):
        """The program's present values."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    def values(self, places):
        """The values, three digits each, at places of the unit cube."""
        return {p.name: p.at(place) for p, place in zip(self.parameters, places)}

    def places(self, values):
        """Where values lie in the unit cube."""
        return numpy.array([p.unit_place(values[p.name]) for p in self.parameters])

    def settings(self, values):
        """Keys and values for a scenario; two parts of one distribution make one value."""
        settings = {}
        for parameter in self.parameters:
            value = parameter.setting(values[parameter.name])
            if parameter.key in settings and parameter.part:
                kind, inside = next(iter(settings[parameter.key].items()))
                inside = {**inside, parameter.part: value[kind][parameter.part]}
                value = {kind: inside}
            settings[parameter.key] = value
        return settings


def load(path, species, keys, scenario_value=lambda species, key: None, screen=False):
    """The keys of a species, checked; those marked `screen` only for the screening.

    `keys` is the program's table by key; `scenario_value` gives what a base scenario says for a
    key, where it says something.
    """
    file = TomlFile(path)
    for table in file.data:
        if table not in SPECIES:
            raise file.error("no such species", table, 0, table, " or ".join(SPECIES))
    rows, found = file.data.get(species, []), []
    for index, row in enumerate(rows):
        parameter = checked(file, species, index, row, keys, scenario_value)
        if parameter.name in (other.name for other in found):
            raise file.error("stands here twice", species, index, "key", "each key once")
        if screen or not row.get("screen", False):
            found.append(parameter)
    if not found:
        raise file.error("no keys", species, 0, None, f"at least one [[{species}]]")
    return Prior(species, tuple(found))


def checked(file, species, index, row, keys, scenario_value):
    """A row of the file as a parameter."""

    def wrong(what, key=None, allowed=None):
        return file.error(what, species, index, key, allowed)

    for field in row:
        if field not in FIELDS:
            raise wrong("no such field", field, ", ".join(sorted(FIELDS)))
    for field in ("key", "range", "why"):
        if field not in row:
            raise wrong(f"`{field}` is missing")
    key, part = row["key"], row.get("part")
    known = keys.get(table_name(key))
    if known is None:
        raise wrong(f"the program has no key `{key}`", "key", "a key of docs/keys.md")
    scale = row.get("scale", "linear")
    if scale not in SCALES:
        raise wrong(f"`{scale}` is no scale", "scale", " or ".join(SCALES))
    low, high, unit = ends(row, wrong)
    if scale == "log" and low <= 0:
        raise wrong("a log scale begins above 0", "range", "above 0")
    default, whole = default_of(known, species, scenario_value(species, key), part, wrong)
    default = default_in(default, unit, known, wrong)
    if not low <= default <= high:
        raise wrong(f"the range does not hold the program's default {default:g} {unit}", "range")
    if not part:
        within_published((low, high, unit), row, known, species, wrong)
    beyond = row.get("beyond", "")
    return Parameter(key, part, low, high, unit, scale, default, whole, row["why"], beyond)


def table_name(key):
    """What the table of keys calls a key of a scenario: `tumour.0.cells` is `tumour.N.cells`."""
    return ".".join("N" if word.isdigit() else word for word in key.split("."))


def ends(row, wrong):
    """Both ends of the range, and their unit."""
    both = row["range"]
    parsed = [quantities.parse(end) for end in both] if isinstance(both, list) else []
    if len(parsed) != 2 or None in parsed:
        raise wrong("is not a range", "range", 'two numbers, or two like "3 /d"')
    (low, unit), (high, other) = parsed
    if unit != other:
        raise wrong("two units in one range", "range", "one unit")
    if not low < high:
        raise wrong("the lower end is not below the upper", "range", "lower, upper")
    return low, high, unit


def default_of(known, species, said, part, wrong):
    """The default of a key: what the scenario says, else the program's, as data and number."""
    value = said
    if value is None:
        human = known.get("default_human", "") if species == "human" else ""
        value = data_of(human or known["default"])
    if not part:
        if isinstance(value, dict) or quantities.parse(value) is None:
            raise wrong(f"its default is {value}", "key", "a number, or `part` of a distribution")
        return value, None
    inside = next(iter(value.values())) if isinstance(value, dict) else None
    if not isinstance(inside, dict) or part not in inside:
        raise wrong(f"its default is {value}", "part", "a part of the default's distribution")
    return inside[part], value


def data_of(text):
    """A default of the table of keys as data."""
    import tomllib

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def default_in(default, unit, known, wrong):
    """The default as a number in the range's unit."""
    number, default_unit = quantities.parse(default)
    if unit == default_unit:
        return number
    base = known["unit"]
    in_base = quantities.in_unit(number, default_unit, base)
    one = quantities.in_unit(1.0, unit, base) if unit else None
    if in_base is None or not one:
        raise wrong(f"has the unit `{unit}`", "range", f"the default's unit: {default}")
    return in_base / one


def within_published(ends_and_unit, row, known, species, wrong):
    """The range lies in what the program accepts, and in what is published or says why not."""
    low, high, unit = ends_and_unit
    base = known["unit"]
    low, high = (quantities.in_unit(end, unit, base) for end in (low, high))
    if low is None or high is None:
        raise wrong(f"has the unit `{unit}`", "range", f"a unit of `{base}`")

    def bound(name):
        human = known.get(f"{name}_human", "") if species == "human" else ""
        text = human or known.get(name, "")
        return float(text) if text else None

    for name, what in (("", "the key's range"), ("plausible_", "the published range")):
        lowest, highest = bound(f"{name}min"), bound(f"{name}max")
        slack = 1e-9 * (abs(high) + abs(low))
        outside = (lowest is not None and low < lowest - slack) or (
            highest is not None and high > highest + slack
        )
        if outside and not (name and row.get("beyond")):
            said = ["any" if end is None else f"{end:g}" for end in (lowest, highest)]
            allowed = f"{' to '.join(said)} {base}".strip()
            if name:
                allowed += ", or `beyond` with the reason"
            raise wrong(f"is outside {what}", "range", allowed)
