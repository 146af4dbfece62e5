"""Render a Markdown body to safe HTML with its links set apart."""
