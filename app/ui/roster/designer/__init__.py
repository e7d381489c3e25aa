"""名册设计: rosters kept and ready-made on the left, what they show and whom on the right, the first rows below."""
