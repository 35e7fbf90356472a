"""Studies that simulate some arms of a finding at a point of the prior."""

from . import toml

# What a study says at its top, of a finding's file.
KEPT = ("schema", "title", "source", "scenario")


def text(finding, arms, settings, replicates, seed):
    """A study of these arms (names; none: all, with the finding's tests) under other values.

    An arm that sets a key itself keeps its value.
    """
    data = finding.data
    lines = [f"{key} = {toml.written(data[key])}" for key in KEPT if key in data]
    lines += [f"replicates = {replicates}", f"seed = {seed}"]
    if "series" in data:
        lines.append(f"series = {toml.written(data['series'])}")
    lines += ["", "[set]"]
    lines += [f"{toml.name(key)} = {toml.written(value)}"
              for key, value in merged(data.get("set", {}), settings).items()]
    for arm in data["arm"]:
        if arms is None or arm["name"] in arms:
            lines += table("[arm]", arm)
    if arms is None:
        lines += table("finding", data["finding"])
        for test in data["test"]:
            lines += table("[test]", test)
    return "\n".join(lines) + "\n"


def table(name, data):
    """A table of the file."""
    return ["", f"[{name}]"] + [f"{toml.name(k)} = {toml.written(v)}" for k, v in data.items()]


def merged(given, settings):
    """The point's values under the finding's own: constants of its line and set-up stay."""
    return {key: value for key, value in settings.items() if key not in given} | given
