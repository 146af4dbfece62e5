"""Where templates are read from: several folders, the first that has one of the name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import jinja2
from jinja2.loaders import split_template_path


class Folders(jinja2.FileSystemLoader):
    """Jinja's own, which reads a template again when its file changes, and here also when another takes its place.

    A preview builds again and again in one process, and its user may add a template while it runs.
    """

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        text, file, is_as_read = super().get_source(environment, template)
        return text, file, lambda: is_as_read() and self._first(template) == file

    def _first(self, template: str) -> str | None:
        files = (Path(folder, *split_template_path(template)) for folder in self.searchpath)
        return next((os.path.normpath(file) for file in files if file.is_file()), None)
