"""Scrapy's spiders: one, which walks any board."""
