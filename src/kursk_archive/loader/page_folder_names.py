"""Names of the folders that browsers save beside a page."""

from __future__ import annotations

import re

PAGE_FOLDER_ENDINGS = tuple(
    "_files .files -Dateien _fichiers _archivos _arquivos _ficheiros _file -file _bestanden _pliki _soubory -filer"
    " _tiedostot _elemei _dosyalar _datoteke _fajlovi _fitxers _fitxategiak _failid _fails _bylos".split()
)
"""Of the folder of a page that a browser saves with its images, in the browser's language. Source: Microsoft, list of
suffixes of connected files."""
PAGE_FOLDER = re.compile(f"(.+)(?:{'|'.join(map(re.escape, PAGE_FOLDER_ENDINGS))})")
"""Names of such folders; the group is that of the page, without its suffix."""
