"""Messages and reminders of joint work, one file a noun."""
