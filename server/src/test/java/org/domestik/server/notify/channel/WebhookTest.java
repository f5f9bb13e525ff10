// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.domestik.server.json.JsonTree;
import org.domestik.server.notify.Messages;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Refused;
import org.domestik.server.notify.message.TryLater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  @TempDir Path folder;
  HookServer server;

  @BeforeEach
  void start() throws Exception {
    server = new HookServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  Channel hook(String keys) throws Exception {
    return Messages.channel(folder, "url = \"" + server.address() + "/secret?x=secret\"" + keys);
  }

  @Test
  void theWholeMessageIsPosted() throws Exception {
    Message message = Messages.full(Message.Kind.FIRING);
    hook("").send(message);

    HookServer.Request request = server.requests.take();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/secret?x=secret");
    assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(request.body()).contains("\"text\":\"").contains("\"kind\":\"firing\"");
    assertThat(Message.fromJson(request.body())).isEqualTo(message);
  }

  @Test
  void whatAnAnswerRepeatsOfTheAddressOrTheTokenIsNotSaid() throws Exception {
    server.answer =
        HookServer.with(404, "Cannot POST /hooks/T0B0hush?key=k3yk3yk3y by tk_hushhush");
    Channel hook =
        Messages.channel(
            folder,
            "url = \""
                + server.address()
                + "/hooks/T0B0hush?key=k3yk3yk3y\", token = \"tk_hushhush\"");
    assertThatThrownBy(() -> hook.send(Messages.full(Message.Kind.FIRING)))
        .isInstanceOf(Refused.class)
        .hasMessageEndingWith("answered 404: Cannot POST /hooks/…?key=… by …");
  }

  @Test
  void whatIsToldAgainHasTheSameIdempotencyKey() throws Exception {
    Channel hook = hook("");
    hook.send(Messages.full(Message.Kind.FIRING));
    hook.send(Messages.full(Message.Kind.FIRING));
    hook.send(Messages.full(Message.Kind.RESOLVED));

    String first = server.requests.take().headers().getFirst("Idempotency-Key");
    assertThat(server.requests.take().headers().getFirst("Idempotency-Key")).isEqualTo(first);
    assertThat(server.requests.take().headers().getFirst("Idempotency-Key")).isNotEqualTo(first);
  }

  @Test
  void aTemplateIsFilledAndEscapedAsJson() throws Exception {
    hook("""
            , template = [[{"s": "{{subject}}", "n": {{count}},
             "i": [{{#items}}"{{host}}: {{lastValue}}{{unit}} {{duration}} {{key}}"{{^-last}},{{/-last}}{{/items}}]}]]
            """)
        .send(Messages.full(Message.Kind.FIRING));

    assertThat(server.requests.take().body())
        .isEqualToIgnoringWhitespace(
            """
            {"s": "disk nearly full on db-1: \\"/var\\" <93 %> é", "n": 1,
             "i": ["db-1: 93.25% 12 minutes /var"]}""");
  }

  @Test
  void aTemplateOfPlainTextIsNotEscapedAndAFormIs() throws Exception {
    hook(", template = \"{{subject}}\"").send(Messages.full(Message.Kind.FIRING));
    HookServer.Request plain = server.requests.take();
    assertThat(plain.body()).isEqualTo("disk nearly full on db-1: \"/var\" <93 %> é");
    assertThat(plain.headers().getFirst("Content-Type")).isEqualTo("text/plain; charset=utf-8");

    String type = "[\"Content-Type\"] = \"application/x-www-form-urlencoded\"";
    hook(", template = \"text={{severity}}&on={{#items}}{{key}}{{/items}}\", headers = {"
            + type
            + "}")
        .send(Messages.full(Message.Kind.FIRING));
    assertThat(server.requests.take().body()).isEqualTo("text=critical&on=%2Fvar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"slack", "discord", "matrix", "gotify"})
  void readyFormsAreJsonThatSaysTheSubject(String form) throws Exception {
    hook(", form = \"" + form + "\", token = \"hush\"").send(Messages.many(200));

    HookServer.Request request = server.requests.take();
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    Object tree = JsonTree.read(new java.io.ByteArrayInputStream(body));
    assertThat(tree.toString()).contains("many").contains("db-1");
    assertThat(request.headers().getFirst(form.equals("gotify") ? "X-Gotify-Key" : "Authorization"))
        .endsWith("hush");
    assertThat(request.method()).isEqualTo(form.equals("matrix") ? "PUT" : "POST");
    assertThat(request.path())
        .matches(form.equals("matrix") ? "/secret/[0-9a-f]{32}\\?x=secret" : "/secret\\?x=secret");
  }

  @Test
  void slackReadsNoMarkupInWhatWasMeasured() throws Exception {
    hook(", form = \"slack\"").send(Messages.full(Message.Kind.FIRING));

    assertThat(server.requests.take().body()).contains("&lt;full&gt; &amp; é");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 410, 413, 415, 422})
  void whatIsRefusedForGoodIsNotTriedAgain(int status) throws Exception {
    server.answer = HookServer.with(status, "no such\u0007 room\nsecond line");

    assertThatThrownBy(() -> hook("").send(Messages.full(Message.Kind.FIRING)))
        .isInstanceOf(Refused.class)
        .hasMessage(server.address() + ": answered " + status + ": no such room");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 408, 425, 429, 500, 502, 503})
  void whatMayPassIsTriedAgain(int status) throws Exception {
    server.answer =
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.address() + "/other");
          HookServer.with(status, "").to(exchange);
        };

    assertThatThrownBy(() -> hook("").send(Messages.full(Message.Kind.FIRING)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(Refused.class)
        .hasMessageContaining("answered " + status)
        .hasMessageNotContaining("secret");
    assertThat(server.requests).as("a redirect is not followed").hasSize(1);
  }

  @Test
  void ofALongAnswerTheBeginningIsRead() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    server.answer =
        exchange -> {
          exchange.sendResponseHeaders(500, 0);
          try {
            while (over.getCount() > 0) {
              exchange.getResponseBody().write("x".repeat(8192).getBytes(StandardCharsets.UTF_8));
            }
          } finally {
            exchange.close();
          }
        };

    assertThatThrownBy(() -> hook("").send(Messages.full(Message.Kind.FIRING)))
        .hasMessageContaining("answered 500: xxx")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    over.countDown();
  }

  @Test
  void aSuccessCountsAlthoughItsAnswerNeverEnds() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    server.answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };

    hook("").send(Messages.full(Message.Kind.FIRING));
    over.countDown();
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Thread sender = Thread.currentThread();
    server.answer =
        exchange -> {
          sender.interrupt();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatThrownBy(() -> hook("").send(Messages.full(Message.Kind.FIRING)))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    over.countDown();
  }

  @Test
  void whoIsNotThereIsSaidInWords() throws Exception {
    Channel hook = hook("");
    server.close();

    assertThatThrownBy(() -> hook.send(Messages.full(Message.Kind.FIRING)))
        .isInstanceOf(IOException.class)
        .hasMessage(server.address() + ": nobody answers there");
    assertThatThrownBy(
            () ->
                Messages.channel(folder, "url = \"http://nowhere.invalid/x\"")
                    .send(Messages.full(Message.Kind.FIRING)))
        .hasMessage("http://nowhere.invalid: there is no host of that name");
  }

  @Test
  void anAddressMayStandInAFileOfItsOwnAndIsNotSaid() throws Exception {
    Path file = folder.resolve("hook.url");
    Files.writeString(file, server.address() + "/T0/B0/hush\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Channel hook = Messages.channel(folder, "url_file = \"hook.url\"");
    hook.send(Messages.full(Message.Kind.FIRING));

    assertThat(server.requests.take().path()).isEqualTo("/T0/B0/hush");
    assertThat(hook.address()).isEqualTo(server.address());
  }

  @Test
  void aUserInTheAddressIsShownAsSuch() throws Exception {
    String address = server.address().replace("://", "://me:pass@");
    Channel hook = Messages.channel(folder, "url = \"" + address + "/x\"");
    hook.send(Messages.full(Message.Kind.FIRING));

    assertThat(server.requests.take().headers().getFirst("Authorization"))
        .isEqualTo("Basic bWU6cGFzcw==");
    assertThat(hook.address()).isEqualTo(server.address());
  }

  @Test
  void overTlsOnlyWhoIsTrustedIsTold() throws Exception {
    Certified certified = Certified.in(folder);
    try (HookServer secure = HookServer.with(certified.context())) {
      String url = "url = \"" + secure.address() + "/x\"";
      Messages.channel(folder, url + ", ca = \"" + certified.certificate().getFileName() + "\"")
          .send(Messages.full(Message.Kind.FIRING));
      assertThat(secure.requests).hasSize(1);

      Channel trusting = Messages.channel(folder, url);
      assertThatThrownBy(() -> trusting.send(Messages.full(Message.Kind.FIRING)))
          .hasMessageStartingWith(secure.address() + ": ")
          .hasMessageContaining("certification path");
      assertThat(secure.requests).hasSize(1);
    }
  }

  @Test
  void aPauseThatIsAskedForIsPassedOn() throws Exception {
    server.answer =
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "120");
          HookServer.with(429, "slower").to(exchange);
        };
    Channel channel = Messages.channel(folder, "url = \"" + server.address() + "/x\"");
    assertThatThrownBy(() -> channel.send(Messages.full(Message.Kind.FIRING)))
        .isInstanceOfSatisfying(
            TryLater.class, it -> assertThat(it.pause()).isEqualTo(Duration.ofMinutes(2)))
        .hasMessageContaining("answered 429");
  }
}
