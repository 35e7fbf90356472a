"""Steps: `held` runs the program and writes held.json, `published` solves the equations and writes
published.json and the column of the findings, `page` writes docs/equations.md from both."""

import argparse
import json
import sys
from pathlib import Path

from . import held, page, published

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STEPS = ("published", "held", "page")


def main(words):
    parser = argparse.ArgumentParser(prog="calibration/reference/run", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(STEPS)}; all")
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "il2sim")
    parser.add_argument("--replicates", type=int, help="of every run of the dish")
    given = parser.parse_args(words)
    for step in given.steps:
        if step not in STEPS:
            parser.error(f"there is no step `{step}`; allowed: {', '.join(STEPS)}")
    if given.replicates is not None and given.replicates < 2:
        parser.error("--replicates: an error needs at least 2")
    wrong = []
    for step in given.steps or STEPS:
        if step == "published":
            write(HERE / "published.json", published.data())
            published.write_column(ROOT / "src" / "findings" / "reference.toml")
        elif step == "held":
            if not given.program.is_file():
                parser.error(f"{given.program}: no such program; `cargo build --release` makes it")
            wrong = held.run(given.program, HERE / "held.json", given.replicates, told)
        else:
            text = page.text(read(HERE / "held.json"), read(HERE / "published.json"))
            (ROOT / "docs" / "equations.md").write_text(text, encoding="utf-8")
    for line in wrong:
        print(f"does not agree: {line}", file=sys.stderr)
    return 1 if wrong else 0


def told(line):
    print(line, file=sys.stderr, flush=True)


def write(path, data):
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
