"""Sites written for one test, and their import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kursk_archive.importers import ImportEvent, ImportOptions, import_paths

NOW = datetime(2024, 8, 20, 12, tzinfo=UTC)
ImportSite = Callable[..., list[ImportEvent]]


@pytest.fixture
def import_site(tmp_path: Path) -> ImportSite:
    """Return a function that imports a site, given as path → text, into `content` beside it, on 20 August 2024."""

    def run(files: dict[str, str | bytes], **options: Any) -> list[ImportEvent]:
        for name, data in files.items():
            file = tmp_path / "site" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data.encode() if isinstance(data, str) else data)
        (tmp_path / "content").mkdir(exist_ok=True)
        return list(import_paths([tmp_path / "site"], tmp_path / "content", ImportOptions(now=NOW, **options)))

    return run
