"""交办反馈表: what a department has to do as a workbook, and its answers back through the alert door."""
