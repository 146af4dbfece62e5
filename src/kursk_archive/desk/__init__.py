"""The archivist's desk: tables to fill in, and sidecars to edit."""
