// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Codes, and the hosts that come of them. */
class EnrolmentTest extends AccessScene {
  private static final String ONE = "11111111-1111-1111-1111-111111111111";
  private static final String TWO = "22222222-2222-2222-2222-222222222222";

  @Test
  void aCodeMakesAMachineOneHostAndNoOther() {
    String one = "11111111-1111-1111-1111-111111111111";
    String two = "22222222-2222-2222-2222-222222222222";
    try (TestServer server = TestServer.start(data)) {
      String code = code(server, "--host", "web*", "--uses", "2");
      assertThat(code).matches("http://127\\.0\\.0\\.1:\\d+#\\.dmk_[A-Za-z0-9_-]{32}");
      String secret = secret(code);
      assertThat(TestServer.error(enrol(server, secret + "x", one, "web1")))
          .contains("./domestik enrol");
      assertThat(enrol(server, secret, one, "db1").statusCode()).isEqualTo(403);
      HttpResponse<String> enrolled = enrol(server, secret, one, "web1");
      assertThat(enrolled.statusCode()).as(enrolled.body()).isEqualTo(200);
      String token = (String) ((Map<?, ?>) TestServer.json(enrolled)).get("token");
      String[] own = bearer(token, "Domestik-Agent", one);
      assertThat(post(server, "/api/v1/samples", sample("web1"), own).statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/agent/probes?host=web1", own).statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/agent/probes?host=web2", own).statusCode()).isEqualTo(403);
      assertThat(TestServer.error(post(server, "/api/v1/samples", sample("web2"), own)))
          .contains("\"web1\"")
          .contains("\"web2\"");
      HttpResponse<String> copied =
          post(server, "/api/v1/samples", sample("web1"), bearer(token, "Domestik-Agent", two));
      assertThat(copied.statusCode()).isEqualTo(403);
      assertThat(TestServer.error(copied)).contains("another agent");
      HttpResponse<String> taken = enrol(server, secret, two, "web1");
      assertThat(taken.statusCode()).isEqualTo(409);
      assertThat(TestServer.error(taken)).contains("./domestik enrol --host web1");
      assertThat(enrol(server, secret, two, "web2").statusCode()).isEqualTo(200);
      assertThat(TestServer.error(enrol(server, secret, two, "web3"))).contains("used up");
      String again = secret(code(server, "--host", "web1"));
      assertThat(enrol(server, again, two, "web1").statusCode()).isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", sample("web1"), own).statusCode()).isEqualTo(401);
      String late = secret(code(server, "--for", "1h"));
      server.advance(Duration.ofHours(2));
      assertThat(TestServer.error(enrol(server, late, one, "web9"))).contains("expired");
    }
  }

  private static String booted(String boot, int sequence, int value) {
    return "{\"host\":\"web1\",\"boot\":\"%s\",\"sequence\":%d,\"samples\":[{\"probe\":\"p\",\"time\":\"2026-11-22T11:0%d:00Z\",\"data\":{\"v\":%d}}]}"
        .formatted(boot, sequence, sequence, value);
  }

  @Test
  void aClonedDiskIsNoticedAndOverwritesNothing() {
    String agent = "11111111-1111-1111-1111-111111111111";
    String first = "aaaaaaaa-0000-0000-0000-000000000001";
    String copy = "bbbbbbbb-0000-0000-0000-000000000002";
    String restarted = "cccccccc-0000-0000-0000-000000000003";
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> enrolled = enrol(server, secret(code(server)), agent, "web1");
      String token = (String) ((Map<?, ?>) TestServer.json(enrolled)).get("token");
      String[] own = bearer(token, "Domestik-Agent", agent);
      String[] reader = bearer(token(server, "r", "read"));
      assertThat(post(server, "/api/v1/samples", booted(first, 1, 1), own).statusCode())
          .isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", booted(copy, 2, 2), own).statusCode())
          .isEqualTo(200);
      assertThat(get(server, "/api/v1/hosts", reader).body()).doesNotContain("twin");
      assertThat(post(server, "/api/v1/samples", booted(first, 3, 3), own).statusCode())
          .isEqualTo(200);
      assertThat(get(server, "/api/v1/hosts", reader).body()).contains("\"copy\":\"" + copy);
      HttpResponse<String> refused = post(server, "/api/v1/samples", booted(copy, 3, 4), own);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(TestServer.error(refused)).contains("a disk was cloned");
      assertThat(post(server, "/api/v1/samples", booted(restarted, 4, 5), own).statusCode())
          .isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", booted(copy, 5, 6), own).statusCode())
          .isEqualTo(403);
      assertThat(get(server, "/api/v1/series?host=web1&probe=p", reader).body())
          .contains("\"avg\":[1,2,3,5]");
    }
  }

  /** Of what the server refuses an agent sends parts, each batch's under a name made of it. */
  @Test
  void partsOfABatchAreNoTwin() {
    String agent = "11111111-1111-1111-1111-111111111111";
    String boot = "aaaaaaaa-0000-4000-8000-000000000001";
    String parts = UUID.nameUUIDFromBytes(new byte[] {1}).toString();
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> enrolled = enrol(server, secret(code(server)), agent, "web1");
      String token = (String) ((Map<?, ?>) TestServer.json(enrolled)).get("token");
      String[] own = bearer(token, "Domestik-Agent", agent);
      int number = 0;
      for (String each : List.of(boot, parts, boot, parts, boot)) {
        number++;
        assertThat(post(server, "/api/v1/samples", booted(each, number, number), own).statusCode())
            .isEqualTo(200);
      }
      String[] reader = bearer(token(server, "r", "read"));
      assertThat(get(server, "/api/v1/hosts", reader).body()).doesNotContain("twin");
    }
  }

  @Test
  void codesNameTheAddressThatAgentsUse() throws Exception {
    Files.writeString(
        data.resolve("server.conf"), "external_url = \"https://monitor.example.com/dom/\"\n");
    try (TestServer server = TestServer.start(data)) {
      assertThat(code(server)).startsWith("https://monitor.example.com/dom#.dmk_");
      assertThat(code(server, "--url", "https://inner:8787"))
          .startsWith("https://inner:8787#.dmk_");
      assertThat(say(server, "", "enrol", "--url", "https://u:p@inner").err())
          .contains("without a name, a password")
          .doesNotContain("u:p");
    }
  }

  private static String[] enrolled(TestServer server, String code, String agent, String host) {
    HttpResponse<String> answer = enrol(server, secret(code), agent, host);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Map<?, ?> said = (Map<?, ?>) TestServer.json(answer);
    return bearer((String) said.get("token"), "Domestik-Agent", agent);
  }

  private static void taken(TestServer server, String host, String... own) {
    HttpResponse<String> answer = post(server, "/api/v1/samples", sample(host), own);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void denied(TestServer server, String host, String words, String... own) {
    HttpResponse<String> answer = post(server, "/api/v1/samples", sample(host), own);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(TestServer.error(answer)).contains(words);
  }

  @Test
  void aCodeOfOneMachineCoversTheHostsItGivesValuesOf() {
    try (TestServer server = TestServer.start(data)) {
      String[] own = enrolled(server, code(server, "--host", "gate,switch-*"), ONE, "gate");
      taken(server, "gate", own);
      taken(server, "switch-1", own);
      denied(server, "web1", "./domestik enrol --host 'GLOB'", own);
      // Whoever is enrolled speaks for himself.
      String[] other = enrolled(server, code(server), TWO, "switch-2");
      denied(server, "switch-2", "switch-2", own);
      taken(server, "switch-2", other);
      denied(server, "switch-1", "switch-1", other);
      assertThat(say(server, "", "enrol", "--host", "gate,swi tch").err()).hasLineCount(1);
    }
  }

  @Test
  void twinsAreKnownAfterARestart() {
    String first = "aaaaaaaa-0000-0000-0000-000000000001";
    String copy = "bbbbbbbb-0000-0000-0000-000000000002";
    String[] own;
    try (TestServer server = TestServer.start(data)) {
      own = enrolled(server, code(server), ONE, "web1");
      assertThat(post(server, "/api/v1/samples", booted(first, 1, 1), own).statusCode())
          .isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", booted(copy, 2, 2), own).statusCode())
          .isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", booted(first, 3, 3), own).statusCode())
          .isEqualTo(200);
    }
    try (TestServer server = TestServer.start(data)) {
      String[] reader = bearer(token(server, "r", "read"));
      assertThat(get(server, "/api/v1/hosts", reader).body()).contains("\"copy\":\"" + copy);
      assertThat(post(server, "/api/v1/samples", booted(copy, 4, 4), own).statusCode())
          .isEqualTo(403);
      assertThat(post(server, "/api/v1/samples", booted(first, 5, 5), own).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aHostThatIsRenamedKeepsItsHistoryAndItsAgent() {
    try (TestServer server = TestServer.start(data)) {
      String[] own = enrolled(server, code(server), ONE, "web1");
      taken(server, "web1", own);
      Said said = say(server, "", "rename-host", "web1", "shop");
      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.out())
          .isEqualTo("web1 is called shop now, with all it had. Its agent goes on as it is.\n");
      taken(server, "web1", own);
      taken(server, "shop", own);
      assertThat(get(server, "/api/v1/agent/probes?host=web1", own).statusCode()).isEqualTo(200);
      String[] admin = bearer(token(server, "a", "admin"));
      assertThat(get(server, "/api/v1/hosts", admin).body())
          .contains("\"host\":\"shop\"")
          .doesNotContain("web1");
      assertThat(get(server, "/api/v1/audit", admin).body())
          .contains("\"what\":\"rename\"", "host web1 is shop now");
      assertThat(say(server, "", "token", "list").out()).contains("host:shop");
      // Enrolled again, with what waits in its spool under the old name.
      String[] again = enrolled(server, code(server, "--host", "shop"), ONE, "shop");
      taken(server, "web1", again);
      taken(server, "shop", again);
      assertThat(say(server, "", "rename-host", "nobody", "x").err()).contains("no host");
      enrolled(server, code(server), TWO, "there");
      assertThat(say(server, "", "rename-host", "shop", "there").err())
          .contains("./domestik token revoke host:there")
          .hasLineCount(1);
    }
  }

  @Test
  void anAgentThatIsNotEnrolledIsToldWhatToDo() {
    TestServer clock;
    try (TestServer server = TestServer.start(data)) {
      clock = server;
      String[] writer = bearer(token(server, "w", "write"));
      taken(server, "web1", writer);
    }
    // Without a server, too.
    Said said = say(clock, "", "rename-host", "web1", "Web2");
    assertThat(said.out()).contains("write host = \"Web2\" into its agent.conf").hasLineCount(1);
    try (TestServer server = TestServer.start(data)) {
      taken(server, "web2", bearer(token(server, "w2", "write")));
      assertThat(get(server, "/api/v1/hosts", bearer(token(server, "r", "read"))).body())
          .contains("\"alike\":[\"Web2\"]", "\"alike\":[\"web2\"]");
      assertThat(say(server, "", "rename-host", "web2", "Web2").err())
          .contains("there is data of a host \"Web2\" already")
          .hasLineCount(1);
    }
  }
}
