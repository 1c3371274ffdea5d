"""The four ways out of an agency's wall, and the letterbox, the one way in.

The ways out are refer, encode, protect and publish. They serve recommendations IX and X of the
2010 proposal: referral without silos and figures without exposure.
"""
