// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.picture;

import java.util.Arrays;

/** Pixels to draw on; what is beyond its edges is left out. Belongs to one thread. */
final class Canvas {
  private final int width;
  private final int height;
  private final int[] pixels;

  Canvas(int width, int height, int ground) {
    this.width = width;
    this.height = height;
    pixels = new int[width * height];
    Arrays.fill(pixels, ground);
  }

  byte[] png() {
    return Png.of(width, height, pixels);
  }

  /** Fills from one corner to before the other. */
  void fill(int left, int top, int right, int bottom, int colour) {
    for (int y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      for (int x = Math.max(0, left); x < Math.min(width, right); x++) {
        pixels[y * width + x] = colour;
      }
    }
  }

  /** A line from left to right with gaps. */
  void dashes(int left, int right, int y, int thick, int colour) {
    int dash = 12;
    int gap = 8;
    for (int x = left; x < right; x += dash + gap) {
      fill(x, y - thick / 2, Math.min(x + dash, right), y - thick / 2 + thick, colour);
    }
  }

  /** Lines from point to point, with soft edges; a NaN breaks them. */
  void path(double[] xs, double[] ys, double thick, int colour) {
    float[] cover = new float[pixels.length];
    for (int i = 0; i < xs.length; i++) {
      if (!Double.isNaN(ys[i])) {
        // One that stands alone is a dot.
        int next = i + 1 < xs.length && !Double.isNaN(ys[i + 1]) ? i + 1 : i;
        segment(cover, xs[i], ys[i], xs[next], ys[next], thick / 2);
      }
    }
    for (int i = 0; i < pixels.length; i++) {
      if (cover[i] > 0) {
        pixels[i] = mix(pixels[i], colour, cover[i]);
      }
    }
  }

  private void segment(float[] cover, double x1, double y1, double x2, double y2, double half) {
    int left = (int) Math.max(0, Math.min(x1, x2) - half - 1);
    int right = (int) Math.min(width - 1.0, Math.max(x1, x2) + half + 1);
    int top = (int) Math.max(0, Math.min(y1, y2) - half - 1);
    int bottom = (int) Math.min(height - 1.0, Math.max(y1, y2) + half + 1);
    double square = (x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1);
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double along = square == 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square;
        double at = Math.clamp(along, 0, 1);
        double away = Math.hypot(x - x1 - at * (x2 - x1), y - y1 - at * (y2 - y1));
        float part = (float) Math.clamp(half + 0.5 - away, 0, 1);
        cover[y * width + x] = Math.max(cover[y * width + x], part);
      }
    }
  }

  private static int mix(int below, int above, double part) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int low = below >> shift & 0xff;
      int high = above >> shift & 0xff;
      mixed |= (int) Math.round(low + (high - low) * part) << shift;
    }
    return mixed;
  }

  /** How many pixels a text is wide. */
  static int widthOf(String text, int scale) {
    return text.length() * (Glyphs.WIDTH + 1) * scale - scale;
  }

  /** Writes a text of the characters that {@link Glyphs} has. */
  void write(String text, int left, int top, int scale, int colour) {
    for (int i = 0; i < text.length(); i++) {
      int at = left + i * (Glyphs.WIDTH + 1) * scale;
      for (int row = 0; row < Glyphs.HEIGHT; row++) {
        for (int column = 0; column < Glyphs.WIDTH; column++) {
          if (Glyphs.has(text.charAt(i), column, row)) {
            int x = at + column * scale;
            int y = top + row * scale;
            fill(x, y, x + scale, y + scale, colour);
          }
        }
      }
    }
  }
}
