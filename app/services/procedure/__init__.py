"""What the doors of cases and alerts share: the one assignment of a state, steps, traces, permits, frozen papers."""
