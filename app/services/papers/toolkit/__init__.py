"""Drawing pages: fonts, ink, ruled rows, flow. Knows nothing of the trade."""
