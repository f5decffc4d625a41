import pytest

from nblabel.items import open_items


def test_the_keys_of_a_dict_are_the_keys(photo):
    source = open_items({"before": photo, "after": photo[::-1]})
    assert source.keys == ("before", "after")
    assert source.natural


def test_a_dict_with_float_keys_is_refused(photo):
    with pytest.raises(TypeError, match="is a float"):
        open_items({0.5: photo})
