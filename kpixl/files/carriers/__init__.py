"""Mails and archives in the inbox, opened within limits: what they hold is read like any other file.

Nothing of a carrier is ever written to disk, and no name in it is ever used as a path. What is inside is
handed back as bytes under a place of its own (`inbox/mail.eml!/提出.xlsx`); what those bytes are is not
decided here.
"""
