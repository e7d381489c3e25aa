"""台账比对: our ledger beside a fresh export or any list."""
