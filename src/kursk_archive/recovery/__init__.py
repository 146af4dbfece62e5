"""Finds the addresses of lost links in another copy of the same article: a saved page, a crawl, a snapshot."""
