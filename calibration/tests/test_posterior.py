"""Posterior, its proof and what is told of it, against a program whose truth is known."""

import gzip
import json
import tomllib
from pathlib import Path

import numpy
import pytest

from calibration import final, page, posterior, proof, screening, sensitivity, wave
from calibration.bank import Bank
from calibration.errors import InputError
from calibration.inference import Likelihood, by_abc, by_chains, holds, weighted
from calibration.workplace import Workplace

from .stand_in import TRUTH, StandIn, lay_out


def quiet(_line):
    pass


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Two waves of the stand-in."""
    root = tmp_path_factory.mktemp("posterior")
    lay_out(root)
    place = Workplace(root, StandIn(), "mouse", tell=quiet)
    with Bank(place.home / "bank") as bank:
        for number in (1, 2):
            wave.run(place, bank, number, 20, 64, 2)
    return place


@pytest.fixture(scope="module")
def likelihood(place):
    with Bank(place.home / "bank") as bank:
        region, _ = place.region(bank, 2)
    return Likelihood(region.waves[-1], region)


def test_abc_finds_the_truth_and_what_chains_and_weights_find(place, likelihood):
    data = likelihood.observed()
    chains, largest = by_chains(likelihood, data, 800, 2)
    sample, temperature, _ = by_abc(likelihood, data, 200, 1, largest)
    assert temperature == 1
    truth = place.prior.places(TRUTH)
    low, high = numpy.quantile(sample, [0.025, 0.975], axis=0)
    assert ((low <= truth) & (truth <= high)).all()
    places = likelihood.region.draw(2**14, 5)
    check, worth = weighted(likelihood, places, likelihood.terms(places), data, 4000,
                            numpy.random.default_rng(1))
    assert worth > 200
    assert (shifts(chains, check) < 0.2).all()
    assert (shifts(sample, check) < 0.4).all()
    # the control: other data give another posterior
    other = [datum - 15 if target.is_value else datum
             for target, datum in zip(likelihood.targets, data)]
    moved, _ = by_chains(likelihood, other, 800, 2)
    assert shifts(moved, check).max() > 0.5


def shifts(sample, check):
    return numpy.abs(sample.mean(axis=0) - check.mean(axis=0)) / check.std(axis=0)


def test_places_drawn_by_steps_fill_the_region_as_those_drawn_at_once(likelihood):
    region = likelihood.region
    at_once = numpy.vstack([region.draw(2000, seed) for seed in (1, 2)])
    random = numpy.random.default_rng(3)
    few = at_once[random.integers(len(at_once), size=300)]
    walked, _ = region.walked(few[random.integers(300, size=4000)], random)
    assert region.holds(walked).all()
    assert (shifts(walked, at_once) < 0.25).all()
    assert numpy.allclose(walked.std(axis=0), at_once.std(axis=0), rtol=0.1)


def test_the_same_seed_gives_the_same_sample(likelihood):
    data = likelihood.observed()
    one, _, _ = by_abc(likelihood, data, 40, 3, 0.0, generations=3)
    other, _, _ = by_abc(likelihood, data, 40, 3, 0.0, generations=3)
    assert (one == other).all()


def test_ranks_are_even_and_intervals_cover(place, likelihood):
    found = proof.simulation_based(likelihood, place.prior.names, 300, 1)
    assert min(found["p"].values()) > 0.05
    assert all(0.85 <= part <= 0.95 for part in found["coverage"].values())


def test_a_posterior_that_is_too_sure_is_found_out(place, likelihood):
    class TooSure(Likelihood):
        """Believes the data more than they are worth."""

        def log(self, terms, data):
            return super().log([(value, sd / 3) for value, sd in terms], data)

    wrong = TooSure(likelihood.emulators, likelihood.region)
    found = proof.simulation_based(wrong, place.prior.names, 300, 1)
    assert min(found["p"].values()) < 0.05
    assert min(found["coverage"].values()) < 0.85


def test_the_keys_that_decide_are_named(place, likelihood):
    found = sensitivity.sobol(likelihood.emulators, place.prior.names, 1, 256)
    assert found["dose"][0][0] == "model.a"
    assert {name for name, _ in found["cells"][:2]} == {"model.b", "model.c"}


def test_the_screening_ranks_them_too(place):
    with Bank(place.home / "bank") as bank:
        found = screening.run(place, bank, 4, 32, 2)
        again = len(place.program.simulated)
        screening.run(place, bank, 4, 32, 2)
    assert len(place.program.simulated) == again
    order = [name for name, _ in sorted(zip(found["keys"], found["effects"]["T1.1"]),
                                        key=lambda pair: -pair[1])]
    assert order[0] == "model.a"


def test_the_posterior_is_kept_with_its_best_set(place):
    with Bank(place.home / "bank") as bank:
        found = posterior.run(place, bank, 60, 40, 1)
        digest = bank.digest()
    kept = json.loads((place.home / "posterior" / "mouse.json").read_text())
    assert kept["bank"] == digest
    text = (place.home / "sets" / "mouse.toml").read_text()
    assert f'bank = "{digest}"' in text and '"model.a" = "' in text
    assert all(abs(row["off"]) < 2 for row in found["targets"])
    rows = (place.home / "posterior" / "mouse.csv").read_text().splitlines()
    assert len(rows) == 61


def test_a_share_is_never_outside_0_to_100(place):
    share = place.targets[0]
    bounded = type(share)(**{**share.__dict__, "low": 0.0, "high": 10.0})
    assert holds(bounded, 0.0, 2.0) > 0.99
    assert holds(bounded, 40.0, 2.0) < 0.01


def test_holm_corrects_as_by_hand():
    assert proof.holm(numpy.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])


def test_the_page_tells_what_was_run_and_what_not(place):
    with Bank(place.home / "bank") as bank:
        posterior.run(place, bank, 60, 40, 1)
        (place.root / "docs").mkdir(exist_ok=True)
        page.write(place.root, [place], bank)
    text = (place.root / "docs" / "calibration.md").read_text()
    part = text.split("### Mice: final check")[1]
    assert part.strip().startswith("Not run yet.")
    assert "`model.a`" in text and "Simulation-based calibration**, 40 sets" in text
    pictures = sorted((place.root / "docs" / "img" / "calibration").glob("*.svg"))
    assert len(pictures) == 3
    assert all(picture.stat().st_size < 200_000 for picture in pictures)
    before = [picture.read_bytes() for picture in pictures]
    with Bank(place.home / "bank") as bank:
        page.write(place.root, [place], bank)
    assert [picture.read_bytes() for picture in pictures] == before
    assert (place.root / "docs" / "calibration.md").read_text() == text


def test_the_check_asks_the_program_under_a_fresh_seed(place, tmp_path):
    asked = []

    def call(*words, allowed):
        study = tomllib.loads(Path(words[1]).read_text())
        asked.append((study["finding"]["id"], study["seed"], study["replicates"], study["set"]))
        row = dict.fromkeys(final.KEPT) | {"id": study["finding"]["id"], "verdict": "holds"}
        return json.dumps({"rulebook_digest": "0" * 64, "findings": [row]})

    place.program.call = call
    with Bank(place.home / "bank") as bank:
        posterior.run(place, bank, 60, 40, 1)
        found = final.run(place, bank, 200, [], tmp_path)
        assert found["seed"] not in bank.seeds()
        with pytest.raises(InputError, match="was used before"):
            final.run(place, bank, 200, [], tmp_path, seed=min(bank.seeds()))
    assert [(id, replicates) for id, _, replicates, _ in asked] == [("T1", 200), ("T2", 200)]
    best = final.best(place)
    assert all(set_[key] == value for _, _, _, set_ in asked for key, value in best.items())
    kept = json.loads(gzip.decompress((place.home / "check" / "mouse.json.gz").read_bytes()))
    assert [row["verdict"] for row in kept["findings"]] == ["holds", "holds"]
