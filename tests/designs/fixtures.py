"""Writes fixtures.json: points of designs by other programs, which src/design/tests.rs compares with its own.

Made with scipy 1.17.1 and SALib 1.6.0 (Python 3.11), outside this repository:

    python3 -m venv /tmp/fixtures && /tmp/fixtures/bin/pip install scipy==1.17.1 SALib==1.6.0
    /tmp/fixtures/bin/python tests/designs/fixtures.py
"""

import json
import pathlib
import warnings

from SALib.sample import sobol as salib_sobol
from scipy.stats import qmc

warnings.simplefilter("ignore")


def main():
    sobol = qmc.Sobol(128, scramble=False, bits=32).random(40)
    kept = [0, 1, 2, 5, 20, 63, 100, 127]
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    saltelli = salib_sobol.sample(problem, 8, calc_second_order=False, scramble=False, skip_values=16)
    out = {
        "sobol": {"dimensions": kept, "points": [[row[d] for d in kept] for row in sobol.tolist()]},
        "saltelli": {"keys": 3, "points": 8, "rows": saltelli.tolist()},
    }
    path = pathlib.Path(__file__).with_name("fixtures.json")
    path.write_text(json.dumps(out, indent=None, separators=(",", ":")).replace("],[", "],\n[") + "\n")


main()
