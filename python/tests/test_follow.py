"""Runs gone on with: longer, branched, stopped."""

import time

import il2sim
import pytest

ARM = '[[treatment]]\ndrug = "surgery"\nstart = "day 1.75"\n'


def told(run):
    frames = [run.frame(t, s, layer, replicate=r).tobytes()
              for r, s, t in run.frames for layer in ("tissue", "effector", "il2")]
    return run.digests, run.series.to_dict(), run.outcomes.to_dict(), run.frames, frames


@pytest.mark.parametrize("keep", [0, 256 << 20])
@pytest.mark.parametrize("until", ["day 3", "61 h"])
def test_a_longer_run_is_the_one_made_at_once(small, until, keep):
    run = il2sim.run(small, engine="cpu", keep=keep)
    before = told(run)
    longer = run.extend(until)
    assert told(longer) == told(il2sim.run(small, engine="cpu", set={"run.until": until}))
    assert told(run) == before and longer.kept_bytes <= keep


def test_a_run_that_was_cut_short_goes_on_to_its_end(small):
    short = il2sim.run(small, engine="cpu", until="37 h")
    assert told(short.extend("day 2")) == told(il2sim.run(small, engine="cpu"))


def test_a_branch_equals_the_run_up_to_its_time(small):
    run = il2sim.run(small, engine="cpu")
    branch = run.branch("day 1.5", ARM)
    rows, own = run.series.to_dict(), branch.series.to_dict()
    until = [i for i, t in enumerate(own["time_h"]) if t <= 36]
    assert all(own[name][i] == rows[name][i] for name in own for i in until)
    assert branch.digests != run.digests
    whole = il2sim.run(branch.scenario, engine="cpu")
    assert told(branch)[:3] == told(whole)[:3]
    assert told(il2sim.run(small, engine="cpu", keep=0).branch("day 1.5", ARM)) == told(branch)


def test_a_callback_sees_every_host_step_and_may_stop(small):
    seen = []
    il2sim.run(small, engine="cpu", callback=seen.append)
    assert [p.time_h for p in seen] == list(range(1, 49)) and seen[0].until_h == 48
    assert (seen[0].active, seen[0].total) == (2, 2)
    stopped = il2sim.run(small, engine="cpu", callback=lambda p: p.time_h < 20)
    assert not stopped.finished and stopped.reached_h == 20 and stopped.outcomes is None
    assert stopped.digests == [] and max(stopped.series.to_dict()["time_h"]) == 18
    assert told(stopped.extend()) == told(il2sim.run(small, engine="cpu"))
    with pytest.raises(ValueError, match="extend"):
        stopped.save("nowhere")


def test_an_error_of_a_callback_carries_the_part(small):
    def fails(progress):
        if progress.time_h == 7:
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine") as error:
        il2sim.run(small, engine="cpu", callback=fails)
    partial = error.value.partial
    assert partial.reached_h == 7
    assert told(partial.extend()) == told(il2sim.run(small, engine="cpu"))


def test_a_directory_is_stopped_resumed_and_extended(small, tmp_path):
    place = tmp_path / "run"
    with pytest.raises(il2sim.Stopped) as error:
        il2sim.run(small, engine="cpu", out=place, callback=lambda p: p.time_h < 20)
    assert error.value.directory == str(place)
    with pytest.raises(il2sim.RecordError, match="not finished"):
        il2sim.open(place)
    run = il2sim.resume(place, engine="cpu")
    assert told(run) == told(il2sim.run(small, engine="cpu"))
    longer = run.extend("day 3")
    assert told(longer) == told(il2sim.run(small, engine="cpu", set={"run.until": "day 3"}))
    assert longer.directory == place


def test_a_bar_shows_how_far_a_run_is(small, capfd):
    seen = []

    def slow(progress):  # A bar is drawn ten times a second at most.
        seen.append(progress)
        time.sleep(0.12)

    run = il2sim.run(small, engine="cpu", until="6 h", progress=True, callback=slow)
    assert run.finished and len(seen) == 6
    shown = capfd.readouterr().err
    assert "/6 h" in shown and "2 of 2 alive" in shown
    il2sim.run(small, engine="cpu", until="6 h")
    assert capfd.readouterr().err == ""


def test_messages_go_to_the_logger(small, caplog, tmp_path):
    with caplog.at_level("INFO", logger="il2sim"):
        il2sim.run(small, engine="cpu", until="2 h", out=tmp_path / "run")
    assert any(record.name == "il2sim" and "engine: cpu" in record.message
               for record in caplog.records)
