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
from nblabel.dataset.reporting import Report
from nblabel.formats._cells import is_writable, parsed
from nblabel.formats._contents import Contents, read_text
from nblabel.formats._flat import Flat, Loss, fields_of, flatten, read_head, report_losses, restore
from nblabel.formats._format import EVERY_MEDIUM, EVERY_STATUS, FormatError, Write
from nblabel.formats._mistaken import another_table
from nblabel.formats._replacing import replacing
from nblabel.items.keys import from_wire, to_wire

_ITEM_DTYPES = {"status": "object", "flagged": "bool", "seconds": "float64", "updated": "datetime64[us, UTC]"}


class Csv:
    """The frames as CSV; reading them gives the same dataset."""

    name = "csv"
    endings = (".csv",)
    media = EVERY_MEDIUM

    statuses = EVERY_STATUS

    def claims(self, contents: Contents) -> bool:
        """Tell a file that was written here: its head lies beside it."""
        return contents.path.suffix.lower() == ".csv" and _beside(contents.path, "labels.json").is_file()

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what columns of the user's hold that text cannot say; give what writes the three files."""
        flat = flatten(dataset)
        losses = list(flat.losses)
        for frame in (flat.annotations, flat.items):
            frame["item"] = [to_wire(key)[2:] for key in frame["item"].tolist()]
        for each in flat.head["columns"]:
            column = flat.items[each["column"]]
            if not is_writable(column.dtype):
                losses.append(Loss(f"items[{each['name']!r}]", f"its dtype {str(column.dtype)!r} becomes text"))
                each["dtype"] = "object"
            # An empty cell is a missing value; which ones are is written down where some are empty text.
            if (column.astype(object) == "").any():
                each["missing"] = np.flatnonzero(column.isna()).tolist()
        report_losses(dataset, losses, report)
        return lambda: _write_all(flat, path)

    def read(self, contents: Contents, report: Report) -> Dataset:  # noqa: ARG002  (it is as it was written)
        """Read the three files."""
        path = contents.path
        beside, labels = _beside(path, "items.csv"), _beside(path, "labels.json")
        if not (beside.is_file() and labels.is_file()):
            raise another_table(path, beside, labels)
        head = read_head(read_text(labels), str(labels))
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


def _write_all(flat: Flat, path: Path) -> None:
    with replacing(path, _beside(path, "items.csv"), _beside(path, "labels.json")) as (annotations, items, head):
        head.write_text(json.dumps(flat.head, ensure_ascii=False, indent=1) + "\n", "utf-8")
        _write(flat.items, items)
        _write(flat.annotations, annotations)


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
            with path.open("rb") as start:
                semicolons = b'";"' in start.readline()
            mend = "; it has semicolons between its cells, save it again with commas" if semicolons else ""
            raise FormatError(f"{str(path)!r} is no CSV file in UTF-8: {error}{mend}") from error
        finally:
            csv.field_size_limit(limit)
    if len(head) == 1 and ";" in head[0]:
        raise FormatError(f"{str(path)!r} has semicolons between its cells; save it again with commas")
    wrong = next((number for number, row in enumerate(rows, 2) if len(row) != len(head)), None)
    if wrong is not None:
        raise FormatError(f"row {wrong} of {str(path)!r} has {len(rows[wrong - 2])} cells, its head has {len(head)}")
    if "item" not in head:
        raise FormatError(f"{str(path)!r} has no column 'item'; was it written by nblabel?")
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in zip(head, columns, strict=True)})


FORMAT = Csv()
