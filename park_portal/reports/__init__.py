"""The roof: pages that mix apps, the menu, health. Reads every app, is read by none, owns no tables."""
