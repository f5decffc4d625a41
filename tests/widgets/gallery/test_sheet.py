"""Tiles and words of a gallery's sheet."""

from hypothesis import given
from hypothesis import strategies as st

from nblabel.widgets.gallery.sheet import lay_out
from nblabel.widgets.gallery.words import wrapped

counts = st.lists(st.integers(1, 60), min_size=1, max_size=5)


@given(counts, st.sampled_from([(128, 128), (224, 128)]))
def test_no_two_tiles_overlap_and_all_lie_on_the_sheet(counts, tile):
    sheet = lay_out([str(n) for n in range(len(counts))], counts, tile)
    assert len(sheet.tiles) == sum(counts)
    places = {(each.x, each.y) for each in sheet.tiles}
    assert len(places) == len(sheet.tiles)
    for x, y in places:
        assert 0 <= x <= sheet.width - tile[0]
        assert 0 <= y <= sheet.height - tile[1]
        near = [(a, b) for a, b in places if (a, b) != (x, y) and abs(a - x) < tile[0] and abs(b - y) < tile[1]]
        assert near == []


@given(counts)
def test_a_heading_stands_above_the_first_tile_of_its_group(counts):
    sheet = lay_out(["title"] * len(counts), counts, (128, 128))
    for group, heading in enumerate(sheet.headings):
        first = next(tile for tile in sheet.tiles if tile.group == group)
        assert first.y - heading == sheet.heading


def test_a_group_without_a_title_has_no_heading():
    assert lay_out([""], [3], (128, 128)).headings == (None,)


@given(st.text(alphabet="ab \n\téß", max_size=120), st.integers(1, 20), st.integers(1, 6))
def test_wrapped_lines_are_pieces_of_the_text_where_they_say(text, columns, rows):
    lines = wrapped(text, columns=columns, rows=rows)
    assert len(lines) <= rows
    for line in lines:
        assert len(line.text) <= columns
        piece = text[line.start : line.start + len(line.text)]
        assert line.text == piece.replace("\t", " ").replace("\r", " ")
