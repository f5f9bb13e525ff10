// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Version;
import org.domestik.server.command.AccessCommand;
import org.domestik.server.command.AlertsCommand;
import org.domestik.server.command.BackupCommand;
import org.domestik.server.command.CapacityCommand;
import org.domestik.server.command.CheckCommand;
import org.domestik.server.command.DoctorCommand;
import org.domestik.server.command.ImportCommand;
import org.domestik.server.command.MigrateCommand;
import org.domestik.server.command.ProbesCommand;
import org.domestik.server.command.ReloadCommand;
import org.domestik.server.command.RenameHostCommand;
import org.domestik.server.command.RestoreCommand;
import org.domestik.server.command.SecureCommand;
import org.domestik.server.command.ServerCommand;
import org.domestik.server.command.StoredCommand;
import org.domestik.server.log.Logging;
import org.domestik.server.operation.Operation;
import org.domestik.storage.StorageUnavailable;

/** {@code server}, and the commands on stored data; exit codes: 0 fine, 1 failed, 2 bad usage. */
public final class Main {
  private static final String USAGE =
      "usage: server (--data DIR | --config F) [--port N] [--listen ADDRESS] [--store URL]\n"
          + "       archive|purge|plan|verify|acknowledge|leaks (--data DIR | --config F) [--host H]"
          + " [--probe P] [--now INSTANT] [--json]\n"
          + "       retire|unretire (--data DIR | --config F) --host H [--now INSTANT] [--json]\n"
          + "       delete (--data DIR | --config F) --host H [--yes] [--json]\n"
          + "       sql (--data DIR | --config F) [--json] SELECT\n"
          + "       "
          + BackupCommand.USAGE
          + "\n       "
          + RestoreCommand.USAGE
          + "\n       "
          + RenameHostCommand.USAGE
          + "\n       "
          + ImportCommand.USAGE
          + "\n       "
          + MigrateCommand.USAGE
          + "\n       "
          + CapacityCommand.USAGE
          + "\n       "
          + ProbesCommand.USAGE
          + "\n       "
          + CheckCommand.USAGE
          + "\n       "
          + DoctorCommand.USAGE
          + "\n       "
          + ReloadCommand.USAGE
          + "\n       "
          + SecureCommand.USAGE
          + "\n       "
          + AccessCommand.USAGE
          + "\n       "
          + AlertsCommand.USAGE;

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    Logging.setUp();
    int code = run(List.of(args), InstantSource.system(), System.out, System.err);
    System.out.flush();
    System.exit(code);
  }

  /** Runs a command to its end; {@code server} ends by a signal only. */
  static int run(List<String> args, InstantSource clock, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (args.isEmpty()) {
      err.println(USAGE);
      return 2;
    }
    List<String> rest = args.subList(1, args.size());
    if (args.contains("--help")) {
      out.println(USAGE);
      return 0;
    }
    try {
      return switch (args.getFirst()) {
        case "--version" -> {
          out.println("Domestik " + Version.current());
          yield 0;
        }
        case "server" -> ServerCommand.run(rest, clock, out);
        case "delete" -> new StoredCommand(clock, out, err).delete(rest, System.in);
        case "user" -> new AccessCommand(clock, out, err).user(rest);
        case "token" -> new AccessCommand(clock, out, err).token(rest);
        case "enrol" -> new AccessCommand(clock, out, err).enrol(rest);
        case "alerts" -> new AlertsCommand(clock, out, err).run(rest);
        case "reload" -> new ReloadCommand(out).run(rest);
        case "doctor" -> new DoctorCommand(clock, out).run(rest);
        case "check" -> new CheckCommand(clock, out).run(rest);
        case "backup" -> new BackupCommand(clock, out, err).run(rest);
        case "migrate" -> new MigrateCommand(clock, out, err).run(rest);
        case "restore" -> new RestoreCommand(out).run(rest);
        case "secure" -> new SecureCommand(clock, out).run(rest);
        case "rename-host" -> new RenameHostCommand(clock, out).run(rest);
        case "import" -> new ImportCommand(clock, out, err).run(rest, System.in);
        case "probes" -> new ProbesCommand(out).run(rest);
        case "sql" -> new StoredCommand(clock, out, err).sql(rest);
        case String word when word.equals("plan") && CapacityCommand.isMeant(rest) ->
            new CapacityCommand(out).run(rest);
        case String word -> {
          Operation operation =
              Operation.of(word)
                  .orElseThrow(() -> new BadInput("unknown command " + word + "\n" + USAGE));
          yield new StoredCommand(clock, out, err).run(operation, rest);
        }
      };
    } catch (BadInput e) {
      err.println("domestik: " + e.getMessage());
      return 2;
    } catch (StorageUnavailable e) {
      err.println("domestik: the store is unavailable: " + e.getMessage());
      return 1;
    }
  }
}
