"""The course's own answers, written as a learner would write them; `course_utils.learning.solution` shows them.

They are plainer than `course_utils.nn`, which also takes care of numbers that are too large. The tests compare the two.
"""
