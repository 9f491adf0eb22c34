"""Work for later, told in the same transaction as the rows it belongs to (transactional outbox)."""
