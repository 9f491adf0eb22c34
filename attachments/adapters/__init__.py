"""What attachments ask of storage."""
