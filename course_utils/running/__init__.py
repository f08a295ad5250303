"""Many lessons through papermill, each in a process of its own, with one report.

``run_lessons`` is what ``course run`` calls. No lesson imports this room.
"""

from __future__ import annotations

from course_utils.running.jobs import Job, Limits, Profile, UsageError, find_lessons, parse_parameters, plan
from course_utils.running.pool import run_jobs, run_lessons
from course_utils.running.report import LessonResult, Report, Status

__all__ = [
    "Job",
    "LessonResult",
    "Limits",
    "Profile",
    "Report",
    "Status",
    "UsageError",
    "find_lessons",
    "parse_parameters",
    "plan",
    "run_jobs",
    "run_lessons",
]
