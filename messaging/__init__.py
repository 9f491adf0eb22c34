"""What is said: messages, edits, reactions, receipts."""
