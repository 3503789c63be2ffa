"""The helper module of the course: data, charts and the face of a lesson.

A lesson needs three names::

    from helpers import charts, data, lesson

``data`` loads the tables of the course with types and sources, ``charts`` gives charts
their alternative text and source line, ``lesson`` opens a lesson. The package itself
imports nothing: the Jupyter server reads :mod:`helpers.server` when a notebook is saved
and must not wait for pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers import charts, claims, data, installation
    from helpers.lessons import lesson

__version__ = "0.1.0"
__all__ = ["charts", "claims", "data", "installation", "lesson"]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "lesson":
        return import_module("helpers.lessons").lesson
    if name in __all__:
        return import_module(f"helpers.{name}")
    raise AttributeError(f"module 'helpers' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
