"""Any day's truth: the town, a village or a household as the ledger stood in the evening of a day."""
