"""Measurements: how right the readers are on labelled texts, and how fast. Run by `make bench`."""
