"""Untrusted image files: decode them, scale them, name the scaled copies."""
