"""One file a network: what it sends, and what a person said or did in it."""
