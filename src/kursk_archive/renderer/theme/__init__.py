"""Templates: the Jinja environment, its filters and its translations."""
