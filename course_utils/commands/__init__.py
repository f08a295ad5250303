"""The subcommands of ``course``, one module each.

Heavy imports stand inside the functions, so that ``--help`` is quick.
"""
