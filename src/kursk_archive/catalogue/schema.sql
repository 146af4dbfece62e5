-- The catalogue: everything the archive knows. Safe to delete: the next build makes it anew from the captures.

CREATE TABLE build_state ( -- one row; build_state.py says what each column is for
  id INTEGER PRIMARY KEY CHECK (id = 1),
  build_id INTEGER NOT NULL DEFAULT 0,
  publication TEXT NOT NULL DEFAULT 'none',
  loader_fingerprint TEXT NOT NULL DEFAULT '',
  site_fingerprint TEXT NOT NULL DEFAULT '',
  site_shape TEXT NOT NULL DEFAULT '',
  search_indexes TEXT NOT NULL DEFAULT '',
  kept_outputs TEXT NOT NULL DEFAULT '',
  totals TEXT NOT NULL DEFAULT '',
  reservations TEXT NOT NULL DEFAULT ''
);
INSERT INTO build_state (id) VALUES (1);

CREATE TABLE capture (
  capture_path TEXT PRIMARY KEY,
  file_stamp TEXT NOT NULL, -- size and times of the file, its sidecar and its images; see loader/images.py
  file_sha256 TEXT NOT NULL, -- empty if it cannot be read
  failed INTEGER NOT NULL, -- an article of it cannot be published as it is now
  unknown_articles INTEGER NOT NULL, -- of these, how many have no earlier row in `article`; negative if one is withheld
  findings BLOB NOT NULL -- JSON
) WITHOUT ROWID;
CREATE INDEX capture_unknown ON capture (unknown_articles) WHERE unknown_articles; -- none, most of the time

-- What the crawls of a folder may show of each other; see crawls.py. Times are in seconds since 1970.
CREATE TABLE crawl (
  capture_path TEXT PRIMARY KEY,
  folder TEXT NOT NULL,
  lends INTEGER NOT NULL, -- nothing withholds it
  first_page INTEGER NOT NULL,
  last_page INTEGER NOT NULL,
  first_resource INTEGER NOT NULL,
  last_resource INTEGER NOT NULL,
  size INTEGER NOT NULL, -- of its table, in entries
  sources_json TEXT NOT NULL,
  neighbours_json TEXT NOT NULL, -- the crawls that its pages were offered, by path
  lenders_json TEXT NOT NULL, -- those of them that a page shows something of
  needs BLOB NOT NULL, -- what its pages ask for
  entries BLOB NOT NULL
);
CREATE INDEX crawl_folder ON crawl (folder);

-- What lists show of an article. Its text and terms stand in article_content, so that a list reads few pages of the file.
-- With a rowid: in the tree of a key, rows of this length fill a fourth of the file's pages, and one in ten of the rest.
CREATE TABLE article (
  article_id TEXT PRIMARY KEY NOT NULL, -- the capture's path, or PATH#KEY where a file holds several articles
  capture_path TEXT NOT NULL,
  stated_state TEXT NOT NULL, -- published, withheld, draft, as its own metadata state
  stands_alone INTEGER NOT NULL, -- its status is its own, whatever other captures of the article state
  wanted_path TEXT NOT NULL, -- the address that its date and slug ask for
  source_key BLOB NOT NULL, -- of its source; empty without one
  captured_at TEXT NOT NULL,
  language_suffix TEXT NOT NULL, -- of its address, where a version in another language has the same name
  text_digest BLOB NOT NULL, -- of its text without white space: the same text was seen again
  detail_digest BLOB NOT NULL, -- of byline and links, which captures of another form may lack
  original TEXT NOT NULL, -- web address of the original; empty without one
  snapshots_json TEXT NOT NULL, -- addresses of snapshots of it that source and aliases are: [url, ...]; empty for none
  form TEXT NOT NULL, -- capture format and address: captures of one form state the same details
  -- The next ten depend on other articles; see settle.py.
  state TEXT NOT NULL,
  has_page INTEGER NOT NULL, -- neither a draft nor a copy
  output_path TEXT NOT NULL, -- its address
  copy_of TEXT NOT NULL, -- the article with the same bytes whose page shows both
  withheld_by TEXT NOT NULL, -- the capture of the same article that withholds it
  edition_of TEXT NOT NULL, -- the latest edition of the article, which may be itself; empty if there is one capture
  same_text_as TEXT NOT NULL, -- the edition whose text it has: it was seen again
  edition_path TEXT NOT NULL, -- the page of its edition, beside the article's; empty if it has none
  edition_count INTEGER NOT NULL, -- editions of the article, in the row of the latest; 0 elsewhere
  alias_path TEXT NOT NULL, -- the address where it was published before another page showed it; empty for none
  title TEXT NOT NULL,
  title_key BLOB NOT NULL,
  date TEXT NOT NULL,
  publisher TEXT NOT NULL,
  language TEXT NOT NULL,
  record_sha256 TEXT NOT NULL,
  capture_sha256 TEXT NOT NULL,
  published_suffix TEXT NOT NULL,
  has_original INTEGER NOT NULL,
  modified TEXT NOT NULL,
  noindex INTEGER NOT NULL,
  images_msgpack BLOB NOT NULL
);

