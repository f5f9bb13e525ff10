// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.Results;

/**
 * Where a Java server's processor time goes: a Flight Recording of a part of a run, and the methods
 * its threads were found in most often, by group of threads.
 *
 * <p>It counts samples of processor time, so a thread that waits is not in it, and native code is,
 * under the Java method that called it. What the JVM does in threads of its own (compilers,
 * collector) is not sampled.
 */
public final class Profile {
  private static final int METHODS = 8;
  private static final String EVENT = "jdk.CPUTimeSample";

  private final long pid;
  private final Path file;
  private final String title;
  private final Map<String, Map<String, Integer>> groups = new HashMap<>();
  private int all;

  private Profile(long pid, Path file, String title) {
    this.pid = pid;
    this.file = file;
    this.title = title;
  }

  /** Begins to record Domestik's servers among the sides, if that is wanted. */
  public static List<Profile> wanted(Options options, Sides sides, String what) throws IOException {
    List<Profile> recording = new ArrayList<>();
    for (Side side : sides.all()) {
      if (options.profile() && side instanceof Domestik domestik) {
        Path file = side.folder().resolve("recording.jfr");
        recording.add(start(domestik.process().pid(), file, side.name() + ", " + what));
      }
    }
    return recording;
  }

  /** What is recorded. */
  public interface Work {
    void run() throws IOException;
  }

  /** Records Domestik's servers among the sides while something goes on, if that is wanted. */
  public static List<Profile> during(Options options, Sides sides, String what, Work work)
      throws IOException {
    List<Profile> recording = wanted(options, sides, what);
    work.run();
    for (Profile profile : recording) {
      profile.stop();
    }
    return recording;
  }

  /** Begins to record a process of the user's own; {@code file} must not be there yet. */
  private static Profile start(long pid, Path file, String title) throws IOException {
    command(pid, "JFR.start", "name=benchmark", EVENT + "#enabled=true", EVENT + "#throttle=10ms");
    return new Profile(pid, file, title);
  }

  private static void command(long pid, String... words) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> command = new ArrayList<>(List.of(jcmd.toString(), String.valueOf(pid)));
    command.addAll(List.of(words));
    String answer = Installed.output(command.toArray(String[]::new));
    if (!answer.contains("recording") && !answer.contains("Dumped")) {
      throw new IOException("no recording: " + answer);
    }
  }

  /** Ends the recording and counts what it has. */
  public void stop() throws IOException {
    command(pid, "JFR.stop", "name=benchmark", "filename=" + file);
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals(EVENT)) {
          all++;
          groups
              .computeIfAbsent(group(event), it -> new HashMap<>())
              .merge(top(event), 1, Integer::sum);
        }
      }
    }
    Files.delete(file);
  }

  /** Puts the summary into the results. */
  public void report(Results results) throws IOException {
    results.text("#### Profile: " + title + ", " + all + " samples of 10 ms of processor time");
    results.head("threads", "% of all", "methods, % of all");
    groups.entrySet().stream()
        .sorted(Comparator.comparingInt(group -> -sum(group.getValue())))
        .filter(group -> sum(group.getValue()) * 100 >= all)
        .forEach(
            group ->
                results.row(
                    group.getKey(), percent(sum(group.getValue())), methods(group.getValue())));
    results.end();
  }

  private String methods(Map<String, Integer> counts) {
    List<String> most =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(METHODS)
            .map(method -> "`" + method.getKey() + "` " + percent(method.getValue()))
            .toList();
    return String.join(", ", most);
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private String percent(int count) {
    return Results.number(100.0 * count / all);
  }

  /** Threads of one purpose differ in their numbers only. */
  private static String group(RecordedEvent event) {
    RecordedThread thread = event.getThread("eventThread");
    String name = thread == null ? null : thread.getJavaName();
    if (thread != null && thread.isVirtual()) {
      return "virtual threads (requests)";
    }
    return name == null || name.isEmpty() ? "others" : name.replaceAll("[\\d-]+$", "");
  }

  private static String top(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    if (stack == null || stack.getFrames().isEmpty()) {
      return "unknown";
    }
    RecordedFrame frame = stack.getFrames().getFirst();
    if (!frame.isJavaFrame()) {
      return "native";
    }
    String type = Objects.requireNonNull(frame.getMethod().getType().getName());
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }
}
