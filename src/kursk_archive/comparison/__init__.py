"""Compares two texts: sentences aligned, moved ones found, changed words marked, every change classified."""
