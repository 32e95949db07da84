"""Calls of the public maths with arrays of every kind: python -m tools.fuzz 100000 --seed 0"""
