// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.access.Accounts;
import org.domestik.server.access.Directory;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Refused;
import org.domestik.server.running.Reach;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * {@code user}, {@code token} and {@code enrol}: who may do what. Goes through the server if one
 * runs on the data folder, else to the store.
 */
public final class AccessCommand {
  public static final String USAGE =
      """
      user add NAME --role read|admin | list | role NAME read|admin | password NAME | remove NAME
             token new NAME --role write|read|admin [--host GLOB] [--for 90d] | list | revoke NAME
             enrol [--url https://HOST:PORT] [--host GLOB] [--uses 1] [--for 1h]
               these three take (--data DIR | --config F) [--json]""";

  private static final Options USER = Options.of("config", "data", "store", "role").flags("json");
  private static final Options TOKEN =
      Options.of("config", "data", "store", "role", "host", "for").flags("json");
  private static final Options ENROL =
      Options.of("config", "data", "store", "url", "host", "uses", "for").flags("json");

  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  public AccessCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /**
   * Does the work on whichever of the two is there.
   *
   * @param begins whether there may be neither yet: who may come is said before the first start
   */
  private @Nullable Object done(
      ServerConfig config,
      boolean begins,
      String method,
      String path,
      Map<String, ?> body,
      Function<Accounts, @Nullable Object> work) {
    RemoteServer remote = RemoteServer.on(config.data());
    if (remote != null) {
      return remote.ask(method, path, body);
    }
    try {
      return StoreOpening.with(
          config,
          clock,
          begins,
          storage -> {
            Directory directory = new Directory(storage.access(), clock, false);
            return work.apply(new Accounts(directory));
          });
    } catch (Refused e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
  }

  private static void note(Accounts accounts, String what, String detail) {
    accounts.note("operator", "command", what, detail);
  }

  /** {@code user …}; a password comes from the terminal, or as a line of the standard input. */
  public int user(List<String> args) {
    return user(args, System.in, true);
  }

  /** The same; a password comes as a line of {@code in}. */
  public int user(List<String> args, InputStream in) {
    return user(args, in, false);
  }

  private int user(List<String> args, InputStream in, boolean interactive) {
    Arguments arguments = USER.read(args);
    List<String> words = arguments.anyWords();
    ServerConfig config = ConfigOptions.read(arguments);
    String word = words.isEmpty() ? "" : words.getFirst();
    String name = words.size() < 2 ? "" : words.get(1);
    switch (word + words.size()) {
      case "add2" -> {
        String role = arguments.required("role");
        String password = password(in, interactive);
        done(
            config,
            true,
            "POST",
            "/api/v1/users",
            Map.of("user", name, "role", role, "password", password),
            accounts -> {
              Object user = accounts.addUser(name, role, password);
              note(accounts, "user", "added " + name + " as " + role);
              return user;
            });
        out.println("The user " + name + " may log in.");
      }
      case "list1" ->
          print(
              arguments,
              done(config, false, "GET", "/api/v1/users", Map.of(), Accounts::users),
              "user",
              "role",
              "created",
              "lastLogin");
      case "role3" -> {
        String role = words.get(2);
        done(
            config,
            false,
            "POST",
            "/api/v1/users/" + Texts.inAddress(name),
            Map.of("role", role),
            accounts -> {
              Object user = accounts.setRole(name, role);
              note(accounts, "user", name + " is " + role + " now");
              return user;
            });
        out.println(name + " is " + role + " now; sessions that were open are over.");
      }
      case "password2" -> {
        String password = password(in, interactive);
        done(
            config,
            false,
            "POST",
            "/api/v1/users/" + Texts.inAddress(name),
            Map.of("password", password),
            accounts -> {
              Object user = accounts.setPassword(name, password);
              note(accounts, "password", "of " + name);
              return user;
            });
        out.println(name + " has another password; sessions that were open are over.");
      }
      case "remove2" -> {
        done(
            config,
            false,
            "DELETE",
            "/api/v1/users/" + Texts.inAddress(name),
            Map.of(),
            accounts -> {
              accounts.removeUser(name);
              note(accounts, "user", "removed " + name);
              return null;
            });
        out.println("The user " + name + " is removed.");
      }
      default -> throw new BadInput("usage: " + USAGE);
    }
    return 0;
  }

  /** {@code token …}. */
  public int token(List<String> args) {
    Arguments arguments = TOKEN.read(args);
    List<String> words = arguments.anyWords();
    ServerConfig config = ConfigOptions.read(arguments);
    String word = words.isEmpty() ? "" : words.getFirst();
    String name = words.size() < 2 ? "" : words.get(1);
    switch (word + words.size()) {
      case "new2" -> {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("role", arguments.required("role"));
        putIfGiven(body, "hosts", arguments.option("host"));
        putIfGiven(body, "for", arguments.option("for"));
        Object made =
            done(
                config,
                true,
                "POST",
                "/api/v1/tokens",
                body,
                accounts -> {
                  Object token =
                      accounts.newToken(
                          name, arguments.required("role"), body.get("hosts"), body.get("for"));
                  note(accounts, "token", "made " + name + ", " + arguments.required("role"));
                  return token;
                });
        secret(arguments, made, "token");
      }
      case "list1" ->
          print(
              arguments,
              done(config, false, "GET", "/api/v1/tokens", Map.of(), Accounts::tokens),
              "name",
              "role",
              "hosts",
              "created",
              "expires",
              "lastUse");
      case "revoke2" -> {
        done(
            config,
            false,
            "DELETE",
            "/api/v1/tokens/" + Texts.inAddress(name),
            Map.of(),
            accounts -> {
              accounts.revoke(name);
              note(accounts, "revoke", name);
              return null;
            });
        out.println("The token " + name + " is refused from now on.");
      }
      default -> throw new BadInput("usage: " + USAGE);
    }
    return 0;
  }

  /** {@code enrol}: prints the line that goes to the machine. */
  public int enrol(List<String> args) {
    Arguments arguments = ENROL.read(args);
    arguments.words();
    ServerConfig config = ConfigOptions.read(arguments);
    String hosts = Objects.requireNonNullElse(arguments.option("host"), "*");
    String span = Objects.requireNonNullElse(arguments.option("for"), "1h");
    String uses = Objects.requireNonNullElse(arguments.option("uses"), "1");
    if (!uses.matches("\\d{1,9}")) {
      throw new BadInput("--uses is a whole number, not " + uses);
    }
    Map<String, String> body = new LinkedHashMap<>();
    body.put("hosts", hosts);
    body.put("uses", uses);
    body.put("for", span);
    putIfGiven(body, "url", arguments.option("url"));
    Object made =
        done(
            config,
            true,
            "POST",
            "/api/v1/enrolments",
            body,
            accounts -> {
              Object code =
                  Reach.codes(config, config.listen()::port)
                      .code(accounts, hosts, Integer.parseInt(uses), span, arguments.option("url"));
              note(accounts, "enrolment", "a code for hosts " + hosts);
              return code;
            });
    secret(arguments, made, "code");
    return 0;
  }

  private static void putIfGiven(Map<String, String> body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  /** What is shown once goes alone to the output, so that it can be piped. */
  private void secret(Arguments arguments, @Nullable Object made, String field) {
    Map<?, ?> tree = made instanceof Map<?, ?> map ? map : Map.of();
    if (arguments.flag("json")) {
      out.println(JsonBody.of(tree).text());
      return;
    }
    out.println(tree.get(field));
    if (tree.get("expires") != null) {
      err.println("It is good until " + tree.get("expires") + ".");
    }
    err.println(
        field.equals("token")
            ? "It is shown this once only; a program sends it as: Authorization: Bearer TOKEN"
            : "On the machine: ./domestik agent enrol CODE --data DIR");
    if (Boolean.TRUE.equals(tree.get("assumed"))) {
      String code = String.valueOf(tree.get(field));
      err.println(
          "It leads to "
              + code.substring(0, code.indexOf('#'))
              + ", as this machine sees itself; if others reach it otherwise, say how: --url"
              + " https://HOST:PORT");
    }
  }

  private void print(Arguments arguments, @Nullable Object answer, String... columns) {
    List<?> rows = answer instanceof List<?> list ? list : List.of();
    if (arguments.flag("json")) {
      out.println(JsonBody.of(rows).text());
      return;
    }
    for (Object row : rows) {
      StringBuilder line = new StringBuilder();
      for (String column : columns) {
        Object cell = row instanceof Map<?, ?> map ? map.get(column) : null;
        line.append(line.isEmpty() ? "" : "  ").append(cell == null ? "-" : cell);
      }
      out.println(line);
    }
  }

  private static String password(InputStream in, boolean interactive) {
    Console console =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).orElse(null);
    if (interactive && console != null) {
      String first = asked(console, "Password: ");
      if (!first.equals(asked(console, "Again: "))) {
        throw new BadInput("the two are not the same");
      }
      return first;
    }
    Scanner lines = new Scanner(in, UTF_8);
    if (!lines.hasNextLine()) {
      throw new BadInput("no password: write it as a line to the standard input");
    }
    return lines.nextLine();
  }

  private static String asked(Console console, String prompt) {
    char[] word = console.readPassword(prompt);
    if (word == null) { // Ctrl-D.
      throw new BadInput("no password: nothing was changed");
    }
    return new String(word);
  }
}
