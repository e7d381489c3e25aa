"""What stands on each kind of paper, read from the ledger: one module per subject, named in ``kinds.toml``."""
