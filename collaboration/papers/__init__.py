"""What the papers of joint work hold, one file a noun."""
