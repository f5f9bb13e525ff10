// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Ids that nobody else has. */
public final class RandomId {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/random/uuid");

  private RandomId() {}

  /** From the kernel: Java's own source of randomness is a megabyte of classes. */
  public static UUID next() {
    try {
      return UUID.fromString(Files.readString(KERNEL).strip());
    } catch (IOException | IllegalArgumentException e) {
      return UUID.randomUUID();
    }
  }
}
