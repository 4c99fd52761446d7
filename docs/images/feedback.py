"""Take the picture of README: an exercise on the feedback page of a student of the example class.

`make demo` first, then `.venv/bin/python docs/images/feedback.py`.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
STEM, STUDENT, EXERCISE = "w3_shallow_network", "fin_keepdims", "backward_propagation"

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 860, "height": 900}, device_scale_factor=2)
    page.goto((ROOT / "demo" / "feedback" / STUDENT / STEM / f"{STEM}.html").as_uri())
    taken = page.locator(f"[aria-labelledby=exercise-{EXERCISE}]").screenshot(type="png")
    browser.close()
# 64 colours: a third of the size, and no difference to the eye.
Image.open(io.BytesIO(taken)).convert("RGB").quantize(64).save(Path(__file__).with_suffix(".png"), optimize=True)
