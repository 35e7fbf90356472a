"""Waves, the bank and bad input, against a program whose truth is known."""

import gzip
import itertools
import json

import numpy
import pytest

from calibration import emulator, measures, wave, waves
from calibration.bank import Bank
from calibration.errors import InputError
from calibration.workplace import Workplace

from .stand_in import TRUTH, StandIn, chances, lay_out


def quiet(_line):
    pass


@pytest.fixture
def place(tmp_path):
    lay_out(tmp_path)
    return Workplace(tmp_path, StandIn(), "mouse", tell=quiet)


def waved(place, number, points=16, replicates=32, **more):
    with Bank(place.home / "bank") as bank:
        return wave.run(place, bank, number, points, replicates, 2, **more)


def test_two_waves_shrink_the_prior_and_leave_the_truth(place):
    waved(place, 1)
    report = waved(place, 2)
    (first, _), (second, _) = report["volumes"]
    assert second <= first < 0.5
    with Bank(place.home / "bank") as bank:
        region, _ = place.region(bank, 2)
    assert region.holds(place.prior.places(TRUTH)[None])[0]
    far = TRUTH | {"model.a": 0.6, "model.b": 0.15}
    assert not region.holds(place.prior.places(far)[None])[0]


def test_a_wave_that_is_repeated_simulates_nothing(place):
    waved(place, 1, points=10)
    once = len(place.program.simulated)
    assert once == len(set(place.program.simulated)) == 10 * 4 * 4
    waved(place, 1, points=10)
    assert len(place.program.simulated) == once
    waved(place, 1, points=12)
    assert len(place.program.simulated) == once + 2 * 4 * 4


def test_a_wave_that_was_stopped_goes_on(place):
    simulate, calls = place.program.simulate, itertools.count()

    def stopped(text):
        if next(calls) == 7:
            raise KeyboardInterrupt
        return simulate(text)

    place.program.simulate = stopped
    with pytest.raises(KeyboardInterrupt):
        waved(place, 1, points=10)
    kept = len(place.program.simulated)
    assert 0 < kept < 160
    waved(place, 1, points=10)
    assert len(place.program.simulated) == len(set(place.program.simulated)) == 160


def test_a_new_checkout_goes_on_from_the_packed_bank(place):
    waved(place, 1, points=10)
    other = StandIn()
    place.program = other
    waved(place, 1, points=10)
    assert other.simulated == []
    assert not (place.home / "bank" / "journal.jsonl").exists()


