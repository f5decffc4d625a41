"""Parquet: the two frames, typed. Annotations at the path, items beside them, the head in the schema.

``street.parquet`` holds the annotations and ``street.items.parquet`` the items. Attributes and
ragged geometry are JSON text; everything else has its own type.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._flat import flatten, read_head, report_losses, restore
from nblabel.formats._format import EVERY_MEDIUM, EVERY_STATUS, FormatError, Write
from nblabel.formats._mistaken import another_table
from nblabel.formats._replacing import replacing

_HEAD = b"nblabel"


class Parquet:
    """The frames as two Parquet files; reading them gives the same dataset."""

    name = "parquet"
    endings = (".parquet", ".pq")
    media = EVERY_MEDIUM

    statuses = EVERY_STATUS

    def claims(self, contents: Contents) -> bool:
        """Tell a Parquet file that was written here: its items lie beside it."""
        return contents.head.startswith(b"PAR1") and items_beside(contents.path).is_file()

    def prepare(self, dataset: Dataset, path: Path, report: Report) -> Write:
        """Report what columns of the user's hold that JSON does not; give what writes both files."""
        arrow, parquet = _pyarrow()
        flat = flatten(dataset)
        report_losses(dataset, flat.losses, report)

        def write() -> None:
            with replacing(path, items_beside(path)) as (annotations, items):
                for frame, place in ((flat.items, items), (flat.annotations, annotations)):
                    table = arrow.Table.from_pandas(frame, preserve_index=False)
                    head = json.dumps(flat.head, ensure_ascii=False).encode()
                    metadata = {**(table.schema.metadata or {}), _HEAD: head}
                    parquet.write_table(table.replace_schema_metadata(metadata), place)

        return write

    def read(self, contents: Contents, report: Report) -> Dataset:  # noqa: ARG002  (it is as it was written)
        """Read both files."""
        path = contents.path
        arrow, parquet = _pyarrow()
        beside = items_beside(path)
        if not beside.is_file():
            raise another_table(path, beside)
        try:
            tables = parquet.read_table(path), parquet.read_table(beside)
            for table in tables:
                table.validate(full=True)  # or a damaged file may end the process
            annotations, items = (table.to_pandas() for table in tables)
        except (arrow.ArrowException, OSError, ValueError) as error:
            why = " ".join(str(error).split())[:200]
            raise FormatError(f"{path.name!r} or {beside.name!r} is no whole Parquet file: {why}") from error
        head = read_head((tables[0].schema.metadata or {}).get(_HEAD, b""), str(path))
        return restore(annotations, items, head)


def items_beside(path: Path) -> Path:
    """Give the file that holds the items of the annotations in ``path``.

    Examples
    --------
    >>> items_beside(Path("street.parquet")).name
    'street.items.parquet'
    """
    return path.with_name(f"{path.stem}.items{path.suffix}")


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415  (an extra: only those who write Parquet need it)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise ImportError("Parquet needs pyarrow: pip install 'nblabel[parquet]', or save as .csv") from None
    return pa, parquet


FORMAT = Parquet()
