"""One file a page: read what it shows, bounded, and hand it to its template."""
