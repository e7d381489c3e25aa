"""当天台账: any evening of the ledger."""
