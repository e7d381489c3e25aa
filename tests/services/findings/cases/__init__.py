"""Cases of every family of the checks, found and near misses, written from the domain's words alone."""
