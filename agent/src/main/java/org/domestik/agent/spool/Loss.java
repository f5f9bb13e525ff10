// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Files of the spool that cannot be delivered any more, for one cause.
 *
 * @param cause what happened to them
 * @param first the first of them
 * @param files how many they are
 * @param samples how many samples are known to be lost with them
 * @param unknown how many of the files do not say how many samples they held
 * @param oldest the time of the first sample; null where no file says it
 * @param bytes the files' length
 */
public record Loss(
    Cause cause,
    Path first,
    int files,
    long samples,
    int unknown,
    @Nullable Instant oldest,
    long bytes) {

  /** Why files of the spool are lost. */
  public enum Cause {
    /** They are not there any more. */
    REMOVED("somebody removed"),
    /** They are not as they were written. */
    DAMAGED("the disk, or somebody, damaged");

    private final String words;

    Cause(String words) {
      this.words = words;
    }
  }

  /** One file. */
  static Loss of(Cause cause, Path file, SpoolEntry entry) {
    Instant oldest = entry.contents().samples() == 0 ? null : entry.contents().oldest();
    return new Loss(cause, file, 1, entry.contents().samples(), 0, oldest, entry.length());
  }

  /** One damaged file of which nothing is known. */
  static Loss unknown(Path file, long bytes) {
    return new Loss(Cause.DAMAGED, file, 1, 0, 1, null, bytes);
  }

  /** Both; null stands for none. */
  static Loss and(@Nullable Loss before, Loss more) {
    if (before == null) {
      return more;
    }
    Instant oldest = before.oldest;
    if (oldest == null || more.oldest != null && more.oldest.isBefore(oldest)) {
      oldest = more.oldest;
    }
    return new Loss(
        before.cause,
        before.first,
        before.files + more.files,
        before.samples + more.samples,
        before.unknown + more.unknown,
        oldest,
        before.bytes + more.bytes);
  }

  /** What is lost, and whose it was. */
  public String text(String host) {
    return "%s %s%s (%d bytes): %s of %s%s are lost%s"
        .formatted(
            cause.words,
            first,
            files == 1 ? "" : " and " + (files - 1) + " more",
            bytes,
            unknown == 0 ? samples + " samples" : "at least " + samples + " samples",
            host,
            oldest == null ? "" : ", since " + oldest + ",",
            cause == Cause.DAMAGED ? "; set aside as .damaged in refused/" : "");
  }
}
