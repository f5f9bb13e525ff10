// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.NOON;
import static org.domestik.server.TestServer.sample;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.domestik.server.command.AccessCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup has everything, is whole or refused, and goes back whole or is told. */
@Tag("slow")
class BackupTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final String SERIES =
      "/api/v1/series?host=h&probe=process_tracking&key=a&from=0&to=1900000000000";

  @TempDir Path folder;
  private Path data;
  private Path file;

  @BeforeEach
  void places() {
    data = folder.resolve("data");
    file = folder.resolve("all.zip");
  }

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      int code =
          Main.run(
              List.of(words),
              () -> NOON,
              new PrintStream(out, true, UTF_8),
              new PrintStream(err, true, UTF_8));
      return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Outcome backup(String... more) {
    List<String> words = new ArrayList<>(List.of("backup", "--data", data.toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  private static Outcome restore(Path from, Path to) {
    return run("restore", from.toString(), "--data", to.toString());
  }

  private static void assertFine(Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  /** Says no more than one line, which names what is wrong. */
  private static void assertRefused(Outcome outcome, String... words) {
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.err()).contains(words).hasLineCount(1);
  }

  /** Assertions on bytes look at each for a second and more where there are millions. */
  private static void assertSame(Path one, Path other) throws IOException {
    assertThat(Files.mismatch(one, other)).as("the first byte that differs").isEqualTo(-1);
  }

  private static void fill(TestServer server, int from, int to) {
    for (int hour = from; hour < to; hour++) {
      String time = NOON.minusSeconds(3600L * (72 - hour)).toString();
      String document = sample("h", hour, time, "{\"a\":{\"x\":" + hour + "}}");
      assertThat(server.post("/api/v1/samples", document).statusCode()).isEqualTo(200);
    }
  }

  private void configure() throws IOException {
    Files.createDirectories(data.resolve("probes.d"));
    Files.createDirectories(data.resolve("tls"));
    Files.writeString(
        data.resolve("server.conf"),
        "zone = \"Europe/Paris\"\nreader = \"r\"\nreader_password = \"hush\"\n");
    Files.writeString(data.resolve("alerts.lua"), "return { smtp = { password = 'psst' } }\n");
    Files.writeString(data.resolve("probes.d/load.lua"), "probe { title = \"Load\" }\n");
    Files.writeString(data.resolve("tls/server.key"), "nobody's to know");
    Files.writeString(data.resolve("probes.key"), "neither this");
  }

  /** All files below a folder but those of the store and of a process. */
  private static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.startsWith("samples.duckdb") && !name.equals(".lock")) {
          texts.put(name, Files.readString(path));
        }
      }
    }
    return texts;
  }

  @Test
  void whatWasStoredIsBackWithAndWithoutAServer() throws Exception {
    String series;
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 72);
      assertFine(run("archive", "--data", data.toString()));
      series = server.get(SERIES).body();
      assertThat(server.get("/api/v1/backup").body())
          .isEqualTo("{\"running\":false,\"rows\":0,\"of\":0}");
      assertFine(backup(file.toString()));
      assertThat(server.get("/api/v1/backup").body()).contains("\"last\":\"" + NOON, "\"bytes\":");
      assertThat(server.get(SERIES).body()).isEqualTo(series);
    }
    Path second = folder.resolve("second.zip");
    assertFine(backup(second.toString()));
    for (Path each : List.of(file, second)) {
      Path other = folder.resolve("of-" + each.getFileName());
      Outcome restored = restore(each, other);
      assertFine(restored);
      assertThat(restored.out()).contains("verify --data " + other, "made without secrets");
      assertFine(run("verify", "--data", other.toString()));
      try (TestServer server = TestServer.start(other)) {
        assertThat(server.get(SERIES).body()).isEqualTo(series);
        fill(server, 71, 72); // A delivery that is known is a repeat.
        assertThat(run("verify", "--data", other.toString(), "--json").out())
            .contains("\"accepted\":72");
      }
    }
  }

  @Test
  void secretsComeAlongOnlyIfAskedFor() throws Exception {
    configure();
    Files.writeString(data.resolve("server.conf"), "zone = \"Europe/Paris\"\n");
    Map<String, String> before = texts(data);
    new AccessCommand(() -> NOON, System.out, System.err)
        .user(
            List.of("add", "ada", "--role", "admin", "--data", data.toString()),
            new ByteArrayInputStream("correct horse battery\n".getBytes(UTF_8)));
    assertFine(backup("--secrets", file.toString()));
    Path whole = folder.resolve("whole");
    assertThat(restore(file, whole).out()).doesNotContain("without secrets");
    assertThat(texts(whole)).isEqualTo(before);
    assertThat(run("user", "list", "--data", whole.toString()).out()).contains("ada");

    Path public1 = folder.resolve("public.zip");
    assertFine(backup(public1.toString()));
    Path part = folder.resolve("part");
    assertFine(restore(public1, part));
    assertThat(texts(part).keySet())
        .containsExactly("alerts.lua", "probes.d/load.lua", "server.conf");
    assertThat(run("user", "list", "--data", part.toString()).out()).doesNotContain("ada");
    assertThat(texts(part).get("alerts.lua"))
        .isEqualTo("return { smtp = { password = \"left out\" } }\n");
  }

  @Test
  void noWayToWriteAPasswordInLuaComesAlong() throws Exception {
    Files.createDirectories(data.resolve("probes.d"));
    Files.writeString(
        data.resolve("server.conf"),
        """
        store = "jdbc:postgresql://127.0.0.1/d?user=d&password=leak1&sslmode=require"
        -- password = "leak2" -- "leak3"
        sources = { { token = { "leak4", 'leak5' }, tags = { "a", "b" } } }
        --[[ db_token = "leak6" ]] zone = "Europe/Paris"
        """);
    Files.writeString(data.resolve("agent.conf"), "token = 12345 -- left\nevery = \"5s\"\n");
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        smtp = { ["password"] = "leak1", host = "h", ["db-password"] = 'leak2', user = "u" }
        secret = [[leak3]] from = "a"
        password = tostring("leak4"):rep(2, "leak5") .. ("leak6")
        tokens = { "leak7"; deep = { "leak8" } }
        password = "le" .. "ak9" .. [==[ leak ]] ]==]
        mail = "a"
        user, password = "u", "leak10"
        t["password"][1], x = "leak11" or { "leak12" }, 'leak13'
        url = "jdbc:postgresql://h/d?password=" .. "leak14" .. "leak15"
        secret = (function(a) if a then return "leak16" end return "leak17" end)("leak18")
        password = "leak\\"19\\z
          leak20" other = 'left'
        smtp.password = not "leak21"
        local token <const>, y = "leak22"
        """);
    String script =
        """
        local token = text:match(pattern)
        local tokens = {}
        for token = 1, 10 do tokens[#tokens + 1] = token end
        seen[token] = 1
        if token == "a" then return { a = token, b = "c" } end
        """;
    Files.writeString(data.resolve("probes.d/own.lua"), script);
    assertFine(backup("--without-samples", file.toString()));
    Path part = folder.resolve("part");
    assertFine(restore(file, part));
    assertThat(texts(part).get("server.conf"))
        .isEqualTo(
            """
            store = "jdbc:postgresql://127.0.0.1/d?user=d&password=left out&sslmode=require"
            -- password = "left out"
            sources = { { token = { "left out" }, tags = { "a", "b" } } }
            --[[ db_token = "left out"]] zone = "Europe/Paris"
            """);
    assertThat(texts(part).get("agent.conf"))
        .isEqualTo("token = \"left out\" -- left\nevery = \"5s\"\n");
    assertThat(texts(part).get("alerts.lua"))
        .isEqualTo(
            """
            smtp = { ["password"] = "left out", host = "h", ["db-password"] = "left out", user = "u" }
            secret = "left out" from = "a"
            password = "left out"
            tokens = { "left out" }
            password = "left out"
            mail = "a"
            user, password = "left out"
            t["password"][1], x = "left out"
            url = "jdbc:postgresql://h/d?password=left out" .. "left out"
            secret = "left out"
            password = "left out" other = 'left'
            smtp.password = "left out"
            local token <const>, y = "left out"
            """);
    assertThat(texts(part).get("probes.d/own.lua")).isEqualTo(script);
  }

  @Test
  void whereASecretIsStaysAndWhatATokenMay() throws Exception {
    Files.createDirectories(data);
    Files.writeString(
        data.resolve("server.conf"),
        "password_file = \"pw\"\nlimits = { token_minute = { hosts = 500 } }\n");
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        smtp = { host = "h", password_file = "pw" }
        notify = { a = { token_file = "/etc/x", ["url_token_file"] = 'y' } } -- token_file = "z"
        """);
    Map<String, String> before = texts(data);
    assertFine(backup("--without-samples", file.toString()));
    Path part = folder.resolve("part");
    assertFine(restore(file, part));
    assertThat(texts(part)).isEqualTo(before);
  }

  @Test
  void filesOfSecretsThatTheConfigurationNamesComeAlong() throws Exception {
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Path token = Files.writeString(etc.resolve("token"), "elsewhere");
    Files.createDirectories(data);
    Files.writeString(data.resolve("smtp.password"), "psst");
    Files.writeString(data.resolve("hook"), "https://hook.example.org/x");
    Files.writeString(data.resolve("broker"), "hush");
    Files.writeString(
        data.resolve("server.conf"),
        "mqtt = { broker = \"mqtt://b\", password_file = \"broker\", topics = { } }\n");
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        smtp = { host = "mail", password_file = "smtp.password" }
        notify = { a = { url_file = "hook", token_file = "%s" }, b = { token_file = "gone" } }
        """
            .formatted(token));
    assertFine(backup("--secrets", "--without-samples", file.toString()));
    Path whole = folder.resolve("whole");
    assertFine(restore(file, whole));
    assertThat(texts(whole).keySet())
        .containsExactly(
            "alerts.lua", "broker", "elsewhere" + token, "hook", "server.conf", "smtp.password");
    Path without = folder.resolve("without.zip");
    assertFine(backup("--without-samples", without.toString()));
    Path part = folder.resolve("part");
    assertFine(restore(without, part));
    assertThat(texts(part).keySet()).containsExactly("alerts.lua", "server.conf");
    Files.writeString(data.resolve("alerts.lua"), "smtp = {\n");
    Outcome halfWritten =
        backup("--secrets", "--without-samples", folder.resolve("half.zip").toString());
    assertFine(halfWritten);
    assertThat(halfWritten.out()).contains("alerts.lua:2: ", "that it names are left out");
  }

  @Test
  void configurationElsewhereIsKeptByItsPath() throws Exception {
    Path etc = Files.createDirectories(folder.resolve("etc/probes"));
    Path conf =
        Files.writeString(
            folder.resolve("etc/server.conf"),
            "data = \"%s\"\nprobes_d = \"%s\"\npassword = \"hush\"\n".formatted(data, etc));
    Files.writeString(etc.resolve("load.lua"), "probe { title = \"Load\" }\n");
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
      assertFine(run("backup", "--config", conf.toString(), file.toString()));
    }
    Path other = folder.resolve("other");
    Outcome restored = restore(file, other);
    assertThat(restored.out()).contains("elsewhere" + conf, "elsewhere" + etc.resolve("load.lua"));
    assertThat(texts(other).get("elsewhere" + conf)).contains("password = \"left out\"");
  }

  @Test
  void alteredOrCutBackupIsRefusedOrHarmless() throws Exception {
    configure();
    Files.writeString(data.resolve("server.conf"), "zone = \"UTC\"\n");
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 20);
    }
    assertFine(backup(file.toString()));
    Path whole = folder.resolve("whole");
    assertFine(restore(file, whole));
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      Path other = folder.resolve("other-" + i);
      byte[] altered = bytes.clone();
      altered[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Path bad = Files.write(folder.resolve("bad.zip"), altered);
      Outcome outcome = restore(bad, other);
      if (outcome.code() == 0) {
        assertThat(texts(other)).as("seed %d", SEED).isEqualTo(texts(whole));
        assertSame(other.resolve("samples.duckdb"), whole.resolve("samples.duckdb"));
      } else {
        refused++;
        assertRefused(outcome, "bad.zip");
        assertThat(other.resolve("samples.duckdb")).doesNotExist();
        assertThat(other.resolve(".restoring")).doesNotExist();
      }
    }
    // Where all is zeros, another code may mean the same zeros.
    assertThat(refused).isGreaterThan(10);
    for (int length : new int[] {0, 1, 1000, bytes.length / 2, bytes.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, length));
      assertRefused(restore(cut, folder.resolve("cut")), "cut.zip is no whole backup");
    }
    assertRefused(
        restore(folder.resolve("none.zip"), folder.resolve("x")), "there is no such file");
  }

  @Test
  void placeOfAFaultIsToldToThePiece() throws Exception {
    Files.createDirectories(data.resolve("probes.d"));
    byte[] much = new byte[10 << 20];
    new Random(1).nextBytes(much); // It cannot be packed, so a place here is a place there.
    Files.write(data.resolve("probes.d/much.jar"), much);
    assertFine(backup("--without-samples", file.toString()));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5 << 20);
    }
    assertRefused(
        restore(file, folder.resolve("other")),
        "all.zip was altered: its file probes.d/much.jar is not as it was written, between its"
            + " bytes 4,194,304 and 8,388,608");
  }

  @Test
  void folderWithDataStaysAsItIs() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
      assertFine(backup(file.toString()));
      assertRefused(restore(file, data), "is in use by process");
    }
    byte[] before = Files.readAllBytes(data.resolve("samples.duckdb"));
    assertRefused(restore(file, data), data + " has data already, such as ");
    assertThat(data.resolve("samples.duckdb")).hasBinaryContent(before);
    assertRefused(backup(file.toString()), "all.zip is there already");
    assertRefused(backup("--keep", "3", file.toString()), "--keep is for backups in a folder");
  }

  @Test
  void halfRestoredFolderIsToldAndRestoredAnew() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
    }
    assertFine(backup(file.toString()));
    Path other = Files.createDirectories(folder.resolve("other/.restoring"));
    Files.writeString(other.resolve("samples.duckdb"), "half");
    Files.writeString(other.resolveSibling("samples.duckdb"), "moved before");
    Path half = other.getParent();
    for (String command : List.of("verify", "archive", "server")) {
      assertRefused(run(command, "--data", half.toString()), "a restore did not end");
    }
    assertFine(restore(file, half));
    assertThat(other).doesNotExist();
    assertFine(run("verify", "--data", half.toString()));
  }

  @Test
  void backupsInAFolderAreNamedByTimeAndTheOldestGo() throws Exception {
    Path backups = Files.createDirectories(folder.resolve("backups"));
    Files.writeString(backups.resolve("domestik-20260101T000000Z.zip"), "old");
    Files.writeString(backups.resolve("domestik-20260102T000000Z.zip"), "less old");
    Files.writeString(backups.resolve("something else"), "stays");
    Files.writeString(backups.resolve("domestik-20260103T000000Z.zip.part"), "of a killed one");
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
      Outcome outcome = backup("--keep", "2", backups.toString());
      assertFine(outcome);
      assertThat(outcome.out()).contains("removed domestik-20260101T000000Z.zip");
    }
    try (Stream<Path> left = Files.list(backups)) {
      assertThat(left.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "domestik-20260102T000000Z.zip", "domestik-20261122T120000Z.zip", "something else");
    }
  }

  @Test
  void whatLinksLeadToComesAlong() throws Exception {
    Path shared = Files.createDirectories(folder.resolve("shared/more"));
    Files.writeString(shared.resolveSibling("load.lua"), "probe { title = \"Load\" }\n");
    Files.writeString(shared.resolve("more.lua"), "return { x = 1 }\n");
    Files.createDirectories(data.resolve("probes"));
    Files.createSymbolicLink(data.resolve("probes.d"), shared.getParent());
    Files.createSymbolicLink(data.resolve("probes/more"), shared);
    assertFine(backup("--without-samples", file.toString()));
    Path other = folder.resolve("other");
    assertFine(restore(file, other));
    assertThat(texts(other).keySet())
        .containsExactly("probes.d/load.lua", "probes.d/more/more.lua", "probes/more/more.lua");
  }

  @Test
  void whatRootPutsBackIsTheFoldersOwners() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")));
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
    }
    assertFine(backup(file.toString()));
    UserPrincipal daemon =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
    Path other = Files.setOwner(Files.createDirectory(folder.resolve("other")), daemon);
    Outcome restored = restore(file, other);
    assertFine(restored);
    assertThat(restored.out()).contains("Now, as daemon: domestik verify");
    try (Stream<Path> all = Files.walk(other)) {
      assertThat(all).isNotEmpty().allMatch(it -> isOf(it, daemon));
    }
    assertRefused(run("verify", "--data", other.toString()), "is daemon's", "runuser -u daemon");
    try (Stream<Path> all = Files.walk(other)) {
      assertThat(all).allMatch(it -> isOf(it, daemon));
    }
  }

  private static boolean isOf(Path path, UserPrincipal user) {
    try {
      return Files.getOwner(path).equals(user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fullDiskIsNamedAndLeavesNothing() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(shell("mount -t tmpfs -o size=300k none " + disk) == 0, "no right to mount");
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
      Files.createDirectories(data.resolve("probes.d"));
      byte[] much = new byte[1 << 20];
      new Random(1).nextBytes(much);
      Files.write(data.resolve("probes.d/much.jar"), much);
      assertRefused(
          backup(disk.resolve("all.zip").toString()), "all.zip", "No space left on device");
      try (Stream<Path> left = Files.list(disk)) {
        assertThat(left).isEmpty();
      }
      assertFine(backup(file.toString()));
      assertRefused(restore(file, disk), disk + " has room for 0 MB, and the backup takes");
    } finally {
      assertThat(shell("umount " + disk)).isZero();
    }
  }

  private static int shell(String line) throws Exception {
    return new ProcessBuilder("sh", "-c", line + " 2>/dev/null").start().waitFor();
  }

  @Test
  void killedBackupLeavesNothingUnderItsName() throws Exception {
    Random random = new Random(SEED);
    try (ServerProcess server = new ServerProcess(data, "true")) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 200_000; i++) {
        lines.add(
            "cpu,host=h%d v=%d %d".formatted(i % 500, i, NOON.toEpochMilli() * 1_000_000L + i));
      }
      TestServer.send(
          HttpRequest.newBuilder(server.uri("/write"))
              .POST(BodyPublishers.ofString(String.join("\n", lines))));
      int whole = 0;
      for (int i = 0; i < 8; i++) {
        Path target = folder.resolve("killed-" + i + ".zip");
        Process process = process("backup", "--data", data.toString(), target.toString());
        if (!process.waitFor(300 + random.nextInt(1_500), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
        }
        if (Files.exists(target)) {
          whole++;
          assertFine(restore(target, folder.resolve("of-killed-" + i)));
        }
      }
      HttpRequest.Builder state = HttpRequest.newBuilder(server.uri("/api/v1/backup"));
      server.await(() -> TestServer.send(state).body().contains("\"running\":false"));
      // What one left behind is in nobody's way.
      assertFine(backup(file.toString()));
      assertThat(server.get("/health")).isEqualTo(200);
      assertThat(whole).as("seed %d", SEED).isLessThan(9);
    }
  }

  @Test
  void killedRestoreIsToldUntilItIsDoneAgain() throws Exception {
    Files.createDirectories(data.resolve("probes.d"));
    byte[] much = new byte[32 << 20]; // It takes a while.
    new Random(1).nextBytes(much);
    Files.write(data.resolve("probes.d/much.jar"), much);
    try (TestServer server = TestServer.start(data)) {
      fill(server, 0, 3);
    }
    assertFine(backup(file.toString()));
    int told = 0;
    for (int i = 0; i < 6; i++) {
      Path other = folder.resolve("killed-" + i);
      Process process = process("restore", file.toString(), "--data", other.toString());
      while (process.isAlive() && !Files.exists(other.resolve(".restoring"))) {
        Thread.onSpinWait();
      }
      process.waitFor(20L * i, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      Outcome verify = run("verify", "--data", other.toString());
      if (verify.code() != 0) {
        told++;
        assertRefused(verify, "a restore did not end");
        assertFine(restore(file, other));
      }
      assertFine(run("verify", "--data", other.toString()));
      assertSame(other.resolve("probes.d/much.jar"), data.resolve("probes.d/much.jar"));
    }
    assertThat(told).isPositive();
  }

  private Process process(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("command.log").toFile())
        .start();
  }

  @Test
  void serverKilledMeanwhileIsToldAndLeavesNothing() throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    try (ServerProcess server = new ServerProcess(data, "true")) {
      TestServer.send(
          HttpRequest.newBuilder(server.uri("/write"))
              .POST(BodyPublishers.ofString("cpu,host=h v=1")));
      ProcessHandle handle = ProcessHandle.of(server.pid()).orElseThrow();
      Thread killer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!Files.exists(folder.resolve("all.zip.part"))) {
                      Thread.onSpinWait();
                    }
                    killed.set(handle.destroyForcibly());
                  });
      Outcome outcome = backup(file.toString());
      killer.join();
      assertThat(killed).isTrue();
      // It may have been done before; then it is whole.
      if (outcome.code() != 0) {
        assertThat(file).doesNotExist();
      } else {
        assertFine(restore(file, folder.resolve("other")));
      }
      assertThat(folder.resolve("all.zip.part")).doesNotExist();
    }
    assertFine(run("verify", "--data", data.toString()));
  }

  @Test
  void manifestCanBeCheckedByHand() throws Exception {
    configure();
    Files.writeString(data.resolve("server.conf"), "zone = \"UTC\"\n");
    assertFine(backup("--without-samples", file.toString()));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] manifest = zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes();
      assertThat(new String(manifest, UTF_8))
          .contains("\"form\":1", "\"sha256\":\"", "server.conf");
    }
    assertThat(restore(file, folder.resolve("other")).out()).doesNotContain("verify");
  }

  @Test
  void samplesInPostgresAreLeftToItsTools() {
    Outcome outcome = backup("--store", "jdbc:postgresql://127.0.0.1:1/x", file.toString());
    assertRefused(outcome, "pg_dump", "docs/backup.md", "--without-samples");
  }
}
