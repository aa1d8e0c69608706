"""A market that lives for thirty days, with noise every day and faults on some, whose true events are known.

`words` writes the ads, `world` decides what happens, `visits` what a crawl finds of it, `oracle` compares what was told
with what happened, `values` plays a market through the decision and the store, `web` over HTTP with the real commands.
"""
