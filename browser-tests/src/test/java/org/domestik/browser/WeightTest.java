// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@InBrowser
class WeightTest {

  @Test
  void aHostPageTransfersAtMost300KilobytesAndAsksNoOtherHost(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1"));
    browser.awaitDrawn("load");
    Object bytes =
        browser.run(
            """
            return performance.getEntriesByType('resource')
              .filter((entry) => !entry.name.includes('/api/'))
              .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
            """);
    assertThat((Long) bytes).isBetween(50_000L, 300_000L);
    assertThat(
            browser.run(
                """
                return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)
                  .filter((origin) => origin !== location.origin).length;
                """))
        .isEqualTo(0L);
  }
}
