"""The 404 page of an archive that has none of its own, in the archive's style."""

from __future__ import annotations

from string import Template

from markupsafe import escape

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<header class="masthead">
<p class="nameplate"><a href="/index.html">Archive home</a></p>
</header>
<main id="main">
<div class="row">
<header class="headline">
<h1>$title</h1>
<p>$text</p>
</header>
</div>
</main>
</body>
</html>
""")


def not_found_page(url_path: str, is_built: bool) -> str:
    """Return the HTML for a missing page, or for any page before the first build has finished."""
    if not is_built:
        return _PAGE.substitute(title="Not built yet", text="This page reloads when the first build is done.")
    text = f"Nothing is published at <code>{escape(url_path)}</code>."
    return _PAGE.substitute(title="Page not found", text=text)
