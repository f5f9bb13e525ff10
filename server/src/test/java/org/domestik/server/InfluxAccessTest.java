// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** InfluxDB's clients where everybody must say who he is. */
class InfluxAccessTest extends AccessScene {
  @Test
  void linesOfOtherHostsThanATokensAreLeftOutAndTheOthersStored() {
    try (TestServer server = TestServer.start(data)) {
      String token = token(server, "web", "write", "--host", "web*");
      String[] said = {"Authorization", "Token user:" + token};
      HttpResponse<String> both = post(server, "/write", "m,host=web1 v=1\nm,host=db1 v=1", said);
      assertThat(both.statusCode()).isEqualTo(400);
      assertThat(TestServer.error(both))
          .startsWith("partial write: the token \"web\" may not deliver for host \"db1\"")
          .endsWith(" dropped=1");
      assertThat(post(server, "/write", "m,host=db1 v=1", said).statusCode()).isEqualTo(403);
      assertThat(post(server, "/write?db=web9", "m v=1", said).statusCode()).isEqualTo(204);
      String reader = token(server, "reader", "read");
      assertThat(get(server, "/api/v1/hosts", "Authorization", "Bearer " + reader).body())
          .contains("\"web1\"", "\"web9\"")
          .doesNotContain("\"db1\"");
      assertThat(get(server, "/api/v1/senders", "Authorization", "Bearer " + reader).body())
          .contains("127.0.0.1 (token web)", "\"reason\":\"not_allowed\"");
    }
  }

  @Test
  void pingIsForAllAndQueriesForThoseWhoWrite() {
    try (TestServer server = TestServer.start(data)) {
      String token = token(server, "web", "write");
      assertThat(get(server, "/ping").statusCode()).isEqualTo(204);
      assertThat(get(server, "/query?q=SHOW+DATABASES").statusCode()).isEqualTo(401);
      assertThat(get(server, "/query?q=SHOW+DATABASES&u=x&p=" + token).statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/senders", "Authorization", "Token " + token).statusCode())
          .isEqualTo(403);
    }
  }
}
