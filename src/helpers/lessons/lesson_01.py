"""Lesson 01, background: the timeline up to the day that the paper analyses."""

from helpers.explorers.timeline import timeline_explorer

LAST_DAY = "2021-11-04"

EXPLORERS = {
    "timeline": lambda: timeline_explorer(
        LAST_DAY,
        question="Is there an event of the category energy after 2010? Who are the actors of 2020?",
    )
}
