"""The outbox: one row per message, written in the deed's transaction, delivered after commit.

Which messages are sent, and to whom, is said by each app's ``notifications.py``; this room only carries them.
"""
