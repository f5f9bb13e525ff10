// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Workers;
import org.domestik.storage.access.User;
import org.jspecify.annotations.Nullable;

/** Compares passwords, within limits. Safe for use by many threads. */
public final class Logins {
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int MOST_REMEMBERED = 1_000;
  private static final int WAITING = 16;

  private final Directory directory;
  private final LoginLimits limits;
  private final Workers workers = new Workers("logins", 1, WAITING, null);

  /** Programs that say a password with each request: until when it need not be compared again. */
  private final Map<String, Instant> remembered = new LinkedHashMap<>();

  /** Of this process alone, so that what is remembered tells nobody a password. */
  private final String salt = Secrets.random();

  public Logins(Directory directory, LoginLimits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  /** With limits by a directory's clock. */
  public static Logins of(Directory directory) {
    return new Logins(directory, new LoginLimits(directory::now));
  }

  LoginLimits limits() {
    return limits;
  }

  /** The user of that name and password; null if there is none; refused after many failures. */
  @Nullable User of(Exchange exchange, String name, String password) throws IOException {
    String address = exchange.address();
    limits.check(address, name);
    User user = directory.known().users().get(name);
    boolean right =
        workers.run(() -> Passwords.is(password, user == null ? null : user.password()));
    if (!right) {
      limits.failed(address, name);
    }
    return right ? user : null;
  }

  /** The same of a program, which asks again and again. */
  @Nullable User ofProgram(Exchange exchange, String name, String password) throws IOException {
    User user = directory.known().users().get(name);
    String key =
        user == null
            ? ""
            : Secrets.hash(salt + "\n" + name + "\n" + user.password() + "\n" + password);
    synchronized (remembered) {
      Instant until = remembered.get(key);
      if (until != null && directory.now().isBefore(until)) {
        return user;
      }
    }
    User found = of(exchange, name, password);
    if (found != null) {
      synchronized (remembered) {
        if (remembered.size() >= MOST_REMEMBERED) {
          remembered.clear();
        }
        remembered.put(key, directory.now().plus(REMEMBERED));
      }
    }
    return found;
  }
}
