"""Assets: the bytes of items, sent from threads of their own, with or without being asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from nblabel.items import Asset
from nblabel.widgets import assets
from nblabel.widgets.image_labeler import ImageLabeler

from .page import Tab, box, session_of, show, status

Label = Callable[..., ImageLabeler]


class Gate:
    """Holds every asset of a labeler back until it is opened."""

    def __init__(self, labeler: ImageLabeler, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fetched: list[int] = []
        self.open = Event()
        self.busy = Event()
        monkeypatch.setattr(session_of(labeler).source, "asset", self.asset)

    def asset(self, position: int, part: str = "item") -> Asset:
        self.busy.set()
        assert self.open.wait(10)
        self.fetched.append(position)
        return Asset(b"bytes of " + part.encode(), "image/png")


def test_an_asset_is_the_files_own_bytes_to_who_asked(tab: Tab, photos: Path) -> None:
    request = tab.ask("asset", item="s:b.png", part="item")
    (asset,) = tab.page.wait("asset")
    assert (asset["client"], asset["request"], asset["item"], asset["part"]) == (tab.client, request, "s:b.png", "item")
    assert asset["mime"] == "image/png"
    assert asset["meta"] == {"width": 64, "height": 48}
    assert asset.buffers == [(photos / "b.png").read_bytes()]


def test_a_thumbnail_is_another_part(tab: Tab) -> None:
    tab.ask("asset", item="s:b.png", part="thumbnail")
    (asset,) = tab.page.wait("asset")
    assert asset["part"] == "thumbnail"


def test_an_item_that_cannot_be_shown_says_so_in_its_own_sentence(label: Label, photos: Path) -> None:
    (photos / "broken.png").write_bytes(b"this is no picture")
    tab = Tab(label())
    request = tab.ask("asset", item="s:broken.png", part="item")
    (error,) = tab.page.wait("error")
    assert (error["client"], error["request"]) == (tab.client, request)
    assert "broken.png" in error["why"]


def test_an_unexpected_exception_is_an_error_with_its_last_line(
    tab: Tab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(session_of(tab.labeler).source, "asset", broken)
    tab.ask("asset", item="s:a.png", part="item")
    (error,) = tab.page.wait("error")
    assert "ZeroDivisionError: by chance" in error["why"]
    assert caplog.records[-1].exc_info is not None


def test_an_item_that_is_not_there_is_an_error(tab: Tab) -> None:
    tab.ask("asset", item="s:nowhere.png", part="item")
    (error,) = tab.page.wait("error")
    assert "nowhere.png" in error["why"]


def test_a_slow_asset_holds_up_no_gesture(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(tab.labeler, monkeypatch)
    for item in ("s:a.png", "s:b.png", "s:c.png"):
        tab.ask("asset", item=item, part="item")
    assert gate.busy.wait(10)
    tab.act(box("one"))
    assert tab.page.types() == ["changed", "acknowledged"]
    gate.open.set()
    tab.page.wait("asset", count=3)


def test_a_cancelled_request_that_is_still_queued_is_never_fetched(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(tab.labeler, monkeypatch)
    held = [tab.ask("asset", item="s:a.png", part="item") for _ in range(assets.THREADS)]
    dropped = tab.ask("asset", item="s:b.png", part="item")
    kept = tab.ask("asset", item="s:c.png", part="item")
    tab.say("cancel", request=dropped)
    gate.open.set()
    sent = tab.page.wait("asset", count=len(held) + 1)
    assert sorted(each["request"] for each in sent) == sorted([*held, kept])
    assert 1 not in gate.fetched


def test_cancelling_what_was_answered_does_nothing(tab: Tab) -> None:
    request = tab.ask("asset", item="s:a.png", part="item")
    tab.page.wait("asset")
    tab.say("cancel", request=request)
    assert tab.page.types() == ["asset"]


def test_display_sends_opened_and_then_the_first_assets_unasked(labeler: ImageLabeler) -> None:
    show(labeler)
    page = Tab(labeler).page
    gifts = page.wait("asset", count=3)
    assert page.types()[0] == "opened"
    assert page.heard[0]["client"] == "*"
    assert [each["item"] for each in gifts] == ["s:a.png", "s:b.png", "s:c.png"]
    assert all(each["client"] == "*" and "request" not in each.content for each in gifts)


def test_the_first_assets_begin_with_the_first_item_to_do(tab: Tab) -> None:
    tab.act(status("s:a.png", "done"))
    show(tab.labeler)
    gifts = tab.page.wait("asset", count=2)
    assert [each["item"] for each in gifts] == ["s:b.png", "s:c.png"]


def test_the_first_assets_begin_with_the_item_that_was_looked_at(tab: Tab) -> None:
    tab.say("view", item="s:c.png")
    show(tab.labeler)
    (gift,) = tab.page.wait("asset")
    assert gift["item"] == "s:c.png"


def test_the_first_assets_end_with_the_megabytes(labeler: ImageLabeler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "GIFT_BYTES", 1)
    show(labeler)
    tab = Tab(labeler)
    tab.page.wait("asset")
    tab.ask("asset", item="s:b.png", part="item")
    asked = tab.page.wait("asset", count=2)[-1]
    assert asked["client"] == tab.client


def test_a_broken_item_is_no_gift_and_the_others_are(label: Label, photos: Path) -> None:
    (photos / "0.png").write_bytes(b"this is no picture")
    labeler = label()
    show(labeler)
    page = Tab(labeler).page
    assert [each["item"] for each in page.wait("asset", count=3)] == ["s:a.png", "s:b.png", "s:c.png"]
    assert page.of("error") == []


def test_display_does_not_wait_for_the_assets(labeler: ImageLabeler, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(labeler, monkeypatch)
    show(labeler)
    assert gate.fetched == []
    gate.open.set()
    Tab(labeler).page.wait("asset", count=3)
