-- All that the archive knows. Safe to delete: the next build makes it anew out of the captures.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE capture (
  path TEXT PRIMARY KEY,
  stamp TEXT NOT NULL,
  broken INTEGER NOT NULL,
  findings BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE article (
  path TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  page TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  date TEXT NOT NULL,
  publisher TEXT NOT NULL,
  language TEXT NOT NULL,
  digest TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  record BLOB NOT NULL
);
CREATE INDEX article_page ON article (page, path, state);
CREATE INDEX article_title ON article (title_key);

CREATE TABLE address (key TEXT, path TEXT, PRIMARY KEY (key, path)) WITHOUT ROWID;
CREATE INDEX address_path ON address (path);

CREATE TABLE reference (
  path TEXT,
  n INTEGER,
  place TEXT NOT NULL,
  text TEXT NOT NULL,
  href TEXT NOT NULL,
  line INTEGER,
  "column" INTEGER,
  kind TEXT NOT NULL,
  canonical TEXT,
  key TEXT,
  title_key TEXT,
  snapshot TEXT,
  host TEXT,
  repaired INTEGER NOT NULL,
  PRIMARY KEY (path, n)
) WITHOUT ROWID;
CREATE INDEX reference_key ON reference (key) WHERE key IS NOT NULL;
CREATE INDEX reference_title ON reference (title_key) WHERE title_key IS NOT NULL;

CREATE INDEX reference_host ON reference (host, canonical) WHERE host IS NOT NULL;

CREATE TABLE page (
  path TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL
) WITHOUT ROWID;
