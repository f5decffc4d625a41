import pytest

from nblabel.items import ItemError, open_items


def test_bytes_are_sent_as_they_are(write):
    data = write("a.jpg").read_bytes()
    source = open_items([data, bytearray(data), memoryview(data)])

    assert [source.asset(at).data for at in range(3)] == [data] * 3
    assert source.asset(0).mime == "image/jpeg"


def test_bytes_are_known_by_where_they_stand(write):
    source = open_items([write("a.jpg").read_bytes()])
    assert source.keys == (0,)
    assert not source.natural
    assert source.item(0).path is None


def test_bytes_have_no_stamp_because_an_equal_size_proves_nothing(write):
    assert open_items([write("a.jpg").read_bytes()]).stamp(0) is None


def test_bytes_that_are_no_image_say_so():
    with pytest.raises(ItemError, match="item 0 is not an image"):
        open_items([b"hello"]).asset(0)
