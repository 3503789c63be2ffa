"""The data of the course: tables with types, descriptions and sources.

>>> from helpers import data
>>> timeline = data.load("timeline")     # a typed DataFrame
>>> data.describe("timeline")            # what every column means   # doctest: +SKIP
>>> data.sources("timeline")             # where it comes from       # doctest: +SKIP
"""

from helpers.data.citations import sources
from helpers.data.dictionary import describe, tables
from helpers.data.geometry import geojson
from helpers.data.loading import load
from helpers.data.package import date_of_knowledge

__all__ = [
    "date_of_knowledge",
    "describe",
    "geojson",
    "load",
    "sources",
    "tables",
]


def __dir__() -> list[str]:
    return __all__
