"""The command line: `calibration/run --help`."""

import argparse
import signal
import sys
from pathlib import Path

from . import final, page, posterior, screening, status, wave
from .bank import Bank
from .errors import InputError, ProgramError
from .program import Program
from .workplace import Workplace

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "target" / "calibration"
SPECIES = ("mouse", "human")
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

    def step(name, text, *kinds):
        made = steps.add_parser(name, help=text, description=text)
        for kind in kinds:
            kind(made)
        return made

    screen = step("screen", "rank keys by elementary effects (Morris)", of_species, sized)
    screen.add_argument("--trajectories", type=positive, default=4)
    one = step("wave", "draw and simulate a wave, and say what it leaves", of_species, sized)
    one.add_argument("number", type=positive)
    one.add_argument("--points", type=positive, default=30)
    report = step("report", "say what the waves leave, simulate nothing", of_species)
    report.add_argument("number", type=positive, nargs="?")
    step("posterior", "sample, check and keep the posterior", of_species, of_posterior)
    step("check", "predict every finding anew under the best set", of_species, of_check)
    step("page", "write docs/calibration.md and its pictures")
    step("status", "say what the bank has", of_species)
    every = step("all", "waves, posterior and check of both species, and the page", sized,
                 of_posterior, of_check)
    every.add_argument("--waves", type=positive, default=3)
    every.add_argument("--points", type=positive, default=40)
    return parser


def of_species(parser):
    parser.add_argument("--species", choices=SPECIES, default="mouse")


def sized(parser):
    """Arguments of steps that simulate."""
    parser.add_argument("--replicates", type=positive, default=8, help="a multiple of 8")
    parser.add_argument("--jobs", type=positive, default=2, help="simulations at once")
    if not parser.prog.endswith(" all"):
        parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these findings")
    parser.add_argument("--minutes", type=positive, help="begin nothing after so long")
    parser.add_argument("--again", action="store_true", help="try what failed again")


def of_posterior(parser):
    parser.add_argument("--population", type=positive, default=600, help="places of the sample")
    parser.add_argument("--sets", type=positive, default=400,
                        help="synthetic data of simulation-based calibration")
    parser.add_argument("--seed", type=positive, default=1)


def of_check(parser):
    parser.add_argument("--animals", type=positive, default=200, help="of every arm")
    parser.add_argument("--default", action="store_true", help="the program's values, not the set")
    if not parser.prog.endswith(" all"):
        parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these findings")


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
        program = Program(given.program, ROOT, SCRATCH / "plans.jsonl")
        with Bank(given.home / "bank") as bank:
            act(given, program, bank)
    except (InputError, ProgramError) as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT[type(error)]
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        return 130
    return 0


def act(given, program, bank):
    """The step that was asked for."""
    several = given.step in ("page", "all")
    places = [Workplace(ROOT, program, species, given.home, tell, given.step == "screen")
              for species in (SPECIES if several else (given.species,))]
    unknown = [id for id in getattr(given, "only", []) if id not in places[0].findings]
    if unknown:
        raise InputError(f"no finding `{unknown[0]}`", None, None, "--only")
    if given.step == "page":
        page.write(ROOT, places, bank)
        return
    for place in places:
        one(given, place, bank)
    if given.step == "all":
        page.write(ROOT, places, bank)


def one(given, place, bank):
    """A step of one species."""
    step = given.step
    if step == "screen":
        screening.run(place, bank, given.trajectories, given.replicates, given.jobs, given.minutes)
    elif step == "wave":
        simulate(given, place, bank, given.number)
    elif step == "report":
        last = given.number or max(place.drawn(), default=0)
        if not last:
            raise InputError(f"{place.species}: no wave was drawn yet: calibration/run wave 1")
        wave.report(place, bank, last)
    elif step == "status":
        status.say(place, bank)
    if step == "all":
        for number in range(1, given.waves + 1):
            simulate(given, place, bank, number)
    if step in ("posterior", "all"):
        posterior.run(place, bank, given.population, given.sets, given.seed)
    if step in ("check", "all"):
        only = getattr(given, "only", [])
        final.run(place, bank, given.animals, only, SCRATCH, given.default)


def simulate(given, place, bank, number):
    wave.run(place, bank, number, given.points, given.replicates, given.jobs,
             getattr(given, "only", []), given.again, given.minutes)


def tell(line):
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