CREATE TABLE article_content (
  article_id TEXT PRIMARY KEY,
  terms_json TEXT NOT NULL, -- the terms it is listed under once published: [[taxonomy, slug, label, weight], ...]
  data_row BLOB NOT NULL, -- the article's line in the data files
  article_msgpack BLOB NOT NULL
);

-- Keys of the addresses that an article is known by, of its path, and of its bytes.
CREATE TABLE article_url (article_id TEXT, url_key BLOB, PRIMARY KEY (article_id, url_key)) WITHOUT ROWID;

-- Keys of the names by which notes link to an article; few archives have any. Unlike addresses they tell nothing else.
CREATE TABLE article_name (article_id TEXT, name_key BLOB, PRIMARY KEY (article_id, name_key)) WITHOUT ROWID;

CREATE TABLE link (
  article_id TEXT,
  ordinal INTEGER,
  article_date TEXT NOT NULL, -- for the index by key
  region TEXT NOT NULL,
  text TEXT NOT NULL,
  href TEXT NOT NULL,
  line INTEGER,
  "column" INTEGER,
  kind TEXT NOT NULL, -- what its address says of itself; resolved_link has what it came to
  canonical TEXT,
  url_key BLOB,
  title_key BLOB, -- of the title that a lost link has as its text, or of the name that a note calls another by
  snapshot TEXT,
  host TEXT,
  repaired INTEGER NOT NULL,
  method TEXT, -- this and the next four: the evidence of a repair that was found in another copy
  witness TEXT,
  witness_sha256 TEXT,
  witness_date TEXT,
  confidence TEXT,
  PRIMARY KEY (article_id, ordinal)
) WITHOUT ROWID;

CREATE INDEX link_lent ON link (article_id) WHERE method = 'edition'; -- with addresses of other captures; few

-- The rows of permalinks.csv, as they were last read or written.
CREATE TABLE reservation (
  permalink TEXT PRIMARY KEY,
  line INTEGER NOT NULL,
  article_id TEXT NOT NULL,
  source_key BLOB NOT NULL, -- of an edition's page: key of the capture's digest
  is_edition INTEGER NOT NULL -- the page is that of an edition
) WITHOUT ROWID;
CREATE INDEX reservation_article ON reservation (article_id);
CREATE INDEX reservation_source ON reservation (source_key) WHERE source_key != x'';

CREATE TABLE output_file (
  output_path TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL, -- nanoseconds
  build_id INTEGER NOT NULL, -- the last build that planned it
  manifest TEXT NOT NULL -- the manifest that lists it
) WITHOUT ROWID;
CREATE INDEX output_file_manifest ON output_file (manifest);

-- Derived from the above by derive.py, and kept so that an edit does not derive everything anew.

CREATE VIEW visible_article AS SELECT * FROM article WHERE has_page;
CREATE VIEW published_article AS SELECT * FROM article WHERE has_page AND state = 'published';

-- Few, so that asking whether an article is published costs little.
CREATE TABLE unpublished_article (article_id TEXT PRIMARY KEY) WITHOUT ROWID;

