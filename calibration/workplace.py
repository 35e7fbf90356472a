"""Everything that the steps share: files, program, prior, targets, and data of the waves."""

from pathlib import Path

from . import measures, priors, simulate, targets, waves
from .emulator import FEWEST, Emulators
from .errors import InputError, ProgramError
from .history import Region

# More blocks of a point than these are not looked for.
MOST_BLOCKS = 25


class Workplace:
    """The files of a calibration, for one species."""

    def __init__(self, root, program, species, home=None, tell=print, screen=False):
        self.root, self.species, self.tell = Path(root), species, tell
        self.home = Path(home) if home else self.root / "calibration"
        self.program = program
        self.findings = targets.findings(self.root / "scenarios" / "findings", self.species_of)
        self.every_target = targets.load(self.home / "targets.toml", self.findings)
        self.targets = [t for t in self.every_target if t.species == species and t.role == "fit"]
        self.prior = priors.load(
            self.home / "priors.toml", species, program.keys(), self.said, screen
        )

    def scenarios(self):
        """Base scenarios of this species' targets."""
        names = {self.findings[target.id].data["scenario"] for target in self.targets}
        return [self.program.scenario(name) for name in sorted(names)]

    def species_of(self, scenario):
        return self.program.scenario(scenario).get("host", {}).get("species", "mouse")

    def said(self, _species, key):
        """What the base scenarios say for a key, where all say the same."""
        found = [value_at(scenario, key.split(".")) for scenario in self.scenarios()]
        return found[0] if found and all(value == found[0] for value in found) else None

    def wave(self, number):
        """The points of a wave."""
        return waves.load(self.home / "waves", self.prior, number)

    def drawn(self):
        """Numbers of the waves that were drawn, 1 to the last."""
        number = 1
        while waves.path(self.home / "waves", self.species, number).exists():
            number += 1
        return range(1, number)

    def simulations(self, bank):
        return simulate.Simulations(self.program, bank, self.findings, self.prior)

    def rows(self, bank, wave):
        """Rows of the bank of every point of a wave: a list of {(finding, arm): rows} by point."""
        simulations, found = self.simulations(bank), []
        for seed_of, values in simulations.points(wave, self.wave(wave)):
            by_arm = {}
            for finding, arms in simulate.needed(self.targets, self.findings):
                for block in range(MOST_BLOCKS):
                    got = self.banked(simulations, bank, finding, arms, values, seed_of(block))
                    for arm, row in got:
                        by_arm.setdefault((finding.id, arm), []).append(row)
                    if not got:
                        break
            found.append((values, by_arm))
        return found

    def banked(self, simulations, bank, finding, arms, values, seed):
        """(arm, row) of what the bank has of a finding at a point in a block."""
        try:
            pairs, _ = simulations.identities(finding, arms, values, seed)
        except ProgramError:
            return []
        rows = ((arm, bank.find(identity, simulate.BLOCK)) for arm, identity in pairs)
        return [(arm, row) for arm, row in rows if row and "failed" not in row]

    def data(self, bank, upto):
        """For each output: (places, values, variances) of the points of waves 1 to `upto`."""
        data = {}
        for wave in range(1, upto + 1):
            for values, by_arm in self.rows(bank, wave):
                place = self.prior.places(values)
                for output in dict.fromkeys(o for t in self.targets for o in t.outputs):
                    rows = by_arm.get((output.finding, output.arm))
                    measured = measures.pooled(output, rows) if rows else None
                    if measured:
                        lists = data.setdefault(output, ([], [], []))
                        for to, what in zip(lists, (place, measured[0], measured[1])):
                            to.append(what)
        return data

    def region(self, bank, upto):
        """What waves 1 to `upto` leave of the prior, with the volume after each."""
        region, volumes = Region(len(self.prior.parameters)), []
        for wave in range(1, upto + 1):
            emulators = Emulators(self.targets, self.data(bank, wave))
            if not emulators.targets:
                raise InputError(
                    f"{self.species}: waves up to {wave} have too few points for any emulator",
                    allowed=f"{FEWEST} points or more with one target whole")
            volumes.append(region.add(emulators, seed=wave))
        return region, volumes


def value_at(data, path):
    """A value in nested tables and arrays; none where it is not there."""
    for word in path:
        if isinstance(data, list) and word.isdigit() and int(word) < len(data):
            data = data[int(word)]
        elif isinstance(data, dict) and word in data:
            data = data[word]
        else:
            return None
    return data
