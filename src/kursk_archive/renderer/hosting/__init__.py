"""Files for web servers and crawlers: headers, sitemaps, nginx."""
