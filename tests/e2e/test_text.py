"""Marking spans in texts, as a person does; every one must be exactly what was marked."""

from __future__ import annotations

import pandas as pd
import pytest

from .conftest import Notebook
from .jupyterlab import Lab
from .labeler import Labeler

ENGLISH = "Ada Lovelace wrote to Charles Babbage about the Analytical Engine. London, 1843 👩🏽‍🚀 costs 3.14 pounds."


def opened(notebook: Notebook, body: str, arguments: str = "spans=['person', 'place', 'thing']") -> Lab:
    return notebook(
        [f"import nblabel as nbl\nbody = {body!r}\nlabeler = nbl.TextLabeler([body], {arguments})\nlabeler"]
    )


def rows(lab: Lab, labeler: Labeler) -> list[tuple[int, int, str | None, str]]:
    """The spans in the kernel; each must quote its own place in the text."""
    labeler.wait_saved()
    frame = lab.frame("labeler.annotations")
    body = lab.value("body")
    for start, end, text in zip(frame["start"], frame["end"], frame["text"], strict=True):
        assert body[start:end] == text
    labels = [None if pd.isna(label) else label for label in frame["label"]]
    return list(zip(frame["start"].tolist(), frame["end"].tolist(), labels, frame["text"].tolist(), strict=True))


def quotes(lab: Lab, labeler: Labeler) -> list[tuple[str | None, str]]:
    return [(label, text) for _, _, label, text in rows(lab, labeler)]


def place(body: str, words: str) -> tuple[int, int]:
    start = body.index(words)
    return start, start + len(words)


