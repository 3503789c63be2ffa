"""The lessons: what each one adds to the helpers, and the face that a notebook sees.

A lesson ``NN`` adds two files to this folder and touches no other: ``lesson_NN.toml`` (what it
says: objectives, exercises, quiz) and ``lesson_NN.py`` (what it computes: explorers, reference
solutions). The notebook opens with::

    background = lesson("01-background-union-state")
"""

from helpers.lessons.face import Lesson, known, lesson

__all__ = ["Lesson", "known", "lesson"]
