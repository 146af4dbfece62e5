"""From the href of a link to its kind, canonical URL and look-up key."""
