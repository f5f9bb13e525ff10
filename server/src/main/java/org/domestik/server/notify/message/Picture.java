// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A PNG, and how it is to be shown. */
public final class Picture {
  private final byte[] png;
  private final int width;
  private final int height;
  private final String words;

  /**
   * Keeps the bytes as they are.
   *
   * @param width how wide it is to be shown, in the units of HTML
   * @param height how high
   * @param words what is to be seen, for who does not see it
   */
  public Picture(byte[] png, int width, int height, String words) {
    this.png = png.clone();
    this.width = width;
    this.height = height;
    this.words = words;
  }

  public InputStream png() {
    return new ByteArrayInputStream(png);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public String words() {
    return words;
  }
}
