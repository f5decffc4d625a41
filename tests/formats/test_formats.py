"""How a format is chosen."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from nblabel.capture import read_captures
from nblabel.dataset import Dataset
from nblabel.formats import find

EMPTY = Dataset(read_captures({"boxes": ["bus"]}, "image"), ["a.jpg"])


@pytest.mark.parametrize(
    ("path", "name"), [("a.csv", "csv"), ("a.b.CSV", "csv"), ("a.parquet", "parquet"), ("a.pq", "parquet")]
)
def test_the_ending_tells_the_format(path: str, name: str) -> None:
    assert find(path).name == name


def test_a_format_that_is_named_goes_before_the_ending() -> None:
    assert find("street.txt", "csv").name == "csv"


def test_an_unknown_ending_lists_the_formats() -> None:
    with pytest.raises(ValueError, match=r"the ending of 'street.xyz' tells no format; .* 'csv' \(.csv\), 'parquet'"):
        EMPTY.save("street.xyz")


def test_an_unknown_format_lists_the_formats() -> None:
    with pytest.raises(ValueError, match=r"format='coco7' is not known; the formats are 'csv'"):
        EMPTY.save("street.json", "coco7")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"the folder .*nowhere' is not there; make it first"):
        EMPTY.save(tmp_path / "nowhere" / "street.csv")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no file .*street.csv"):
        Dataset.read(tmp_path / "street.csv")


def test_without_pyarrow_parquet_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pyarrow(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pyarrow)
    with pytest.raises(ImportError, match=r"pip install 'nblabel\[parquet\]', or save as .csv"):
        EMPTY.save(tmp_path / "street.parquet")
