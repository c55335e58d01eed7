"""Component tags of the house: `{% load park %}` in any template."""
