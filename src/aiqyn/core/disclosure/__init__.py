"""What may leave an inquiry: consent read against a policy, and the release that results."""

from aiqyn.core.disclosure.policy import Policy
from aiqyn.core.disclosure.release import Decision, Release, Withheld, Worded

__all__ = ["Decision", "Policy", "Release", "Withheld", "Worded"]
