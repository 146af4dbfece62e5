"""What each process of the pool needs, imported once before they are forked."""

from __future__ import annotations

import kursk_archive.jobs
import kursk_archive.shards  # noqa: F401
