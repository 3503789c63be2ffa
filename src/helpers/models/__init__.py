"""Models of the explorers: pure functions, no widgets, no charts, no files."""