def test_a_drag_marks_whole_words_and_the_span_is_not_selected(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    _, end = place(ENGLISH, "Lovelace")
    labeler.select(1, end - 2)
    assert rows(lab, labeler) == [(0, end, "person", "Ada Lovelace")]
    assert labeler.state()["selected"] == []


def test_shift_marks_by_letters(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    start, end = place(ENGLISH, "lytic")
    labeler.select(start, end, shift=True)
    assert rows(lab, labeler) == [(start, end, "person", "lytic")]


def test_a_double_click_marks_the_word(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    labeler.press("3")
    labeler.click_text(ENGLISH.index("Analytical") + 4, clicks=2)
    labeler.click_text(ENGLISH.index("3.14"), clicks=2)
    assert quotes(lab, labeler) == [("thing", "Analytical"), ("thing", "3.14")]


def test_with_no_active_label_a_span_waits_for_its_digit(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    labeler.press("Escape")
    labeler.select(*place(ENGLISH, "London"))
    assert quotes(lab, labeler) == [(None, "London")]
    labeler.press("2")
    assert quotes(lab, labeler) == [("place", "London")]
    assert labeler.state()["selected"] == []
    labeler.select(*place(ENGLISH, "Ada"))
    assert quotes(lab, labeler) == [("place", "London"), (None, "Ada")]


def test_spans_nest_and_cross_and_a_click_picks_the_smallest(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    wanted = [
        "Charles Babbage about the Analytical Engine",
        "Charles Babbage",
        "Babbage about the Analytical",
        "Babbage",
    ]
    for words in wanted:
        labeler.select(*place(ENGLISH, words), alt=True)
    assert [text for _, text in quotes(lab, labeler)] == wanted
    for word, smallest in [("Babbage", 3), ("Charles", 1), ("about", 2), ("Engine", 0)]:
        labeler.click_text(ENGLISH.index(word) + 2)
        shown = labeler.state()
        [selected] = shown["selected"]
        assert [row["id"] for row in shown["annotations"]].index(selected) == smallest
    lab.screenshot("text-nested")


def test_a_selected_spans_ends_can_be_dragged_by_words_or_letters(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    start, end = place(ENGLISH, "Babbage")
    labeler.select(start, end)
    labeler.click_text(start + 1)
    labeler.pull_end((start, end), "start", ENGLISH.index("Charles") + 3)
    assert quotes(lab, labeler) == [("person", "Charles Babbage")]
    labeler.pull_end(place(ENGLISH, "Charles Babbage"), "end", end - 3, shift=True)
    assert quotes(lab, labeler) == [("person", "Charles Babb")]
    labeler.press("Control+z")
    labeler.press("Control+z")
    assert quotes(lab, labeler) == [("person", "Babbage")]
    labeler.press("Control+z")
    assert rows(lab, labeler) == []
    labeler.press("Control+Shift+z")
    assert quotes(lab, labeler) == [("person", "Babbage")]


def test_alt_marks_anew_even_where_an_end_could_be_grabbed(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    start, end = place(ENGLISH, "Babbage")
    labeler.select(start, end)
    labeler.click_text(start + 1)
    labeler.press("2")
    labeler.select(start, ENGLISH.index("about") + 5, alt=True)
    assert quotes(lab, labeler) == [("place", "Babbage"), ("person", "Babbage about")]


def test_everything_goes_by_keyboard(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    labeler.press("ArrowRight")  # to "Lovelace", from the top of what is seen
    for key in ("Shift+ArrowRight", "2"):
        labeler.press(key)
    assert quotes(lab, labeler) == [("place", "Lovelace")]
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "b"):
        labeler.press(key)
    assert quotes(lab, labeler)[1] == ("person", "wrote")
    for key in ("[", "Control+ArrowRight"):
        labeler.press(key)
    assert quotes(lab, labeler)[1] == ("person", "wrote to")
    for key in ("Control+Shift+ArrowLeft", "Control+Alt+ArrowLeft"):
        labeler.press(key)
    assert quotes(lab, labeler)[1] == ("person", "Lovelace wrote t")
    labeler.press("Delete")
    assert quotes(lab, labeler) == [("place", "Lovelace")]
    for key in ("Alt+ArrowRight", "Alt+Shift+ArrowRight", "Alt+Shift+ArrowRight", "3"):
        labeler.press(key)
    assert quotes(lab, labeler)[1][0] == "thing"


def test_no_emoji_and_no_combining_sequence_is_ever_cut(notebook):
    body = "x 👨‍👩‍👧‍👦 y 🇳🇱🇫🇷 z 👩🏽‍🚀 e\u0301te\u0301 नमस्ते ok"
    lab = opened(notebook, body)
    labeler = lab.labeler()
    wanted = ["👨‍👩‍👧‍👦", "🇳🇱", "👩🏽‍🚀", "te\u0301", "नमस्ते", "ok"]
    for words in wanted:
        labeler.select(*place(body, words), shift=True)
    assert [text for _, text in quotes(lab, labeler)] == wanted


TEXTS = {
    "Spanish": ("El presidente Pedro Sánchez viajó a Bogotá. ¿Cuándo volverá?", ["Pedro Sánchez", "Bogotá", "volverá"]),
    "Japanese": ("東京都に住む田中さんは、アップル社の製品を買った。", ["東京", "田中", "アップル"]),
    "Thai": ("สวัสดีครับ ผมอยู่ที่กรุงเทพ", ["สวัสดี", "กรุงเทพ"]),
    "Hebrew": ("שלום עולם, זה משפט בעברית עם English בתוכו ומספר 1234.", ["עולם", "English", "בעברית עם", "1234"]),
    "Arabic": ("مرحبا بالعالم، هذه جملة باللغة العربية مع كلمة London هنا.", ["بالعالم", "اللغة", "London"]),
    "line ends": ("first\\r\\n\\r\\nsecond\\tthird\\r\\nfourth", ["second", "third", "fourth"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_in_every_script_what_is_marked_is_what_is_kept(notebook, name):
    body, wanted = TEXTS[name]
    lab = opened(notebook, body)
    labeler = lab.labeler()
    for words in wanted:
        labeler.select(*place(body, words), shift=True)
    assert [text for _, text in quotes(lab, labeler)] == wanted
    lab.screenshot(f"text-{name}")


def test_where_spans_may_not_overlap_the_gesture_is_refused_with_a_sentence(notebook):
    lab = opened(notebook, ENGLISH, "spans=nbl.Spans(['person', 'place'], overlap=False)")
    labeler = lab.labeler()
    labeler.select(*place(ENGLISH, "Ada Lovelace"))
    labeler.select(*place(ENGLISH, "Lovelace wrote"))
    labeler.wait_status("may not overlap")
    assert quotes(lab, labeler) == [("person", "Ada Lovelace")]


def test_all_that_reads_the_same_is_labelled_at_once_and_undone_at_once(notebook):
    body = "he said that he met her; he, then the cat. He left."
    lab = opened(notebook, body)
    labeler = lab.labeler()
    labeler.select(0, 2)
    labeler.click_text(0)
    labeler.press("m")
    assert [start for start, *_ in rows(lab, labeler)] == [0, 13, 25]
    labeler.press("Control+z")
    assert [start for start, *_ in rows(lab, labeler)] == [0]


def test_find_goes_from_match_to_match_and_a_digit_labels_one(notebook):
    body = "London calling. " + "Nothing of note. " * 400 + "london again, and London once more."
    lab = opened(notebook, body)
    labeler = lab.labeler()
    labeler.press("Control+f")
    labeler.page.keyboard.type("london")
    labeler.press("Enter")
    lab.screenshot("text-find")
    labeler.press("Escape")
    labeler.press("2")
    start = body.index("london again")
    assert rows(lab, labeler) == [(start, start + 6, "place", "london")]


def test_the_quote_is_copied(notebook):
    lab = opened(notebook, ENGLISH)
    labeler = lab.labeler()
    labeler.select(*place(ENGLISH, "London, 1843 👩🏽‍🚀"))
    labeler.click_text(ENGLISH.index("London"))
    context = lab.page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    labeler.press("Control+c")
    labeler.wait_status("copied")
    assert lab.page.evaluate("() => navigator.clipboard.readText()") == "London, 1843 👩🏽‍🚀"
    context.clear_permissions()


def test_marking_goes_on_beyond_what_is_in_view(notebook):
    body = "\\n".join(f"line {n} of many" for n in range(60))
    lab = opened(notebook, body)
    labeler = lab.labeler()
    mouse = labeler.page.mouse
    mouse.move(*labeler.text_place(0))
    mouse.down()
    box = labeler.canvas.bounding_box()
    assert box is not None
    mouse.move(box["x"] + 100, box["y"] + box["height"] + 60)
    last = body.index("line 30")
    labeler.page.wait_for_function(
        "([root, words]) => root.querySelector('.nbl-page').textContent.includes(words)", arg=[labeler.root, "line 40"]
    )
    mouse.move(*labeler.text_place(last))
    mouse.up()
    assert rows(lab, labeler)[0][:2] == (0, last + 4)


def test_every_grapheme_is_hit_where_it_is_drawn(notebook):
    body = "il.e\u0301 👨‍👩‍👧‍👦🇳🇱 שלוֹם abc 12 مرحبا 東京 नमस्ते ok"
    lab = opened(notebook, body)
    labeler = lab.labeler()
    for _ in range(6):
        labeler.press("+")
    graphemes = labeler.page.evaluate("text => [...new Intl.Segmenter().segment(text)].map(each => each.segment)", body)
    start, wanted = 0, []
    for grapheme in graphemes:
        if not grapheme.isspace():
            labeler.select(start, start + len(grapheme), shift=True)
            wanted.append((start, start + len(grapheme), "person", grapheme))
        start += len(grapheme)
    assert rows(lab, labeler) == wanted


def test_keys_and_the_wheel_scroll_the_text_and_size_its_type(notebook):
    body = "\n".join(f"line {n} of many" for n in range(300))
    lab = opened(notebook, body)
    labeler = lab.labeler()
    seen = "([root, words]) => root.querySelector('.nbl-page').textContent.includes(words)"
    for key, words in [("End", "line 299"), ("Home", "line 0 "), ("PageDown", "line 25"), (" ", "line 40")]:
        labeler.press(key)
        labeler.page.wait_for_function(seen, arg=[labeler.root, words])
    labeler.press("Home")
    labeler.page.mouse.move(*labeler.text_place(0))
    labeler.page.mouse.wheel(0, 4000)
    labeler.page.wait_for_function(seen, arg=[labeler.root, "line 110"])
    labeler.press("+")
    assert labeler.state()["zoom"] > 1
    labeler.press("z")
    assert labeler.state()["zoom"] == 1
    assert rows(lab, labeler) == []
