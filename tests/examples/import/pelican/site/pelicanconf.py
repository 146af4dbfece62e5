SITENAME = "The Fictional Herald"
SITEURL = "https://news.example"
DEFAULT_LANG = "en"
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
IGNORE_FILES = ["*.bak.md"]
raise SystemExit("settings are a program, and nobody runs it")
