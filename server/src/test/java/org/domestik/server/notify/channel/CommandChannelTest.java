// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.server.notify.Messages;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandChannelTest {
  @TempDir Path folder;

  Channel shell(String text) throws Exception {
    return Messages.channel(folder, "command = [[" + text + "]], seconds = 2");
  }

  @Test
  void theMessageIsOnItsInputAndInItsEnvironment() throws Exception {
    Message message = Messages.full(Message.Kind.FIRING);
    Path input = folder.resolve("input");
    Path environment = folder.resolve("environment");
    shell("cat > '" + input + "'; env > '" + environment + "'").send(message);

    assertThat(Message.fromJson(Files.readString(input))).isEqualTo(message);
    assertThat(Files.readString(environment))
        .contains("DOMESTIK_KIND=firing\n")
        .contains("DOMESTIK_SEVERITY=critical\n")
        .contains("DOMESTIK_SUBJECT=disk nearly full on db-1: \"/var\" <93 %> é\n")
        .contains("DOMESTIK_HOST=db-1\n")
        .contains("DOMESTIK_RULE=disk nearly full\n")
        .contains("DOMESTIK_LINK=https://domestik.example/#alerts\n")
        .contains("DOMESTIK_COUNT=1\n")
        .contains("DOMESTIK_TEXT=\"/var\" is 93.25");
  }

  @Test
  void wordsAreGivenAsTheyAre() throws Exception {
    Path made = folder.resolve("a $HOME; b");
    Messages.channel(folder, "command = { \"touch\", \"" + made + "\" }")
        .send(Messages.full(Message.Kind.FIRING));

    assertThat(made).exists();
  }

  @Test
  void aProgramThatReadsNothingIsTold() throws Exception {
    shell("exec true").send(Messages.many(200));
  }

  @Test
  void oneThatFailsIsSaidWithItsLastLine() throws Exception {
    assertThatThrownBy(() -> shell("seq 1 20000; echo no modem >&2; echo; exit 3").send(full()))
        .isInstanceOf(IOException.class)
        .hasMessage("seq: ended with 3: no modem");
  }

  @Test
  void oneThatDoesNotEndIsKilledWithItsChildren() throws Exception {
    Path child = folder.resolve("child");
    assertThatThrownBy(
            () -> shell("sleep 600 & echo $! > '" + child + "'; echo dialling; wait").send(full()))
        .hasMessage("sleep: did not end within 2 s: dialling");

    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid).ifPresent(left -> left.onExit().join());
  }

  @Test
  void oneThatLeavesAChildBehindIsNotWaitedFor() throws Exception {
    shell("sleep 600 & echo gone").send(full());
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    Channel channel = shell("sleep 600");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> channel.send(full())).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void oneThatIsNotThereIsSaid() throws Exception {
    assertThatThrownBy(
            () -> Messages.channel(folder, "command = { \"/nowhere/page\" }").send(full()))
        .hasMessage("/nowhere/page: cannot be started: No such file or directory");
  }

  @Test
  void itsAddressIsTheProgramOnly() throws Exception {
    assertThat(shell("curl -u me:pass https://x").address()).isEqualTo("curl");
    assertThat(shell("TOKEN=hush page").address()).isEqualTo("sh");
    assertThat(Messages.channel(folder, "command = { \"page\", \"hush\" }").address())
        .isEqualTo("page");
  }

  private static Message full() {
    return Messages.full(Message.Kind.FIRING);
  }
}
