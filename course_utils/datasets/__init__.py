"""Pictures and points to learn from, loaded with their checksums, and splits that keep each person on one side.

The shipped faces: :func:`load_masks`, :func:`load_masks_images`, :func:`masks_dataset`, :func:`load_attributes`,
:func:`load_crowds`. Your own: :func:`load_folder`, :func:`read_picture`. Points in the plane: :func:`flower`,
:func:`moons`, :func:`circles`, :func:`spirals`, :func:`xor`. From scikit-learn's package: :func:`load_digits`,
:func:`load_photographs`. Splits: :func:`split_by_group`, :func:`assert_disjoint_groups`.
"""

from course_utils.datasets.folder import Folder, FolderReport, Problem, load_folder, read_picture
from course_utils.datasets.groups import assert_disjoint_groups, split_by_group
from course_utils.datasets.manifest import Entry, Manifest, Verification, register, verify
from course_utils.datasets.masks import (
    CLASSES,
    Crowds,
    load_attributes,
    load_crowds,
    load_masks,
    load_masks_images,
    masks_dataset,
)
from course_utils.datasets.packaged import load_digits, load_photographs
from course_utils.datasets.toys import circles, flower, moons, spirals, xor

__all__ = [
    "CLASSES",
    "Crowds",
    "Entry",
    "Folder",
    "FolderReport",
    "Manifest",
    "Problem",
    "Verification",
    "assert_disjoint_groups",
    "circles",
    "flower",
    "load_attributes",
    "load_crowds",
    "load_digits",
    "load_folder",
    "load_masks",
    "load_masks_images",
    "load_photographs",
    "masks_dataset",
    "moons",
    "read_picture",
    "register",
    "spirals",
    "split_by_group",
    "verify",
    "xor",
]
