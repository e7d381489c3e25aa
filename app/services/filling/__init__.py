"""The superior's blank: an unknown workbook, matched once, filled for chosen households with its looks kept."""
