"""Run the program with `python -m kursk_archive`."""

import sys

from kursk_archive.cli.main import main

sys.exit(main())
