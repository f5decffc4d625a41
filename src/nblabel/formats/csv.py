"""CSV: the two frames as text. Annotations at the path; items and the head beside them.

``street.csv`` holds the annotations, ``street.items.csv`` the items, and ``street.labels.json``
what text cannot say: fields, labels, dtypes. Any spreadsheet reads the first two; the three together
make the same dataset again.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd

from nblabel.dataset import Dataset
from nblabel.dataset.columns import geometry_dtypes
from nblabel.formats._cells import is_writable, parsed
from nblabel.formats._flat import fields_of, flatten, read_head, restore
from nblabel.formats._format import FormatError, Loss
from nblabel.formats._replacing import replacing
from nblabel.items.keys import from_wire, to_wire

_ITEM_DTYPES = {"status": "object", "flagged": "bool", "seconds": "float64", "updated": "datetime64[us, UTC]"}


class Csv:
    """The frames as CSV; reading them gives the same dataset."""

    name = "csv"
    endings = (".csv",)

    def losses(self, dataset: Dataset) -> list[Loss]:
        """Tell what is lost: what columns of the user's hold that text cannot say."""
        flat = flatten(dataset)
        losses = list(flat.losses)
        for each in flat.head["columns"]:
            column = flat.items[each["column"]]
            if not is_writable(column.dtype):
                why = f"its dtype {str(column.dtype)!r} becomes text"
                losses.append(Loss(f"items[{each['name']!r}]", len(column), why))
        return losses

    def write(self, dataset: Dataset, path: Path) -> None:
        """Write the three files."""
        flat = flatten(dataset)
        for frame in (flat.annotations, flat.items):
            frame["item"] = [to_wire(key)[2:] for key in frame["item"].tolist()]
        for each in flat.head["columns"]:
            column = flat.items[each["column"]]
            if not is_writable(column.dtype):
                each["dtype"] = "object"
            # An empty cell is a missing value; which ones are is written down where some are empty text.
            if (column.astype(object) == "").any():
                each["missing"] = np.flatnonzero(column.isna()).tolist()
        with replacing(path, _beside(path, "items.csv"), _beside(path, "labels.json")) as (annotations, items, head):
            head.write_text(json.dumps(flat.head, ensure_ascii=False, indent=1) + "\n", "utf-8")
            _write(flat.items, items)
            _write(flat.annotations, annotations)

    def read(self, path: Path) -> Dataset:
        """Read the three files."""
        beside, labels = _beside(path, "items.csv"), _beside(path, "labels.json")
        for needed in (beside, labels):
            if not needed.is_file():
                raise FormatError(f"{path.name!r} goes together with a file that is not there: {str(needed)!r}")
        head = read_head(labels.read_text("utf-8"), str(labels))
        annotations, items = _read(path), _read(beside)
        dtypes = {**geometry_dtypes(fields_of(head)), "score": "float64"}
        try:
            for frame in (annotations, items):
                frame["item"] = [from_wire(f"{head['key']['tag']}:{text}") for text in frame["item"]]
            for name in annotations.columns.drop("item"):
                annotations[name] = parsed(annotations[name], {"dtype": dtypes.get(name, "object")})
            for name, dtype in _ITEM_DTYPES.items():
                items[name] = parsed(items[name], {"dtype": dtype})
            for each in head["columns"]:
                items[each["column"]] = parsed(items[each["column"]], each)
        except KeyError as error:
            raise FormatError(f"{path.name!r} and the files beside it do not go together: no column {error}") from None
        except ValueError as error:
            raise FormatError(f"a cell of {path.name!r} or the files beside it cannot be read: {error}") from error
        return restore(annotations, items, head)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.stem}.{ending}")


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", quoting=csv.QUOTE_NONNUMERIC)


def _read(path: Path) -> pd.DataFrame:
    # Not pandas: it would guess types, and take the text "NA" for a missing value.
    with path.open(encoding="utf-8-sig", newline="") as file:
        limit = csv.field_size_limit(2**31 - 1)  # a cell may hold a whole document
        try:
            head, *rows = [row for row in csv.reader(file, strict=True) if row] or [[]]
        except (csv.Error, UnicodeDecodeError) as error:
            raise FormatError(f"{str(path)!r} is no CSV file in UTF-8: {error}") from error
        finally:
            csv.field_size_limit(limit)
    wrong = next((number for number, row in enumerate(rows, 2) if len(row) != len(head)), None)
    if wrong is not None:
        raise FormatError(f"row {wrong} of {str(path)!r} has {len(rows[wrong - 2])} cells, its head has {len(head)}")
    if "item" not in head:
        raise FormatError(f"{str(path)!r} has no column 'item'; was it written by nblabel?")
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in zip(head, columns, strict=True)})


FORMAT = Csv()
