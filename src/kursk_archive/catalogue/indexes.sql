-- Of what is entered, by other than its article: made once all is entered, since sorted first they take a fifth of the time.

CREATE INDEX IF NOT EXISTS article_page ON article (page, path, state);
CREATE INDEX IF NOT EXISTS address_key ON address (key, path);
CREATE INDEX IF NOT EXISTS reference_key ON reference (key, article_date, path) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS reference_title ON reference (title_key) WHERE title_key IS NOT NULL;
