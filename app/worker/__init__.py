"""Child processes: what may hang, crash or eat memory runs in one, over pipes and under limits (design 5).

Light on purpose: a child that imports SQLAlchemy or Qt starts half a second later.
"""
