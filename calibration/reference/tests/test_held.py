"""The comparison of the program with the equations: its laws, its verdicts, its page. The program
itself is run by `calibration/reference/run held` (some minutes), not here."""

import json
from pathlib import Path

import numpy as np
import pytest

from calibration.reference import held, page, published
from calibration.reference.__main__ import main

HERE = Path(held.__file__).parent
ROOT = HERE.parent.parent


def data(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def test_the_page_is_made_of_the_data():
    text = page.text(data("held.json"), data("published.json"))
    assert text == (ROOT / "docs" / "equations.md").read_text(encoding="utf-8")


def test_what_was_measured_agrees():
    assert held.verdicts(data("held.json")) == []


def test_a_number_off_by_more_than_its_error_is_named():
    found = data("held.json")
    row = found["experiments"][1]["stirred"][0]
    row["program"] *= 1.2
    row["agrees"] = held.Row("", "", row["program"], 0.5, row["equation"]).agrees()
    found["densities"][0]["program"] *= 1.5
    found["transfer"]["stirred"][0]["cleared"] = 8
    wrong = held.verdicts(found)
    assert len(wrong) == 3 and wrong[0].startswith("killing: cells on day")


def test_a_row_agrees_within_five_standard_errors_and_its_bound():
    row = held.Row("cells", "", 104.9, 1.0, 100.0)
    assert row.agrees() and not held.Row("cells", "", 105.1, 1.0, 100.0).agrees()
    assert held.Row("cells", "", 105.9, 1.0, 100.0, bound=0.01).agrees()


def test_the_laws_of_the_encounter_meet_where_cells_are_few_and_many():
    few, many = 4.0, 1e9
    assert held.seen(few) == pytest.approx(held.mass_action(few), rel=1e-3)
    assert held.michaelis(few) == pytest.approx(held.mass_action(few), rel=1e-3)
    assert held.michaelis(many) == pytest.approx(1.0, rel=1e-4)
    assert held.seen(held.SITES) == 1.0
    cells = np.linspace(1, held.SITES, 50)
    assert all(held.michaelis(t) <= held.seen(t) + 1e-12 for t in cells)


def test_killing_by_mass_action_is_exponential():
    # Without the fading of touched targets that is exp(-n E t); with it a little less.
    cells = held.killing_law(10, 100, (1.0, 2.0), held.mass_action, rate=4.0)
    exact = 100 * np.exp(-4.0 * 10 * 9 / held.SITES * np.array([1.0, 2.0]))
    assert cells == pytest.approx(exact, rel=1e-4)


def test_a_steady_source_of_interleukin_2_keeps_p_t_over_mu():
    assert held.level_pm(400, 100.0) == pytest.approx(
        10 * 3600 * 400 / (3.2e8 * 6.02214076e-4), rel=1e-9
    )


def test_the_border_of_cure_is_the_published_form():
    supply = held.critical_supply()
    assert held.transfer_equation(1.5) and not held.transfer_equation(0.75)
    rate = held.hits_a_day(held.TRANSFER_KILL, held.STEP_H)
    assert supply == pytest.approx(held.GROWTH_RATE * held.SITES / 9 * 0.7 / rate)


def test_the_column_of_the_findings_is_made_of_the_equations(tmp_path):
    published.write_column(tmp_path / "reference.toml")
    made = (tmp_path / "reference.toml").read_text(encoding="utf-8")
    assert made == (ROOT / "src" / "findings" / "reference.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words, said", [
    (["nothing"], "there is no step `nothing`; allowed: published, held, page"),
    (["held", "--program", "no/such/program"], "no/such/program: no such program"),
    (["--replicates", "1"], "an error needs at least 2"),
])
def test_mistakes_are_named(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2 and said in capsys.readouterr().err
