"""年末结转: the rollover desk."""
