"""The shape of the site: permalinks, taxonomies, periods and slugs."""
