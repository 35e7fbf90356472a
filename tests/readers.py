"""Checks a run's files with other programs; called by tests/readers.

last-time FRAMES        prints the time (h) of the last frame of frames.bin
check DIR EXPORTED      checks the tables of a run and the exported files that EXPORTED lists, one path a line
study DIR               checks a study's dataset: the same rows in pandas, polars and DuckDB, the statistics against the outcomes
difference DIR          subtracts an arm from another in a study's outcomes
animations DIR WORK     renders GIF, APNG and MP4 of a run into WORK: Pillow and ffmpeg see the same pictures for the same times
archive DIR ZIP         opens the archive of a run with rocrate and Python's own zipfile
page PAGE               runs the lines of a page for Python, SQL and the shell where `run` and `study` lie
"""

import json
import pathlib
import re
import struct
import sys


def frames(path):
    """Header and {(replicate, site, step): layers} of frames.bin, by its documentation."""
    import zstandard

    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b"IL2FRAME" and data[-8:] == b"IL2INDEX", "magic words"
    version, length = struct.unpack_from("<II", data, 8)
    assert version == 2
    header = json.loads(data[16 : 16 + length])
    (index,) = struct.unpack_from("<Q", data, len(data) - 16)
    assert data[index : index + 4] == b"INDX"
    (size,) = struct.unpack_from("<Q", data, index + 4)
    found, last = {}, {}
    for entry in range(index + 12, index + 12 + size, 24):
        offset, replicate, site, step = struct.unpack_from("<QIIQ", data, entry)
        magic, form, *key, length = struct.unpack_from("<4sIIIQQ", data, offset)
        assert magic == b"FRAM" and key == [replicate, site, step]
        packed = zstandard.ZstdDecompressor().decompressobj().decompress(data[offset + 32 : offset + 32 + length])
        before = last[replicate, site] if form == 1 else None
        last[replicate, site] = found[replicate, site, step] = layers_of(packed, header["sites"][site]["cells"], before)
    return header, found


