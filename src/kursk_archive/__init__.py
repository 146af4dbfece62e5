"""kursk-archive: a folder of captured news articles in, an archive on any static web server out."""

# At once, and not when asked for: else the module `build` would stand in its function's place.
from kursk_archive.config import Config, read_config
from kursk_archive.core.events import BuildReport
from kursk_archive.pipeline.build import build, check
from kursk_archive.version import __version__

__all__ = ["BuildReport", "Config", "__version__", "build", "check", "read_config"]
