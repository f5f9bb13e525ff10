// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests on their way to the one thread that writes, in the order in which they came; some may
 * overtake. Any thread may add some, the rest belongs to the writer.
 */
final class Waiting {
  /** More than so many do not wait. */
  static final int MOST = 8192;

  private static final int GROUP_ROWS = 100_000;

  /** Stands behind the last request of all. */
  private static final WriteRequest END =
      new WriteRequest(List.of(), List.of(), null, false, new CompletableFuture<>());

  private final BlockingQueue<WriteRequest> queue = new ArrayBlockingQueue<>(MOST);

  /** Those that were overtaken: before all that are in the queue. */
  private final Deque<WriteRequest> overtaken = new ArrayDeque<>();

  /** Adds one; answers false where too many wait. */
  boolean offer(WriteRequest request) {
    return queue.offer(request);
  }

  /** Says that there are no more: the writer gets an empty group once it has the others. */
  void end() throws InterruptedException {
    queue.put(END);
  }

  /** Waits for the next, and answers it with those behind it that fit into the same group. */
  List<WriteRequest> group() throws InterruptedException {
    List<WriteRequest> group = new ArrayList<>();
    WriteRequest next = overtaken.isEmpty() ? queue.take() : overtaken.remove();
    if (isEnd(next)) {
      return group;
    }
    int rows = 0;
    do {
      group.add(next);
      rows += next.rows();
      next = nextWithin(GROUP_ROWS - rows);
    } while (next != null);
    return group;
  }

  /** The next without waiting, if it is of so many rows at most. */
  private @Nullable WriteRequest nextWithin(int rows) {
    WriteRequest next = overtaken.isEmpty() ? queue.peek() : overtaken.peek();
    if (next == null || isEnd(next) || next.rows() > rows) {
      return null;
    }
    return overtaken.isEmpty() ? queue.remove() : overtaken.remove();
  }

  /** Takes out those of a kind, which overtake the others; there may be none. */
  List<WriteRequest> overtaking(Predicate<WriteRequest> kind) {
    List<WriteRequest> ahead = new ArrayList<>();
    int rows = 0;
    while (overtaken.size() < MOST && rows < GROUP_ROWS) {
      WriteRequest next = queue.poll();
      if (next == null) {
        break;
      }
      if (!isEnd(next) && kind.test(next)) {
        ahead.add(next);
        rows += next.rows();
      } else {
        overtaken.add(next);
      }
    }
    return ahead;
  }

  /** Takes out all that came after the end. */
  List<WriteRequest> rest() {
    List<WriteRequest> rest = new ArrayList<>(overtaken);
    queue.drainTo(rest);
    rest.removeIf(Waiting::isEnd);
    return rest;
  }

  @SuppressWarnings("ReferenceEquality") // It is one instance.
  private static boolean isEnd(WriteRequest request) {
    return request == END;
  }
}
