// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.domestik.lua.Settings;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a program: the message as JSON on its standard input, and the main things in its
 * environment. What is told is never part of a command line.
 */
public final class Command implements Channel {
  private static final int MOST_SECONDS = 30;
  private static final int MOST_ANSWER = 4096;
  private final List<String> words;
  private final String name;
  private final int seconds;

  private Command(List<String> words, String name, int seconds) {
    this.words = words;
    this.name = name;
    this.seconds = seconds;
  }

  /** The channel that {@code command} names: words as they are, or a text for the shell. */
  public static @Nullable Channel from(Settings settings) {
    List<String> words = settings.texts("command");
    boolean shell = settings.any("command") instanceof String;
    if (settings.any("command") == null) {
      return null;
    }
    if (words.isEmpty() || words.getFirst().isBlank()) {
      throw settings.fault("command", "expected a text for the shell, or { \"program\", … }");
    }
    String first = shell ? words.getFirst().strip().split("\\s", 2)[0] : words.getFirst();
    // What stands before a program, or after it, may be a secret.
    return new Command(
        shell ? List.of("/bin/sh", "-c", words.getFirst()) : words,
        first.contains("=") ? "sh" : first,
        settings.integer("seconds", MOST_SECONDS, 1, MOST_SECONDS));
  }

  @Override
  public void send(Message message) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment(message));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(name + ": cannot be started: " + reason(e), e);
    }
    StringBuilder answer = new StringBuilder();
    try {
      // Not virtual ones: who waits for a pipe holds a processor of all that are.
      Thread.ofPlatform().daemon().name("notify-in").start(() -> write(process, message));
      Thread reader =
          Thread.ofPlatform().daemon().name("notify-out").start(() -> read(process, answer));
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      reader.join(ended ? 1000 : 1); // A child of its may go on and hold the output open.
      judge(process, ended, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name + ": interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void judge(Process process, boolean ended, StringBuilder answer) throws IOException {
    String said;
    synchronized (answer) {
      said = answer.toString().lines().filter(it -> !it.isBlank()).reduce("", (a, b) -> b);
    }
    String line = said.isEmpty() ? "" : ": " + Words.line(said, 300);
    if (!ended) {
      throw new IOException(name + ": did not end within " + seconds + " s" + line);
    }
    if (process.exitValue() != 0) {
      throw new IOException(name + ": ended with " + process.exitValue() + line);
    }
  }

  private static Map<String, String> environment(Message message) {
    Message.Item first = message.items().getFirst();
    return Map.of(
        "DOMESTIK_KEY", clean(message.key()),
        "DOMESTIK_KIND", message.kind().name().toLowerCase(Locale.ROOT),
        "DOMESTIK_SEVERITY", clean(message.severity()),
        "DOMESTIK_SUBJECT", message.subject(),
        "DOMESTIK_TEXT", clean(message.text()),
        "DOMESTIK_TIME", message.time().toString(),
        "DOMESTIK_LINK", clean(message.link() == null ? "" : message.link()),
        "DOMESTIK_COUNT", String.valueOf(message.items().size()),
        "DOMESTIK_HOST", clean(first.host()),
        "DOMESTIK_RULE", clean(first.rule()));
  }

  // An environment ends a text at a zero, and the system refuses one above 128 KiB.
  private static String clean(String text) {
    return Words.cut(text.replace('\0', ' '), 30_000);
  }

  private static void write(Process process, Message message) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(message.toJson().getBytes(UTF_8));
    } catch (IOException e) {
      // A program need not read what it is told.
    }
  }

  // Keeps the end of what it says, and takes all of it, so that it never waits for us.
  private static void read(Process process, StringBuilder answer) {
    byte[] some = new byte[MOST_ANSWER];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        synchronized (answer) {
          answer.append(new String(some, 0, count, UTF_8));
          answer.delete(0, Math.max(0, answer.length() - MOST_ANSWER));
        }
      }
    } catch (IOException e) {
      // It was ended.
    }
  }

  private static String reason(IOException fault) {
    String message = String.valueOf(fault.getMessage());
    return Words.line(message.replaceFirst("(?s).*\\(([^()]*)\\).*", "$1"), 300);
  }

  @Override
  public String name() {
    return "command";
  }

  @Override
  public String address() {
    return name;
  }
}
