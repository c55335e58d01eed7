"""Reading words of joint work, one file a noun."""
