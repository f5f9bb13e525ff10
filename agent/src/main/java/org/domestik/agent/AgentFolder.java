// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.domestik.agent.enrolment.AgentId;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/**
 * An agent's folder, held by one process at a time, whose id is in {@code agent.pid}.
 *
 * <p>Two agents would deliver each other's samples, or lose them. The kernel lets go of what a
 * process held that was killed.
 */
final class AgentFolder implements AutoCloseable {
  private static final String LOCK = "agent.lock";
  private static final String PID = "agent.pid";

  private final Path pid;
  private final FileChannel channel;
  private final UUID agent;

  private AgentFolder(Path pid, FileChannel channel, UUID agent) {
    this.pid = pid;
    this.channel = channel;
    this.agent = agent;
  }

  /** The id of the agent whose folder it is, which tells it from every other. */
  UUID agent() {
    return agent;
  }

  /**
   * Makes the folder if need be and takes hold of it.
   *
   * @throws BadInput where another process, which is named, holds it
   * @throws IOException where what has to be there is not, and cannot be made
   */
  static AgentFolder open(Path path, Log log) throws IOException {
    OwnFiles.newFolder(path);
    Files.createDirectories(path.resolve("probes"));
    Path pid = path.resolve(PID);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock(channel) == null) {
        String holder = content(pid);
        throw new BadInput(
            "the agent's folder "
                + path
                + " is in use by "
                + (holder.isEmpty() ? "another process" : "process " + holder));
      }
      note(pid, log);
      return new AgentFolder(pid, channel, AgentId.of(path));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // This very process holds it.
    }
  }

  /** The process id is for messages alone: a full disk takes the agent without it. */
  private static void note(Path pid, Log log) {
    try {
      Files.writeString(pid, own() + "\n");
    } catch (IOException e) {
      log.warn("the process id cannot be noted: " + FileFault.of(pid, e));
    }
  }

  private static String own() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return ""; // It is not there, or not ours to read.
    }
  }

  /** Removes the process id, if it is still this one's, and lets go of the folder. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen() && content(pid).equals(own())) {
      Files.deleteIfExists(pid);
    }
    channel.close();
  }
}
