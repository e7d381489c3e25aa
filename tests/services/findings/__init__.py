"""Checks: families, parameters, oracles, a township of planted faults."""
