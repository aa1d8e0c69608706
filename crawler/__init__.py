"""Network in: turns a source into postings and a verdict on how far it was read. Scrapy and parsel live here only."""
