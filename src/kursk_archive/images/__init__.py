"""Decode images that strangers made, and scale them."""
