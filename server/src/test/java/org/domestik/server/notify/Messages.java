// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.Settings;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.jspecify.annotations.Nullable;

/** Messages, and channels as an operator's file names them. */
public final class Messages {
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Messages() {}

  public static Message full(Message.Kind kind) {
    return new Message(
        "1:2:ops " + kind,
        kind,
        "critical",
        "disk nearly full on db-1: \"/var\" <93 %> é",
        NOON,
        List.of(disk("db-1", kind == Message.Kind.RESOLVED ? NOON.minusSeconds(60) : null)),
        "https://domestik.example/#alerts");
  }

  public static Message many(int count) {
    return new Message(
        "many",
        Message.Kind.FIRING,
        "warning",
        "many",
        NOON,
        IntStream.rangeClosed(1, count).mapToObj(i -> disk("db-" + i)).toList(),
        null);
  }

  public static Message.Item disk(String host) {
    return disk(host, null);
  }

  private static Message.Item disk(String host, @Nullable Instant ended) {
    return new Message.Item(
        "disk nearly full",
        "critical",
        host,
        "filesystem",
        List.of("/var"),
        "full",
        93.25,
        "%",
        "above 90 %",
        NOON.minusSeconds(720),
        ended,
        "\"/var\" is 93.25 % <full> & é",
        "https://domestik.example/#host=db-1&at=1");
  }

  /** The targets of a file of such content, which stands in the folder. */
  public static List<Target> targets(Path folder, String lua) throws Exception {
    Path file = folder.resolve("alerts.lua");
    Files.writeString(file, lua);
    return Targets.from(new Settings("alerts.lua", LuaConfig.read(file)), folder);
  }

  /** The one channel of the target {@code it = { … }}. */
  public static Channel channel(Path folder, String keys) throws Exception {
    return targets(folder, "notify = { it = { " + keys + " } }").getFirst().channels().getFirst();
  }
}
