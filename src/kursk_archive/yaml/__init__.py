"""Read YAML that strangers wrote, with the position of every value."""
