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
  changed TEXT NOT NULL,
  hidden INTEGER NOT NULL,
  pictures BLOB NOT NULL,
  line BLOB NOT NULL,
  record BLOB NOT NULL
);
CREATE INDEX article_page ON article (page, path, state);

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

-- Where an article is listed: under its topics, its publisher, the hosts that it cites. An index of `key`s by date.
CREATE TABLE shelf (
  facet TEXT,
  key TEXT,
  date TEXT,
  path TEXT,
  label TEXT NOT NULL,
  n INTEGER NOT NULL,
  shown INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (facet, key, date, path)
) WITHOUT ROWID;
CREATE INDEX shelf_path ON shelf (path);

CREATE TABLE page (
  path TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,
  build INTEGER NOT NULL,
  list TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX page_list ON page (list);

-- What follows from the above, kept so that one edit does not work it out anew.

CREATE TABLE shown (
  path TEXT PRIMARY KEY,
  page TEXT NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  date TEXT NOT NULL,
  publisher TEXT NOT NULL,
  language TEXT NOT NULL,
  digest TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  changed TEXT NOT NULL,
  hidden INTEGER NOT NULL,
  pictures BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX shown_page ON shown (page);
CREATE INDEX shown_date ON shown (date, path, state, changed, hidden);
CREATE INDEX shown_title ON shown (title_key);

CREATE TABLE target (path TEXT, n INTEGER, article TEXT NOT NULL, PRIMARY KEY (path, n)) WITHOUT ROWID;
CREATE INDEX target_article ON target (article);

-- Of the published articles.
CREATE TABLE kinds (path TEXT, kind TEXT, count INTEGER NOT NULL, PRIMARY KEY (path, kind)) WITHOUT ROWID;
CREATE TABLE value (
  facet TEXT,
  key TEXT,
  label TEXT NOT NULL,
  count INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  PRIMARY KEY (facet, key)
) WITHOUT ROWID;

-- What has changed since the last build that was published whole; a killed build leaves it for the next.

CREATE TABLE touched_path (path TEXT PRIMARY KEY) WITHOUT ROWID;
-- Of these only what their own pages and the data files show.
CREATE TABLE touched_text (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE touched_page (page TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE touched_key (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE touched_title (title_key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE touched_date (date TEXT, path TEXT, PRIMARY KEY (date, path)) WITHOUT ROWID;
CREATE TABLE touched_shelf (
  facet TEXT, key TEXT, date TEXT, path TEXT, n INTEGER NOT NULL, PRIMARY KEY (facet, key, date, path)
) WITHOUT ROWID;
CREATE TABLE touched_label (facet TEXT, key TEXT, label TEXT NOT NULL, PRIMARY KEY (facet, key)) WITHOUT ROWID;
CREATE TABLE due (path TEXT PRIMARY KEY) WITHOUT ROWID;
