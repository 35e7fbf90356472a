"""The bank: every simulation that was ever made, by the identity of what was simulated.

A row is an arm at a point with so many animals. Its identity is the program's: a digest of every
value of the scenario, the seed, the rules and the version of the host's equations; so a row is
found again whatever it was simulated for, and not under another model. Rows go to a journal, a line
each, synchronised; `pack` makes gzip files of them, each below 1 MB and never written again.
"""

import fcntl
import gzip
import hashlib
import io
import json
import os

from .errors import InputError

JOURNAL = "journal.jsonl"
LARGEST = 900_000
FIELDS = ("identity", "species", "finding", "arm", "seed", "animals")


class Bank:
    """The rows of a directory by identity."""

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.lock = (directory / ".lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError("another calibration uses the bank", directory) from None
        self.rows = {}
        for path in sorted(directory.glob("*.jsonl.gz")):
            self.read(path, gzip.decompress)
        self.journal = directory / JOURNAL
        self.cut_torn_line()
        if self.journal.exists():
            self.read(self.journal, bytes)
        self.pack()

    def close(self):
        """Packs the journal and lets others use the bank."""
        self.pack()
        self.lock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def cut_torn_line(self):
        """A process that was killed while it wrote leaves a last line without its end."""
        if self.journal.exists():
            data = self.journal.read_bytes()
            whole = data[: data.rfind(b"\n") + 1]
            if whole != data:
                self.journal.write_bytes(whole)

    def read(self, path, opened):
        try:
            text = opened(path.read_bytes()).decode()
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise InputError(f"is damaged ({error}); `git checkout` brings it back", path) from None
        for number, line in enumerate(text.splitlines(), 1):
            self.take(checked(line, path, number))

    def take(self, row):
        kept = self.rows.get(row["identity"])
        if kept is None or "failed" in kept or row["animals"] > kept["animals"]:
            self.rows[row["identity"]] = row

    def add(self, rows):
        """Banks rows; they are on the disk when this returns."""
        with self.journal.open("a", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())
        for row in rows:
            self.take(row)

    def pack(self):
        """Makes files of the journal's rows."""
        if not self.journal.exists():
            return
        by_species = {}
        for line in self.journal.read_text(encoding="utf-8").splitlines():
            by_species.setdefault(json.loads(line)["species"], []).append(line)
        for species, lines in sorted(by_species.items()):
            for part in parts(lines):
                there = self.directory.glob(f"{species}-*.jsonl.gz")
                number = 1 + max((number_of(path) for path in there), default=0)
                replace(self.directory / f"{species}-{number:04}.jsonl.gz", packed(part))
        self.journal.unlink()

    def find(self, identity, animals):
        """The row of an identity with at least so many animals, or that failed; else none."""
        row = self.rows.get(identity)
        return row if row and ("failed" in row or row["animals"] >= animals) else None

    def seeds(self):
        """All seeds that were used."""
        return {row["seed"] for row in self.rows.values()}

    def hours(self, species=None):
        """Processor hours of all rows, or of those of a species."""
        rows = (row for row in self.rows.values() if species in (None, row["species"]))
        return sum(row.get("cpu_s", 0) for row in rows) / 3600

    def digest(self):
        """A digest of all rows in the order of their identities."""
        every = [json.dumps(self.rows[key], sort_keys=True) for key in sorted(self.rows)]
        return hashlib.sha256("\n".join(every).encode()).hexdigest()[:16]


def number_of(path):
    return int(path.name.split(".")[0].rpartition("-")[2])


def parts(lines):
    """The lines in parts that stay small when they are packed."""
    part, size = [], 0
    for line in lines:
        part.append(line)
        size += len(line)
        # 12 times smaller at the least is what such rows come to; measured before it is believed
        if size > LARGEST and len(packed(part)) > LARGEST // 2:
            yield part
            part, size = [], 0
    if part:
        yield part


def packed(lines):
    """Lines as gzip, the same bytes for the same lines."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(("\n".join(lines) + "\n").encode())
    return out.getvalue()


def replace(path, data):
    """Writes a file whole or not at all."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def checked(line, path, number):
    """A line of the bank as a row."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"is no JSON ({error})", path, number) from None
    if not isinstance(row, dict):
        raise InputError("is no row", path, number, None, "an object")
    for field in FIELDS:
        if field not in row:
            raise InputError("is missing", path, number, field)
    if "failed" not in row and not isinstance(row.get("outcomes"), dict):
        raise InputError("is missing", path, number, "outcomes")
    return row
