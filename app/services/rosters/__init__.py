"""名册: lists of persons or households that the office designs itself, and the ready-made ones."""
