"""The painter: faces with and without masks, drawn by the course itself.

A :class:`Face` is a handful of numbers; :func:`sample_face` draws them at random, :func:`paint` turns them into a
picture with its label, mask outline, face box and landmarks. Nothing here is a photograph or is learnt from
photographs.

>>> import numpy as np
>>> from course_utils.faces import paint, sample_face
>>> painting = paint(sample_face(np.random.default_rng(1), mask="worn"), size=96)
>>> painting.image.shape, painting.label
((96, 96, 3), 'with_mask')
"""

from __future__ import annotations

from course_utils.faces.crowd import Crowd, CrowdPainting, paint_crowd, sample_crowd
from course_utils.faces.distribution import sample_face, sample_identity
from course_utils.faces.face import Face, Identity
from course_utils.faces.painting import Painting, paint

__all__ = [
    "Crowd",
    "CrowdPainting",
    "Face",
    "Identity",
    "Painting",
    "paint",
    "paint_crowd",
    "sample_crowd",
    "sample_face",
    "sample_identity",
]
