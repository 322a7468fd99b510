"""Screens of events, attendance, communities, internships and the bank of practices."""
