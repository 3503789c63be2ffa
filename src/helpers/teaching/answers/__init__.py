"""Comparing an answer with the right one: kindly with its form, exactly with its content."""
