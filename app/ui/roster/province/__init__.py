"""The province's own 疑点 lists: read, reconciled, answered, given back."""

from app.ui.roster.province.page import ProvincePage

__all__ = ["ProvincePage"]
