// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final String PASSWORD = "correct horse battery";

  @Test
  void whoIsNotThereIsRefusedAsSlowlyAsAWrongPassword() {
    String hash = Passwords.hash(PASSWORD);
    assertThat(Passwords.is(PASSWORD, hash)).isTrue();
    assertThat(refused(null)).isGreaterThan(refused(hash) / 2);
  }

  /** The processor's time that it took to refuse a wrong password. */
  private static long refused(@Nullable String hash) {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    assertThat(Passwords.is("wrong horse battery", hash)).isFalse();
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }
}
