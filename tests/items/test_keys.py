import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nblabel.items.keys import as_key, check_keys, from_wire, to_wire

texts = st.text(st.characters(exclude_categories=["Cs"]))
times = st.datetimes(timezones=st.none() | st.timezones()).map(pd.Timestamp)
nanoseconds = st.integers(-(2**62), 2**62).map(pd.Timestamp)


@settings(deadline=None)  # the machine may be busy
@given(texts | st.integers() | times | nanoseconds)
def test_a_key_comes_back_from_the_wire_as_it_was(key):
    assert from_wire(to_wire(key)) == key
    assert type(from_wire(to_wire(key))) is type(key)


@settings(deadline=None)
@given(times)
def test_one_moment_is_one_key_in_every_time_zone(moment):
    moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment
    assert to_wire(moment) == to_wire(moment.tz_convert("UTC"))


def test_text_and_number_are_different_keys():
    assert to_wire("1") == "s:1"
    assert to_wire(1) == "i:1"


def test_a_time_is_written_without_digits_it_does_not_need():
    assert to_wire(pd.Timestamp("2026-01-31 09:00").as_unit("ns")) == "t:2026-01-31T09:00:00"
    assert to_wire(pd.Timestamp(1)) == "t:1970-01-01T00:00:00.000000001"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (np.int64(3), 3),
        (np.str_("a"), "a"),
        (dt.datetime(2026, 1, 31), pd.Timestamp("2026-01-31")),  # noqa: DTZ001
        (np.datetime64("2026-01-31"), pd.Timestamp("2026-01-31")),
    ],
)
def test_the_types_of_numpy_and_python_become_keys(given, key):
    assert as_key(given) == key
    assert type(as_key(given)) is type(key)


@pytest.mark.parametrize(
    ("value", "error", "says"),
    [
        (1.5, TypeError, r"1\.5 is a float.*astype"),
        (float("nan"), TypeError, r"nan is a float"),
        (np.float32(2), TypeError, r"is a float"),
        (True, TypeError, r"True or False"),
        (np.bool_(True), TypeError, r"astype"),
        (None, ValueError, r"None is missing.*reset_index"),
        (pd.NaT, ValueError, r"NaT is missing"),
        (np.datetime64("NaT"), ValueError, r"missing"),
        (pd.NA, ValueError, r"<NA> is missing"),
        (("a", 1), TypeError, r"several levels.*join"),
        (dt.date(2026, 1, 31), TypeError, r"to_datetime"),
        ("\ud800", ValueError, r"half a character"),
    ],
)
def test_what_cannot_be_a_key_is_refused_with_the_mend(value, error, says):
    with pytest.raises(error, match=says):
        as_key(value)


def test_keys_of_two_types_are_refused_naming_both():
    with pytest.raises(TypeError, match=r"'a' is text but key 1 is a whole number"):
        check_keys(["a", 1])


def test_times_with_and_without_a_zone_are_refused_together():
    with pytest.raises(TypeError, match="time zone"):
        check_keys([pd.Timestamp("2026"), pd.Timestamp("2026", tz="UTC")])


def test_a_key_that_stands_twice_is_refused_by_name():
    with pytest.raises(ValueError, match=r"two items have the key 'b'"):
        check_keys(["a", "b", "b"])


def test_an_index_of_several_levels_is_refused_with_the_mend():
    with pytest.raises(TypeError, match=r"2 levels.*reset_index"):
        check_keys(pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))


@pytest.mark.parametrize("text", ["", "12", "x:1", "i:one", "t:yesterday?", "t:NaT"])
def test_what_is_no_typed_key_is_refused(text):
    with pytest.raises(ValueError, match="is not a typed key"):
        from_wire(text)
