// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

/** How much a message wants to be seen: what is over is calm, whatever it was. */
public enum Urgency {
  CALM,
  HIGH,
  HIGHEST;

  public static Urgency of(Message message) {
    if (message.kind() == Message.Kind.RESOLVED || message.kind() == Message.Kind.TEST) {
      return CALM;
    }
    return switch (message.severity()) {
      case "critical" -> HIGHEST;
      case "warning" -> HIGH;
      default -> CALM;
    };
  }

  /** One of three. */
  public <T> T choose(T calm, T high, T highest) {
    return switch (this) {
      case CALM -> calm;
      case HIGH -> high;
      case HIGHEST -> highest;
    };
  }
}
