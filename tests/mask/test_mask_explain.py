"""Grad-CAM and occlusion on networks whose answer can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from course_utils.mask.explain import enlarge, grad_cam, has_layer, occlusion
from course_utils.quiet import quietly

with quietly():
    import keras

layers = keras.layers
SIZE, MAP = 32, "the_map"


def maps_of(pixels: keras.KerasTensor) -> keras.KerasTensor:
    """Two channels of 8 x 8 cells: brightness, and its opposite."""
    scaled = layers.Rescaling(1 / 255)(layers.AveragePooling2D(4)(pixels))
    maps = layers.Conv2D(2, 1, activation="relu", name=MAP)
    found = maps(scaled)
    maps.set_weights([np.array([[1.0, -1.0]] * 3)[None, None] / 3, np.array([0.0, 1.0])])
    return found


def with_head(
    maps: keras.KerasTensor, weights: tuple[float, float] = (6.0, -1.0), bias: float = -1.0
) -> keras.KerasTensor:
    head = layers.Dense(1, activation="sigmoid")
    answer = head(layers.GlobalAveragePooling2D()(maps))
    head.set_weights([np.array(weights)[:, None], np.array([bias])])
    return answer


def flat() -> keras.Model:
    pixels = keras.Input((SIZE, SIZE, 3))
    return keras.Model(pixels, with_head(maps_of(pixels)))


def nested() -> keras.Model:
    """The map stands two models deep, as in a backbone inside a model inside another."""
    inner = keras.Input((SIZE, SIZE, 3))
    backbone = keras.Model(inner, maps_of(inner), name="backbone")
    pixels = keras.Input((SIZE, SIZE, 3))
    augmented = keras.Sequential([layers.RandomFlip(), layers.RandomBrightness(0.5)], name="augmentation")(pixels)
    logit = layers.Dense(1)
    inside = keras.Model(pixels, logit(layers.GlobalAveragePooling2D()(backbone(augmented, training=False))))
    logit.set_weights([np.array([[6.0], [-1.0]]), np.array([-1.0])])
    return keras.Sequential([inside, layers.Activation("sigmoid")])


def sees_only_the_lower_left() -> keras.Model:
    pixels = keras.Input((SIZE, SIZE, 3))
    half = SIZE // 2
    region = layers.ZeroPadding2D(((half, 0), (0, half)))(layers.Cropping2D(((half, 0), (0, half)))(pixels))
    return keras.Model(pixels, with_head(maps_of(region), (20.0, 0.0)))


def asked(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return what a network answers in use: with augmentation asleep, which a bare call would wake."""
    return model(images.astype(np.float32), training=False).numpy().ravel()


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (3, SIZE, SIZE, 3), np.uint8)


@pytest.mark.parametrize("build", [flat, nested])
def test_the_map_of_a_network_with_average_pooling_sums_to_its_logit(build, pictures) -> None:
    model = build()
    found = grad_cam(model, pictures, layer=MAP, target=1)
    probabilities = asked(model, pictures)
    np.testing.assert_allclose(found.probabilities, probabilities, rtol=1e-5)
    logits = np.log(probabilities / (1 - probabilities))
    np.testing.assert_allclose(found.maps.sum(axis=(1, 2)) - 1.0, logits, rtol=1e-4)
    assert found.maps.shape == (3, 8, 8)


def test_a_saved_network_is_explained_alike(pictures, tmp_path: Path) -> None:
    model = nested()
    model.save(tmp_path / "saved.keras")
    again = keras.saving.load_model(tmp_path / "saved.keras")
    np.testing.assert_allclose(
        grad_cam(again, pictures, layer=MAP).maps, grad_cam(model, pictures, layer=MAP).maps, rtol=1e-5
    )


def test_explaining_leaves_the_network_as_it_was(pictures) -> None:
    model = nested()
    before = asked(model, pictures)
    names = [layer.name for layer in model.layers]
    grad_cam(model, pictures, layer=MAP)
    np.testing.assert_array_equal(asked(model, pictures), before)
    assert [layer.name for layer in model.layers] == names


def test_the_other_answer_has_the_opposite_map(pictures) -> None:
    model = flat()
    mask, none = (grad_cam(model, pictures, layer=MAP, target=target).maps for target in (1, 0))
    np.testing.assert_allclose(mask, -none)
    dark = np.zeros((1, SIZE, SIZE, 3), np.uint8)
    np.testing.assert_allclose(
        grad_cam(model, dark, layer=MAP).maps, grad_cam(model, dark, layer=MAP, target=0).maps
    )  # left out, the answer that is given is explained: a dark picture has no mask here


