// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.domestik.agent.checkup.AgentDoctor;
import org.domestik.agent.checkup.ConfigCheck;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ConfigFile;
import org.domestik.agent.enrolment.Enroller;
import org.domestik.agent.enrolment.Enrolment;
import org.domestik.agent.enrolment.ServerBeside;
import org.domestik.agent.log.Journal;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.OwnArguments;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.memory.DataLimit;
import org.domestik.agent.tool.ProbeTool;
import org.domestik.agent.tool.ToolThread;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Version;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Hangup;
import org.domestik.model.command.Options;
import org.domestik.model.log.LogForm;
import org.jspecify.annotations.Nullable;

/** The agent's commands: {@code agent}, and the author's tools under {@code probe}. */
public final class Main {
  /**
   * The launchers give {@code --bundled} first, so that whoever gives another has the last word.
   */
  private static final Options OPTIONS =
      Options.of("data", "server", "pin", "token-file", "config", "host", "junit")
          .repeated("bundled");

  private static final int CODE_BYTES = 10_000;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private Main() {}

  /** Exits with 0, 1 if something failed, 2 for bad usage or configuration. */
  public static void main(String[] arguments) throws InterruptedException {
    try {
      List<String> words = OwnArguments.exact(List.of(arguments));
      if (words.isEmpty()) {
        throw new BadInput(
            "usage: agent --data DIR --server URL | agent --config F | agent enrol CODE | probe …");
      }
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "--version" -> System.out.println("dmkcheckd " + Version.current());
        case "agent" -> agent(rest);
        case "probe" -> probe(rest);
        default -> throw new BadInput("unknown command \"" + words.getFirst() + "\"");
      }
    } catch (BadInput e) {
      fail(String.valueOf(e.getMessage()), BAD_USAGE);
    } catch (IOException e) {
      fail(FileFault.of(e), FAILED);
    }
  }

  private static void fail(String message, int exitCode) {
    System.err.println("domestik: " + message);
    System.exit(exitCode);
  }

  private static void agent(List<String> words) throws IOException, InterruptedException {
    Arguments arguments = OPTIONS.read(words);
    if (arguments.option("junit") != null) {
      throw new BadInput("--junit is for probe check");
    }
    List<String> rest = arguments.anyWords();
    if (!rest.isEmpty() && rest.getFirst().equals("enrol")) {
      enrol(arguments);
      return;
    }
    if (rest.equals(List.of("check"))) {
      check(arguments);
      return;
    }
    if (rest.equals(List.of("doctor"))) {
      doctor(arguments);
      return;
    }
    if (rest.equals(List.of("asleep"))) {
      asleep(arguments);
      return;
    }
    if (!rest.isEmpty()) {
      throw new BadInput("agent takes no \"" + rest.getFirst() + "\"");
    }
    if (arguments.option("host") != null) {
      throw new BadInput("--host is for agent enrol; else say host in agent.conf");
    }
    run(arguments);
  }

  /** With {@code -} the code comes from standard input, and no list of processes shows it. */
  private static void enrol(Arguments arguments) throws IOException {
    for (String option : List.of("server", "pin", "token-file")) {
      if (arguments.option(option) != null) {
        throw new BadInput("agent enrol takes no --" + option + ": the code says it");
      }
    }
    String code = arguments.words("enrol", "CODE").getLast();
    if (code.equals("-")) {
      code = new String(System.in.readNBytes(CODE_BYTES), US_ASCII);
    }
    Enroller.enrol(code, config(options(arguments)), arguments.option("host"), System.out);
  }

  private static void check(Arguments arguments) throws IOException {
    Map<String, String> options = options(arguments);
    InstantSource clock = InstantSource.system();
    ConfigCheck check = ToolThread.call(() -> ConfigCheck.of(configFile(options), options, clock));
    List<String> problems = new ArrayList<>(check.problems());
    String data = options.get("data");
    if (data != null && !Files.isDirectory(PathText.of(data))) {
      problems.add(data + ": there is no such folder");
    }
    problems.forEach(System.out::println);
    int faults = problems.size();
    System.out.println(
        faults == 0
            ? "The agent's configuration is fine."
            : "The agent's configuration has " + faults + (faults == 1 ? " fault." : " faults."));
    System.exit(faults == 0 ? 0 : FAILED);
  }

  private static void doctor(Arguments arguments) throws IOException {
    Map<String, String> options = options(arguments);
    InstantSource clock = InstantSource.system();
    ConfigCheck check = ToolThread.call(() -> ConfigCheck.of(configFile(options), options, clock));
    AgentConfig config = check.config();
    Log log = new Log(System.err, clock);
    if (config != null && check.problems().isEmpty()) {
      config = reaching(config, arguments.option("server"), log);
    }
    System.exit(new AgentDoctor(clock).look(check.problems(), config).print(System.out));
  }

  private static void asleep(Arguments arguments) throws IOException {
    InstantSource clock = InstantSource.system();
    AgentConfig config =
        reaching(
            config(options(arguments)), arguments.option("server"), new Log(System.err, clock));
    System.out.println(
        "The server knows that "
            + config.host()
            + " is asleep since "
            + Goodnight.say(config, clock).truncatedTo(ChronoUnit.SECONDS)
            + ", until it delivers again.");
  }

  /** With the server that the agent of this folder delivers to, whoever started it. */
  private static AgentConfig reaching(AgentConfig config, @Nullable String server, Log log)
      throws IOException {
    AgentConfig enrolled = Enrolment.applied(config, server, log);
    return server == null && enrolled.server().agent() == null
        ? ServerBeside.applied(enrolled)
        : enrolled;
  }

  private static void run(Arguments arguments) throws IOException, InterruptedException {
    InstantSource clock = InstantSource.system();
    boolean isJournal = Journal.reads();
    Log log = new Log(System.err, clock);
    log.form(LogForm.of("text", isJournal));
    AgentConfig read = config(options(arguments));
    log.form(LogForm.of(read.log(), isJournal));
    String server = arguments.option("server");
    AgentConfig config = Enrolment.applied(read, server, log);
    DataLimit.apply(config.memoryMib(), log);
    Supplier<AgentConfig> again =
        () -> {
          AgentConfig anew = Enrolment.applied(config(options(arguments)), server, log);
          log.form(LogForm.of(anew.log(), isJournal));
          return anew;
        };
    Agent agent = new Agent(config, again, clock, log);
    if (!Hangup.on(agent::reload)) {
      log.info("this Java does not tell of SIGHUP, which ends the agent");
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    agent.close();
                  } catch (IOException | InterruptedException e) {
                    System.err.println("domestik: stopping: " + e);
                  }
                },
                "shutdown"));
    agent.run();
  }

  private static void probe(List<String> words) throws IOException {
    Arguments arguments = OPTIONS.read(words);
    ProbeTool tool = new ProbeTool(config(options(arguments)), InstantSource.system(), System.out);
    String junit = arguments.option("junit");
    if (!tool.run(arguments.anyWords(), junit == null ? null : PathText.of(junit))) {
      System.exit(FAILED);
    }
  }

  private static Map<String, String> options(Arguments arguments) {
    Map<String, String> options = arguments.options();
    List<String> bundled = arguments.all("bundled");
    if (!bundled.isEmpty()) {
      options.put("bundled", bundled.getLast());
    }
    return options;
  }

  /** The configuration from {@code --config F}, or from {@code agent.conf} in the data folder. */
  static AgentConfig config(Map<String, String> options) {
    Path file = configFile(options);
    return file == null
        ? AgentConfig.read("agent", Map.of(), options)
        : AgentConfig.read(file.toString(), ConfigFile.read(file), options);
  }

  /** That file; null where there is none. */
  private static @Nullable Path configFile(Map<String, String> options) {
    String named = options.get("config");
    if (named != null) {
      return PathText.of(named);
    }
    Path file = PathText.of(options.getOrDefault("data", "domestik-data")).resolve("agent.conf");
    return Files.exists(file) ? file : null;
  }
}
