"""The village workbook: one book a village with what is due now, and what came back in it."""
