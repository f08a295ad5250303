from __future__ import annotations

import numpy as np
import pytest

from course_utils.datasets import load_masks_images, masks_dataset

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.usefixtures("shipped")


def gathered(data) -> tuple[np.ndarray, np.ndarray]:
    batches = [(image.numpy(), label.numpy()) for image, label in data]
    return np.concatenate([image for image, _ in batches]), np.concatenate([label for _, label in batches])


def test_batches_hold_the_shipped_pictures() -> None:
    data = masks_dataset("dev", size=48, batch_size=5)
    images, labels = load_masks_images("dev", size=48)
    assert [image.shape[0] for image, _ in data] == [5, 3]
    got_images, got_labels = gathered(data)
    assert got_images.dtype == got_labels.dtype == np.float32
    np.testing.assert_array_equal(got_images, images)
    np.testing.assert_array_equal(got_labels[:, 0], labels)


def test_training_pictures_come_in_a_new_order_each_pass_and_the_same_for_the_same_seed() -> None:
    data = masks_dataset("train", size=32, seed=4)
    first, second = gathered(data)[0], gathered(data)[0]
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first.sum(axis=(1, 2, 3))), np.sort(second.sum(axis=(1, 2, 3))))
    np.testing.assert_array_equal(first, gathered(masks_dataset("train", size=32, seed=4))[0])
    in_order = gathered(masks_dataset("train", size=32, shuffle=False))[1][:, 0]
    np.testing.assert_array_equal(in_order, np.arange(16) % 2)
