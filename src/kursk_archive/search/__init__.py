"""The archive's full-text search: its page, and an index that needs no server."""
