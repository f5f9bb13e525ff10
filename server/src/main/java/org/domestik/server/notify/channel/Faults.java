// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** What went wrong on the net, in one line. */
final class Faults {
  /** A class of Java's, and what led to it: people want the reason that stands behind it. */
  private static final Pattern CLASS =
      Pattern.compile(".*\\b(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): ", Pattern.DOTALL);

  private Faults() {}

  static String words(Throwable fault) {
    List<Throwable> chain =
        Stream.<@Nullable Throwable>iterate(fault, it -> it == null ? null : it.getCause())
            .limit(10)
            .takeWhile(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    if (has(chain, UnknownHostException.class) || has(chain, UnresolvedAddressException.class)) {
      return "there is no host of that name";
    }
    if (has(chain, ConnectException.class)) {
      return "nobody answers there";
    }
    if (has(chain, HttpTimeoutException.class)) {
      return "no answer in time";
    }
    String message = fault.getMessage();
    return message == null
        ? "the connection broke"
        : Words.line(CLASS.matcher(message).replaceAll(""), 300);
  }

  private static boolean has(List<Throwable> chain, Class<? extends Throwable> kind) {
    return chain.stream().anyMatch(kind::isInstance);
  }
}
