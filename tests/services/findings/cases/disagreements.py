"""Cases in which the program and the domain's words differ: the case's name and the reason."""

_UNFILLED = "an item left empty at identification is passed over while another list or visit tells it of today"
DISAGREEMENTS: dict[str, str] = {
    f"74-1_11_002-found-{item}": _UNFILLED
    for item in ("housing_problem", "school_dropout", "water_problem", "member_uninsured", "income")
}
