// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.domestik.agent.spool.Waiting.Contents;
import org.domestik.agent.spool.Waiting.State;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.model.SpoolState;
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
  private final Room room;
  private final UUID boot = boot();
  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
  private long bytes;
  private long weight;
  private int held;
  private long next;
  private long dropped;
  private @Nullable String fault;
  private @Nullable Loss removed;
  private @Nullable Loss damaged;

  /** What was stored last, so that it need not be read again to be sent. */
  private @Nullable Batch latest;

  /** Opens the spool in a folder, which is made if need be. */
  public Spool(Path place, long limitBytes) throws IOException {
    this.folder = new SpoolFolder(place);
    this.limitBytes = limitBytes;
    this.room = new Room(this);
    for (Waiting one : folder.open()) {
      put(one);
    }
    this.next = Math.max(next, folder.free());
    this.damaged = folder.damaged();
    this.reserve = new Reserve(folder.path("reserve"), Math.min(1 << 20, limitBytes / 8));
  }

  /** From the kernel: Java's own source of randomness is a megabyte of classes. */
  private static UUID boot() {
    try {
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/uuid")).strip());
    } catch (IOException | IllegalArgumentException e) {
      return UUID.randomUUID();
    }
  }

  /**
   * Stores what is to be delivered, under the next sequence; on a full disk in memory, until the
   * disk takes it.
   *
   * @param sending whether it is sent at once: then it is the server's to know from here on
   * @param sync whether to wait for the disk: so that it outlives a power failure too
   */
  public void add(String host, Outbox.Contents contents, boolean sending, boolean sync) {
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
    Waiting one = new Waiting(next, next, state, Contents.of(0, batches), 0, batches);
    next++;
    put(one);
    latest = sending ? batch : null;
    writeHeld(sync);
    try {
      room.make();
    } catch (IOException e) {
      fault = "the spool cannot be made smaller: " + e;
    }
  }

  /** Brings to disk what waits in memory, the oldest first. */
  private void writeHeld(boolean sync) {
    try {
      for (Waiting one = firstHeld(); one != null; one = firstHeld()) {
        put(written(one, batches(one), sync));
        reserve.take();
        if (excess() > 0) {
          room.make();
        }
      }
      fault = null;
    } catch (IOException e) {
      fault = "the spool cannot be written, samples wait in memory: " + e;
    }
  }

  private @Nullable Waiting firstHeld() {
    if (held == 0) {
      return null;
    }
    for (Waiting one : waiting.values()) {
      if (one.isHeld()) {
        return one;
      }
    }
    return null;
  }

  /** On a full disk the oldest collapses until there is room. */
  private Waiting written(Waiting one, List<Batch> batches, boolean sync) throws IOException {
    while (true) {
      try {
        return folder.write(one, batches, sync);
      } catch (IOException e) {
        if (!room.shrink()) {
          throw e;
        }
      }
    }
  }

  private void put(Waiting one) {
    forget(waiting.get(one.first()));
    waiting.put(one.first(), one);
    bytes += one.size();
    weight += one.weight();
    held += one.isHeld() ? 1 : 0;
    next = Math.max(next, one.last() + 1);
  }

  private void forget(@Nullable Waiting one) {
    if (one != null && waiting.remove(one.first()) != null) {
      bytes -= one.size();
      weight -= one.weight();
      held -= one.isHeld() ? 1 : 0;
    }
  }

  /**
   * Puts one delivery in the place of several that were never sent. Kept in memory if those were.
   *
   * @param members next to each other, oldest first
   */
  Waiting replace(List<Waiting> members, int level, List<Batch> batches) throws IOException {
    Waiting first = members.getFirst();
    long last = members.getLast().last();
    Contents contents = Contents.of(level, batches);
    Waiting one =
        new Waiting(first.first(), last, State.BATCH, contents, 0, first.isHeld() ? batches : null);
    if (!first.isHeld()) {
      one = writeOver(one, batches);
    }
    members.forEach(this::forget);
    put(one);
    for (Waiting member : members) {
      // A kill before this line: the next start sees that its number is part of the new file.
      if (!member.isHeld() && !folder.path(member).equals(folder.path(one))) {
        folder.delete(member);
      }
    }
    reserve.take();
    return one;
  }

  /** On a full disk the reserve gives the room without which nothing could become smaller. */
  private Waiting writeOver(Waiting one, List<Batch> batches) throws IOException {
    Waiting written;
    try {
      written = folder.write(one, batches, true);
    } catch (IOException e) {
      if (!reserve.release()) {
        throw e;
      }
      written = folder.write(one, batches, true);
    }
    folder.sync(); // The old files must not be gone before the new one is there.
    return written;
  }

  /** Loses a delivery, and counts what was lost. */
  void drop(Waiting one) throws IOException {
    dropped += one.contents().samples();
    remove(one);
  }

  /** All that waits, oldest first. */
  public Collection<Waiting> all() {
    return Collections.unmodifiableCollection(waiting.values());
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many batches wait. */
  public int size() {
    return waiting.size();
  }

  /** The disk space of what waits there. */
  public long bytes() {
    return bytes;
  }

  /** By how many bytes it is too large. */
  long excess() {
    return bytes - limitBytes;
  }

  /** How many numbers wait in memory. */
  long weight() {
    return weight;
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
  public SpoolState state(@Nullable Waiting besides) {
    long samples = 0;
    long collapsed = 0;
    long size = 0;
    Instant oldest = null;
    for (Waiting one : waiting.values()) {
      if (besides == null || one.first() != besides.first()) {
        Contents contents = one.contents();
        samples += contents.samples();
        collapsed += contents.collapsed();
        size += one.size();
        if (contents.samples() > 0 && (oldest == null || contents.oldest().isBefore(oldest))) {
          oldest = contents.oldest();
        }
      }
    }
    return new SpoolState(samples, collapsed, dropped, size, limitBytes, oldest);
  }

  /** The oldest allowed that the server may know of already; null if there is none. */
  public @Nullable Waiting unsettled(Predicate<Waiting> allowed) {
    return first(allowed, false);
  }

  /** The oldest allowed that was never sent; null if there is none. */
  public @Nullable Waiting unsent(Predicate<Waiting> allowed) {
    return first(allowed, true);
  }

  /** The newest of all; null if nothing waits. */
  public @Nullable Waiting newest() {
    return waiting.isEmpty() ? null : waiting.lastEntry().getValue();
  }

  private @Nullable Waiting first(Predicate<Waiting> allowed, boolean unsent) {
    for (Waiting one : waiting.values()) {
      if ((one.state() == State.BATCH) == unsent && allowed.test(one)) {
        return one;
      }
    }
    return null;
  }

  /**
   * What a delivery holds, as one batch; null if it cannot be read, and then it is set aside, and
   * if its file is gone.
   */
  public @Nullable Batch open(Waiting one) throws IOException {
    try {
      return BatchTree.together(batches(one));
    } catch (BadInput e) {
      setAside(one, e);
    } catch (NoSuchFileException e) {
      lose(one);
    }
    return null;
  }

  /** Forgets what somebody else has removed: waiting for it would hold up all others for ever. */
  void lose(Waiting one) {
    Loss loss = Loss.of(Loss.Cause.REMOVED, folder.path(one), one);
    removed = Loss.and(removed, loss);
    dropped += loss.samples();
    forget(one);
  }

  /** Puts what is not as it was written where a person may look at it. */
  void setAside(Waiting one, BadInput reason) throws IOException {
    Loss loss = Loss.of(Loss.Cause.DAMAGED, folder.path(one), one);
    folder.setAside(folder.path(one), "cannot be read: " + reason.getMessage());
    damaged = Loss.and(damaged, loss);
    dropped += loss.samples();
    forget(one);
  }

  /** What was found removed or damaged since this was asked last; mostly nothing. */
  public List<Loss> losses() {
    List<Loss> found = new ArrayList<>(2);
    if (removed != null) {
      found.add(removed);
    }
    if (damaged != null) {
      found.add(damaged);
    }
    removed = null;
    damaged = null;
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
    long samples = 0;
    if (held > 0) {
      for (Waiting one : waiting.values()) {
        samples += one.isHeld() ? one.contents().samples() : 0;
      }
    }
    return samples;
  }

  /** What a delivery holds, batch by batch. */
  public List<Batch> batches(Waiting one) throws IOException {
    if (one.held() != null) {
      return one.held();
    }
    Delivery known = latest == null ? null : latest.delivery();
    // A number is given once, so a file of that number alone is what was stored under it.
    return known != null && one.isSingle() && one.first() == known.sequence()
        ? List.of(latest)
        : folder.read(one);
  }

  /** Notes what the server may know of a delivery from here on. */
  public Waiting mark(Waiting one, State state) throws IOException {
    Waiting marked = one.in(state);
    try {
      marked = one.isHeld() ? marked : folder.mark(one, state);
    } catch (NoSuchFileException e) {
      // Who opens it sees that it is gone; who has its contents already need not care.
    }
    put(marked);
    return marked;
  }

  /** Forgets a delivery: the server has it. */
  public void remove(Waiting one) throws IOException {
    latest = null;
    Waiting now = waiting.get(one.first()); // It may have been marked since.
    if (now != null && !now.isHeld()) {
      folder.delete(now);
    }
    forget(now);
  }

  /** Keeps aside what the server will not have, and returns how many samples that are. */
  public long refuse(Waiting one, Batch part, String reason) throws IOException {
    Delivery delivery = part.delivery();
    String name = delivery == null ? "" : delivery.boot() + "-" + delivery.sequence();
    folder.refuse(folder.path(one).getFileName() + "-" + name, part, reason);
    long samples = Contents.of(0, List.of(part)).samples();
    dropped += samples;
    return samples;
  }
}
