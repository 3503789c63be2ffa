"""Keeping records on disk, so that nothing is lost."""
