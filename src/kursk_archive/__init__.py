"""kursk-archive turns a folder of captured news articles into an archive for any static web server."""

from typing import TYPE_CHECKING, Any

from kursk_archive.version import __version__

if TYPE_CHECKING:
    from kursk_archive.config import Config, read_config
    from kursk_archive.core.events import BuildReport
    from kursk_archive.pipeline.build import build, check

__all__ = ["BuildReport", "Config", "__version__", "build", "check", "read_config"]
_MODULES = {
    "BuildReport": "core.events",
    "Config": "config",
    "build": "pipeline.build",
    "check": "pipeline.build",
    "read_config": "config",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: that takes up to 80 ms, and `--help` needs none."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
