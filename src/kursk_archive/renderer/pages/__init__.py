"""HTML pages, a module for each kind."""
