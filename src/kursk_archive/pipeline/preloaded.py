"""What each process of the pool needs, imported once before they are forked."""

from __future__ import annotations
