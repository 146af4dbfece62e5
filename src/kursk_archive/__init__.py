"""kursk-archive: a folder of captured news articles in, an archive on any static web server out."""

from importlib.metadata import version

__version__ = version("kursk-archive")

# After the version, which the pipeline reads; and at once, since the module `build` would else stand in its function's place.
from kursk_archive.build import BuildReport, build, check
from kursk_archive.config import Config, read_config

__all__ = ["BuildReport", "Config", "__version__", "build", "check", "read_config"]
