"""Text → value. Each reader returns None (or an empty value) for what an ad does not say, and never guesses.

`salary` and `job` are the two doors; behind them `layout` says where things stand, `pay`, `facts` and `asks` read them,
and `words` holds the vocabularies as data.
"""
