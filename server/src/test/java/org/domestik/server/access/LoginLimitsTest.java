// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private final LoginLimits limits = new LoginLimits(() -> Instant.EPOCH);

  @Test
  void networkOfIpv6IsOneAddress() {
    for (int i = 0; i < 30; i++) {
      limits.check("2001:db8:0:7::" + i, "name " + i);
      limits.failed("2001:db8:0:7::" + i, "name " + i);
      limits.failed("192.0.2." + i, "other " + i);
    }
    assertThatThrownBy(() -> limits.check("2001:db8:0:7:1::99", "new"))
        .hasMessageContaining("too many logins");
    assertThatCode(() -> limits.check("2001:db8:0:8::1", "new")).doesNotThrowAnyException();
    assertThatCode(() -> limits.check("192.0.2.1", "new")).doesNotThrowAnyException();
    assertThatCode(() -> limits.check("no address", "new")).doesNotThrowAnyException();
  }
}