def test_the_bank_has_the_same_bytes_whenever_it_is_written(place, tmp_path):
    rows = [{"identity": f"{n:032}", "species": "mouse", "finding": "T1", "arm": "dose", "seed": n,
             "animals": 8, "outcomes": {}} for n in range(5)]
    for name in ("one", "other"):
        with Bank(tmp_path / name) as bank:
            bank.add(rows)
    one, other = (tmp_path / n / "mouse-0001.jsonl.gz" for n in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_a_failed_point_is_banked_and_stops_nothing(place):
    bad = waves.seed("mouse", 1, 3, 0)
    place.program.fails = (bad,)
    waved(place, 1, points=10, replicates=8)
    with Bank(place.home / "bank") as bank:
        failed = [row for row in bank.rows.values() if "failed" in row]
        assert {row["seed"] for row in failed} == {bad}
        assert len(bank.rows) == 10 * 4
    place.program.fails = ()
    once = len(place.program.simulated)
    waved(place, 1, points=10, replicates=8)
    assert len(place.program.simulated) == once
    waved(place, 1, points=10, replicates=8, again=True)
    assert len(place.program.simulated) == once + 4


def test_a_refused_point_is_banked_and_stops_nothing(place):
    place.program.refuses = (waves.seed("mouse", 1, 3, 0),)
    waved(place, 1, points=10, replicates=8)
    with Bank(place.home / "bank") as bank:
        failed = [row["failed"] for row in bank.rows.values() if "failed" in row]
    assert failed == ["study.toml:7: refused"] * 2
    assert len(place.program.simulated) == 9 * 4


def test_the_default_is_point_0_and_values_have_three_digits(place):
    points = wave.draw(place, None, 1, 20)
    assert points[0] == {"model.a": 1.0, "model.b": 0.5, "model.c": 30.0}
    assert all(float(f"{x:.3g}") == x for values in points for x in values.values())
    assert place.wave(1) == points


def test_own_predictions_are_those_of_scikit_learn():
    random = numpy.random.default_rng(1)
    places = random.random((30, 4))
    values = numpy.sin(3 * places[:, 0]) + places[:, 1] + 0.1 * random.standard_normal(30)
    made = emulator.Emulator(places, values, numpy.full(30, 0.01))
    at = random.random((50, 4))
    mean, variance = made.predict(at)
    theirs, sd = made.process.predict(at - 0.5, return_std=True)
    assert numpy.allclose(mean, theirs + made.centre, atol=1e-9)
    assert numpy.allclose(variance, sd**2, atol=1e-9)


def test_points_left_out_are_predicted_as_by_an_emulator_without_them():
    random = numpy.random.default_rng(2)
    places = random.random((20, 2))
    values = places.sum(axis=1) + 0.1 * random.standard_normal(20)
    made = emulator.Emulator(places, values, numpy.full(20, 0.01))
    _, errors = made.left_out()
    rest = numpy.arange(20) != 5
    process = made.process
    kernel = process.kernel_
    covariance = kernel(made.places[rest]) + 0.01 * numpy.eye(19)
    predicted = kernel(made.places[[5]], made.places[rest]) @ numpy.linalg.solve(
        covariance, made.values[rest])
    assert errors[5] == pytest.approx(float(made.values[5] - predicted[0]))


def test_shares_and_cuts_are_predicted_as_samples_show():
    random = numpy.random.default_rng(3)
    mean, variance = measures.per_cent(0.4, 0.01)
    sample = 100 * numpy.sin(0.4 + 0.1 * random.standard_normal(200_000)) ** 2
    assert mean == pytest.approx(sample.mean(), rel=0.01)
    assert variance == pytest.approx(sample.var(), rel=0.02)
    left, variance = measures.left_over((5.0, 0.02), (6.0, 0.03))
    sample = 100 * numpy.exp(-1 + 0.05**0.5 * random.standard_normal(400_000))
    assert left == pytest.approx(sample.mean(), rel=0.01)
    assert variance == pytest.approx(sample.var(), rel=0.03)


def test_an_order_is_asked_for_on_one_side_only(place):
    order = place.targets[1]
    surely = [(1.2, 1e-6), (0.1, 1e-6)]
    assert measures.implausibility(order, surely) == 0
    assert measures.implausibility(order, surely[::-1]) > 3


def edited(place, name, old, new):
    path = place.home / name
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(InputError) as error:
        Workplace(place.root, StandIn(), "mouse", tell=quiet)
    return str(error.value)


@pytest.mark.parametrize("name, old, new, said", [
    ("priors.toml", '"model.b"', '"model.x"', ("priors.toml:9", "`key`", "model.x", "docs/keys")),
    ("priors.toml", "[0.1, 0.9]", "[0.9, 0.1]", ("priors.toml:10", "`range`", "lower, upper")),
    ("priors.toml", "[0.1, 0.9]", "[0.1, 0.99]", ("priors.toml:10", "published range", "0.95")),
    ("priors.toml", "[0.1, 0.9]", "[0.1, 200]", ("priors.toml:10", "key's range", "0 to 100")),
    ("priors.toml", "[0.1, 0.9]", "[0.6, 0.9]", ("priors.toml:10", "default 0.5")),
    ("priors.toml", '"80 pM"', '"80 um"', ("priors.toml:15", "two units")),
    ("priors.toml", 'scale = "log"', 'scale = "ln"', ("priors.toml:5", "`scale`", "linear or log")),
    ("priors.toml", "why", "because", ("priors.toml:6", "`because`")),
    ("targets.toml", '"T1"', '"T7"', ("targets.toml:3", "`id`", "T7")),
    ("targets.toml", "test = 1", "test = 5", ("targets.toml:4", "`test`", "1 to 2")),
    ("targets.toml", 'role = "fit"', 'role = "fits"', ("targets.toml:5", "fit or validate")),
    ("targets.toml", "by = 5\n", "", ("targets.toml:11", "`by` is missing")),
    ("targets.toml", "discrepancy = 2", "discrepancy = -2", ("targets.toml:7", "above 0")),
    ("targets.toml", "[[target]]", "[[target", ("targets.toml:2",)),
])
def test_a_mistake_is_named_with_file_line_and_key(place, name, old, new, said):
    message = edited(place, name, old, new)
    assert all(words in message for words in said), message


def test_a_broken_line_of_the_bank_is_named(place):
    bank = place.home / "bank"
    bank.mkdir()
    row = {"identity": "0" * 32, "species": "mouse", "finding": "T1", "arm": "dose", "seed": 1,
           "animals": 8, "outcomes": {}}
    for broken, said in (("{", "no JSON"), (json.dumps(row | {"outcomes": 1}), "`outcomes`"),
                         (json.dumps({"identity": "1"}), "`species`")):
        text = json.dumps(row) + "\n" + broken + "\n"
        (bank / "mouse-0001.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        with pytest.raises(InputError, match=r"mouse-0001.jsonl.gz:2: ") as error:
            Bank(bank)
        assert said in str(error.value)


def test_a_torn_last_line_of_the_journal_is_cut(place):
    bank = place.home / "bank"
    bank.mkdir()
    row = {"identity": "0" * 32, "species": "mouse", "finding": "T1", "arm": "dose", "seed": 1,
           "animals": 8, "outcomes": {}}
    (bank / "journal.jsonl").write_text(json.dumps(row) + "\n" + '{"identity": "1')
    with Bank(bank) as opened:
        assert list(opened.rows) == ["0" * 32]


def test_a_damaged_file_of_the_bank_is_named(place):
    (place.home / "bank").mkdir()
    (place.home / "bank" / "mouse-0001.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(InputError, match="mouse-0001.jsonl.gz: is damaged"):
        Bank(place.home / "bank")


def test_a_wave_with_wrong_values_is_named(place):
    wave.draw(place, None, 1, 4)
    path = place.home / "waves" / "mouse-1.csv"
    text = path.read_text()
    for old, new, said in (("model.a", "model.z", "mouse-1.csv:1: `model.z [/d]`"),
                           ("\n0,1,", "\n0,99,", "mouse-1.csv:2: `model.a`: 99 is outside"),
                           ("\n0,1,", "\n0,x,", "mouse-1.csv:2: `model.a`: `x` is no number")):
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(InputError) as error:
            place.wave(1)
        assert said in str(error.value)


def test_replicates_are_whole_blocks(place):
    with pytest.raises(InputError, match="multiple of 8"):
        waved(place, 1, replicates=12)


def test_seeds_never_meet():
    seeds = [waves.seed(s, w, p, b) for s in ("mouse", "human") for w in range(4)
             for p in range(50) for b in range(5)]
    assert len(seeds) == len(set(seeds))


def test_the_truth_gives_the_published_numbers(place):
    dose, _, left = chances(*TRUTH.values())
    assert place.targets[0].low == pytest.approx(100 * dose, abs=0.05)
    assert place.targets[2].low == pytest.approx(100 - 100 * left, abs=0.05)
