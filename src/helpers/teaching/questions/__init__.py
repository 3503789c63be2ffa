"""Judging and showing the questions of a quiz, without widgets."""
