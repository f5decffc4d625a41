"""Probabilities from wherever they are kept rank as the array of them does."""

from __future__ import annotations

import tracemalloc

import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.active.probabilities import rows

import nblabel as nbl
from nblabel.active.pools import parquet

PROBA = rows(20_000, 4, seed=2)
WANTED = nbl.rank(PROBA, "entropy", 25)
KEYS = [f"{place:05}.png" for place in range(len(PROBA))]
NAMED = WANTED.assign(item=[KEYS[place] for place in WANTED.item])


def frame(dtype=np.float64):
    return pd.DataFrame({"file": KEYS, "width": 640} | {f"p{c}": PROBA[:, c].astype(dtype) for c in range(4)})


@pytest.mark.parametrize(
    "proba",
    [
        PROBA,
        np.asfortranarray(PROBA),
        PROBA.tolist(),
        list(PROBA),
        [PROBA[:3], PROBA[3:15_000], PROBA[15_000:]],
        (chunk for chunk in np.array_split(PROBA, 11)),
        (pd.DataFrame(chunk) for chunk in np.array_split(PROBA, 3)),
        frame(),
        frame().set_index("file"),
        frame().convert_dtypes(dtype_backend="pyarrow"),
        pl.from_pandas(frame()),
        pa.Table.from_pandas(frame()),
        da.from_array(PROBA, chunks=(3_000, 4)),
        da.from_array(PROBA, chunks=(7_000, 3)),
        dd.from_pandas(frame(), npartitions=3),
    ],
    ids=[
        "array", "columns in a row", "lists", "rows", "list of chunks", "iterator", "iterator of frames", "pandas",
        "pandas, by key", "pandas over arrow", "polars", "arrow", "dask", "dask, columns split", "dask frame",
    ],
)  # fmt: skip
def test_it_ranks_as_the_array_does(proba):
    ranked = nbl.rank(proba, "entropy", 25)
    assert ranked.item.tolist() == WANTED.item.tolist()
    assert ranked.priority.tolist() == WANTED.priority.tolist()


@pytest.fixture(params=["polars", "pyarrow"])
def folder(tmp_path, request, monkeypatch):
    """Two files, of row groups that end anywhere, and one of another kind; read by either package."""
    if request.param == "pyarrow":
        monkeypatch.setattr(parquet, "by_polars", lambda _: None)
    table = pa.Table.from_pandas(frame())
    pq.write_table(table.slice(0, 12_345), tmp_path / "a.parquet", row_group_size=1_000)
    pq.write_table(table.slice(12_345), tmp_path / "b.parquet", row_group_size=7_777)
    (tmp_path / "notes.txt").write_text("none of it")
    return tmp_path


def test_a_folder_of_parquet_files_ranks_as_the_array_does(folder):
    assert nbl.rank(folder, "entropy", 25).equals(WANTED)
    assert nbl.rank(str(folder), "entropy", 25, items="file").equals(NAMED)


def test_one_parquet_file_ranks_as_its_part_of_the_array(folder):
    assert nbl.rank(folder / "a.parquet", "entropy", 25).equals(nbl.rank(PROBA[:12_345], "entropy", 25))


@pytest.mark.parametrize("kept", [frame(), pl.from_pandas(frame()), pa.Table.from_pandas(frame())])
def test_items_may_be_a_column_of_the_table(kept):
    assert nbl.rank(kept, "entropy", 25, items="file").item.tolist() == NAMED.item.tolist()


def test_items_may_be_a_column_of_a_dask_frame():
    assert nbl.rank(dd.from_pandas(frame(), npartitions=3), "entropy", 25, items="file").equals(NAMED)


@pytest.mark.parametrize("strategy", ["margin", "random", lambda context: 1 - context.proba.max(axis=1)])
def test_every_strategy_reads_every_pool(strategy, folder):
    whole = nbl.rank(PROBA, strategy, 10, random_state=0)
    for proba in (folder, iter([PROBA]), frame(), da.from_array(PROBA, chunks=(3_000, 4))):
        assert nbl.rank(proba, strategy, 10, random_state=0).equals(whole)


