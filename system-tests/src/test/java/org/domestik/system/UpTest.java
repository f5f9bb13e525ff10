// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class UpTest {
  @TempDir Path data;

  @Test
  void showsTheAgentsOwnMemoryAndThenADroppedProbe() throws Exception {
    try (Domestik up = Domestik.up(data)) {
      String host = up.host();
      Domestik.await(
          "dmkcheckd has a point",
          Duration.ofSeconds(10),
          () -> up.points(host, "process_tracking", "dmkcheckd") > 0);
      assertThat(up.get("/").body()).contains("<html");

      Path probes = Files.createDirectories(data.resolve("probes"));
      Files.writeString(probes.resolve("answer.lua"), "return { answer = 42, half = '0.5' }\n");
      Domestik.await(
          "the dropped probe has a point",
          Duration.ofSeconds(10),
          () -> up.points(host, "answer") > 0);
    }
  }

  @Test
  void restartsOnTheSameDataWithNothingLost() throws Exception {
    String host;
    int before;
    try (Domestik up = Domestik.up(data)) {
      host = up.host();
      Domestik.await("a point of load", () -> up.points(host, "load") > 0);
      before = up.points(host, "load");
      long server = up.pid("server");
      assertThat(up.stop()).isZero();
      assertThat(ProcessHandle.of(server)).isEmpty();
      assertThat(data.resolve("server.pid")).doesNotExist();
      assertThat(data.resolve("agent.pid")).doesNotExist();
    }
    try (Domestik up = Domestik.up(data)) {
      Domestik.await("the old points and a new one", () -> up.points(host, "load") > before);
      assertVerified(data);
    }
  }

  @Test
  void aKilledServerOrAgentIsStartedAgainAndNothingIsLostOrDoubled() throws Exception {
    try (Domestik up = Domestik.up(data)) {
      String host = up.host();
      Domestik.await("a point", () -> up.points(host, "load") > 0);
      for (String part : new String[] {"server", "agent", "server"}) {
        long pid = up.pid(part);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Domestik.await(part + " has another pid", () -> anotherPid(up, part, pid));
      }
      int points = up.points(host, "load");
      Domestik.await("points go on", () -> up.points(host, "load") > points);
      assertVerified(data);
      assertThat(up.output()).contains("starting it again");
    }
  }

  /** A server that ends at once whenever it is started, and an agent that runs. */
  private static final String CRASHING =
      """
      #!/bin/sh
      case "$*" in
        *" agent "*) echo "agent $$"; exec sleep 600 ;;
      esac
      data=$(echo "$*" | sed 's/.*--data \\([^ ]*\\).*/\\1/')
      echo $$ > "$data/server.pid"
      echo http://127.0.0.1:1 > "$data/server.url"
      sleep 0.2
      exit 3
      """;

  @Test
  void aServerThatCrashesAgainAndAgainDoesNotTakeTheAgentWithIt() throws Exception {
    Path jdk = jdk("25.0.1", CRASHING);
    ProcessBuilder launcher = Domestik.launcher("up", "--data", data.resolve("d").toString());
    launcher.environment().put("DOMESTIK_JAVA_HOME", jdk.toString());
    Process up = launcher.start();
    try (BufferedReader said = up.inputReader()) {
      String agent = "";
      List<String> crashes = new ArrayList<>();
      while (agent.isEmpty() || crashes.size() < 11) {
        String line = Objects.requireNonNull(said.readLine(), "up ended");
        if (line.startsWith("agent ")) {
          agent = line; // A slow machine starts it after the first crash.
        } else if (!agent.isEmpty() || line.contains(" code 3; ")) {
          crashes.add(line);
        }
      }
      assertThat(crashes.subList(0, 10)).allMatch(it -> it.endsWith("code 3; starting it again"));
      assertThat(crashes.getLast()).endsWith("code 3; starting it again in 30 s");
      assertThat(ProcessHandle.of(Long.parseLong(agent.substring("agent ".length()))))
          .get()
          .matches(ProcessHandle::isAlive);
    } finally {
      up.destroy();
      assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean anotherPid(Domestik up, String part, long old) {
    try {
      return up.pid(part) != old && up.get("/health").statusCode() == 200;
    } catch (IOException | RuntimeException e) {
      return false; // Not written yet, or not listening yet.
    }
  }

  static void assertVerified(Path data) throws IOException, InterruptedException {
    Domestik.Finished verify = Domestik.run("verify", "--data", data.toString());
    assertThat(verify.code()).as(verify.output()).isZero();
  }

  @Test
  void aProbeThatFailsSaysWhereOnTheHostsPage() throws Exception {
    Files.createDirectories(data.resolve("probes"));
    Files.writeString(
        data.resolve("probes/broken.lua"), "local t = nil\nreturn { v = t.missing }\n");
    try (Domestik up = Domestik.up(data)) {
      String host = up.host();
      Domestik.await("the failure is shown", () -> run(up, host, "broken.lua") != null);
      JsonNode run = run(up, host, "broken.lua");
      assertThat(run.get("outcome").asText()).isIn("failed", "quarantined");
      assertThat(run.get("error").asText()).contains("broken.lua:2");
    }
  }

  private static JsonNode run(Domestik up, String host, String script) {
    for (JsonNode run : up.json("/api/v1/probes?host=" + host)) {
      if (run.get("script").asText().equals(script)) {
        return run;
      }
    }
    return null;
  }

  @Test
  void portAndAddressOfTheDataFoldersConfigurationHoldUnlessTheCommandLineSaysOthers()
      throws Exception {
    String port = "" + Domestik.freePort();
    Files.writeString(data.resolve("server.conf"), "port = " + port + "\nlisten = \"localhost\"\n");
    try (Domestik up = Domestik.up(data, "http://localhost:" + port, List.of())) {
      Domestik.await("the agent's load", () -> up.points(up.host(), "load") > 0);
      assertThat(up.output()).contains("answers at http://localhost:" + port);
    }
    String other = "" + Domestik.freePort();
    try (Domestik up = Domestik.up(data, "http://localhost:" + other, List.of("--port", other))) {
      assertThat(up.output()).contains("answers at http://localhost:" + other);
    }
  }

  @Test
  void helpIsPrintedForAnyCommand() throws Exception {
    for (String command : new String[] {"up", "verify", "sql"}) {
      Domestik.Finished help = Domestik.run(command, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.output()).startsWith("usage: ./domestik");
    }
  }

  @Test
  void aTakenPortIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertFails(port, "up", "--data", data.toString(), "--port", port);
    }
  }

  @Test
  void anUnusableDataFolderIsOneClearLine() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "");
    for (String folder : List.of(file.toString(), "/proc/domestik-data")) {
      for (String command : List.of("up", "server")) {
        Domestik.Finished finished = Domestik.run(command, "--data", folder);
        assertOneLine(finished, folder + " cannot be written: ");
        assertThat(finished.code()).as(command).isEqualTo(2);
      }
    }
  }

  @Test
  void checkLooksAtTheAgentsFilesWhereverTheFolderIsSaid() throws Exception {
    Files.writeString(data.resolve("agent.conf"), "evry = \"1m\"\n");
    for (String[] words :
        new String[][] {{"--data=" + data}, {"--port", "9000", "--data", data.toString()}}) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addFirst("check");
      Domestik.Finished finished = Domestik.run(all.toArray(String[]::new));
      assertThat(finished.output()).contains("server's configuration is fine", "evry: unknown");
      assertThat(finished.code()).isEqualTo(1);
    }
    Path nope = data.resolve("nope");
    assertThat(Domestik.run("check", "--data", nope.toString()).output())
        .contains(nope + ": there is no such folder")
        .doesNotContain("fine");
    Domestik.Finished agents = Domestik.run("agent", "check", "--data", nope.toString());
    assertThat(agents.code()).isEqualTo(1);
    assertThat(agents.output()).contains(nope + ": there is no such folder", "has 1 fault.");
  }

  @Test
  void aServiceWithoutAHomeFolderRuns() throws Exception {
    ProcessBuilder launcher = Domestik.launcher("check", "--data", data.toString());
    launcher.environment().remove("HOME");
    Domestik.Finished finished = Domestik.finish(launcher);
    assertThat(finished.output()).doesNotContain("HOME");
    assertThat(finished.code()).isZero();
  }

  @Test
  void anEmptyNameOfAFolderIsNotTheCurrentOne() throws Exception {
    assertFails("--data needs a value", "up", "--data", "");
    assertFails("--data needs a value", "up", "--data=");
    assertFails("--data needs a value", "verify", "--data", "");
  }

  @Test
  void aLockedDataFolderIsOneClearLineThatNamesTheProcess() throws Exception {
    try (Domestik up = Domestik.up(data)) {
      String port = "" + Domestik.freePort();
      assertFails("" + up.pid("server"), "up", "--data", data.toString(), "--port", port);
      assertThat(up.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAddressOtherThanLoopbackIsRefused() throws Exception {
    assertFails("0.0.0.0", "up", "--data", data.toString(), "--listen", "0.0.0.0");
  }

  @Test
  void aMissingJdkIsOneClearLine() throws Exception {
    ProcessBuilder launcher = Domestik.launcher("up", "--data", data.toString());
    seesNoJdk(launcher);
    assertOneLine(Domestik.finish(launcher), "no JDK 25 found; install one");
  }

  @Test
  void aNewerJdkRunsWhatIsBuiltAndIsSaidNotToBuild() throws Exception {
    Path jdk = jdk("26.0.1", "#!/bin/sh\necho \"ran as $*\"\n");
    ProcessBuilder built = Domestik.launcher("leaks");
    built.environment().put("DOMESTIK_JAVA_HOME", jdk.toString());
    assertThat(Domestik.finish(built).output()).contains("ran as").endsWith("Main leaks\n");

    Path fresh = Files.createDirectories(data.resolve("fresh/server/src")).getParent().getParent();
    Files.copy(Domestik.ROOT.resolve("domestik"), fresh.resolve("domestik"));
    ProcessBuilder launcher = new ProcessBuilder(fresh.resolve("domestik").toString(), "leaks");
    seesNoJdk(launcher);
    launcher.environment().put("DOMESTIK_JAVA_HOME", jdk.toString());
    assertOneLine(
        Domestik.finish(launcher),
        "no JDK 25 found; and " + jdk + ", a JDK 26, can only run what is built; install one");
  }

  /** A Java that never comes to an end where it is to keep what it knows. */
  private static final String KEEPING =
      """
      #!/bin/sh
      case "$*" in
        *AOTCacheOutput*) echo $$ > keeping.pid; exec sleep 600 ;;
      esac
      echo ran
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      mkdir -p agent/target/lib server/target/lib
      touch agent/target/agent-1.jar server/target/server-1.jar server/target/lib/a.jar
      """;

  @Test
  void whoWaitsForWhatACommandPrintsDoesNotWaitForWhatABuildDoesAside() throws Exception {
    Path fresh = Files.createDirectories(data.resolve("fresh/server/src")).getParent().getParent();
    Files.copy(Domestik.ROOT.resolve("domestik"), fresh.resolve("domestik"));
    Path maven = Files.createDirectories(data.resolve("bin")).resolve("mvn");
    Files.writeString(maven, MAVEN);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwx------"));
    ProcessBuilder launcher =
        new ProcessBuilder(fresh.resolve("domestik").toString(), "leaks")
            .directory(fresh.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    launcher.environment().put("DOMESTIK_JAVA_HOME", jdk("25.0.1", KEEPING).toString());
    launcher.environment().merge("PATH", maven.getParent() + ":", (path, bin) -> bin + path);
    Process process = launcher.start();
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () -> process.inputReader().lines().collect(Collectors.joining()));
    try {
      assertThat(said.get(1, TimeUnit.MINUTES)).isEqualTo("ran");
    } finally {
      Path pid = fresh.resolve("keeping.pid");
      Domestik.await("it is kept aside", () -> Files.exists(pid) && pid.toFile().length() > 1);
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroy);
    }
  }

  @Test
  void jarsOfTheVersionBeforeAreNotLoadedBesideTheNewOnes() throws Exception {
    Path fresh = Files.createDirectories(data.resolve("fresh/server/src")).getParent().getParent();
    Files.copy(Domestik.ROOT.resolve("domestik"), fresh.resolve("domestik"));
    Path maven = Files.createDirectories(data.resolve("bin")).resolve("mvn");
    Files.writeString(maven, MAVEN);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwx------"));
    Path lib = Files.createDirectories(fresh.resolve("server/target/lib"));
    Files.writeString(lib.resolve("before.jar"), "");
    Files.writeString(fresh.resolve("server/target/server-0.jar"), "");
    Path built = Files.createDirectories(fresh.resolve("target")).resolve("built");
    Files.setLastModifiedTime(Files.createFile(built), FileTime.fromMillis(0));
    Files.writeString(fresh.resolve("server/pom.xml"), "<project/>");
    ProcessBuilder launcher =
        new ProcessBuilder(fresh.resolve("domestik").toString(), "leaks").directory(fresh.toFile());
    Path java = jdk("25.0.1", "#!/bin/sh\ncase \"$*\" in *AOTCache*) ;; *) echo \"$*\" ;; esac\n");
    launcher.environment().put("DOMESTIK_JAVA_HOME", java.toString());
    launcher.environment().merge("PATH", maven.getParent() + ":", (path, bin) -> bin + path);
    assertThat(Domestik.finish(launcher).output())
        .contains("server-1.jar:")
        .doesNotContain("server-0.jar");
    assertThat(lib.resolve("before.jar")).doesNotExist();
  }

  @Test
  void aFolderIsTheOneHereWhateverOthersCdWouldFind() throws Exception {
    Files.createDirectories(data.resolve("there/domestik-data"));
    ProcessBuilder launcher = Domestik.launcher("up", "--data", "domestik-data");
    Path here = Files.createDirectories(data.resolve("here"));
    launcher.directory(here.toFile()).environment().put("CDPATH", data.resolve("there").toString());
    assertThat(Domestik.toldJava(launcher)).contains("--data\n" + here + "/domestik-data\n");
  }

  /** Whether there is one on this machine or not. */
  private void seesNoJdk(ProcessBuilder launcher) {
    launcher.environment().put("DOMESTIK_JDKS", data.toString());
    launcher.environment().put("HOME", data.toString());
    launcher.environment().keySet().removeIf(name -> name.startsWith("JAVA"));
    launcher.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
  }

  /** A folder that passes for a JDK. */
  private Path jdk(String version, String program) throws IOException {
    Path jdk = Files.createDirectories(data.resolve("jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.writeString(jdk.resolve("bin/java"), program);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return jdk;
  }

  @Test
  void versionIsThatOfTheBuild() throws Exception {
    assertThat(Domestik.run("--version").output())
        .matches("Domestik \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\n");
  }

  @Test
  void anUnknownOptionOrCommandIsAUsageError() throws Exception {
    assertThat(Domestik.run("up", "--prot", "1").code()).isEqualTo(2);
    assertThat(Domestik.run("upp").code()).isEqualTo(2);
  }

  private static void assertFails(String mention, String... arguments) throws Exception {
    assertOneLine(Domestik.run(arguments), mention);
  }

  private static void assertOneLine(Domestik.Finished finished, String mention) {
    assertThat(finished.code()).as(finished.output()).isNotZero();
    assertThat(finished.output()).contains(mention);
    assertThat(finished.output().strip().lines()).hasSize(1);
  }
}
