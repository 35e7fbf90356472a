"""An interrupt stops a run within a second, and nothing is lost."""

import signal
import subprocess
import sys
import time

import il2sim
from conftest import SMALL

RUN = """
import sys, time, il2sim
text = sys.stdin.read()
print("ready", flush=True)
try:
    # Animals that are followed for much longer than the test lasts, in short host steps.
    long = {"run.until": "day 200", "site.0.size": ["3 mm", "3 mm"], "run.replicates": 4}
    il2sim.run(text, engine="cpu", set=long, **%s)
except KeyboardInterrupt as error:
    print(time.time(), flush=True)
    partial = getattr(error, "partial", None)
    print(partial and (partial.finished, partial.reached_h > 0, partial.extend(
        callback=lambda p: False).reached_h == partial.reached_h + 1), flush=True)
"""


def interrupted(more: str) -> tuple[float, str]:
    """Seconds from the signal to the exception, and what was printed of the part."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN % more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write(SMALL)
        process.stdin.close()
        assert process.stdout.readline() == "ready\n"
        time.sleep(1.5)
        sent = time.time()
        process.send_signal(signal.SIGINT)
        stopped = float(process.stdout.readline())
        said = process.stdout.readline().strip()
        assert process.wait() == 0
    return stopped - sent, said


def test_an_interrupt_carries_the_part_that_is_done():
    for more in ("{}", "{'callback': lambda p: None}"):
        seconds, said = interrupted(more)
        assert seconds < 1 and said == "(False, True, True)"


def test_an_interrupt_leaves_a_directory_that_can_be_resumed(tmp_path):
    seconds, said = interrupted(f"{{'out': {str(tmp_path / 'run')!r}}}")
    assert seconds < 1 and said == "None"
    states = list((tmp_path / "run" / "state").glob("signal-*.bin"))
    assert len(states) == 1
    try:
        il2sim.resume(tmp_path / "run", engine="cpu", callback=lambda p: False)
    except il2sim.Stopped as stopped:
        assert stopped.directory == str(tmp_path / "run")


STUDY = """
import os, signal, sys, threading, time, il2sim
study = {"schema": 1, "title": "Long", "scenario": sys.argv[1], "replicates": 64,
         "set": {"run.until": "day 200", "site.0.size": ["3 mm", "3 mm"]}}
threading.Timer(3, lambda: (print(time.time(), flush=True),
                            os.kill(os.getpid(), signal.SIGINT))).start()
try:
    il2sim.Study(study, sys.argv[2]).run(engine="cpu")
except KeyboardInterrupt:
    print(time.time(), flush=True)
"""


def test_an_interrupt_ends_a_study_and_its_process(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    arguments = [str(tmp_path / "small.toml"), str(tmp_path / "study")]
    told = subprocess.run([sys.executable, "-c", STUDY, *arguments], capture_output=True, text=True,
                          check=True, timeout=60).stdout.split()
    sent, stopped = map(float, told)
    assert stopped - sent < 3
