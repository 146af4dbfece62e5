"""The archive's full-text search, built with Pagefind."""
