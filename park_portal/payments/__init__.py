"""One money ledger for every app: receivables, payments, matching, refunds, the bank's statement, the gateway."""
