// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.domestik.server.notify.Messages;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NtfyTest {
  @TempDir Path folder;
  HookServer server;
  Channel ntfy;

  @BeforeEach
  void start() throws Exception {
    server = new HookServer();
    ntfy =
        Messages.channel(
            folder, "ntfy = \"" + server.address() + "/domestik\", token = \"tk_hush\"");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void titlePriorityTagsClickAndTokenAreHeaders() throws Exception {
    ntfy.send(Messages.full(Message.Kind.FIRING));

    HookServer.Request request = server.requests.take();
    Headers headers = request.headers();
    assertThat(request.method() + " " + request.path()).isEqualTo("POST /domestik");
    assertThat(headers.getFirst("Title"))
        .as("by RFC 2047: disk nearly full on db-1: \"/var\" <93 %> é")
        .isEqualTo("=?UTF-8?B?ZGlzayBuZWFybHkgZnVsbCBvbiBkYi0xOiAiL3ZhciIgPDkzICU+IMOp?=");
    assertThat(headers.getFirst("Priority")).isEqualTo("5");
    assertThat(headers.getFirst("Tags")).isEqualTo("rotating_light");
    assertThat(headers.getFirst("Click")).isEqualTo("https://domestik.example/#alerts");
    assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer tk_hush");
    assertThat(request.body()).isEqualTo(Messages.full(Message.Kind.FIRING).text());
    assertThat(ntfy.address()).isEqualTo(server.address());
  }

  @ParameterizedTest
  @CsvSource({
    "FIRING,warning,4,warning",
    "FIRING,info,3,information_source",
    "REMINDER,critical,5,rotating_light",
    "FLAPPING,warning,4,warning",
    "RESOLVED,critical,3,white_check_mark",
    "TEST,critical,3,speech_balloon"
  })
  void whatIsOverOrATestIsCalm(Message.Kind kind, String severity, String priority, String tag)
      throws Exception {
    ntfy.send(
        new Message(
            "k", kind, severity, "plain", Instant.EPOCH, List.of(Messages.disk("h")), null));

    Headers headers = server.requests.take().headers();
    assertThat(headers.getFirst("Title")).isEqualTo("plain");
    assertThat(headers.getFirst("Priority")).isEqualTo(priority);
    assertThat(headers.getFirst("Tags")).isEqualTo(tag);
    assertThat(headers).doesNotContainKey("Click");
  }

  @Test
  void aLongTextEndsWithAWholeCharacter() throws Exception {
    ntfy.send(Messages.many(200));

    String body = server.requests.take().body();
    assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(3990, 4000);
    assertThat(Messages.many(200).text()).startsWith(body);
  }
}
