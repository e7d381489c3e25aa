"""Kinds of papers: the frozen data of each and how it is laid out. Light: runs in the printing child."""
