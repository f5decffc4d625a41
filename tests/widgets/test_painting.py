"""Painting with ipycanvas: what the function gets, what the browser is told, and what becomes of failures."""

import pytest
from ipycanvas import Canvas
from ipycanvas.canvas import _CANVAS_MANAGER

from nblabel import ImageLabeler
from nblabel.items import Item, ItemError
from nblabel.kinds import Extent
from nblabel.widgets.painting import KEPT, MIME, Painter


def nothing(canvas, item):
    """Paint nothing."""


ITEM, SIZE = Item(key="a", value=7), Extent(400, 200)


def test_the_function_gets_a_canvas_of_the_items_size_and_the_item():
    got = []
    Painter(lambda canvas, item: got.append((canvas.width, canvas.height, item.value)), "draw")(ITEM, SIZE)
    assert got == [(400, 200, 7)]


def test_the_browser_is_told_which_canvas_it_was_and_how_large_it_became():
    def paint(canvas, _):
        canvas.width, canvas.height = 4, 2

    made = Painter(paint, "overlay")(ITEM, SIZE)
    assert made.mime == MIME
    assert made.data == b""
    assert (made.meta["width"], made.meta["height"]) == (4, 2)
    assert isinstance(made.meta["model"], str)


def test_a_function_that_fails_is_named_with_the_item_and_its_last_line():
    def paint(_, __):
        raise KeyError("signal")

    with pytest.raises(ItemError, match=r"draw= failed on item 'a': KeyError: 'signal'"):
        Painter(paint, "draw")(ITEM, SIZE)


def test_a_failure_leaves_other_drawing_as_it_was():
    def paint(canvas, _):
        canvas.fill_rect(0, 0, 1, 1)
        raise RuntimeError

    with pytest.raises(ItemError):
        Painter(paint, "draw")(ITEM, SIZE)
    # ipycanvas tells nobody whether it holds drawing back, so its own state is looked at.
    assert not _CANVAS_MANAGER._caching  # noqa: SLF001
    assert _CANVAS_MANAGER._commands_cache == []  # noqa: SLF001


def test_old_canvases_are_let_go():
    seen: list[Canvas] = []
    painter = Painter(lambda canvas, _: seen.append(canvas), "draw")
    for _ in range(KEPT + 2):
        painter(ITEM, SIZE)
    assert [canvas.comm is None for canvas in seen[:3]] == [True, True, False]
    painter.close()
    assert all(canvas.comm is None for canvas in seen)


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="draw=3 is no function"):
        Painter(3, "draw")


def test_a_labeler_of_painted_items_keeps_labels_by_their_keys():
    labeler = ImageLabeler(["calm", "storm"], draw=nothing, boxes=["wave"], store=None)
    assert labeler.items.index.tolist() == ["calm", "storm"]
    labeler.close()


def test_arguments_for_pictures_do_not_go_with_draw():
    with pytest.raises(TypeError, match="with draw= leave them out"):
        ImageLabeler(["a"], draw=nothing, image="file", boxes=["wave"], store=None)
