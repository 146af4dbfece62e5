"""The archive as data: CSV, JSON Lines and their Data Package."""
