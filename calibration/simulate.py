"""Simulations that targets need at points of the prior, those that the bank lacks.

In: points, targets, replicates. Out: rows of the bank. A point is simulated in blocks of eight
animals, each with a seed of its own; more replicates add blocks.
"""

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from . import studies, waves
from .errors import InputError, ProgramError

BLOCK = 8


@dataclass(frozen=True)
class Task:
    """Arms of a finding at a point, in one block of animals."""

    finding: object
    values: dict
    settings: dict
    seed: int
    # arms by name with their identities
    arms: tuple

    def rows(self, rulebook, outcomes, seconds):
        """The bank's rows of what was simulated."""
        return [self.row(arm, identity, rulebook, outcomes=outcomes[arm],
                         cpu_s=round(seconds / len(self.arms), 2))
                for arm, identity in self.arms]

    def row(self, arm, identity, rulebook, **more):
        return {"identity": identity, "species": self.finding.species, "finding": self.finding.id,
                "arm": arm, "seed": self.seed, "animals": BLOCK, "rulebook": rulebook,
                "point": self.values, **more}


def blocks(replicates):
    """How many blocks so many replicates are."""
    if replicates < BLOCK or replicates % BLOCK:
        raise InputError(f"{replicates} replicates", None, None, "--replicates",
                         f"a multiple of {BLOCK}")
    return replicates // BLOCK


def needed(targets, findings):
    """Arms to simulate by finding, in the order of the targets."""
    arms = {}
    for target in targets:
        for output in target.outputs:
            of = arms.setdefault(output.finding, [])
            if output.arm not in of:
                of.append(output.arm)
    return [(findings[id], names) for id, names in arms.items()]


class Simulations:
    """Points of a prior, simulated by a program into a bank."""

    def __init__(self, program, bank, findings, prior):
        self.program, self.bank = program, bank
        self.findings, self.prior = findings, prior

    def identities(self, finding, arms, values, seed):
        """Identities of arms, and the rulebook; the message where the program refuses."""
        settings = self.prior.settings(values)
        text = studies.text(finding, arms, settings, BLOCK, seed)
        plan = self.program.plan(text)
        return [(arm, plan["arms"][arm]) for arm in arms], plan["rulebook"]

    def missing(self, targets, values, seed, again=False):
        """Tasks for what the bank lacks at a point; an arm that two findings share once."""
        seen, tasks = set(), []
        for finding, arms in needed(targets, self.findings):
            try:
                pairs, _ = self.identities(finding, arms, values, seed)
            except ProgramError as error:
                self.refused(finding, arms, values, seed, error)
                continue
            lacking = []
            for arm, identity in pairs:
                row = self.bank.find(identity, BLOCK)
                if identity not in seen and (row is None or (again and "failed" in row)):
                    lacking.append((arm, identity))
                seen.add(identity)
            if lacking:
                settings = self.prior.settings(values)
                tasks.append(Task(finding, values, settings, seed, tuple(lacking)))
        return tasks

    def refused(self, finding, arms, values, seed, error):
        """Banks that the program refuses a point, under the digest of its study."""
        text = studies.text(finding, arms, self.prior.settings(values), BLOCK, seed)
        identity = "refused-" + hashlib.sha256(text.encode()).hexdigest()[:24]
        if identity not in self.bank.rows:
            task = Task(finding, values, {}, seed, ())
            self.bank.add([task.row(", ".join(arms), identity, "", failed=str(error)[:400])])

    def simulate(self, task):
        """One task; rows of the bank, of failed arms with the reason."""
        arms = [arm for arm, _ in task.arms]
        text = studies.text(task.finding, arms, task.settings, BLOCK, task.seed)
        rulebook = self.program.plan(text)["rulebook"]
        try:
            outcomes, seconds = self.program.simulate(text)
        except ProgramError as error:
            return [task.row(arm, identity, rulebook, failed=str(error)[:400])
                    for arm, identity in task.arms]
        return task.rows(rulebook, outcomes, seconds)

    def run(self, targets, points, replicates, jobs, tell, again=False, minutes=None):
        """Simulates what is missing at points ((seed of a block) -> seed, values); how many rows.

        Points come one after another, so that what is stopped has whole points first. Ends after
        `minutes`, if they are given, with what was begun.
        """
        tasks = []
        for block in range(blocks(replicates)):
            for seed_of, values in points:
                tasks += self.missing(targets, values, seed_of(block), again)
        tell(f"{sum(len(task.arms) for task in tasks)} arms to simulate")
        return self.work(tasks, jobs, tell, minutes)

    def work(self, tasks, jobs, tell, minutes):
        done, begun, stop = 0, time.monotonic(), threading.Event()
        banking = threading.Lock()

        def work(task):
            late = minutes is not None and time.monotonic() - begun > 60 * minutes
            rows = [] if stop.is_set() or late else self.simulate(task)
            if rows:
                # here, so that nothing is lost if another task is interrupted
                with banking:
                    self.bank.add(rows)
            return rows

        with ThreadPoolExecutor(max_workers=jobs) as pool:
            try:
                waiting = [pool.submit(work, task) for task in tasks]
                for number, finished in enumerate(as_completed(waiting), 1):
                    rows = finished.result()
                    done += len(rows)
                    progress(tell, number, len(tasks), begun, rows)
            except BaseException:
                stop.set()
                pool.shutdown(cancel_futures=True)
                raise
        return done

    def points(self, wave, points):
        """The points of a wave with their seeds."""
        def seeds(index):
            return lambda block: waves.seed(self.prior.species, wave, index, block)

        return [(seeds(index), values) for index, values in enumerate(points)]


def progress(tell, number, of, begun, rows):
    """A line every task that failed, and every tenth."""
    for row in rows:
        if "failed" in row:
            tell(f"failed: {row['finding']}, {row['arm']}: {row['failed']}")
    if number % 10 == 0 or number == of:
        spent = time.monotonic() - begun
        left = spent / number * (of - number)
        tell(f"{number} of {of} in {spent / 60:.1f} min, {left / 60:.0f} min left")
