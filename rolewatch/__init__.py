"""Composition and people: configuration, the recorder, the digest, the commands."""

__version__ = "0.1.0"
