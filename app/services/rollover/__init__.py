"""年末结转: what goes over into the next plan, what does not, and why."""
