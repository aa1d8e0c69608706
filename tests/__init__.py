"""The suite. Texts and employers in it are invented."""
