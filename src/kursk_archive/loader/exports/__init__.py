"""Readers of files that publishing systems export: many articles in one file, each with a key and its own evidence."""
