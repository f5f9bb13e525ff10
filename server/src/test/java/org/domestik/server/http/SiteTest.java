// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.domestik.server.config.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteTest {
  private final List<Network> proxies =
      List.of(Network.parse("127.0.0.1"), Network.parse("10.0.0.0/8"), Network.parse("fd00::/8"));

  private final Site site =
      new Site(false, true, null, it -> proxies.stream().anyMatch(each -> each.contains(it)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 |                        | 127.0.0.1",
        "127.0.0.1 | 192.0.2.7              | 192.0.2.7",
        "127.0.0.1 | 198.51.100.1,192.0.2.7 | 192.0.2.7",
        "127.0.0.1 | 192.0.2.7, 10.1.2.3    | 192.0.2.7",
        "127.0.0.1 | 10.1.2.3               | 10.1.2.3",
        "127.0.0.1 | 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,192.0.2.7 | 192.0.2.7",
        "fd00::1   | 2001:db8::7            | 2001:db8::7",
        "192.0.2.9 | 127.0.0.1              | 192.0.2.9"
      })
  void onlyATrustedProxySaysWhereTheClientIs(String peer, String forwarded, String address) {
    assertThat(site.address(peer, forwarded)).isEqualTo(address);
  }
}
