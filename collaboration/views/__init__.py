"""The pages of joint work, one file a noun."""
