// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** A fault says what is wrong, not which class of Java found it. */
class FaultsTest {
  @Test
  void aClassOfJavaIsNoReason() {
    assertThat(
            Faults.words(
                new IOException(
                    "PKIX path building failed: sun.security.provider.certpath"
                        + ".SunCertPathBuilderException: unable to find valid certification path")))
        .isEqualTo("unable to find valid certification path");
    assertThat(Faults.words(new IOException("HTTP/1.1 header parser received no bytes")))
        .isEqualTo("HTTP/1.1 header parser received no bytes");
    assertThat(Faults.words(new ClosedChannelException())).isEqualTo("the connection broke");
  }

  @Test
  void noMoreThanWhatWasThrownWithinADeadline() {
    assertThatThrownBy(
            () ->
                Deadline.run(
                    "ops@example.org",
                    () -> {
                      throw new IllegalStateException("no sender");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("ops@example.org: no sender");
  }
}
