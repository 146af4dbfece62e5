"""Render the Markdown body of a capture to safe HTML, with its links kept apart."""
