"""kursk-archive turns a folder of captured news articles into an archive for any static web server."""

from typing import TYPE_CHECKING, Any

from kursk_archive.config import Config, read_config
from kursk_archive.core.events import BuildReport
from kursk_archive.version import __version__

if TYPE_CHECKING:
    from kursk_archive.pipeline.build import build, check

__all__ = ["BuildReport", "Config", "__version__", "build", "check", "read_config"]


def __getattr__(name: str) -> Any:
    """Import `build` and `check` when they are asked for: that takes 40 ms, and `--help` needs neither."""
    if name not in ("build", "check"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kursk_archive.pipeline import build as pipeline

    return getattr(pipeline, name)
