"""套表填报: choose the superior's blank, match it once, choose whom, look at it, write it."""
