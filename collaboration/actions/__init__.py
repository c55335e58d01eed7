"""The verbs of joint work, one file a noun."""
