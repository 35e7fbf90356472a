"""The command line: `calibration/run --help`."""

import argparse
import os
import signal
import sys
from pathlib import Path

from . import status, wave
from .bank import Bank
from .errors import InputError, ProgramError
from .program import Program
from .workplace import Workplace

ROOT = Path(__file__).resolve().parent.parent
EXIT = {InputError: 2, ProgramError: 1}


def arguments():
    """The parser."""
    parser = argparse.ArgumentParser(
        prog="calibration/run", description="Calibrate il2sim against published experiments.",
        epilog="Every step goes on from what the bank and the files have. Exit codes: 0 done, 1 "
               "the program failed, 2 the input was wrong, 130 interrupted (all is kept).",
    )
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "il2sim",
                        help="an il2sim that is built")
    parser.add_argument("--home", type=Path, default=ROOT / "calibration",
                        help="directory of targets, priors, waves and bank")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")

    def step(name, text):
        made = steps.add_parser(name, help=text, description=text)
        made.add_argument("--species", choices=("mouse", "human"), default="mouse")
        made.add_argument("--jobs", type=positive, default=2, help="simulations at once")
        return made

    one = step("wave", "draw and simulate a wave, and say what it leaves")
    one.add_argument("number", type=positive)
    sized(one)
    step("report", "say what the waves leave, simulate nothing").add_argument(
        "number", type=positive, nargs="?")
    step("status", "say what the bank has")
    return parser


def sized(parser):
    """Arguments of steps that simulate."""
    parser.add_argument("--points", type=positive, default=30)
    parser.add_argument("--replicates", type=positive, default=8, help="a multiple of 8")
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these findings")
    parser.add_argument("--minutes", type=positive, help="begin nothing after so long")
    parser.add_argument("--again", action="store_true", help="try what failed again")


def positive(text):
    """A whole number from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is no whole number from 1")
    return number


def main(words=None):
    """Runs a step; the exit code."""
    given = arguments().parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        cache = ROOT / "target" / "calibration" / "plans.jsonl"
        program = Program(given.program, ROOT, cache)
        place = Workplace(ROOT, program, given.species, given.home, tell)
        with Bank(given.home / "bank") as bank:
            act(given, place, bank)
    except (InputError, ProgramError) as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT[type(error)]
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        return 130
    return 0


def act(given, place, bank):
    """The step that was asked for."""
    unknown = [id for id in getattr(given, "only", []) if id not in place.findings]
    if unknown:
        raise InputError(f"no finding `{unknown[0]}`", None, None, "--only")
    if given.step == "wave":
        wave.run(place, bank, given.number, given.points, given.replicates, given.jobs, given.only,
                 given.again, given.minutes)
    elif given.step == "report":
        last = given.number or max(place.drawn(), default=0)
        if not last:
            raise InputError("no wave was drawn yet: calibration/run wave 1")
        wave.report(place, bank, last)
    else:
        status.say(place, bank)


def tell(line):
    print(line, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
