"""People who sign in, the register of organisations they act for, and what they agreed to."""
