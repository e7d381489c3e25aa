"""Where alerts come from: monthly checks, departments' lists and rules, offered to the clerk (workflow 3, row 1)."""
