"""疑点数据: checks over the ledger, their findings, and exemptions."""
