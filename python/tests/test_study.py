"""Studies, with the numbers of the command's statistics."""

import il2sim
import pytest
from conftest import SMALL, files

STUDY = {
    "schema": 1,
    "title": "Two doses",
    "replicates": 4,
    "arm": [
        {"name": "no IL-2", "set": {"treatment.0.skip": True}},
        {"name": "IL-2"},
    ],
    "design": {
        "kind": "grid",
        "key": [{"key": "tumour.0.cells", "name": "cells", "values": [40, 60]}],
    },
    "compare": {"outcomes": ["response", "survival_h", "final_tumour_cells"], "control": "no IL-2"},
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    place = tmp_path_factory.mktemp("study")
    (place / "small.toml").write_text(SMALL)
    told = {**STUDY, "scenario": str(place / "small.toml")}
    return il2sim.Study(told, place / "study").run(engine="cpu")


def test_the_numbers_are_those_of_the_command(study, command):
    import polars

    outcomes = study.dataset.to_table()
    assert outcomes.num_rows == 16 and set(outcomes["arm"].to_pylist()) == {"no IL-2", "IL-2"}
    assert polars.scan_pyarrow_dataset(study.dataset).select("cells").collect().height == 16
    assert study.design().num_rows == 4 and study.fractions().num_rows > 0
    assert study.survival().num_rows > 0 and study.compare().num_rows > 0
    assert study.statistics()["tables"]
    before = files(study.directory / "dataset")
    command("batch", "merge", study.directory)
    assert files(study.directory / "dataset") == before


def test_a_study_is_opened_again(study):
    again = il2sim.Study(None, study.directory)
    assert again.fractions().equals(study.fractions())
    assert again.run(engine="cpu").compare().equals(study.compare())


def test_what_is_wrong_with_a_study_is_named(study, tmp_path):
    wrong = {**STUDY, "scenario": str(study.directory / "base.toml"), "replicats": 3}
    with pytest.raises(il2sim.ScenarioError) as error:
        il2sim.Study(wrong, tmp_path / "s").run()
    assert any("replicats" in problem.message for problem in error.value.problems)
    assert "replicats" in str(error.value)
    with pytest.raises(il2sim.RecordError, match="no study"):
        il2sim.Study(None, tmp_path)
    with pytest.raises(TypeError, match="a path or a dict"):
        il2sim.Study(3, tmp_path)
    with pytest.raises(il2sim.RecordError, match="run\\(\\) makes it"):
        il2sim.Study("study.toml", tmp_path).fractions()
    with pytest.raises(il2sim.RecordError, match="it has .*fractions"):
        study._table("sensitivity")
    with pytest.raises(ValueError, match='"auto", "cpu" and "gpu"'):
        study.run(engine="tpu")


def test_a_study_without_a_directory_has_one_of_its_own(study):
    own = il2sim.Study(study._study).run(engine="cpu")
    assert own.fractions().equals(study.fractions())
    place = own.directory
    del own
    assert not place.exists()
