"""The lessons: what each one adds to the helpers, and the face that a notebook sees.

A lesson ``NN`` adds two files to this folder and touches no other: ``lesson_NN.toml`` (name,
title and minutes) and ``lesson_NN.py`` (its explorers). The notebook opens with::

    background = lesson("01-background-union-state")
"""

from helpers.lessons.face import Lesson, known, lesson

__all__ = ["Lesson", "known", "lesson"]
