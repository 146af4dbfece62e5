"""kursk-archive turns a folder of captured news articles into an archive for any static web server."""

from kursk_archive.config import Config, read_config
from kursk_archive.core.events import BuildReport
from kursk_archive.pipeline.build import build, check
from kursk_archive.version import __version__

__all__ = ["BuildReport", "Config", "__version__", "build", "check", "read_config"]
