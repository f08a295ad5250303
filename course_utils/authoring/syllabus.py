"""The lessons of the course: numbers that never change, and titles."""

from __future__ import annotations

import re

#: Number of every lesson, written or not, and its title.
SYLLABUS = {
    "00": "Start here",
    "01": "Vectorization",
    "02": "Logistic regression",
    "03": "Activation functions",
    "04": "Shallow networks",
    "05": "Deep networks",
    "06": "Bias and variance",
    "07": "Regularization",
    "08": "Initialization and gradient checking",
    "09": "Optimizers",
    "10": "Tuning and batch normalization",
    "11": "Softmax and TensorFlow",
    "12": "Machine-learning strategy",
    "13": "Error analysis and data mismatch",
    "14": "Convolutions",
    "15": "Convolutional networks",
    "16": "Classic networks",
    "17": "MobileNet",
    "18": "Object detection",
    "19": "Semantic segmentation",
    "20": "Face recognition",
    "21": "Neural style transfer",
    "22": "One and three dimensions",
    "23": "The data",
    "24": "Training",
    "25": "Evaluation",
    "26": "In the wild",
    "27": "The same in PyTorch",
}


def file_stem(number: str) -> str:
    """Return the name of a lesson's files without their ending: ``"02"`` gives ``"02_logistic_regression"``."""
    return f"{number}_{slug(SYLLABUS[number], '_')}"


def successor(number: str) -> str | None:
    """Return the number of the lesson after this one, None after the last."""
    return min((n for n in SYLLABUS if n > number), default=None)


def slug(text: str, joint: str = "-") -> str:
    """Return the words of a text in lower case, with ``joint`` between them and nothing but a-z and 0-9 in them."""
    return joint.join(re.findall(r"[a-z0-9]+", text.lower()))
