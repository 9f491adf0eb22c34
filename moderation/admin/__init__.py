"""Django's admin as the place where moderators of the whole server work, at `/admin/`.

It shows rows and never changes them: every write goes through an operation.
"""
