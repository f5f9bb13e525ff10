// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.domestik.model.BadInput;
import org.domestik.server.text.TooMuch;
import org.junit.jupiter.api.Test;

/** Against the reference, which is in C++. */
class SnappyTest {
  private static final int LIMIT = 1 << 20;
  private final Random random = new Random(23);

  /** Bytes of which some stand more than once, near and far. */
  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int part = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 3_000));
      if (at == 0 || random.nextInt(3) == 0) {
        byte[] fresh = new byte[part];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, bytes, at, part);
      } else {
        int back = 1 + random.nextInt(random.nextBoolean() ? Math.min(at, 5) : at);
        for (int i = at; i < at + part; i++) {
          bytes[i] = bytes[i - back];
        }
      }
      at += part;
    }
    return bytes;
  }

  @Test
  void whatTheReferencePacksIsUnpacked() throws IOException {
    for (int round = 0; round < 300; round++) {
      byte[] bytes = bytes(random.nextInt(round < 100 ? 100 : 200_000));
      byte[] packed = org.xerial.snappy.Snappy.compress(bytes);
      assertThat(Snappy.length(packed, LIMIT)).isEqualTo(bytes.length);
      assertThat(Snappy.unpack(packed, LIMIT)).isEqualTo(bytes);
    }
  }

  @Test
  void whatTheReferenceRefusesIsRefused() throws IOException {
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = bytes(random.nextInt(200));
      byte[] packed = org.xerial.snappy.Snappy.compress(bytes);
      int cut = random.nextInt(4) == 0 ? random.nextInt(packed.length) : packed.length;
      byte[] broken = Arrays.copyOf(packed, cut);
      if (cut > 0) {
        broken[random.nextInt(cut)] = (byte) random.nextInt();
      }
      boolean isValid = cut > 0 && org.xerial.snappy.Snappy.isValidCompressedBuffer(broken);
      byte[] unpacked = null;
      try {
        unpacked = Snappy.unpack(broken, LIMIT);
      } catch (BadInput | TooMuch e) {
        // As below.
      }
      assertThat(unpacked != null).as(Arrays.toString(broken)).isEqualTo(isValid);
      if (isValid) {
        assertThat(unpacked).isEqualTo(org.xerial.snappy.Snappy.uncompress(broken));
      }
    }
  }

  @Test
  void whatSaysItIsTooLongIsRefusedBeforeThereIsRoomForIt() throws IOException {
    byte[] packed = org.xerial.snappy.Snappy.compress(new byte[LIMIT + 1]);
    assertThatThrownBy(() -> Snappy.unpack(packed, LIMIT)).isInstanceOf(TooMuch.class);
  }
}
