"""The data API of a labeler, without a browser and with one."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nblabel import Choice
from nblabel.widgets.image_labeler import ImageLabeler

from .page import Tab, box, frame, show

Label = Callable[..., ImageLabeler]


def test_what_is_added_is_in_the_frame(labeler: ImageLabeler) -> None:
    (name,) = labeler.add(frame())
    row = labeler.annotations.iloc[0]
    assert (row["id"], row["item"], row["label"], row["x"], row["source"]) == (name, "a.png", "bus", 1.0, "import")


def test_adding_the_same_rows_twice_adds_nothing(labeler: ImageLabeler) -> None:
    assert labeler.add(frame()) == labeler.add(frame())
    assert len(labeler.annotations) == 1


def test_update_changes_by_id(labeler: ImageLabeler) -> None:
    (name,) = labeler.add(frame())
    labeler.update(pd.DataFrame({"id": [name], "label": ["car"]}))
    assert labeler.annotations["label"].tolist() == ["car"]


def test_remove_takes_one_id_or_several(labeler: ImageLabeler) -> None:
    (one,) = labeler.add(frame())
    more = labeler.add(frame(item=["b.png"])) + labeler.add(frame(item=["c.png"]))
    labeler.remove(one)
    labeler.remove(more)
    assert labeler.annotations.empty


def test_items_show_progress(tab: Tab) -> None:
    tab.labeler.add(frame())
    assert tab.labeler.items["n_annotations"].tolist() == [1, 0, 0]


def test_suggestions_are_empty_with_the_columns_of_annotations(labeler: ImageLabeler) -> None:
    assert labeler.suggestions.empty
    assert list(labeler.suggestions.columns) == list(labeler.annotations.columns)


def test_labels_are_a_frame_of_every_field(label: Label) -> None:
    labeler = label(boxes={"bus": "#dd0000"}, classes={"weather": Choice(["rain", "sun"])})
    labels = labeler.labels
    assert list(labels.columns) == ["field", "kind", "name", "color", "key", "description", "offered"]
    assert labels["field"].tolist() == ["box", "weather", "weather"]
    assert labels["name"].tolist() == ["bus", "rain", "sun"]
    assert labels["color"].iloc[0] == "#dd0000"
    assert labels["offered"].all()


def test_a_label_no_longer_declared_is_shown_as_not_offered(label: Label) -> None:
    label().add(frame())
    labels = label(boxes=["car"]).labels.set_index("name")
    assert not labels.loc["bus", "offered"]
    assert labels.loc["car", "offered"]


def test_renaming_renames_what_carries_the_label(labeler: ImageLabeler) -> None:
    labeler.add(frame())
    labeler.rename_label("bus", "coach")
    assert labeler.annotations["label"].tolist() == ["coach"]


def test_reset_must_expect_the_right_number(labeler: ImageLabeler) -> None:
    labeler.add(frame())
    with pytest.raises(ValueError, match="1"):
        labeler.reset(expect=2)
    labeler.reset(expect=1)
    assert labeler.annotations.empty


def test_go_to_shows_the_item_in_every_view_and_to_those_that_open_later(tab: Tab) -> None:
    tab.labeler.go_to("b.png")
    (message,) = tab.page.heard
    assert (message["type"], message["client"], message["item"]) == ("go_to", "*", "s:b.png")
    assert tab.labeler.current == "b.png"


def test_go_to_an_item_that_is_not_there_names_it(labeler: ImageLabeler) -> None:
    with pytest.raises(KeyError, match=r"nowhere\.png"):
        labeler.go_to("nowhere.png")
    assert labeler.current is None


def test_save_writes_the_frame(labeler: ImageLabeler, tmp_path: Path) -> None:
    labeler.add(frame())
    labeler.save(tmp_path / "street.csv")
    assert pd.read_csv(tmp_path / "street.csv")["label"].tolist() == ["bus"]


def test_dataset_is_a_snapshot(labeler: ImageLabeler) -> None:
    before = labeler.dataset
    labeler.add(frame())
    assert before.annotations.empty


# on_change ---------------------------------------------------------------------------------------


def test_on_change_is_called_with_what_changed_after_it_is_in_the_frame(tab: Tab) -> None:
    seen: list[tuple[list[str], int]] = []
    tab.labeler.on_change(lambda rows: seen.append((rows["action"].tolist(), len(tab.labeler.annotations))))
    tab.act(box("one"))
    tab.labeler.add(frame(item=["b.png"]))
    assert seen == [(["create"], 1), (["create"], 2)]


def test_on_change_gives_its_own_remover(tab: Tab) -> None:
    seen: list[pd.DataFrame] = []
    remove = tab.labeler.on_change(seen.append)
    tab.act(box("one"))
    remove()
    remove()
    tab.act(box("two"))
    assert len(seen) == 1


def test_a_callback_that_fails_is_logged_and_stops_nothing(tab: Tab, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[pd.DataFrame] = []

    def broken(_: pd.DataFrame) -> None:
        raise ZeroDivisionError("by chance")

    tab.labeler.on_change(broken)
    tab.labeler.on_change(seen.append)
    tab.act(box("one"))
    assert len(seen) == 1
    assert tab.page.types() == ["changed", "acknowledged"]
    assert "by chance" in caplog.text


def test_a_callback_may_change_the_data_itself(tab: Tab) -> None:
    def answer(rows: pd.DataFrame) -> None:
        if rows["item"].iloc[0] == "a.png":
            tab.labeler.add(frame(item=["b.png"]))

    tab.labeler.on_change(answer)
    tab.act(box("one"))
    assert tab.labeler.annotations["item"].tolist() == ["a.png", "b.png"]


# the widget --------------------------------------------------------------------------------------


def test_it_says_in_one_line_what_is_labeled_and_where_it_is_saved(tab: Tab, tmp_path: Path) -> None:
    tab.act(box("one"))
    said = repr(tab.labeler)
    assert said.startswith("ImageLabeler")
    for part in ("street", "3", "1", str(tmp_path / "labels.db")):
        assert part in said
    assert "\n" not in said
    assert show(tab.labeler)["text/plain"] == said


def test_the_settings_of_the_view_are_traits(label: Label) -> None:
    labeler = label(height=600, guide="**Draw** tight boxes.", idle_after=30)
    state = labeler.get_state(["protocol", "medium", "height", "guide", "idle_after"])
    assert state == {
        "protocol": 1,
        "medium": "image",
        "height": "600px",
        "guide": "**Draw** tight boxes.",
        "idle_after": 30.0,
    }


@pytest.mark.parametrize(
    ("setting", "value"), [("height", "tall"), ("height", -1), ("idle_after", 0), ("idle_after", "x")]
)
def test_a_setting_that_makes_no_sense_is_named_with_its_value(label: Label, setting: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"{setting}={value!r}"):
        label(**{setting: value})


def test_an_unknown_keyword_lists_what_can_be_captured(label: Label) -> None:
    with pytest.raises(TypeError, match=r"boxs=.*boxes="):
        label(boxs=["bus"])


def test_without_anything_to_capture_it_says_what_to_write(label: Label) -> None:
    with pytest.raises(ValueError, match="boxes="):
        label(boxes=None)


def test_a_missing_bundle_says_how_to_build_it(label: Label, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ImageLabeler, "_esm")
    with pytest.raises(RuntimeError, match="npm"):
        label()


def test_restart_and_run_all_gives_the_same_frames(tab: Tab, label: Label) -> None:
    tab.act(box("one", x=1.25))
    before = tab.labeler.annotations
    tab.labeler.close()
    pd.testing.assert_frame_equal(label().annotations, before)


def test_a_store_of_none_is_kept_in_memory(label: Label) -> None:
    assert Tab(label(store=None)).hello()["task"]["kept"] is False


@pytest.mark.usefixtures("browser")
def test_a_labeler_that_is_closed_and_let_go_is_freed(photos: Path) -> None:
    labeler = ImageLabeler(photos, boxes=["bus"], store=None, annotator="anna")
    gone = weakref.ref(labeler)
    labeler.close()
    del labeler
    gc.collect()
    assert gone() is None


def test_arrays_with_keys_of_their_own_can_be_labeled(label: Label) -> None:
    arrays = pd.Series({7: np.zeros((20, 30), np.uint16), 9: np.ones((20, 30), np.uint16)})
    labeler = label(items=arrays)
    labeler.add(frame(item=[9]))
    assert labeler.annotations["item"].tolist() == [9]
    labeler.go_to(7)
    assert labeler.current == 7
