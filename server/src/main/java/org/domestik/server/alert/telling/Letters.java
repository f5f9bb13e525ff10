// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.telling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.alert.Limits;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Message.Kind;
import org.domestik.server.text.Texts;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Notice;
import org.jspecify.annotations.Nullable;

/** Writes what is told into the notices that the outbox sends. */
public final class Letters {
  private static final int MOST_ITEMS = 200;
  private static final int NETWORK = 3;
  private static final Duration AROUND = Duration.ofMinutes(30);

  private final String url;
  private final Map<String, ProbeDescription> descriptions;

  /**
   * For alerts about some probes.
   *
   * @param url where the pages are, without a slash at the end
   */
  public Letters(String url, Map<String, ProbeDescription> descriptions) {
    this.url = url;
    this.descriptions = descriptions;
  }

  /** One notice for each channel of a target, and for each 200 alerts. */
  List<Notice> notices(Target target, Kind kind, List<Alert> alerts, boolean silence, Instant now) {
    List<Notice> notices = new ArrayList<>();
    for (int from = 0; from < alerts.size(); from += MOST_ITEMS) {
      List<Alert> some = alerts.subList(from, Math.min(alerts.size(), from + MOST_ITEMS));
      String key = key(target, kind, some, now);
      Message message =
          new Message(
              key,
              kind,
              some.getFirst().severity(),
              subject(kind, some, silence),
              now,
              some.stream().map(this::item).toList(),
              url + "/#/alerts");
      notices.addAll(notices(target, message, now));
    }
    return notices;
  }

  /** One for each channel. */
  static List<Notice> notices(Target target, Message message, Instant now) {
    List<Notice> notices = new ArrayList<>();
    for (Channel channel : target.channels()) {
      notices.add(
          new Notice(
              message.key() + "-" + channel.name(),
              target.name(),
              channel.name(),
              message.toJson(),
              "waiting",
              now,
              0,
              now,
              null));
    }
    return notices;
  }

  /**
   * The same whenever the same is told: of an episode each kind is told once, a reminder again. An
   * episode's number is not enough: that of another host, which had the name before, may be the
   * same.
   */
  private static String key(Target target, Kind kind, List<Alert> alerts, Instant now) {
    StringBuilder all = new StringBuilder(target.name()).append('\n').append(kind);
    for (Alert alert : alerts) {
      all.append('\n').append(alert.id()).append(' ').append(alert.since());
    }
    if (kind == Kind.REMINDER) {
      all.append('\n').append(now);
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(UTF_8)).toString();
  }

  private static String subject(Kind kind, List<Alert> alerts, boolean silence) {
    Alert first = alerts.getFirst();
    String word =
        kind == Kind.FIRING
            ? first.severity()
            : kind == Kind.REMINDER ? "still " + first.severity() : word(kind);
    if (alerts.size() == 1) {
      return word + ": " + first.rule() + " on " + place(first) + ": " + first.message();
    }
    long hosts = alerts.stream().map(Alert::host).distinct().count();
    if (silence && kind == Kind.FIRING && hosts >= NETWORK) {
      return word + ": " + hosts + " hosts are silent; the network may be the cause";
    }
    return word
        + ": "
        + first.rule()
        + ": "
        + alerts.size()
        + " alerts on "
        + (hosts == 1 ? first.host() : hosts + " hosts");
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String place(Alert alert) {
    StringBuilder place = new StringBuilder(alert.host());
    if (alert.probe() != null) {
      place.append(' ').append(alert.probe());
    }
    return alert.key().isEmpty() ? place.toString() : place + " " + String.join(" / ", alert.key());
  }

  private Message.Item item(Alert alert) {
    return new Message.Item(
        alert.rule(),
        alert.severity(),
        alert.host(),
        alert.probe(),
        alert.key(),
        alert.value(),
        alert.lastValue(),
        unit(alert),
        alert.limit(),
        alert.since(),
        alert.ended(),
        alert.message(),
        link(alert));
  }

  /** The value's, or that of its change; null where it has none or there is no value. */
  private @Nullable String unit(Alert alert) {
    ProbeDescription description = descriptions.get(String.valueOf(alert.probe()));
    String limit = alert.limit();
    if (description == null || alert.value() == null || limit == null) {
      return null;
    }
    String unit = Limits.unit(description, alert.value());
    int rate = limit.indexOf(" per ");
    return unit == null || rate < 0 ? unit : unit + limit.substring(rate);
  }

  /** The host's page, about the time at which it began. */
  private String link(Alert alert) {
    long from = alert.since().minus(AROUND).toEpochMilli();
    long to = alert.lastTime().plus(AROUND).toEpochMilli();
    String host = Texts.inAddress(alert.host());
    return url + "/#/host/" + host + "?from=" + from + "&to=" + to;
  }
}
