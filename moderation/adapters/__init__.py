"""What moderation asks of others: sealing."""
