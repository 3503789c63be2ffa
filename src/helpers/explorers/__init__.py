"""Explorers: controls that redraw one transparent chart."""
