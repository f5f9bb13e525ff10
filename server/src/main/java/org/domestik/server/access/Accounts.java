// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.domestik.server.http.Refused;
import org.domestik.storage.access.AuditLine;
import org.domestik.storage.access.Credentials;
import org.domestik.storage.access.Enrolment;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.User;
import org.jspecify.annotations.Nullable;

/**
 * Users, tokens and enrolments as people manage them: each answer is a tree as {@code
 * docs/http-api.md} has it.
 */
public final class Accounts {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final List<String> ROLES = List.of("read", "admin");
  private static final List<String> TOKEN_ROLES = List.of("write", "read", "admin");
  private static final int MOST_USERS = 1_000;
  private static final int MOST_TOKENS = 100_000;
  private static final int MOST_ENROLMENTS = 10_000;
  private static final int MOST_USES = 100_000;

  private final Directory directory;

  public Accounts(Directory directory) {
    this.directory = directory;
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new BadInput(
          "a name has up to 64 letters, digits and ._@-, and begins with a letter or digit: \""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\"");
    }
    return name;
  }

  private static String role(String role, List<String> known) {
    if (!known.contains(role)) {
      throw new BadInput(
          "a role is "
              + String.join(" or ", known)
              + ", not \""
              + role
              + "\""
              + Nearest.hint(role, known));
    }
    return role;
  }

  private static void room(int there, int most, String what) {
    if (there >= most) {
      throw new Refused(409, "there are " + there + " " + what + " already, and no more may be");
    }
  }

  /** All users, by name. */
  public List<Map<String, @Nullable Object>> users() {
    return directory.known().users().values().stream()
        .sorted(Comparator.comparing(User::name))
        .map(Accounts::tree)
        .toList();
  }

  private static Map<String, @Nullable Object> tree(User user) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("user", user.name());
    tree.put("role", user.role());
    tree.put("created", user.created().toString());
    tree.put("lastLogin", user.lastLogin() == null ? null : user.lastLogin().toString());
    return tree;
  }

  /** Adds a user. */
  public Map<String, @Nullable Object> addUser(String name, String role, String password) {
    room(directory.known().users().size(), MOST_USERS, "users");
    User user =
        new User(name(name), role(role, ROLES), Passwords.hash(password), directory.now(), null);
    if (!directory.access().add(user)) {
      throw new Refused(409, "there is a user \"" + name + "\" already");
    }
    directory.changed();
    return tree(user);
  }

  private static User user(Map<String, User> users, String name) {
    User user = users.get(name);
    if (user == null) {
      throw new Refused(
          404,
          "there is no user \""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\""
              + Nearest.hint(name, users.keySet()));
    }
    return user;
  }

  /** Gives a user another role; his sessions end. */
  public Map<String, @Nullable Object> setRole(String name, String role) {
    role(role, ROLES);
    change(
        name,
        null,
        (users, user) -> {
          if (!role.equals("admin")) {
            keepAnAdmin(users, user);
          }
          return new User(name, role, user.password(), user.created(), user.lastLogin());
        });
    return tree(user(directory.known().users(), name));
  }

  /** Gives a user another password; his sessions end. */
  public Map<String, @Nullable Object> setPassword(String name, String password) {
    setPassword(name, password, null, null);
    return tree(user(directory.known().users(), name));
  }

  /** The same of a user who has said his present one; the session he says it in goes on. */
  void setPassword(User user, String password, @Nullable String session) {
    setPassword(user.name(), password, session, user.password());
  }

  private void setPassword(
      String name, String password, @Nullable String sessionThatStays, @Nullable String former) {
    String hash = Passwords.hash(password);
    change(
        name,
        sessionThatStays,
        (_, user) -> {
          if (former != null && !former.equals(user.password())) {
            throw new Refused(403, "the old password is another by now");
          }
          return new User(name, user.role(), hash, user.created(), user.lastLogin());
        });
  }

  private void change(
      String name,
      @Nullable String sessionThatStays,
      BiFunction<Map<String, User>, User, @Nullable User> change) {
    directory
        .access()
        .change(name, users -> change.apply(users, user(users, name)), sessionThatStays);
    directory.changed();
  }

  private static void keepAnAdmin(Map<String, User> users, User user) {
    boolean others =
        users.values().stream()
            .anyMatch(it -> it.role().equals("admin") && !it.name().equals(user.name()));
    if (user.role().equals("admin") && !others) {
      throw new Refused(409, "\"" + user.name() + "\" is the last admin; make another one first");
    }
  }

  /** Removes a user; his sessions end. */
  public void removeUser(String name) {
    change(
        name,
        null,
        (users, user) -> {
          keepAnAdmin(users, user);
          return null;
        });
  }

  /** All tokens, by name, without their secrets. */
  public List<Map<String, @Nullable Object>> tokens() {
    return directory.known().tokens().values().stream()
        .sorted(Comparator.comparing(Token::name))
        .map(this::tree)
        .toList();
  }

  private Map<String, @Nullable Object> tree(Token token) {
    Instant use = directory.lastUse(token.hash());
    Instant last = use == null ? token.lastUse() : use;
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("name", token.name());
    tree.put("role", token.role());
    tree.put("hosts", token.hosts());
    tree.put("host", token.host());
    tree.put("agent", token.agent());
    tree.put("created", token.created().toString());
    tree.put("expires", token.expires() == null ? null : token.expires().toString());
    tree.put("lastUse", last == null ? null : last.toString());
    return tree;
  }

  /** Makes a token; the answer has its secret, which is never shown again. */
  public Map<String, @Nullable Object> newToken(
      String name, String role, @Nullable String hosts, @Nullable String span) {
    room(directory.known().tokens().size(), MOST_TOKENS, "tokens");
    role(role, TOKEN_ROLES);
    if (hosts != null && !role.equals("write")) {
      throw new BadInput("a glob of hosts is for tokens that write; those that read, read all");
    }
    String secret = Secrets.token();
    Instant now = directory.now();
    long turn = directory.turn();
    Token token =
        new Token(
            name(name),
            Secrets.hash(secret),
            role,
            HostGlobs.check(hosts == null ? HostGlobs.ALL : hosts),
            null,
            null,
            null,
            now,
            span == null ? null : after(now, span),
            null);
    if (!directory.access().add(token)) {
      throw new Refused(409, "there is a token \"" + name + "\" already; revoke it first");
    }
    directory.added(token, turn);
    Map<String, @Nullable Object> tree = tree(token);
    tree.put("token", secret);
    return tree;
  }

  private static Instant after(Instant now, String span) {
    Span parsed = Span.parse(span);
    return now.atOffset(ZoneOffset.UTC).plus(parsed.amount(), parsed.unit()).toInstant();
  }

  /** Revokes a token: it is refused from now on. */
  public void revoke(String name) {
    if (!directory.access().removeToken(name)) {
      List<String> names = new ArrayList<>();
      directory.known().tokens().values().forEach(it -> names.add(it.name()));
      throw new Refused(
          404,
          "there is no token \""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\""
              + Nearest.hint(name, names));
    }
    directory.changed();
  }

  /**
   * Lets machines become hosts; the answer has the secret of the code.
   *
   * @param span from now on
   */
  public Map<String, @Nullable Object> newEnrolment(String hosts, int uses, String span) {
    Instant now = directory.now();
    directory.access().forget(now);
    room(directory.known().enrolments().size(), MOST_ENROLMENTS, "enrolments");
    if (uses < 1 || uses > MOST_USES) {
      throw new BadInput("a code is good for 1 to " + MOST_USES + " uses, not " + uses);
    }
    if (HostGlobs.isOne(hosts) && uses > 1) {
      throw new BadInput("a code of one host is good for one use");
    }
    String secret = Secrets.token();
    Enrolment enrolment =
        new Enrolment(
            Secrets.hash(secret), HostGlobs.check(hosts), uses, uses, now, after(now, span));
    directory.access().add(enrolment);
    directory.changed();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("secret", secret);
    tree.put("hosts", hosts);
    tree.put("uses", uses);
    tree.put("expires", enrolment.expires().toString());
    return tree;
  }

  /** Makes an agent the one of a host; the answer has the host's own token. */
  public Map<String, @Nullable Object> enrol(String secret, String agent, String host) {
    Credentials known = directory.known();
    Enrolment enrolment = known.enrolments().get(Secrets.hash(secret));
    if (enrolment == null) {
      throw new Refused(
          403,
          "the code's secret is not known here: copy the code whole, or have a new one made"
              + " on the server: ./domestik enrol");
    }
    if (directory.now().isAfter(enrolment.expires())) {
      throw new Refused(
          403,
          "the code expired at "
              + enrolment.expires()
              + "; have a new one made on the server: ./domestik enrol");
    }
    if (!HostGlobs.of(enrolment.hosts()).test(host)) {
      throw new Refused(
          403,
          "the code is for hosts \""
              + enrolment.hosts()
              + "\", and this is host \""
              + host
              + "\"; have one made on the server: ./domestik enrol --host "
              + host);
    }
    String secretOfHost = Secrets.token();
    long turn = directory.turn();
    Token token =
        new Token(
            "host:" + host,
            Secrets.hash(secretOfHost),
            "write",
            isOneMachines(enrolment) ? enrolment.hosts() : host,
            host,
            agent,
            former(known, agent, host),
            directory.now(),
            null,
            null);
    switch (directory.access().spend(enrolment, token, HostGlobs.isOne(enrolment.hosts()))) {
      case TAKEN ->
          throw new Refused(
              409,
              "host \""
                  + host
                  + "\" is another agent's already; give this machine another name"
                  + " (--host), or, if it takes the other's place, have a code made on the server:"
                  + " ./domestik enrol --host "
                  + host);
      case USED_UP ->
          throw new Refused(
              403, "the code was used up; have a new one made on the server: ./domestik enrol");
      case DONE -> {}
    }
    directory.added(token, turn);
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("host", host);
    tree.put("token", secretOfHost);
    return tree;
  }

  /**
   * Whether a code covers, beside the machine, further hosts of which it gives values: one that was
   * made for one machine, and says which.
   */
  private static boolean isOneMachines(Enrolment enrolment) {
    return enrolment.made() == 1 && !enrolment.hosts().equals(HostGlobs.ALL);
  }

  /** What waits in an agent's spool has the name that it had before. */
  private static @Nullable String former(Credentials known, String agent, String host) {
    return known.tokens().values().stream()
        .filter(it -> agent.equals(it.agent()) && it.host() != null)
        .map(it -> host.equals(it.host()) ? it.said() : it.host())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The latest of what was done, the newest first. */
  public List<Map<String, @Nullable Object>> audit(int most) {
    return directory.access().audit(most).stream().map(Accounts::tree).toList();
  }

  private static Map<String, @Nullable Object> tree(AuditLine line) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("time", line.time().toString());
    tree.put("who", line.who());
    tree.put("address", line.address());
    tree.put("what", line.what());
    tree.put("detail", line.detail());
    return tree;
  }

  /** Notes what was done. */
  public void note(String who, String address, String what, String detail) {
    directory.access().note(new AuditLine(directory.now(), who, address, what, detail));
  }
}
