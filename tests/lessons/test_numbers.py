"""The numbers of every lesson: each one that is printed is computed from the data."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tests import prose
from tests.course import NAMES


def numbers(name: str) -> dict[str, Any]:
    """Give the phrases of a lesson with a number, and what computes it."""
    found: dict[str, Any] = import_module(f"tests.lessons.test_lesson_{name[:2]}").NUMBERS
    return found


PHRASES = [(name, phrase) for name in NAMES for phrase in numbers(name)]


@pytest.mark.parametrize(("name", "phrase"), PHRASES)
def test_number_in_the_prose(name: str, phrase: str) -> None:
    prose.check(name, phrase, numbers(name)[phrase])


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_checked(name: str) -> None:
    found = prose.unchecked(name, numbers(name))
    assert not found, "\n".join(found)
