"""Numbers with units as scenario files write them, and three significant digits."""

import re

import numpy

NUMBER = re.compile(r"\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(.*?)\s*$")

# What a unit is in the unit of the table of keys.
IN_TABLE = {
    "/d": ("/h", 1 / 24),
    "1/d": ("/h", 1 / 24),
    "1/h": ("/h", 1),
    "/mm2/d": ("/mm2/h", 1 / 24),
    "d": ("h", 24),
    "min": ("h", 1 / 60),
    "nM": ("pM", 1000),
}


def parse(value):
    """The number and the unit of `100 /mm2/d`, `0.3` or 0.3; none where it is no such value."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value), ""
    found = NUMBER.match(str(value))
    return (float(found[1]), found[2]) if found else None


def in_unit(number, unit, table_unit):
    """The number in the unit of the table of keys; none where the unit is unknown."""
    if unit == table_unit or not unit:
        return number
    known, factor = IN_TABLE.get(unit, (None, None))
    return number * factor if known == table_unit else None


def three_digits(number):
    """The number with three significant digits."""
    return float(f"{number:.3g}")


def written(number, unit=""):
    """A number of three digits as a scenario writes it."""
    text = numpy.format_float_positional(three_digits(number), trim="-")
    return f"{text} {unit}" if unit else text
