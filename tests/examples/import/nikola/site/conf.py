import time

BLOG_TITLE = "The Fictional Herald"
SITE_URL = "https://news.example/"
DEFAULT_LANG = "en"
TRANSLATIONS = {DEFAULT_LANG: "", "uk": "./uk"}
POSTS = (("posts/*.md", "posts", "post.tmpl"), ("posts/*.rst", "posts", "post.tmpl"))
PRETTY_URLS = False
CREATED = time.time()
raise SystemExit("settings are a program, and nobody runs it")
