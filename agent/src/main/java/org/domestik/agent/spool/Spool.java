// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.clock.Stamps;
import org.domestik.agent.machine.RandomId;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.SpoolEntry.Contents;
import org.domestik.agent.spool.SpoolEntry.State;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.SpoolState;
import org.jspecify.annotations.Nullable;

/**
 * What the server has not acknowledged yet, oldest first. For one thread.
 *
 * <p>A delivery's boot and sequence are stored with it, so sending it again after a restart is a
 * repeat the server knows. What was never sent may become part of another delivery; what the server
 * may have seen never changes.
 */
public final class Spool {
  private final SpoolFolder folder;
  private final long limitBytes;
  private final Reserve reserve;
  private final SpoolCompaction compaction;
  private final UUID boot = RandomId.next();
  private final SpoolIndex entries = new SpoolIndex();
  private long next;
  private long dropped;
  private final @Nullable Stamps stamps;
  private @Nullable String fault;
  private final Map<Loss.Cause, Loss> losses = new EnumMap<>(Loss.Cause.class);

  /** What was stored last, so that it need not be read again to be sent. */
  private @Nullable Batch latest;

  /** Opens the spool in a folder, which is made if need be; this machine's clock is right. */
  public Spool(Path place, long limitBytes) throws IOException {
    this(place, limitBytes, null);
  }

  /**
   * Opens the spool in a folder, which is made if need be.
   *
   * @param time tells what is wrong with times; null: nothing is
   */
  public Spool(Path place, long limitBytes, @Nullable ServerTime time) throws IOException {
    this.folder = new SpoolFolder(place);
    this.limitBytes = limitBytes;
    this.compaction = new SpoolCompaction(this);
    folder.open().forEach(entries::put);
    folder.leftAlone().forEach(entries::skip);
    this.next = entries.free();
    note(folder.damaged());
    this.stamps =
        time == null || time.isOwn() ? null : new Stamps(folder.path("clocks"), time, next);
    this.reserve = new Reserve(folder.path("reserve"), Math.min(1 << 20, limitBytes / 8));
  }

  /**
   * Stores what is to be delivered, under the next sequence; on a full disk in memory, until the
   * disk takes it.
   *
   * @param sending whether it is sent at once: then it is the server's to know from here on
   * @param sync whether to wait for the disk: so that it outlives a power failure too
   * @return what waits now
   */
  public SpoolEntry add(String host, Outbox.Contents contents, boolean sending, boolean sync) {
    dropped += contents.lost();
    Batch batch =
        new Batch(
            host,
            new Delivery(boot, next),
            contents.samples(),
            contents.descriptions(),
            contents.runs(),
            contents.scripts());
    List<Batch> batches = List.of(batch);
    State state = sending ? State.SENT : State.BATCH;
    SpoolEntry entry = new SpoolEntry(next, next, state, Contents.of(0, batches), 0, batches);
    next++;
    entries.put(entry);
    latest = sending ? batch : null;
    writeHeld(sync);
    try {
      if (!sending && stamps != null) {
        stamps.stamped(entry.first(), entries.all().iterator().next().first());
      }
      compaction.make();
    } catch (IOException e) {
      fault = "the spool cannot be made smaller: " + FileFault.of(e);
    }
    return entry;
  }

  /**
   * Adds to a delivery that was marked as sent and was not yet.
   *
   * @return what waits now; null where it stays as it was, for the disk takes no more or it is gone
   */
  public @Nullable SpoolEntry extend(SpoolEntry entry, Outbox.Contents more) {
    SpoolEntry now = entries.now(entry);
    if (now == null || now.isHeld() || now.state() != State.SENT) {
      return null;
    }
    try {
      Batch before = batches(now).getFirst();
      Batch added =
          new Batch(
              before.host(),
              before.delivery(),
              more.samples(),
              more.descriptions(),
              more.runs(),
              more.scripts());
      List<Batch> batches = List.of(BatchTree.together(List.of(before, added)));
      SpoolEntry longer =
          new SpoolEntry(now.first(), now.last(), State.SENT, Contents.of(0, batches), 0, null);
      // A kill before the new file has the old one's place: that one is sent.
      entries.put(folder.write(longer, batches, false));
      latest = batches.getFirst();
      dropped += more.lost();
      return longer;
    } catch (BadInput | IOException e) {
      return null; // It is added by itself, and what is wrong is told of that.
    }
  }

