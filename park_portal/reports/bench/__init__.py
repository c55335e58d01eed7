"""The benchmark: how the portal answers at 20 thousand, 200 thousand and a million bookings of equal density.

Each figure stands beside its raw-SQL floor of the same run and the best figure of the peers (research h2).
"""
