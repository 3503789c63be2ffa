"""Lesson 00, start here: the claims as a table, and the map of the places of the course."""

from helpers.explorers.claims import claims_explorer
from helpers.explorers.places import places_explorer

EXPLORERS = {
    "claims": lambda: claims_explorer(
        question="In which tracks does the paper sound certain of the future?"
    ),
    "map": lambda: places_explorer(
        question="Which kinds of places lie close to the border with Poland?"
    ),
}
