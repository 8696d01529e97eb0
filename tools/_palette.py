"""PNG pictures with a palette: a page of text needs no more than 256 colours, and half as many bytes."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

_COLOURS = 256
# The browser that took the picture reads it as well: red, green, blue, and whatever it has for opacity.
_READ = """async address => {
  const picture = await createImageBitmap(await (await fetch(address)).blob());
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  context.drawImage(picture, 0, 0);
  const bytes = context.getImageData(0, 0, picture.width, picture.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [picture.width, picture.height, btoa(text)];
}"""


def smaller(reader: Page, picture: bytes) -> bytes:
    """The same picture in 256 colours; `reader` is a blank page of a browser."""
    width, height, kept = reader.evaluate(_READ, f"data:image/png;base64,{base64.b64encode(picture).decode()}")
    pixels = np.frombuffer(base64.b64decode(kept), np.uint8).reshape(-1, 4)[:, :3]
    palette, places = _reduced(pixels)
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = places.reshape(height, width)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", head), _chunk(b"PLTE", palette.tobytes()), _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)), _chunk(b"IEND", b""))
    )


def _reduced(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The commonest colours (alike ones are one), and for each pixel the place of the nearest of them."""
    whole = pixels.astype(np.int32)
    bins = (whole[:, 0] >> 3 << 10) | (whole[:, 1] >> 3 << 5) | whole[:, 2] >> 3
    _, bin_of, counts = np.unique(bins, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(bin_of, whole[:, channel]) for channel in range(3)], 1) / counts[:, None]
    common = means[np.argsort(-counts)[:_COLOURS]]
    nearest = np.argmin(((means[:, None, :] - common[None, :, :]) ** 2).sum(2), 1)
    return common.round().astype(np.uint8), nearest[bin_of].astype(np.uint8)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
