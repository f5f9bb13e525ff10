// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;

/**
 * Which files a script may read: /proc, /sys, /etc and what the configuration adds. And which
 * variables of the agent's environment it may see: what says how a program is to speak and where
 * things are; passwords are in others.
 */
public final class AllowList {
  private static final List<Path> ALWAYS =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/etc"), Path.of("/usr/lib/os-release"));

  /** Secrets, and files whose reading blocks, moves on a cursor or never ends. */
  private static final Pattern NEVER =
      Pattern.compile(
          "/etc/g?shadow-?|/etc/(ssl/private|sudoers|sudoers\\.d)(/.*)?|/etc/ssh/ssh_host_.*_key"
              + "|/etc/(security/opasswd|krb5\\.keytab|wpa_supplicant|wireguard|openvpn)(/.*)?"
              + "|/etc/NetworkManager/system-connections(/.*)?"
              + "|/proc/(kcore|kmsg|kpage.*|sysrq-trigger|.*/(mem|environ|syscall|pagemap|clear_refs))"
              + "|/sys/kernel/(debug|tracing)(/.*)?",
          // A name may have lines.
          Pattern.DOTALL);

  private static final List<String> VARIABLES =
      List.of(
          "PATH", "HOME", "USER", "LOGNAME", "SHELL", "HOSTNAME", "TZ", "LANG", "LANGUAGE", "LC_*");

  private final List<Path> named;
  private final List<Path> allowed;
  private final List<String> variables;

  /** Allows files and folders besides those that every probe may read. */
  public AllowList(List<String> read) {
    this(read, List.of());
  }

  /**
   * Allows files and folders, and variables, besides those of every probe.
   *
   * @param variables globs of their names
   */
  public AllowList(List<String> read, List<String> variables) {
    this(ALWAYS, read, variables);
  }

  AllowList(List<Path> always, List<String> read, List<String> variables) {
    this.named = read.stream().map(path -> PathText.of(path).normalize()).toList();
    List<Path> paths = new ArrayList<>(always);
    paths.addAll(named);
    this.allowed = List.copyOf(paths);
    List<String> globs = new ArrayList<>(VARIABLES);
    globs.addAll(variables);
    this.variables = List.copyOf(globs);
  }

  /** Whether the configuration names the path or a folder it is in: then its mode is no matter. */
  boolean isNamed(Path path) {
    return named.stream().anyMatch(path::startsWith);
  }

  /** Whether the configuration names this very path. */
  boolean isNamedItself(Path path) {
    return named.contains(path);
  }

  /** Whether a script may see a variable. */
  boolean isVariable(String name) {
    return Glob.anyMatches(variables, name);
  }

  /** The path without dots, or {@link BadInput} where it may not be read. */
  public Path check(String path) {
    Path asked = PathText.of(path);
    if (!asked.isAbsolute()) {
      throw new BadInput("\"" + path + "\" may not be read: give the whole path, from /");
    }
    Path plain = asked.normalize();
    if (!isAllowed(plain)) {
      throw refused(path);
    }
    return plain;
  }

  /**
   * Whether what a path leads to may be read. The administrator's links from /etc may lead
   * elsewhere; any process makes links like /proc/7/cwd.
   */
  void checkTarget(Path asked, Path target) {
    boolean trusted = asked.startsWith("/etc") && !isNever(target);
    if (!trusted && !isAllowed(target)) {
      throw refused(asked + " (which is " + target + ")");
    }
  }

  private boolean isAllowed(Path path) {
    return allowed.stream().anyMatch(path::startsWith) && !isNever(path);
  }

  private static boolean isNever(Path path) {
    return NEVER.matcher(path.toString()).matches();
  }

  private static BadInput refused(String path) {
    return new BadInput(
        path + " may not be read by a probe; the agent's setting \"read\" adds files and folders");
  }
}
