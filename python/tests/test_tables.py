"""Tables and arrays without copies."""

import il2sim
import numpy
import pytest


@pytest.fixture(scope="module")
def run():
    from conftest import SMALL

    return il2sim.run(SMALL, engine="cpu")


def test_every_reader_looks_at_the_same_bytes(run):
    import polars
    import pyarrow

    one, two = pyarrow.table(run.series), pyarrow.table(run.series)
    address = [t.column("time_h").chunk(0).buffers()[1].address for t in (one, two)]
    assert address[0] == address[1]
    struct = polars.from_arrow(run.series)
    assert struct.struct.unnest().equals(polars.DataFrame(run.series))
    through_polars = polars.DataFrame(run.series)["time_h"].to_arrow()
    assert through_polars.buffers()[1].address == address[0]


def test_every_reader_gives_the_same_values(run):
    import duckdb
    import pandas
    import polars

    values = run.outcomes.to_dict()
    assert run.outcomes.to_pandas()["final_tumour_cells"].tolist() == values["final_tumour_cells"]
    if hasattr(pandas.DataFrame, "from_arrow"):  # pandas 3
        assert pandas.DataFrame.from_arrow(run.outcomes)["seed"].tolist() == values["seed"]
    assert run.outcomes.to_polars().to_dict(as_series=False) == values
    assert polars.DataFrame(run.outcomes).to_dict(as_series=False) == values
    outcomes = run.outcomes
    found = duckdb.sql("select sum(final_tumour_cells) from outcomes").fetchall()
    assert found == [(sum(values["final_tumour_cells"]),)] and len(outcomes) == 2


def test_units_and_meanings_travel(run):
    field = run.series.to_arrow().schema.field("time_h")
    assert field.metadata[b"unit"] == b"h" and b"inoculation" in field.metadata[b"meaning"]
    for table in (run.series, run.outcomes, run.cells("day 1")):
        assert all(column.meaning for column in table.columns)
    assert {c.name: c.unit for c in run.cells("day 1").columns}["il2_pm"] == "pM"


def test_the_tables_are_those_of_the_directory(run, tmp_path):
    import pyarrow.parquet

    run.save(tmp_path / "run")
    for name, table in (("series", run.series), ("outcomes", run.outcomes)):
        on_disk = pyarrow.parquet.read_table(tmp_path / "run" / f"{name}.parquet")
        assert on_disk.to_pydict() == table.to_dict()
        assert [str(t) for t in on_disk.schema.types] == [str(t) for t in table.to_arrow().schema.types]
    assert il2sim.open(tmp_path / "run").outcomes.to_dict() == run.outcomes.to_dict()


def test_a_frame_is_the_runs_own_bytes(run):
    frame, again = run.frame("day 1"), run.frame(24)
    assert frame.ctypes.data == again.ctypes.data and not frame.flags.writeable
    assert frame.shape == (40, 40) and frame.dtype == numpy.uint8
    assert (frame.spacing_um, frame.time_h, frame.site, frame.unit) == (20, 24, "flank", "")
    tumour = [code for code, name in enumerate(frame.names) if name.startswith("tumour")]
    row = run.series.to_dict()
    at = [i for i, t in enumerate(row["time_h"]) if t == 24 and row["replicate"][i] == 0][0]
    assert numpy.isin(frame, tumour).sum() == row["tumour_cells"][at]


def test_a_frame_lives_longer_than_its_run():
    from conftest import SMALL

    frame = il2sim.run(SMALL, engine="cpu", until="12 h").frame("12 h")
    assert frame.sum() > 0


def test_fields_are_concentrations(run):
    field = run.frame("day 2", layer="il2")
    assert field.dtype == numpy.float32 and field.unit == "pM"
    cells = run.cells("day 2").to_dict()
    x = (numpy.array(cells["x_um"]) // 20).astype(int)
    y = (numpy.array(cells["y_um"]) // 20).astype(int)
    numpy.testing.assert_allclose(field[y, x], cells["il2_pm"], rtol=2e-3)
    mean = run.series.to_dict()["il2_mean_pm"]
    assert abs(float(field.mean()) / [m for m, t, r in zip(
        mean, run.series.to_dict()["time_h"], run.series.to_dict()["replicate"]
    ) if t == 48 and r == 0][0] - 1) < 0.02


def test_frames_are_listed(run):
    assert run.frames == [(0, "flank", t) for t in (0.0, 12.0, 24.0, 36.0, 48.0)]
