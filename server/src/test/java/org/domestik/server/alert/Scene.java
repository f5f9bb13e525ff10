// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.notify.message.Message;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.engine.SqlStorage;

/** Hosts that deliver, a real store, and a watch that looks when it is told. */
final class Scene implements AutoCloseable, InstantSource {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Path folder;
  private final Map<String, Instant> oldest = new HashMap<>();
  private Instant now = NOON;
  private long written;
  private Map<String, ProbeDescription> descriptions = Map.of();
  private final UnaryOperator<Storage> seen;
  final Storage storage;
  Watch watch;

  Scene(Path folder) {
    this(folder, UnaryOperator.identity());
  }

  /** {@code seen}: what the watch sees of the store. */
  Scene(Path folder, UnaryOperator<Storage> seen) {
    this.folder = folder;
    this.seen = seen;
    storage = SqlStorage.open(StorageConfig.of("duckdb:" + folder.resolve("s.duckdb")), this);
    watch = newWatch();
  }

  private Watch newWatch() {
    Rules rules = new Rules(folder.resolve("alerts.lua"), ZoneOffset.UTC);
    return Watch.of(seen.apply(storage), this, rules, () -> "http://localhost", oldest::get);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** The operator writes this file, with somebody to be told. */
  Scene rules(String lua) {
    return file(lua + "\nnotify = { ops = { command = { \"true\" } } }");
  }

  Scene file(String lua) {
    try {
      Path file = folder.resolve("alerts.lua");
      Files.writeString(file, lua);
      Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(++written)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** What every batch says of the probe from now on. */
  Scene described(Map<String, Object> tree) {
    ProbeDescription description = ProbeDescription.fromTree(tree, "disk");
    descriptions = Map.of(description.probe(), description);
    return this;
  }

  /** A host says what {@code disk} of {@code /} is now. */
  Scene sample(String host, double full) {
    return sample(host, "/", full, now);
  }

  Scene sample(String host, String key, double full, Instant time) {
    Row row = Row.of(List.of(key), Map.of("full", full));
    storage.accept(
        new Batch(
            host, null, List.of(new Sample("disk", time, List.of(row))), descriptions, List.of()));
    return this;
  }

  /** A host says something of another probe, or of other values. */
  Scene says(String host, String probe, Map<String, Double> values) {
    List<String> key = probe.equals("disk") ? List.of("/") : List.of();
    Sample sample = new Sample(probe, now, List.of(Row.of(key, values)));
    storage.accept(new Batch(host, null, List.of(sample), descriptions, List.of()));
    return this;
  }

  Scene run(String host, Run.Outcome outcome, String error) {
    storage.accept(
        new Batch(
            host,
            null,
            List.of(),
            Map.of(),
            List.of(new Run("disk", "disk.lua", outcome, error, now, 5))));
    return this;
  }

  /** A machine says that it goes to sleep. */
  Scene sleeps(String host) {
    storage.accept(new Batch(host, null, List.of(), Map.of(), List.of(Run.sleep(now))));
    return this;
  }

  Scene spool(String host, Instant itsOldest) {
    oldest.put(host, itsOldest);
    return this;
  }

  Scene later(Duration time) {
    now = now.plus(time);
    return this;
  }

  Scene later(int minutes) {
    return later(Duration.ofMinutes(minutes));
  }

  Scene look() {
    watch.look();
    return this;
  }

  /** Time goes by with a sample and a look a minute. */
  Scene minutes(int count, String host, double full) {
    for (int i = 0; i < count; i++) {
      later(1).sample(host, full).look();
    }
    return this;
  }

  /** A new process on the same store. */
  Scene restart() {
    watch.close();
    watch = newWatch();
    later(Duration.ofSeconds(60)); // The one before leads until then.
    return this;
  }

  List<Alert> alerts() {
    return storage.alerts().since(Instant.EPOCH, 1_000);
  }

  /** What is to be told, the earliest first: kind and subject. */
  List<String> told() {
    return messages().stream().map(message -> message.kind() + " " + message.subject()).toList();
  }

  /** All of them, the earliest first. */
  List<Message> messages() {
    List<Notice> notices = new ArrayList<>(storage.alerts().notices(10_000));
    notices.sort(Comparator.comparing(Notice::created).thenComparing(Notice::message));
    return notices.stream().map(notice -> Message.fromJson(notice.message())).toList();
  }

  @Override
  public void close() {
    watch.close();
    storage.close();
  }
}
