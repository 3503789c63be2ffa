"""Lesson 00, start here: the map of the places of the course."""

from helpers.explorers.places import places_explorer

EXPLORERS = {
    "places": lambda: places_explorer(
        question="Which kinds of places lie close to the border with Poland?"
    )
}
