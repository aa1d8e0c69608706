"""Text → value. Each reader returns None (or an empty value) for what an ad does not say, and never guesses."""
