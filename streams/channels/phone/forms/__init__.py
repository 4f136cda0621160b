"""One file a family of exchanges."""
