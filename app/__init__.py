"""守望: the workbench of a township office for watching and helping households at risk of poverty."""

__version__ = "0.2.0"
