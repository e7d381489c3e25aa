"""The findings' desk: rules on the left, findings on the right, and everything that is done with them."""

from app.ui.roster.findings.desk import FindingsDesk

__all__ = ["FindingsDesk"]
