// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static byte[] packed(int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(new byte[length]);
    }
    return bytes.toByteArray();
  }

  @Test
  void itsEndTellsHowLongItWillBe() throws IOException {
    assertThat(Gzip.most(packed(0), 1 << 24)).isZero();
    assertThat(Gzip.most(packed(70_000), 1 << 24)).isEqualTo(70_000);
    assertThat(Gzip.most(packed(2 << 24), 1 << 24)).isEqualTo(1 << 24);
  }

  @Test
  void ofSeveralPartsOrOfNoGzipNothingIsKnown() throws IOException {
    byte[] one = packed(10);
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertThat(Gzip.most(two, 1 << 24)).isEqualTo(1 << 24);
    assertThat(Gzip.most(new byte[3], 1 << 24)).isEqualTo(1 << 24);
  }
}
