// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Urgency;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** Tells a phone by ntfy: a topic of ntfy.sh or of a server of one's own. */
public final class Ntfy implements Channel {
  // What is longer becomes an attachment, which a phone does not show.
  private static final int MOST_BYTES = 4000;
  private final HttpWay way;

  private Ntfy(HttpWay way) {
    this.way = way;
  }

  /** The channel that {@code ntfy} or {@code ntfy_file} names; null where neither is there. */
  public static @Nullable Channel from(Settings settings, Path folder) {
    String url = Secrets.read(settings, "ntfy", folder);
    if (url == null) {
      return null;
    }
    HttpWay way = HttpSettings.way(settings, "ntfy", url, folder);
    if (way.uri().getPath().replace("/", "").isEmpty()) {
      throw settings.fault("ntfy", "expected an address with a topic: https://ntfy.sh/TOPIC");
    }
    String token = Secrets.token(settings, folder);
    return new Ntfy(token == null ? way : way.or(Map.of("Authorization", "Bearer " + token)));
  }

  @Override
  public void send(Message message) throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Title", word(message.subject()));
    headers.put("Priority", Urgency.of(message).choose("3", "4", "5"));
    headers.put("Tags", tag(message));
    headers.put("Idempotency-Key", Words.digest(message.key()));
    if (message.link() != null) {
      headers.put("Click", word(message.link()));
    }
    way.or(headers).send("POST", "", body(message.text()));
  }

  private static String tag(Message message) {
    return switch (message.kind()) {
      case RESOLVED -> "white_check_mark";
      case TEST -> "speech_balloon";
      default -> Urgency.of(message).choose("information_source", "warning", "rotating_light");
    };
  }

  // Headers are ASCII; ntfy reads words encoded by RFC 2047.
  private static String word(String text) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(text)
        ? text
        : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
  }

  private static byte[] body(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    UTF_8.newEncoder().encode(CharBuffer.wrap(text), bytes, true); // Ends at a whole character.
    byte[] some = new byte[bytes.flip().remaining()];
    bytes.get(some);
    return some;
  }

  @Override
  public String name() {
    return "ntfy";
  }

  @Override
  public String address() {
    return way.address();
  }
}
