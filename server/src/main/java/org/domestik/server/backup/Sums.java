// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a file must be: as a whole, and piece by piece, so that a fault has a place.
 *
 * @param bytes its length
 * @param sha256 in hexadecimal digits
 * @param pieces checksums of {@value #PIECE} bytes each, but for the last
 */
record Sums(long bytes, String sha256, List<String> pieces) {
  /** The length of a piece. */
  static final int PIECE = 4 << 20;

  Sums {
    pieces = List.copyOf(pieces);
  }

  /** The checksums of what passes. */
  static final class Sum {
    private final MessageDigest digest = sha256();
    private final CRC32C piece = new CRC32C();
    private final List<String> pieces = new ArrayList<>();
    private long bytes;

    /** Takes more bytes. */
    void add(byte[] buffer, int length) {
      digest.update(buffer, 0, length);
      int from = 0;
      while (from < length) {
        int count = (int) Math.min(length - from, PIECE - bytes % PIECE);
        piece.update(buffer, from, count);
        from += count;
        bytes += count;
        if (bytes % PIECE == 0) {
          end();
        }
      }
    }

    private void end() {
      pieces.add(HexFormat.of().toHexDigits((int) piece.getValue()));
      piece.reset();
    }

    long bytes() {
      return bytes;
    }

    /** Whole pieces so far. */
    List<String> pieces() {
      return pieces;
    }

    /** Of all that passed; nothing may come after it. */
    Sums sums() {
      if (bytes % PIECE != 0) {
        end();
      }
      return new Sums(bytes, HexFormat.of().formatHex(digest.digest()), pieces);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
