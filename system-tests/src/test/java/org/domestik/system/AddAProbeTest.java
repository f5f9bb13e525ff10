// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.domestik.system.Tutorial.Step;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows docs/add-a-probe.md to the letter; only the ports and the data folder are others. */
@Tag("slow")
class AddAProbeTest {
  private static final List<Step> STEPS = steps();

  @TempDir Path folder;

  private static List<Step> steps() {
    try {
      return Tutorial.steps(Files.readString(Domestik.ROOT.resolve("docs/add-a-probe.md")));
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Test
  void everyStepWorksAsThePageSays() throws Exception {
    Files.createSymbolicLink(folder.resolve("domestik"), Domestik.ROOT.resolve("domestik"));
    Path data = folder.resolve("domestik-data");
    try (Domestik up = Domestik.up(data)) {
      for (Step step : STEPS) {
        if (step.file().endsWith("server.conf")) {
          break; // PostgreSQL's part, below: it needs another start.
        }
        follow(step, up.url);
      }
      assertThat(up.points(up.host(), "self_memory", "dmkcheckd")).isPositive();
    }
  }

  @Test
  void postgresPartWorksAsThePageSays() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      createRoles(postgres);
      String address = "127.0.0.1:" + postgres.getPort() + "/domestik";
      boolean configured = false;
      Domestik up = null;
      try {
        for (Step step : STEPS) {
          String text = step.text().replace("127.0.0.1:5432/domestik", address);
          if (step.file().endsWith("server.conf")) {
            Path data = Files.createDirectories(folder.resolve("domestik-data"));
            Files.writeString(data.resolve("server.conf"), text);
            up = Domestik.up(data);
            configured = true;
          } else if (configured && text.startsWith("psql ") && !isOnPath("psql")) {
            askByJdbc(postgres, text, step.expect());
          } else if (configured) {
            follow(new Step(step.file(), text, step.expect()), up.url);
          }
        }
      } finally {
        if (up != null) {
          up.close();
        }
      }
      assertThat(configured).isTrue();
    }
  }

  private static boolean isOnPath(String command) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /**
   * Building needs no psql: without it, the page's query is asked by the same role through JDBC.
   */
  private static void askByJdbc(EmbeddedPostgres postgres, String psql, String expect) {
    String sql = psql.substring(psql.indexOf("-c \"") + 4, psql.lastIndexOf('"'));
    String url = postgres.getJdbcUrl("www", "domestik");
    Domestik.await(
        sql,
        () -> {
          try (Connection connection = DriverManager.getConnection(url);
              Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getString(1).matches(expect);
          } catch (SQLException e) {
            return false; // The table comes with the first sample.
          }
        });
  }

  private static void createRoles(EmbeddedPostgres postgres) throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE domestik LOGIN");
      statement.execute("CREATE ROLE www LOGIN");
      statement.execute("CREATE DATABASE domestik OWNER domestik");
    }
  }

  private void follow(Step step, String url) throws Exception {
    if (!step.isCommand()) {
      Files.writeString(folder.resolve(step.file()), step.text());
    } else if (!step.text().startsWith("./domestik up")) {
      run(step.text().replace("http://127.0.0.1:8787", url), step.expect());
    }
  }

  /** Repeats the command until it prints what is expected: the page promises ten seconds. */
  private void run(String command, String expect) {
    Pattern expected = Pattern.compile(expect == null ? "" : expect, Pattern.DOTALL);
    AtomicReference<Domestik.Finished> last = new AtomicReference<>();
    try {
      Domestik.await(
          command,
          Duration.ofSeconds(20),
          () -> {
            last.set(finish(command));
            return last.get().code() == 0 && expected.matcher(last.get().output()).find();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nlast: " + last.get(), e);
    }
  }

  private Domestik.Finished finish(String command) {
    try {
      return Domestik.finish(new ProcessBuilder("bash", "-c", command).directory(folder.toFile()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
