"""Django writes 9:00 오전; public offices write 24 hours."""

DATETIME_FORMAT = "Y년 n월 j일(D) H:i"
