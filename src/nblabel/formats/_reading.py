"""Reading what nblabel or another tool wrote."""

from __future__ import annotations

from os import PathLike

from nblabel.dataset import Dataset
from nblabel.dataset.counted import counted
from nblabel.dataset.report_frame import ReportFrame
from nblabel.dataset.reporting import Report
from nblabel.dataset.uncollected import uncollected
from nblabel.formats._contents import Contents
from nblabel.formats._finding import find, guess
from nblabel.formats._format import Format, FormatError
from nblabel.formats._mistaken import another_thing, found
from nblabel.formats._options import check_options
from nblabel.formats._summary import summary


def read(
    path: str | PathLike[str],
    format: str | None = None,  # noqa: A002
    *,
    annotator: str | None = None,
    **options: object,
) -> Dataset:
    """Read items, labels and annotations that nblabel or another tool wrote.

    Parameters
    ----------
    path
        A file, or a folder for formats of several files.
    format
        The format's name; by default found by the content.
    annotator
        Whose work it is, where the file does not say.
    **options
        What only the format takes: ``images=`` (the folder its pictures are in), ``voc_offset=`` …;
        an unknown one is an error that lists them.

    Returns
    -------
    Dataset
        Its items are done unless the format knows better. Its ``report`` is a frame of what was
        skipped or repaired, and why. A labeler opens it: ``nbl.ImageLabeler(nbl.read("coco.json"))``.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder.
    FormatError
        If it is damaged; one sentence says where.
    ValueError
        If the format is not known, or cannot be told from the content.

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = pathlib.Path(folder.name) / "street.json"
    >>> _ = path.write_text(json.dumps({
    ...     "images": [{"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}],
    ...     "categories": [{"id": 7, "name": "bus"}],
    ...     "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [4, 5, 20, 10]}],
    ... }))
    >>> read(path).annotations[["item", "label", "x", "y", "width", "height"]]
        item label    x    y  width  height
    0  a.jpg   bus  4.0  5.0   20.0    10.0
    >>> folder.cleanup()
    """
    where = found(path)
    contents = Contents(where)
    with uncollected():  # to guess is to parse
        form = guess(contents) if format is None else _named(format, contents)
    check_options(form.name, form.read, options, given=2)
    report = Report()
    with uncollected():
        dataset = form.read(contents, report, **options)
    if contents.mended:
        report.repaired(f"{counted(contents.mended, 'half character')} cannot be kept; each became U+FFFD")
    said = ReportFrame(report.frame, summary(dataset, "read from", where, form, report))
    return dataset.reported(said, annotator=annotator)


def _named(format: str, contents: Contents) -> Format:  # noqa: A002
    form = find(contents.path, format)
    problem = another_thing(contents)
    if problem is not None:
        raise FormatError(problem)
    return form
