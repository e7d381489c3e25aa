"""Cases in which the program and the domain's words differ: the case's name and the reason."""

DISAGREEMENTS: dict[str, str] = {}
