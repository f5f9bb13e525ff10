// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.net.URI;
import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.domestik.model.Storable;

/**
 * Paths as the bytes they are, in any locale. Java makes a path of a text in the encoding of the
 * locale it was started in, which in "C" knows no letter beyond ASCII and in none a byte that is
 * not of it; only a path's address, {@code file:///mnt/caf%E9}, says its bytes. The texts here are
 * those of {@link ByteText}.
 */
public final class PathText {
  private static final Path ROOT = Path.of("/");

  private PathText() {}

  /** The path that a text says; {@link BadInput} where no file can have such a name. */
  public static Path of(String text) {
    if (text.indexOf(0) >= 0) {
      throw new BadInput("no file has such a name: " + Storable.quoted(text));
    }
    if (ByteText.isAscii(text)) {
      return Path.of(text);
    }
    // With fewer slashes Java would take the way by its locale.
    StringBuilder address = new StringBuilder("file://");
    String slashes = ("/" + text).replaceAll("/+", "/");
    int end = slashes.endsWith("/") ? slashes.length() - 1 : slashes.length();
    for (byte one : ByteText.bytes(slashes.substring(0, end))) {
      boolean plain = Character.isLetterOrDigit(one) && one > 0 || one == '/';
      if (plain) {
        address.append((char) one);
      } else {
        address.append('%').append(Integer.toHexString(0x100 | one & 0xff), 1, 3);
      }
    }
    Path whole = Path.of(URI.create(address.toString()));
    return text.startsWith("/") ? whole : ROOT.relativize(whole);
  }

  /** The text that {@link #of} makes the path of again. */
  public static String text(Path path) {
    String text = path.toString();
    if (ByteText.isAscii(text)) {
      return text;
    }
    String address = ROOT.resolve(path).toUri().getRawPath();
    byte[] bytes = new byte[address.length()];
    int length = 0;
    for (int i = 0; i < address.length(); i++) {
      boolean escape = address.charAt(i) == '%';
      bytes[length++] =
          (byte) (escape ? Integer.parseInt(address, i + 1, i + 3, 16) : (int) address.charAt(i));
      i += escape ? 2 : 0;
    }
    int from = path.isAbsolute() ? 0 : 1;
    int to = bytes[length - 1] == '/' && length > 1 ? length - 1 : length; // It says so of folders.
    return ByteText.of(bytes, from, to - from);
  }

  /** The text of a path's last part; empty where it has none. */
  public static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : text(name);
  }
}
