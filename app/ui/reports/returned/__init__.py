"""Papers that come home: counts, lists, taking in a pile."""
