"""Whether a Hugging Face dataset holds texts or pictures."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

from nblabel.dataset import Dataset
from nblabel.dataset.reporting import Report
from nblabel.formats._contents import Contents
from nblabel.formats._damage import FormatError
from nblabel.formats._hf_pictures import Pictures
from nblabel.formats._hf_table import Table
from nblabel.formats._hf_texts import Texts

TEXT = "text"


def read_tables_into(
    tables: Sequence[Table],
    contents: Contents,
    report: Report,
    *,
    text: str,
    tags: str | None,
    separator: str,
    images: str | PathLike[str] | None,
) -> Dataset:
    """Make a dataset of tables with the same columns."""
    features = dict(tables[0].features) if tables else {}
    rows = [(table.split, row) for table in tables for row in table.rows]
    if "image" in features or "file_name" in features:
        return Pictures(features, contents, report, images=images).read(rows)
    if text in features or "tokens" in features:
        return Texts(features, contents, report, text=text, tags=tags, separator=separator).read(rows)
    columns = ", ".join(map(repr, features))
    raise FormatError(f"{contents.path.name!r} has neither texts nor pictures but {columns}; text= names that of texts")