  /** Brings to disk what waits in memory, the oldest first. */
  private void writeHeld(boolean sync) {
    try {
      for (SpoolEntry entry = entries.firstHeld(); entry != null; entry = entries.firstHeld()) {
        entries.put(written(entry, batches(entry), sync));
        reserve.take();
        if (excess() > 0) {
          compaction.make();
        }
      }
      fault = null;
    } catch (IOException e) {
      fault = "the spool cannot be written, samples wait in memory: " + FileFault.of(e);
    }
  }

  /** On a full disk the oldest collapses until there is room. */
  private SpoolEntry written(SpoolEntry entry, List<Batch> batches, boolean sync)
      throws IOException {
    while (true) {
      try {
        return folder.write(entry, batches, sync);
      } catch (IOException e) {
        if (!compaction.shrink()) {
          throw e;
        }
      }
    }
  }

  /**
   * Puts one delivery in the place of several that were never sent. Kept in memory if those were.
   *
   * @param members next to each other, oldest first, with nothing left alone among them
   */
  SpoolEntry replace(List<SpoolEntry> members, int level, List<Batch> batches) throws IOException {
    SpoolEntry first = members.getFirst();
    long last = members.getLast().last();
    Contents contents = Contents.of(level, batches);
    SpoolEntry entry =
        new SpoolEntry(
            first.first(), last, State.BATCH, contents, 0, first.isHeld() ? batches : null);
    if (!first.isHeld()) {
      entry = writeOver(entry, batches);
    }
    members.forEach(entries::remove);
    entries.put(entry);
    for (SpoolEntry member : members) {
      // A kill before this line: the next start sees that its number is part of the new file.
      if (!member.isHeld() && !folder.path(member).equals(folder.path(entry))) {
        folder.delete(member);
      }
    }
    reserve.take();
    return entry;
  }

  /**
   * Whether the numbers of what was left alone are among those from one to another: once it can be
   * read, a start would take it for a part of what spans it.
   */
  boolean isBroken(SpoolEntry from, SpoolEntry to) {
    return entries.isBroken(new Numbers(from.first(), to.last()));
  }

  /** On a full disk the reserve gives the room without which nothing could become smaller. */
  private SpoolEntry writeOver(SpoolEntry entry, List<Batch> batches) throws IOException {
    SpoolEntry written;
    try {
      written = folder.write(entry, batches, true);
    } catch (IOException e) {
      if (!reserve.release()) {
        throw e;
      }
      written = folder.write(entry, batches, true);
    }
    folder.sync(); // The old files must not be gone before the new one is there.
    return written;
  }

  /** Loses a delivery, and counts what was lost. */
  void drop(SpoolEntry entry) throws IOException {
    dropped += entry.contents().samples();
    remove(entry);
  }

  /** All that waits, oldest first. */
  public Collection<SpoolEntry> all() {
    return entries.all();
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return entries.all().isEmpty();
  }

  /** How many batches wait. */
  public int size() {
    return entries.all().size();
  }

  /** The disk space of what waits there. */
  public long bytes() {
    return entries.bytes();
  }

  /** By how many bytes it is too large. */
  long excess() {
    return entries.bytes() - limitBytes;
  }

  /** How many numbers wait in memory. */
  long weight() {
    return entries.weight();
  }

  /** How many samples were lost since the start, each key's counted by itself. */
  public long dropped() {
    return dropped;
  }

  /** What the disk does not do, and why; null if all is well. */
  public @Nullable String fault() {
    return fault;
  }

  /** What waits besides one delivery. */
  public SpoolState state(@Nullable SpoolEntry besides) {
    return entries.state(besides, dropped, limitBytes);
  }

  /** The oldest allowed that the server may know of already; null if there is none. */
  public @Nullable SpoolEntry unsettled(Predicate<SpoolEntry> allowed) {
    return entries.first(it -> it.state() != State.BATCH && allowed.test(it));
  }

  /** The oldest allowed that was never sent; null if there is none. */
  public @Nullable SpoolEntry unsent(Predicate<SpoolEntry> allowed) {
    return entries.first(it -> it.state() == State.BATCH && allowed.test(it));
  }

  /** The newest of all; null if nothing waits. */
  public @Nullable SpoolEntry newest() {
    return entries.last();
  }

  /**
   * What a delivery holds, as one batch; null if it cannot be read, and then it is set aside, and
   * if its file is gone.
   */
  public @Nullable Batch open(SpoolEntry entry) throws IOException {
    try {
      return BatchTree.together(batches(entry));
    } catch (BadInput e) {
      setAside(entry, e);
    } catch (NoSuchFileException e) {
      lose(entry);
    }
    return null;
  }

