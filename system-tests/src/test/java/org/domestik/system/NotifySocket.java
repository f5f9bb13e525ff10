// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What systemd listens at: a Unix socket of datagrams, which Java has none of. Linux only. */
@SuppressWarnings("restricted")
final class NotifySocket {
  private static final int UNIX = 1;
  private static final int DATAGRAMS_CLOSED_ON_EXEC = 2 | 0x80000;
  private static final int ADDRESS_BYTES = 110;
  private static final int MOST = 4096;

  private final Path path;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** Listens until the process ends. */
  NotifySocket(Path path) throws Throwable {
    this.path = path;
    int socket =
        (int)
            function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                .invokeExact(UNIX, DATAGRAMS_CLOSED_ON_EXEC, 0);
    Arena arena = Arena.global();
    MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
    address.set(JAVA_SHORT, 0, (short) UNIX);
    address.asSlice(2).setString(0, path.toString());
    int bound =
        (int)
            function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                .invokeExact(socket, address, ADDRESS_BYTES);
    if (bound != 0) {
      throw new IllegalStateException("cannot listen at " + path);
    }
    Thread.ofPlatform().daemon().name("notify-socket").start(() -> listen(socket));
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  /** A descriptor that comes along, as a barrier does, is closed by the kernel: nobody takes it. */
  private void listen(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MOST);
      MethodHandle receive = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
      while (true) {
        long bytes = (long) receive.invokeExact(socket, buffer, (long) MOST, 0);
        if (bytes < 0) {
          return;
        }
        String text = new String(buffer.asSlice(0, bytes).toArray(JAVA_BYTE), UTF_8);
        if (!text.startsWith("BARRIER")) {
          heard.add(text);
        }
      }
    } catch (Throwable e) {
      heard.add("the listener ended: " + e);
    }
  }

  Path path() {
    return path;
  }

  /** The next that begins so; what comes before it is passed over. */
  String next(String start) throws InterruptedException {
    StringBuilder before = new StringBuilder();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      String text = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (text == null) {
        throw new AssertionError("no " + start + " within a minute; heard were: " + before);
      }
      if (text.startsWith(start)) {
        return text;
      }
      before.append(text).append('\n');
    }
  }
}
