"""il2sim: agent-based simulation of interleukin-2 immunotherapy of tumours.

    import il2sim
    run = il2sim.run("peritumoral", until="day 5", replicates=2)
    run.outcomes.to_dict()["response"]

The program runs in the process of Python, with the bytes of the command `il2sim`.
For research and teaching; not for treating patients.
"""

from il2sim._errors import (
    EngineError,
    Il2simError,
    NotThere,
    Problem,
    RecordError,
    ScenarioError,
    Stopped,
)
from il2sim._il2sim import version as __version__
from il2sim._run import Frame, Run, open, resume, run
from il2sim._scenario import Scenario, keys
from il2sim._simulator import Simulator
from il2sim._study import Study
from il2sim._table import Table

__all__ = [
    "EngineError",
    "Frame",
    "Il2simError",
    "NotThere",
    "Problem",
    "RecordError",
    "Run",
    "Scenario",
    "ScenarioError",
    "Simulator",
    "Stopped",
    "Study",
    "Table",
    "__version__",
    "keys",
    "open",
    "resume",
    "run",
]
