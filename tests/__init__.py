"""TODO tests"""
