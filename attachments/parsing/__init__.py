"""Reading what people send. All of it runs in a process of its own (`attachments.parsing.child`),
which has no files, no network, no secrets and little time: what is found is all that comes out.
"""
