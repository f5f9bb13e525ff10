// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.backup.BackupFile;
import org.domestik.server.backup.BackupTarget;
import org.domestik.server.backup.Restoring;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.ServerConfig.Overrides;

/** {@code restore}: puts a backup into an empty or new data folder. */
public final class RestoreCommand {
  public static final String USAGE = "restore FILE --data DIR";

  private static final Options OPTIONS = Options.of("data");

  private final PrintStream out;

  public RestoreCommand(PrintStream out) {
    this.out = out;
  }

  /** Does so, and says what is left to do. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    Path file = Path.of(arguments.words("the backup's file").getFirst());
    Path data = Path.of(arguments.required("data")).toAbsolutePath().normalize();
    try (BackupFile backup = BackupFile.open(file)) {
      List<String> names = new Restoring(backup, data).run();
      out.println(
          "%s has what %s had at %s: %d files"
              .formatted(data, file, backup.contents().time(), names.size()));
      names.stream()
          .filter(Restoring::isElsewhere)
          .forEach(name -> out.println("It was not in the data folder before: " + name));
      if (!backup.contents().secrets()) {
        out.println(
            "It was made without secrets: users, tokens, the TLS key and passwords are to be set"
                + " anew, and agents enrol again.");
      }
      if (names.contains(Restoring.SAMPLES)) {
        out.println(check(data));
      }
      return 0;
    } catch (IOException e) {
      throw BackupTarget.fault(data, e);
    }
  }

  /** Whether a server that starts there finds the samples. */
  private static String check(Path data) throws IOException {
    try {
      ServerConfig config = ServerConfig.read(new Overrides(null, data, null, null, null));
      if (config.store().defaultFile(data) == null) {
        return "Its server.conf says that the store is elsewhere: take that line out, or move "
            + Restoring.SAMPLES
            + " there.";
      }
    } catch (BadInput e) {
      return "Its configuration needs a look: " + e.getMessage();
    }
    String user = Files.getOwner(data).getName();
    return "Now"
        + (user.equals(System.getProperty("user.name")) ? "" : ", as " + user)
        + ": domestik verify --data "
        + data;
  }
}