def test_both_find_the_only_region_that_counts() -> None:
    model = sees_only_the_lower_left()
    image = np.full((SIZE, SIZE, 3), 10, np.uint8)
    image[::2] = 240  # alike everywhere, so that only the network tells one place from another
    heat = grad_cam(model, image[None], layer=MAP, target=1).heat(SIZE)[0]
    loss = occlusion(lambda x: asked(model, x), image, patch=8, stride=4, target=1)
    image[:16] = 255  # what is lost by covering is measured against the picture's mean
    region = np.zeros((SIZE, SIZE), bool)
    region[16:, :16] = True
    core, far = np.zeros_like(region), np.zeros_like(region)
    core[20:28, 4:12], far[:12, 20:] = True, True
    assert heat[core].min() > 0.9
    assert heat[far].max() == 0
    assert np.abs(loss[far]).max() < 1e-5


def test_occlusion_finds_a_bright_spot_and_says_how_much_it_weighs() -> None:
    image = np.full((SIZE, SIZE, 3), 20, np.uint8)
    image[8:16, 16:24] = 250

    def predict(pictures: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(pictures[:, 8:16, 16:24].mean(axis=(1, 2, 3)) - 128) / 20))

    loss = occlusion(predict, image, patch=8, stride=8)
    mean = image.mean().round()
    assert loss[8:16, 16:24] == pytest.approx((250 - mean) / 20, rel=1e-6)
    loss[8:16, 16:24] = 0
    assert not loss.any()
    assert (occlusion(predict, image, patch=8, stride=8, target=0) <= 0).all()


def test_occlusion_covers_every_pixel_and_leaves_the_picture_alone() -> None:
    image = np.random.default_rng(0).integers(0, 256, (30, 30, 3), np.uint8)
    kept, seen = image.copy(), []

    def predict(pictures: np.ndarray) -> np.ndarray:
        seen.append(pictures.copy())
        return np.full(len(pictures), 0.7)

    loss = occlusion(predict, image, patch=7, stride=5)
    assert loss.shape == (30, 30) and not loss.any()
    assert (seen[0] != image).any(axis=(0, 3)).all()
    np.testing.assert_array_equal(image, kept)
    np.testing.assert_array_equal(seen[0][-1], kept)


def test_an_answer_that_cannot_be_surer_still_has_a_map(pictures) -> None:
    pixels = keras.Input((SIZE, SIZE, 3))
    model = keras.Model(pixels, with_head(maps_of(pixels), (1000.0, 0.0)))
    found = grad_cam(model, pictures, layer=MAP)
    assert (found.probabilities == 1).all()
    assert (found.heat(SIZE).max(axis=(1, 2)) > 0.9).all()


def test_a_picture_without_evidence_has_an_empty_heat() -> None:
    heat = grad_cam(flat(), np.zeros((1, SIZE, SIZE, 3), np.uint8), layer=MAP, target=1).heat(SIZE)
    assert not heat.any()


def test_what_cannot_be_explained_is_refused(pictures) -> None:
    model = flat()
    with pytest.raises(ValueError, match="no layer 'block_13_expand_relu'"):
        grad_cam(model, pictures)
    with pytest.raises(ValueError, match="expected a map"):
        grad_cam(model, pictures, layer=model.layers[-2].name)
    logits = keras.Model(model.inputs, model.get_layer(MAP).output)
    with pytest.raises(ValueError, match="with a sigmoid"):
        grad_cam(logits, pictures, layer=model.layers[1].name)
    with pytest.raises(ValueError, match="stride <= patch"):
        occlusion(lambda x: x, pictures[0], patch=4, stride=8)
    with pytest.raises(ValueError, match="one square picture"):
        occlusion(lambda x: x, pictures)


def test_layers_are_found_at_any_depth() -> None:
    assert has_layer(nested(), MAP) and not has_layer(nested(), "nothing")


def test_enlarging_keeps_the_levels() -> None:
    big = enlarge(np.array([[0.0, 1.0], [0.0, 1.0]]), 8)
    assert big.shape == (8, 8) and big[0, 0] == 0 and big[0, -1] == 1 and (np.diff(big[0]) >= 0).all()


def test_the_network_of_the_project_has_a_map_of_six_by_six() -> None:
    from course_utils.mask.backbone import load_backbone
    from course_utils.mask.model import augmentation, build_model

    model = build_model(load_backbone(None), augment=augmentation(), probability=True)
    images = np.random.default_rng(0).integers(0, 256, (2, 96, 96, 3), np.uint8)
    found = grad_cam(model, images)
    assert found.maps.shape == (2, 6, 6) and found.heat(96).shape == (2, 96, 96)
    np.testing.assert_allclose(found.probabilities, asked(model, images), rtol=1e-4)
