SITENAME = "A fictional archive"
SITEURL = "https://archive.example"
AUTHOR = "Jane Doe"
TIMEZONE = "UTC"
THEME = "theme"
PLUGIN_PATHS = ["."]
PLUGINS = ["reading", "sitemap"]
USE_FOLDER_AS_CATEGORY = False
ARTICLE_URL = ARTICLE_SAVE_AS = "articles/{date:%Y}/{date:%m}/{date:%d}/{slug}.html"
TAG_URL = TAG_SAVE_AS = "topics/{slug}.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = ""
DIRECT_TEMPLATES = ["index"]
FEED_ALL_RSS = "index.xml"
FEED_MAX_ITEMS = 20
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
