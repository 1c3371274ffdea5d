"""Who can help, here, now, in this language: services, places, hours and what is sealed about them.

It serves recommendation IX of the 2010 proposal (a national referral mechanism gives rapid
connection to points of service) and VII (care, counselling and shelter that can be found).
"""
