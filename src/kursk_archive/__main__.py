"""`python -m kursk_archive`."""

import sys

from kursk_archive.cli import main

sys.exit(main())
