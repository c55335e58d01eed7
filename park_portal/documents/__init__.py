"""Papers from one content model (PDF, HWPX, XLSX, charts), and files that only some may read."""
