"""Recording by hand: facts, incomes and events of households."""
