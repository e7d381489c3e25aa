"""The province's own lists of 疑点: read, matched, answered, and written back on their own sheet."""
