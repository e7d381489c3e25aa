"""The scripted clerk who plays the plan's year on the invented township, one module for each phase."""
