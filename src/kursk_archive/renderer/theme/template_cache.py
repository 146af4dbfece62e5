"""Keeps the code of compiled templates from one run to the next."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from kursk_archive.core import i18n
from kursk_archive.core.user_cache import keep, read_kept
from kursk_archive.version import __version__


class TemplateCache(jinja2.BytecodeCache):
    """The compiled templates of one environment."""

    def __init__(self, language: str) -> None:
        """Keep templates of one language, whose messages stand in the code."""
        self.language = language

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return "\n".join((name, str(filename), self.language))

    def get_source_checksum(self, source: str) -> str:
        return _program_digest(i18n.po_files()) + sha256(source.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        if data := read_kept(bucket.key, bucket.checksum.encode()):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep(bucket.key, bucket.checksum.encode(), bucket.bytecode_to_string())


@cache
def _program_digest(catalogues: tuple[Path, ...]) -> str:
    """Hash all else that decides what a template is compiled to."""
    digest = sha256(f"{__version__} {jinja2.__version__}".encode())
    for path in (*sorted(Path(__file__).parent.glob("*.py")), *catalogues):
        digest.update(path.read_bytes())
    return digest.hexdigest()
