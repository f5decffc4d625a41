import pandas as pd

from nblabel.items import open_items


def test_the_index_of_a_series_is_the_key(write, tmp_path):
    write("a.png")
    source = open_items(pd.Series(["a.png"], index=["x"], name="shots"), root=tmp_path)
    assert source.keys == ("x",)
    assert source.natural
    assert source.name == "shots"
    assert source.rows is None
    assert source.extent(0).width == 60


def test_a_series_with_the_default_index_is_known_by_where_its_values_stand(photo):
    source = open_items(pd.Series([photo]))
    assert source.keys == (0,)
    assert not source.natural
