// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.server.notify.message.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
  @TempDir Path folder;

  @Test
  void withoutTheKeyThereIsNobody() throws Exception {
    assertThat(Messages.targets(folder, "")).isEmpty();
    assertThat(Messages.targets(folder, "notify = {}")).isEmpty();
  }

  @Test
  void aTargetHasWhatItSaysAndDefaults() throws Exception {
    List<Target> targets =
        Messages.targets(
            folder,
            """
            notify = {
              night = { ntfy = "https://ntfy.example/x", from = "critical", hosts = { "db-*", "web" },
                rules = "disk*", after = "15 minutes", again = "4 hours" },
              hook = { url = "https://example.org/x" },
            }""");

    Target hook = targets.get(0);
    assertThat(hook.name()).isEqualTo("hook");
    assertThat(hook.from()).isEqualTo("info");
    assertThat(hook.hosts()).containsExactly("*");
    assertThat(hook.rules()).containsExactly("*");
    assertThat(hook.after()).isNull();
    assertThat(hook.repeat()).isNull();
    Target night = targets.get(1);
    assertThat(night.after()).isEqualTo(Span.parse("15 minutes"));
    assertThat(night.repeat()).isEqualTo(Span.parse("4 hours"));
    assertThat(night.channels()).hasSize(1);
    assertThat(night.wants("critical", "db-1", "disk nearly full")).isTrue();
    assertThat(night.wants("warning", "db-1", "disk nearly full")).isFalse();
    assertThat(night.wants("critical", "app", "disk nearly full")).isFalse();
    assertThat(night.wants("critical", "web", "silent")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"url, tk_s\u00e9cret", "ntfy, tk_secret\\nX: y", "url, ''", "ntfy, tk secret"})
  void aTokenThatNoHeaderTakesIsRefusedAndNotSaid(String way, String token) {
    String address = way + " = \"https://localhost/x\"";
    String file = "notify = { a = { " + address + ", token = \"" + token + "\" } }";
    assertThatThrownBy(() -> Messages.targets(folder, file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("notify.a: token: expected one word")
        .hasMessageNotContaining("cret");
  }

  @ParameterizedTest
  @CsvSource({"after", "again"})
  void aLengthOfTimeIsAtMostTenYears(String key) {
    String file = "notify = { a = { command = \"x\", " + key + " = \"999999999 years\" } }";
    assertThatThrownBy(() -> Messages.targets(folder, file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("notify.a: " + key + ": \"999999999 years\" is too long");
  }

  @Test
  void oneTargetMayHaveSeveralWays() throws Exception {
    assertThat(
            Messages.targets(
                    folder, "notify = { it = { url = \"http://a.example\", command = \"page\" } }")
                .getFirst()
                .channels())
        .extracting(Channel::address)
        .containsExactly("http://a.example", "page");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nfty = "https://x/y"                     | notify.it: nfty: unknown setting; nearest is "ntfy"
          from = "info"                            | notify.it: no way to it; write one of mail, url, ntfy, mqtt, command
          url = "https://x/y", tmplate = "x"       | notify.it: tmplate: unknown setting; nearest is "template"
          url = "ftp://x/y"                        | notify.it: url: expected an address: https://… or http://…, found ftp://
          url = "hooks.example/hush"               | notify.it: url: expected an address: https://… or http://…, found none
          url = "https://"                         | notify.it: url: expected an address: https://… or http://…; what is there is no address
          url = "https://a b/hush"                 | notify.it: url: expected an address: https://… or http://…; what is there is no address
          url = "https://a_b/hush"                 | notify.it: url: expected an address: https://… or http://…; there is no valid host's name in it
          url = { "https://x/hush" }               | notify.it: url: expected a text in quotes
          url = "https://x", url_file = "f"        | notify.it: url: and url_file are both there; write one of them
          url_file = "missing"                     | notify.it: url_file: FOLDER/missing: there is no such file
          url_file = "open"                        | notify.it: url_file: others may read FOLDER/open; say: chmod 600 FOLDER/open
          url = "https://x", token = 12345         | notify.it: token: expected a text in quotes
          url = "https://x", form = "slak"         | notify.it: form: expected one of slack, discord, matrix, gotify, found "slak"; nearest is "slack"
          url = "https://x", form = "slack", template = "x"      | notify.it: template: and form are both there; write one of them
          url = "https://x", template = "{{subjct}}"             | notify.it: template: {{subjct}} on line 1 is no name; nearest is "subject"
          url = "https://x", template = "{{#itms}}x{{/itms}}"    | notify.it: template: {{itms}} on line 1 is no name; nearest is "items"
          url = "https://x", headers = { ["a b"] = "x" }         | notify.it: headers.a b: no header that can be set
          url = "https://x", headers = { Host = "x" }            | notify.it: headers.Host: no header that can be set
          url = "https://x", headers = { A = "é" }               | notify.it: headers.A: expected a text in quotes, of one line
          url = "https://x", ca = "missing"        | notify.it: ca: FOLDER/missing cannot be read: FOLDER/missing
          url = "https://x", ca = "open"           | notify.it: ca: FOLDER/open has no certificate in PEM
          url = "https://x", ntfy = "https://x/y"  | notify.it: url: and ntfy share their keys; make two targets of them
          ntfy = "https://x/"                      | notify.it: ntfy: expected an address with a topic: https://ntfy.sh/TOPIC
          mail = "ops"                             | notify.it: mail: expected an address like ops@example.org, found "ops"
          mail = { "a@b.c", "a b@c" }              | notify.it: mail: expected an address like ops@example.org, found "a b@c"
          mail = "a@b.c\\nBcc: x@y.z"              | notify.it: mail: expected an address like ops@example.org, found
          mail = 7                                 | notify.it: mail: expected a list
          mail = "a@b.c", smtp = { hots = "x" }    | notify.it: smtp: hots: unknown setting; nearest is "host"
          mail = "a@b.c", smtp = { tls = "ssl" }   | notify.it: smtp: tls: expected starttls, tls or none, found "ssl"
          mail = "a@b.c", smtp = { port = 0 }      | notify.it: smtp: port: expected a whole number from 1 to 65535, found 0
          mail = "a@b.c", smtp = { user = "me" }   | notify.it: smtp: user: a user and a password go together; one of them is missing
          mail = "a@b.c", smtp = { from = "me" }   | notify.it: smtp: from: expected an address like ops@example.org, found "me"
          mqtt = "tcp://x"                         | notify.it: mqtt: expected an address: mqtt://… or mqtts://…, found tcp://
          mqtt = "mqtt://me:hush@x"                | notify.it: mqtt: write user = and password_file = beside it, not into it
          mqtt = "mqtt://x", topic = "a/#"         | notify.it: topic: expected a topic to write to, without + and #
          mqtt = "mqtt://x", password = "hush"     | notify.it: user: a password needs one
          command = ""                             | notify.it: command: expected a text for the shell, or { "program", … }
          command = "x", from = "critcal"          | notify.it: from: expected info, warning or critical, found "critcal"; nearest is "critical"
          command = "x", hosts = { "d b" }         | notify.it: hosts: "d b" can match no host
          command = "x", after = "soon"            | notify.it: after: "soon" is not a length of time
          command = "x", seconds = 31              | notify.it: seconds: expected a whole number from 1 to 30, found 31
          """)
  void whatIsWrongIsNamed(String keys, String complaint) throws Exception {
    Files.writeString(folder.resolve("open"), "hush");
    Files.setPosixFilePermissions(
        folder.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> Messages.channel(folder, keys))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("alerts.lua: " + complaint.replace("FOLDER", folder.toString()))
        .hasMessageNotContainingAny("hush", "12345")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aTemplateThatWouldBeNoJsonIsNamed() {
    assertThatThrownBy(
            () -> Messages.channel(folder, "url = \"https://x\", template = [[{\"a\": {{text}}}]]"))
        .hasMessageStartingWith("alerts.lua: notify.it: template: not JSON: ");
  }

  @Test
  void aNameOfATargetIsPlain() {
    assertThatThrownBy(
            () -> Messages.targets(folder, "notify = { [\"a b\"] = { command = \"x\" } }"))
        .hasMessage("alerts.lua: notify: \"a b\" is no name; write letters, digits, _ . -");
    assertThatThrownBy(() -> Messages.targets(folder, "notify = { ops = \"x\" }"))
        .hasMessageStartingWith("alerts.lua: notify.ops: expected a table");
  }
}
