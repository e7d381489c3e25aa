"""Help measures of watched households that belong to no alert, and who has waited too long for one."""
