"""The PostgreSQL and Valkey that Chatty brings along where no existing one is named."""
