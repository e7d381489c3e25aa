"""Lists and ledgers as workbooks: whatever a paper lists, and the tables that offices ask for (design 6, export)."""
