// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import java.time.Duration;

/**
 * What those who connect may take before anybody knows what they want.
 *
 * @param most connections in all
 * @param share connections of one address
 * @param idle how long a connection may wait for its next request
 * @param patience how long a sender may pause in the midst of a request, or a reader of an answer;
 *     what arrives at {@code rate} renews it
 * @param slow how long a request may take to arrive, beside its bytes at a mebibyte a second,
 *     before it gives its room to others
 * @param rate the bytes a second that are fast enough
 * @param room bytes that all requests together may hold while they arrive; twice as many all
 *     answers while they leave
 * @param reserve more of them for the one that is to be whole next: as many as a body may have
 */
public record ConnectionLimits(
    int most,
    int share,
    Duration idle,
    Duration patience,
    Duration slow,
    int rate,
    long room,
    long reserve) {
  private static final int LEAST = 16;
  private static final int LEAST_OF_PORT = 250;

  /** What a connection takes of the heap, and as much again left free for each. */
  private static final int HEAP_EACH = 64 * 1024;

  /** Files the store and the jars still need; connections must never take the last of them. */
  private static final int FILES_LEFT = 64;

  /** A sixteenth of the heap for what arrives. */
  private static final int ROOM_PART = 16;

  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SLOW = Duration.ofMillis(500);
  private static final int RATE = 500;

  /**
   * What this process can bear.
   *
   * @param body the most bytes of a request's body
   */
  public static ConnectionLimits ofProcess(int body) {
    return of(Runtime.getRuntime().maxMemory(), OpenFiles.left(), body);
  }

  /** Of a heap of so many bytes, where so many files may be open yet. */
  static ConnectionLimits of(long heap, long files, int body) {
    // No number of our own: a fleet whose agents keep theirs open would shake hands for each sample
    // where there is room for fewer.
    long fit = Math.min(heap / HEAP_EACH, files - FILES_LEFT);
    int most = Math.clamp(fit, LEAST, Integer.MAX_VALUE - 1_000);
    // A proxy on this machine is one address, and mostly all there is: three quarters are its.
    return new ConnectionLimits(
        most, most - most / 4, IDLE, PATIENCE, SLOW, RATE, heap / ROOM_PART, body);
  }

  /**
   * How many connections a port of another protocol may have: a quarter of those of HTTP, as a
   * fleet may send by either.
   */
  public static int mostOfPort() {
    return mostOfPort(ofProcess(0));
  }

  static int mostOfPort(ConnectionLimits http) {
    return Math.max(LEAST_OF_PORT, http.most / 4);
  }

  long nanos(long bytes) {
    return bytes * 1_000_000_000L / rate;
  }
}
