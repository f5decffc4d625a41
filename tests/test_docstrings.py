"""What is public says all a caller needs, in numpydoc's form."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

import nblabel

HELD = {
    "GL05": "tabs",
    "GL06": "an unknown section",
    "GL07": "sections out of order",
    "GL08": "no docstring",
    "PR01": "a parameter is left out",
    "PR02": "a parameter that is not there",
    "PR03": "parameters out of order",
    "RT02": "one return value has a name",
    "SS01": "no summary",
    "SS02": "the summary does not begin with a capital letter",
    "SS03": "the summary does not end with a full stop",
}


def public() -> Iterator[str]:
    """Give the dotted names of all that is public, with the methods nblabel itself defines."""
    for name in nblabel.__all__:
        thing = getattr(nblabel, name)
        if callable(thing):
            yield f"nblabel.{name}"
        if inspect.isclass(thing):
            ours = [base for base in thing.__mro__ if base.__module__.startswith("nblabel")]
            members = {member: value for base in ours for member, value in vars(base).items()}
            for member, value in members.items():
                if not member.startswith("_") and isinstance(value, (property, classmethod, type(public))):
                    yield f"nblabel.{name}.{member}"


def named(dotted: str) -> object:
    thing: object = nblabel
    for part in dotted.split(".")[1:]:
        thing = getattr(thing, part)
    return thing


# numpydoc looks at every attribute of a widget, ipywidgets' deprecated ones too.
@pytest.mark.filterwarnings(r"ignore:Widget.* is deprecated:DeprecationWarning")
@pytest.mark.parametrize("dotted", sorted(set(public())))
def test_a_public_docstring_is_whole(dotted):
    # A method that a sentence explains may do without the section; one that has the section has all of it.
    listed = bool(NumpyDocString(inspect.getdoc(named(dotted)) or "")["Parameters"])
    found = [(code, why) for code, why in validate(dotted)["errors"] if code in HELD and (listed or code != "PR01")]
    assert found == []


@pytest.mark.parametrize("name", [name for name in nblabel.__all__ if callable(getattr(nblabel, name))])
def test_every_public_name_has_an_example(name):
    assert ">>>" in (inspect.getdoc(getattr(nblabel, name)) or "")
