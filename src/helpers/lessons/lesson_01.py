"""Lesson 01, background: the timeline up to the day that the paper analyses."""

from helpers.explorers.timeline import timeline_explorer

LAST_DAY = "2021-11-04"

EXPLORERS = {
    "timeline": lambda: timeline_explorer(
        LAST_DAY,
        question="In which years did energy fill the timeline, and when did treaties?",
    )
}
