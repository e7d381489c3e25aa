"""入户走访: teams, whom they visit, the forms on paper, and typing them back."""
