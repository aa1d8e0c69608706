"""Readers that boards share: markup → raw postings, text, links."""