def test_float32_stays_float32(folder):
    pq.write_table(pa.Table.from_pandas(frame(np.float32)), folder / "single.parquet")
    for proba in (folder / "single.parquet", frame(np.float32), pl.from_pandas(frame(np.float32))):
        assert nbl.rank(proba, "entropy", 5).priority.dtype == np.float32


def test_a_committee_is_a_cube_or_a_list_of_models_or_an_iterator_of_cubes():
    members = [rows(9_000, 4, seed=seed) for seed in range(3)]
    cube = np.stack(members)
    whole = nbl.rank(cube, "bald", 20)
    for proba in (
        members,
        [pd.DataFrame(member) for member in members],
        (cube[:, start : start + 2_500] for start in range(0, 9_000, 2_500)),
        da.from_array(cube, chunks=(2, 4_000, 3)),
    ):
        assert nbl.rank(proba, "bald", 20).equals(whole)


def test_a_row_in_a_later_part_is_named_by_its_place_in_the_whole(folder):
    broken = frame()
    broken.loc[15_000, "p2"] = -1
    pq.write_table(pa.Table.from_pandas(broken), folder / "broken.parquet")
    for proba in (folder / "broken.parquet", broken, dd.from_pandas(broken, npartitions=4)):
        with pytest.raises(ValueError, match="row 15000 is no probabilities: -1 for class 2"):
            nbl.rank(proba, k=1)


def test_labeled_items_are_left_out_wherever_the_chunks_end():
    labeled = np.random.default_rng(0).choice(20_000, 5_000, replace=False)
    left = np.setdiff1d(np.arange(20_000), labeled)
    whole = nbl.rank(PROBA[left], "entropy", 30, items=left)
    assert nbl.rank(PROBA, "entropy", 30, labeled=labeled).equals(whole)
    assert nbl.rank(iter(np.array_split(PROBA, 13)), "entropy", 30, labeled=labeled).equals(whole)


def test_an_iterator_is_let_go_chunk_by_chunk():
    def chunks():
        for seed in range(30):
            yield rows(20_000, 10, seed=seed)

    nbl.rank(rows(10, 10), "entropy", 1)
    tracemalloc.start()
    nbl.rank(chunks(), "entropy", 100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12e6  # all of them are 48 MB, making one takes 5


def test_an_array_is_not_copied():
    proba = rows(300_000, 10)
    tracemalloc.start()
    nbl.rank(proba, "entropy", 100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6  # of 24 MB


@pytest.mark.parametrize(
    ("proba", "strategy", "error", "said"),
    [
        ("nowhere.parquet", "margin", FileNotFoundError, r"there is no file /.*nowhere\.parquet"),
        (pd.DataFrame({"file": ["a"], "width": [3]}), "margin", TypeError, "no columns of floats.*'file', 'width'"),
        (frame(), "bald", TypeError, r"a table, which holds one row for each item.*\(models, n, classes\)"),
        (frame(), "mnlp", TypeError, "a table.*a list with one array for each item"),
        (da.zeros((4, 2)), "mnlp", TypeError, "a Dask array.*a list with one array for each item"),
    ],
)
def test_what_cannot_be_read_is_refused(proba, strategy, error, said):
    with pytest.raises(error, match=said):
        nbl.rank(proba, strategy)


def test_a_folder_without_parquet_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file \*\.parquet in /"):
        nbl.rank(tmp_path)


def test_a_missing_value_in_a_parquet_file_is_no_probability(folder):
    table = pa.table({"a": [0.5, None], "b": [0.5, 0.5]})
    pq.write_table(table, folder / "holes.parquet")
    with pytest.raises(ValueError, match="row 1 is no probabilities: NaN for class 0"):
        nbl.rank(folder / "holes.parquet")


def test_with_nothing_to_read_parquet_with_the_mend_is_said(folder, monkeypatch):
    monkeypatch.setattr(parquet, "by_polars", lambda _: None)
    monkeypatch.setattr(parquet, "by_arrow", lambda _: None)
    with pytest.raises(ImportError, match=r"pip install 'nblabel\[parquet\]'"):
        nbl.rank(folder)
