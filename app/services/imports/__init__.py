"""Files into the ledger: read in a child, staged in temporary tables, planned in SQL, applied in one transaction."""
