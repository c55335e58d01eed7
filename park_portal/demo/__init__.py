"""A living park to look at: invented people and organisations on the figures of the source documents.

Installed in every mode, loadable in demo and test only.
"""
