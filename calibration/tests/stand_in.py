"""A program that is four formulas: outcomes follow from three keys, with chance of its own."""

import hashlib
import json
import math
import tomllib

import numpy

TRUTH = {"model.a": 3.0, "model.b": 0.6, "model.c": 20.0}
DEFAULT = {"model.a": "1 /d", "model.b": "0.5", "model.c": "30 pM"}

FINDINGS = {
    "t01": """
schema = 1
title = "one dose"
scenario = "plain"
replicates = 8
[[arm]]
name = "control"
set = { "treatment.0.skip" = true }
[[arm]]
name = "dose"
[finding]
id = "T1"
[[test]]
kind = "share"
arm = "dose"
outcome = "response = CR"
published = [%(dose).1f, %(dose).1f]
[[test]]
kind = "order"
more = "dose"
less = "control"
outcome = "response = CR"
""",
    "t02": """
schema = 1
title = "cells"
scenario = "plain"
replicates = 8
[set]
"model.d" = 2
[[arm]]
name = "control"
set = { "treatment.0.skip" = true }
[[arm]]
name = "cells"
[finding]
id = "T2"
[[test]]
kind = "cut"
arm = "cells"
against = "control"
outcome = "final_tumour_cells"
published = [%(cut).1f, %(cut).1f]
[[test]]
kind = "counted"
arm = "cells"
outcome = "response = CR"
events = %(events)d
of = 100
""",
}

TARGETS = """
[[target]]
id = "T1"
test = 1
role = "fit"
group = "dose"
discrepancy = 2
observation = 1
animals = 200

[[target]]
id = "T1"
test = 2
role = "fit"
group = "dose"
discrepancy = 2
by = 5

[[target]]
id = "T2"
test = 1
role = "fit"
group = "cells"
discrepancy = 2
animals = 200

[[target]]
id = "T2"
test = 2
role = "fit"
group = "cells"
discrepancy = 2
"""

PRIORS = """
[[mouse]]
key = "model.a"
range = ["0.5 /d", "8 /d"]
scale = "log"
why = "a test"

[[mouse]]
key = "model.b"
range = [0.1, 0.9]
why = "a test"

[[mouse]]
key = "model.c"
range = ["5 pM", "80 pM"]
scale = "log"
why = "a test"
"""


def number(value):
    return float(str(value).split()[0])


def chances(a, b, c):
    """Shares of complete responses (dose, cells) and what cells leave of a tumour."""
    dose = 1 / (1 + math.exp(-1.5 * math.log(a / 2)))
    cells = 1 / (1 + math.exp(-4 * (b - 0.5)))
    left = c / (c + 20 * a**0.3)
    return dose, cells, left


class StandIn:
    """What `program.Program` offers."""

    def __init__(self):
        self.simulated, self.refuses, self.fails = [], (), ()

    def keys(self):
        units = {"model.a": "/h", "model.b": "", "model.c": "pM"}
        row = {"default_human": "", "plausible_min": "", "plausible_max": ""}
        return {key: row | {"key": key, "default": default, "unit": units[key], "min": "0",
                            "max": "100", "plausible_max": "0.95" if key == "model.b" else ""}
                for key, default in DEFAULT.items()}

    def scenario(self, name):
        assert name == "plain"
        return {"host": {"species": "mouse"}}

    def plan(self, text):
        from calibration.errors import ProgramError

        study = tomllib.loads(text)
        if study["seed"] in self.refuses:
            raise ProgramError("study.toml:7: refused")
        arms = {}
        for arm in study["arm"]:
            values = [study["seed"], study.get("set"), arm.get("set")]
            arms[arm["name"]] = hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]
        return {"rulebook": "0" * 16, "arms": arms}

    def simulate(self, text):
        from calibration.errors import ProgramError

        study, plan = tomllib.loads(text), self.plan(text)
        if study["seed"] in self.fails:
            raise ProgramError("a run failed")
        keys = {key: number(study.get("set", {}).get(key, DEFAULT[key])) for key in DEFAULT}
        found = {}
        for arm in study["arm"]:
            identity = plan["arms"][arm["name"]]
            self.simulated.append(identity)
            random = numpy.random.default_rng(int(identity[:12], 16))
            found[arm["name"]] = self.animals(keys, arm, study["replicates"], random)
        return found, 3.6

    def animals(self, keys, arm, count, random):
        dose, cells, left = chances(*keys.values())
        share = {"dose": dose, "cells": cells}.get(arm["name"], 0.02)
        burden = 1000 * (left if arm["name"] == "cells" else 1)
        responses = ["CR" if random.random() < share else "PD" for _ in range(count)]
        sizes = [round(burden * math.exp(0.3 * random.standard_normal())) for _ in range(count)]
        return {"response": responses, "best_response": responses, "final_tumour_cells": sizes,
                "response_h": [None] * count}


def lay_out(root):
    """A repository of the stand-in's findings whose published numbers follow from the truth."""
    dose, cells, left = chances(*TRUTH.values())
    published = {"dose": 100 * dose, "cut": 100 - 100 * left, "events": round(100 * cells)}
    (root / "scenarios" / "findings").mkdir(parents=True)
    for name, text in FINDINGS.items():
        (root / "scenarios" / "findings" / f"{name}.toml").write_text(text % published)
    home = root / "calibration"
    home.mkdir()
    (home / "targets.toml").write_text(TARGETS)
    (home / "priors.toml").write_text(PRIORS)
    return home