def layers_of(packed, cells, before):
    """{layer: array of shape (z, y, x)} of a frame, given those of the frame before where it is a difference."""
    import numpy

    width, height, depth = cells
    size, shape = width * height * depth, (depth, height, width)
    names = ["tissue", "effector", "line", "mhc", "origin", "engaged"]
    layers = {}
    for number, name in enumerate(names):
        layer = numpy.frombuffer(packed, numpy.uint8, size, number * size).reshape(shape)
        layers[name] = layer if before is None else layer + before[name]
    low, high = (numpy.frombuffer(packed, numpy.uint8, 2 * size, start).astype(int) for start in (6 * size, 8 * size))
    folded = low + 256 * high
    residuals = numpy.where(folded % 2 == 1, -(folded + 1) // 2, folded // 2).reshape(2, depth * height, width)
    for name, rows in zip(["il2", "ifng"], residuals.tolist(), strict=True):
        known = []
        for y, row in enumerate(rows):
            for x, residual in enumerate(row):
                left = row[x - 1] if x > 0 else None
                above = known[y - 1][x] if y > 0 else None
                if x > 0 and y > 0:
                    plane = left + above - known[y - 1][x - 1]
                    foretold = min(max(plane, min(left, above)), max(left, above))
                else:
                    foretold = left if x > 0 else above if y > 0 else 0
                row[x] = residual + foretold
            known.append(row)
        layer = numpy.array(known).reshape(shape)
        layers[name] = layer if before is None else layer + before[name]
    return layers


def concentration(header, codes):
    """The middle of each code, pM."""
    import numpy

    scale = header["log_scale"]
    return numpy.where(codes == 0, 0.0, scale["floor_pm"] * 2.0 ** ((codes - 0.5) / scale["codes_per_doubling"]))


def check_tables(directory):
    import pandas
    import pyarrow
    import pyarrow.parquet

    for name in ["series", "outcomes"]:
        path = directory / f"{name}.parquet"
        table = pyarrow.parquet.read_table(path)
        kinds = {str(field.type) for field in table.schema}
        assert kinds <= {"int64", "double", "string", "bool"}, kinds
        frame = pandas.read_parquet(path)
        assert list(frame.columns) == table.schema.names and len(frame) == table.num_rows > 0
        assert "replicate" in frame.columns
        if name == "outcomes":
            assert frame["survival_event"].dtype == bool, "yes and no are booleans"
        print(f"{path.name}: {len(frame)} rows, {len(frame.columns)} columns")
    summary = json.loads((directory / "summary.json").read_text())
    assert len(summary["replicates"]) == len(frame)
    assert sum(summary["responses"].values()) == len(frame)


CODES = ["tissue", "effector", "line", "mhc", "origin", "engaged"]
FIELDS = ["il2", "ifng"]


def check_export(path, header, found):
    import numpy
    import pandas

    if path.stem.endswith("-cells"):
        cells = pandas.read_parquet(path) if path.suffix == ".parquet" else pandas.read_csv(path)
        check_cells(cells, header, found)
        print(f"{path.name}: same as frames.bin")
        return
    match = re.fullmatch(r"r(\d+)-(.*?)(?:-t(\d+))?\.(npz|csv|ome\.tiff)", path.name)
    replicate, step, kind = int(match[1]), match[3] and int(match[3]), match[4]
    site = [site["name"] for site in header["sites"]].index(match[2])
    width, height, depth = header["sites"][site]["cells"]
    spacing = header["sites"][site]["spacing_um"]
    shape = (height, width) if depth == 1 else (depth, height, width)
    if kind == "npz":
        layers = found[replicate, site, step]
        with numpy.load(path, allow_pickle=False) as arrays:
            for name in CODES:
                assert arrays[name].dtype == numpy.uint8 and arrays[name].shape == shape, name
                assert (arrays[name].ravel() == layers[name].ravel()).all(), name
            for name in FIELDS:
                expected = concentration(header, layers[name]).reshape(shape)
                assert numpy.allclose(arrays[f"{name}_pm"], expected, rtol=1e-6, atol=0), name
            assert list(arrays["kind_names"]) == header["kind_names"]
            assert arrays["step"] == step and arrays["spacing_um"] == spacing
            assert abs(arrays["time_h"] - step * header["tissue_step_h"]) == 0
    elif kind == "csv":
        layers = found[replicate, site, step]
        rows = pandas.read_csv(path)
        assert len(rows) == layers["tissue"].size
        for column, layer in zip(["tissue", "effector", "line", "mhc_class_1_level", "origin", "engaged"], CODES, strict=True):
            assert (rows[column].to_numpy() == layers[layer].ravel()).all(), column
        assert (rows["tissue_name"] == [header["kind_names"][code] for code in layers["tissue"].ravel()]).all()
        assert rows["x_um"].iloc[1] - rows["x_um"].iloc[0] == spacing
        assert rows["y_um"].iloc[-1] == (height - 0.5) * spacing and rows["z_um"].iloc[-1] == (depth - 0.5) * spacing
    else:
        check_tiff(path, header, {key[2]: layers for key, layers in found.items() if key[:2] == (replicate, site)}, site)
    print(f"{path.name}: same as frames.bin")


def check_tiff(path, header, layers, site):
    """All times on the T axis; codes and concentrations as two images; sizes in the metadata and in the tags."""
    import xml.etree.ElementTree

    import numpy
    import tifffile

    width, height, depth = header["sites"][site]["cells"]
    spacing = header["sites"][site]["spacing_um"]
    steps = sorted(layers)
    with tifffile.TiffFile(path) as image:
        assert image.is_ome and len(image.series) == 2
        for series, names in zip(image.series, [CODES, FIELDS], strict=True):
            shape = (len(steps), len(names), depth, height, width)
            found = series.asarray().reshape(shape)
            for time, step in enumerate(steps):
                for channel, name in enumerate(names):
                    expected = layers[step][name] if names is CODES else concentration(header, layers[step][name])
                    assert numpy.allclose(found[time, channel], expected, rtol=1e-6, atol=0), (step, name)
        resolution = image.pages[0].tags["XResolution"].value
        assert resolution[0] / resolution[1] == 1e4 / spacing and image.pages[0].tags["ResolutionUnit"].value == 3
        xml_root = xml.etree.ElementTree.fromstring(image.ome_metadata)
    for pixels, names in zip(xml_root.findall(".//{*}Pixels"), [CODES, [f"{name}_pm" for name in FIELDS]], strict=True):
        assert float(pixels.get("PhysicalSizeX")) == spacing and pixels.get("PhysicalSizeXUnit") == "µm"
        assert [channel.get("Name") for channel in pixels.findall("{*}Channel")] == names
        times = {float(plane.get("DeltaT")) for plane in pixels.findall("{*}Plane")}
        assert times == {step * header["tissue_step_h"] for step in steps}


def check_cells(cells, header, found):
    """A row for every cell of tissue and every effector of every frame; opens in AnnData and squidpy."""
    import anndata
    import numpy
    import squidpy

    names = header["kind_names"]
    for step in sorted({key[2] for key in found}):
        now = cells[numpy.isclose(cells["time_h"], step * header["tissue_step_h"])]
        if now.empty and cells["time_h"].nunique() == 1:
            continue
        layers = [of for key, of in found.items() if key[2] == step and key[0] == cells["replicate"].iloc[0]]
        tumour = sum(int(numpy.isin(of["tissue"], [names.index(f"tumour, MHC class I {sign}") for sign in ("positive", "negative")]).sum()) for of in layers)
        effectors = sum(int((of["effector"] > 0).sum()) for of in layers)
        assert (now["kind"] == "tumour").sum() == tumour and now["origin"].notna().sum() == effectors, step
        assert now.loc[now["kind"] == "tumour", "mhc_class_1_level"].between(0, 15).all()
    last = cells[cells["time_h"] == cells["time_h"].max()].reset_index(drop=True)
    fields = ["il2_pm", "ifng_pm"]
    tissue = anndata.AnnData(last[fields].to_numpy(dtype="float32"), obs=last.drop(columns=fields).rename(index=str).astype({"kind": "category"}), obsm={"spatial": last[["x_um", "y_um"]].to_numpy()})
    squidpy.gr.spatial_neighbors(tissue, coord_type="generic", n_neighs=6)
    squidpy.gr.nhood_enrichment(tissue, cluster_key="kind", n_perms=10, show_progress_bar=False, n_jobs=1, seed=1)
    assert tissue.n_obs == len(last) and "kind_nhood_enrichment" in tissue.uns


def check_study(directory):
    """One line each opens the dataset in pandas, polars and DuckDB; its statistics agree with its outcomes."""
    import duckdb
    import pandas
    import polars

    dataset = directory / "dataset"
    schema = json.loads((dataset / "schema.json").read_text())
    for table in ["outcomes", "series"]:
        first = pandas.read_parquet(dataset / table)
        second = polars.read_parquet(f"{dataset}/{table}/**/*.parquet", hive_partitioning=True)
        third = duckdb.sql(f"SELECT * FROM read_parquet('{dataset}/{table}/*/*.parquet', hive_partitioning = true)").df()
        assert len(first) == second.height == len(third) > 0, table
        names = {column["name"] for column in schema["tables"][table]}
        assert names == set(first.columns) == set(second.columns) == set(third.columns), table
        for arm in first["arm"].unique():
            counts = [(first["arm"] == arm).sum(), second.filter(polars.col("arm") == str(arm)).height, (third["arm"] == arm).sum()]
            assert len(set(counts)) == 1 and counts[0] > 0, (table, arm, counts)
        print(f"{table}: {len(first)} rows, {len(names)} columns in pandas, polars and DuckDB")
    outcomes = pandas.read_parquet(dataset / "outcomes").astype({"arm": str})
    statistics = json.loads((dataset / "statistics.json").read_text())
    for table in statistics["tables"]:
        frame = pandas.read_parquet(dataset / table["file"])
        assert [column["name"] for column in table["columns"]] == list(frame.columns) and len(frame) == table["rows"], table["file"]
    for figure in statistics["figures"]:
        assert (dataset / figure).read_text().startswith("<svg "), figure
    fractions = pandas.read_parquet(dataset / "fractions.parquet")
    answers = {"CR": ["CR"], "CR or PR": ["CR", "PR"]}
    for row in fractions.itertuples():
        animals = outcomes[(outcomes["arm"] == row.arm) & (outcomes["point"] == row.point)]
        assert (row.events, row.animals) == (animals["response"].isin(answers[row.measure]).sum(), len(animals)), row
    medians = pandas.read_parquet(dataset / "medians.parquet")
    for row in medians[medians["measure"] == "median"].itertuples():
        animals = outcomes[(outcomes["arm"] == row.arm) & (outcomes["point"] == row.point)]
        assert row.median == animals[row.outcome].median(), row
    print(f"statistics: {len(statistics['tables'])} tables, {len(statistics['figures'])} figures, {len(fractions)} fractions and the medians counted again")


def check_difference(directory):
    """The difference of two arms, animal by animal, has its sign in pandas, polars and DuckDB: counts are signed."""
    import duckdb
    import pandas
    import polars

    outcomes = directory / "dataset" / "outcomes"
    frame = pandas.read_parquet(outcomes)
    assert str(frame["final_tumour_cells"].dtype) == "int64", frame.dtypes
    arms = frame.pivot_table(index=["point", "replicate"], columns="arm", values="final_tumour_cells", observed=True, aggfunc="first")
    first = (arms["treated"] - arms["control"]).tolist()
    table = polars.read_parquet(f"{outcomes}/**/*.parquet", hive_partitioning=True)
    table = table.pivot(on="arm", index=["point", "replicate"], values="final_tumour_cells").sort("point", "replicate")
    second = table.select(polars.col("treated") - polars.col("control")).to_series().to_list()
    sql = f"""
        SELECT treated - control FROM (
            PIVOT (
                SELECT arm, point, replicate, final_tumour_cells
                FROM read_parquet('{outcomes}/*/*.parquet', hive_partitioning = true)
            )
            ON arm USING first(final_tumour_cells) GROUP BY point, replicate
        ) ORDER BY point, replicate
    """
    third = [row[0] for row in duckdb.sql(sql).fetchall()]
    cells = {(row.arm, row.replicate): int(row.final_tumour_cells) for row in frame.itertuples()}
    replicates = sorted({replicate for _, replicate in cells})
    wanted = [cells["treated", replicate] - cells["control", replicate] for replicate in replicates]
    assert first == second == third == wanted, (first, second, third, wanted)
    assert min(wanted) < 0, f"no animal has less in the treated arm: {wanted}"
    print(f"differences of two arms: {wanted} in pandas, polars and DuckDB")


def check_animations(directory, work):
    """A run's time-lapse as other programs see it: numbers of pictures, how long each stands, sizes, and the same colours in a film as in a GIF."""
    import subprocess

    import numpy
    import PIL.Image

    def render(name, *options):
        subprocess.run(["il2sim", "render", directory, "--out", work / name, "--quiet", *options], check=True, stdout=subprocess.DEVNULL)
        return work / name

    def pictures(path):
        with PIL.Image.open(path) as image:
            for number in range(image.n_frames):
                image.seek(number)
                # A still has no time to stand.
                yield round(image.info["duration"]) if image.n_frames > 1 else 2500, numpy.asarray(image.convert("RGB"))

    parts = {"plain": [], "odd": ["--crop", "3,5,33,21", "--scale", "3"], "light": ["--colours", "light"], "one": ["--to", "day 0"]}
    for part, options in parts.items():
        for fps in [10, 25] if part == "plain" else [10]:
            rate = [*options, "--fps", str(fps)]
            stills = list(pictures(render(f"{part}.gif", *rate)))
            moving = list(pictures(render(f"{part}.apng", *rate)))
            film = render(f"{part}.mp4", *rate)
            assert (part == "one") == (len(stills) == 1) and len(stills) == len(moving), part
            for (hold, still), (other, move) in zip(stills, moving, strict=True):
                assert hold == other and (still == move).all(), (part, hold, other)
            # the last stands for 2.5 s
            assert [hold for hold, _ in stills] == [1000 // fps] * (len(stills) - 1) + [2500], part
            probe = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", film]
            (stream,) = json.loads(subprocess.run(probe, check=True, capture_output=True).stdout)["streams"]
            assert (stream["codec_name"], stream["pix_fmt"], stream["color_space"]) == ("h264", "yuv420p", "bt709"), stream
            height, width, _ = stills[0][1].shape
            even = (stream["width"], stream["height"])
            assert even == (width + width % 2, height + height % 2), (even, width, height)
            count = int(stream["nb_read_frames"])
            assert stream["r_frame_rate"] == f"{fps}/1" and abs(count - (len(stills) - 1 + 2.5 * fps)) <= 0.5, (part, count)
            assert abs(float(stream["duration"]) - count / fps) < 1e-3
            decode = ["ffmpeg", "-v", "error", "-i", film, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
            frames = numpy.frombuffer(subprocess.run(decode, check=True, capture_output=True).stdout, numpy.uint8).reshape(count, even[1], even[0], 3)
            for number, (_, still) in enumerate(stills):
                seen = frames[number, :height, :width].astype(int)
                # A film has one colour for four pixels, so thin shapes bleed; brightness and flat colours stay.
                apart = numpy.abs(seen - still).mean()
                assert apart < 12, (part, number, apart)
                last = numpy.abs(frames[count - 1, :height, :width].astype(int) - stills[-1][1]).mean()
                assert last < 12, (part, last)
            if len(stills) > 2:
                wrong = numpy.abs(frames[0, :height, :width].astype(int) - stills[-1][1]).mean()
                assert wrong > numpy.abs(frames[0, :height, :width].astype(int) - stills[0][1]).mean(), "(control) another picture is farther"
    print(f"animations: {len(parts)} GIFs, APNGs and films, the same pictures for the same times")


def check_archive(directory, archive):
    """The archive is the run, and the rocrate package reads what it says of itself."""
    import zipfile

    from rocrate.rocrate import ROCrate

    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        assert names[0] == "ro-crate-metadata.json" and len(names) == len(set(names))
        for name in names[1:]:
            assert packed.read(name) == (directory / name).read_bytes(), name
    manifest = json.loads((directory / "manifest.json").read_text())
    described = ROCrate(archive)
    profile = described.root_dataset["conformsTo"]
    assert profile.id == "https://w3id.org/ro/wfrun/process/0.5", profile.id
    assert {entity.id for entity in described.data_entities} == set(names[1:])
    (action,) = described.get_by_type("CreateAction")
    assert action["instrument"]["softwareVersion"] == manifest["version"]
    assert action["agent"]["name"] == "Jana Novak"
    assert "scenario.toml" in [entity.id for entity in action["object"]]
    assert {entity.id for entity in action["result"]} == set(names[1:]) - {"scenario.toml"}
    for name, said in manifest["files"].items():
        assert described.get(name)["identifier"] == f"blake3:{said['blake3']}", name
    print(f"{archive.name}: {len(names)} files, read by rocrate")


def run_page(page):
    """Runs each block of a page as it stands."""
    import subprocess

    import duckdb

    blocks = re.findall(r"^```(\w+)\n(.*?)^```", page.read_text(), re.S | re.M)
    # the shell's lines make files that Python's read
    for kind, text in sorted(blocks, key=lambda block: block[0] != "sh"):
        if kind == "sh":
            for line in text.splitlines():
                subprocess.run(line, shell=True, check=True, stdout=subprocess.DEVNULL)
        elif kind == "python":
            exec(compile(text, f"{page}: {text}", "exec"), {})
        elif kind == "sql":
            assert duckdb.sql(text).fetchall(), text
        else:
            assert kind == "r", kind
    kinds = [kind for kind, _ in blocks]
    assert min(kinds.count(kind) for kind in ["python", "sql", "sh"]) > 0
    print(f"{page.name}: {kinds.count('python')} blocks of Python, {kinds.count('sql')} of SQL and {kinds.count('sh')} of the shell run")


def main():
    if sys.argv[1] == "last-time":
        header, found = frames(sys.argv[2])
        print(max(step for _, _, step in found) * header["tissue_step_h"])
        return
    if sys.argv[1] == "study":
        return check_study(pathlib.Path(sys.argv[2]))
    if sys.argv[1] == "difference":
        return check_difference(pathlib.Path(sys.argv[2]))
    if sys.argv[1] == "animations":
        return check_animations(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    if sys.argv[1] == "archive":
        return check_archive(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    if sys.argv[1] == "page":
        return run_page(pathlib.Path(sys.argv[2]))
    directory, exported = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).read_text().split("\n")
    check_tables(directory)
    header, found = frames(directory / "frames.bin")
    paths = [pathlib.Path(line) for line in exported if line]
    assert {path.name.rsplit(".", 1)[1] for path in paths} == {"npz", "csv", "tiff", "parquet"}
    for path in paths:
        check_export(path, header, found)


main()