  /** Forgets what somebody else has removed: waiting for it would hold up all others for ever. */
  void lose(SpoolEntry entry) {
    note(Loss.of(Loss.Cause.REMOVED, folder.path(entry), entry));
    entries.remove(entry);
  }

  /**
   * Puts what cannot be read where a person may look at it.
   *
   * @throws IOException if the disk does not do that either; it waits, for that may be of all files
   */
  void setAside(SpoolEntry entry, BadInput reason) throws IOException {
    Path file = folder.path(entry);
    folder.setAside(file, reason);
    note(Loss.of(Loss.Cause.DAMAGED, file, entry));
    entries.remove(entry);
  }

  private void note(@Nullable Loss loss) {
    if (loss != null) {
      losses.merge(loss.cause(), loss, Loss::and);
      dropped += loss.samples();
    }
  }

  /** What was found lost since this was asked last, by cause; mostly nothing. */
  public List<Loss> losses() {
    List<Loss> found = List.copyOf(losses.values());
    losses.clear();
    return found;
  }

  /**
   * What lies in the folder under a name of the spool's and is none of it; empty if nothing does.
   */
  public String skipped() {
    return folder.skipped();
  }

  /** How many samples wait in memory alone, because the disk does not take them. */
  public long inMemory() {
    return entries.samplesHeld();
  }

  /** What a delivery holds, batch by batch. */
  public List<Batch> batches(SpoolEntry entry) throws IOException {
    if (entry.held() != null) {
      return entry.held();
    }
    Delivery known = latest == null ? null : latest.delivery();
    // A number is given once, so a file of that number alone is what was stored under it.
    return known != null && entry.isSingle() && entry.first() == known.sequence()
        ? List.of(latest)
        : folder.read(entry);
  }

  /**
   * What a delivery holds that was never sent, with the times that are right as far as is known.
   */
  List<Batch> right(SpoolEntry entry) throws IOException {
    List<Batch> batches = batches(entry);
    if (stamps == null || entry.contents().level() > 0 || entry.state() != State.BATCH) {
      return batches; // Buckets have a grid, and what the server may have seen never changes.
    }
    return batches.stream()
        .map(
            batch -> {
              Delivery delivery = batch.delivery();
              Duration by =
                  delivery == null ? Duration.ZERO : stamps.correction(delivery.sequence());
              return by.isZero() ? batch : batch.later(by);
            })
        .toList();
  }

  /** Notes what the server may know of a delivery from here on; with that its times are settled. */
  public SpoolEntry mark(SpoolEntry entry, State state) throws IOException {
    try {
      List<Batch> right = entry.state() == State.BATCH ? right(entry) : List.of();
      if (entry.state() == State.BATCH && !right.equals(batches(entry))) {
        return settle(entry, state, right);
      }
    } catch (BadInput | NoSuchFileException e) {
      // Who opens it sees what is wrong.
    }
    SpoolEntry marked = entry.in(state);
    try {
      marked = entry.isHeld() ? marked : folder.mark(entry, state);
    } catch (NoSuchFileException e) {
      // Who opens it sees that it is gone; who has its contents already need not care.
    }
    entries.put(marked);
    return marked;
  }

  private SpoolEntry settle(SpoolEntry entry, State state, List<Batch> right) throws IOException {
    SpoolEntry settled =
        new SpoolEntry(
            entry.first(),
            entry.last(),
            state,
            Contents.of(0, right),
            0,
            entry.isHeld() ? right : null);
    if (!entry.isHeld()) {
      settled = writeOver(settled, right);
      // A kill before this line: the next start takes the one that may have been sent.
      folder.delete(entry);
      reserve.take();
    }
    latest = null;
    entries.put(settled);
    return settled;
  }

  /** Forgets a delivery: the server has it. */
  public void remove(SpoolEntry entry) throws IOException {
    latest = null;
    SpoolEntry now = entries.now(entry); // It may have been marked since.
    if (now != null && !now.isHeld()) {
      folder.delete(now);
    }
    entries.remove(now);
  }

  /** Keeps aside what the server will not have, and returns how many samples that are. */
  public long refuse(SpoolEntry entry, Batch part, String reason) throws IOException {
    Delivery delivery = part.delivery();
    String name = delivery == null ? "" : delivery.boot() + "-" + delivery.sequence();
    folder.refuse(folder.path(entry).getFileName() + "-" + name, part, reason);
    long samples = Contents.of(0, List.of(part)).samples();
    dropped += samples;
    return samples;
  }
}