-- What an edition changed from the one before; see revisions.py.
CREATE TABLE revision (
  article_id TEXT, -- the latest edition of the article
  number INTEGER, -- of the later edition, by time; the first edition is 0
  before_sha256 TEXT NOT NULL, -- of the record of the earlier edition
  after_sha256 TEXT NOT NULL,
  publisher TEXT NOT NULL, -- slug of its term; empty for none
  day TEXT NOT NULL, -- on which the later one was captured; empty if that is not known
  moment TEXT NOT NULL, -- the same with its time, in UTC
  permalink TEXT NOT NULL, -- of the article
  page TEXT NOT NULL, -- of the later edition
  has_changes INTEGER NOT NULL, -- the text is not the same
  pair_msgpack BLOB NOT NULL,
  change_msgpack BLOB NOT NULL,
  revision_msgpack BLOB NOT NULL,
  PRIMARY KEY (article_id, number)
);
CREATE INDEX revision_records ON revision (before_sha256, after_sha256);
-- They cover what counts and lists ask for: a row is kilobytes long.
CREATE INDEX revision_day ON revision (day, publisher) WHERE has_changes;
CREATE INDEX revision_moment ON revision (moment DESC, permalink, page) WHERE has_changes;
CREATE INDEX revision_publisher ON revision (publisher, moment DESC, permalink, page) WHERE has_changes;

CREATE TABLE link_target (
  article_id TEXT, ordinal INTEGER, target_id TEXT NOT NULL, PRIMARY KEY (article_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX link_target_target ON link_target (target_id);

-- Only a link with a target can come to something else than its address says; see core/link_outcome.py.
CREATE VIEW resolved_link AS
  SELECT link.*, target_id, CASE WHEN target_id IS NULL THEN kind ELSE final_kind(kind, 1) END AS final_kind
  FROM link LEFT JOIN link_target USING (article_id, ordinal)
  -- A version in another language that is withheld is not named.
  WHERE NOT (region = 'translation' AND target_id IS NULL AND (kind = 'relative' OR EXISTS (
    SELECT 1 FROM article_url JOIN unpublished_article USING (article_id) WHERE article_url.url_key = link.url_key)));

-- The published articles under each term; the calendar is the taxonomy ''.
CREATE TABLE article_term (
  taxonomy TEXT,
  slug TEXT,
  date TEXT,
  article_id TEXT,
  label TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (taxonomy, slug, date, article_id)
) WITHOUT ROWID;
CREATE TABLE term (
  taxonomy TEXT,
  slug TEXT,
  label TEXT NOT NULL, -- as most of its articles spell it
  link_count INTEGER NOT NULL,
  article_count INTEGER NOT NULL,
  PRIMARY KEY (taxonomy, slug)
) WITHOUT ROWID;
-- How often its articles spell it so: an addition does not count all articles of a language again.
CREATE TABLE term_label (
  taxonomy TEXT,
  slug TEXT,
  label TEXT,
  link_count INTEGER NOT NULL,
  article_count INTEGER NOT NULL,
  PRIMARY KEY (taxonomy, slug, label)
) WITHOUT ROWID;
-- How many articles a term has in each month, or how many links a host, so that an edit does not count those of all years.
CREATE TABLE term_month (
  taxonomy TEXT,
  slug TEXT,
  month TEXT, -- a year where no more is known, empty without a date
  count INTEGER NOT NULL,
  PRIMARY KEY (taxonomy, slug, month)
) WITHOUT ROWID;
CREATE TABLE link_kind_count (
  article_id TEXT,
  kind TEXT,
  day TEXT NOT NULL, -- of the article; a month or a year where no more is known
  link_count INTEGER NOT NULL,
  PRIMARY KEY (article_id, kind)
) WITHOUT ROWID;
-- Its sums, so that an edit does not count the articles of the whole archive.
CREATE TABLE link_kind_day (
  kind TEXT,
  day TEXT,
  article_count INTEGER NOT NULL,
  link_count INTEGER NOT NULL,
  PRIMARY KEY (kind, day)
) WITHOUT ROWID;
-- The addresses that several published articles link to, each by its key.
CREATE TABLE shared_address (url_key BLOB PRIMARY KEY, article_count INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX shared_address_count ON shared_address (article_count DESC, url_key);

-- What has changed since the last complete build; a killed build leaves it to the next. changes.py says what the kinds are.
CREATE TABLE change (
  kind TEXT,
  key BLOB,
  date TEXT,
  article_id TEXT,
  weight INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, key, date, article_id)
) WITHOUT ROWID;
-- Articles whose outputs the changes can have made stale; fingerprints decide.
CREATE TABLE stale_article (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
