// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Where samples are delivered, and how agent and server know each other.
 *
 * @param address http or https; its path, if it has one, stands before the paths of the API
 * @param ca the file of the authorities that may sign the server's certificate; null: the JDK's
 * @param pin of the server's key, as {@link #isPin} has it; null: none is known
 * @param certificate the file of a certificate with the server's key; null: none is known
 * @param token shown to the server; null: none
 * @param agent the id under which the agent was enrolled; null: that of its folder
 */
public record ServerConfig(
    URI address,
    @Nullable Path ca,
    @Nullable String pin,
    @Nullable Path certificate,
    @Nullable Token token,
    @Nullable UUID agent) {
  /** Where a server on this machine answers. */
  public static final String LOCAL = "http://127.0.0.1:8787";

  private static final Pattern PIN = Pattern.compile("[A-Za-z0-9_-]{43}");

  static ServerConfig read(Settings reader, Map<String, String> options) {
    String server = or(options, "server", reader.text("server"));
    Path ca = path(reader, "ca", reader.text("ca"));
    String pin = or(options, "pin", reader.text("pin"));
    Path file = path(reader, "token_file", or(options, "token-file", reader.text("token_file")));
    URI address = Addresses.of(reader, "server", server == null ? LOCAL : server, LOCAL);
    if (address.getRawQuery() != null || address.getRawFragment() != null) {
      throw reader.fault("server", "\"" + server + "\": leave out what begins with ? or #");
    }
    boolean secure = "https".equals(address.getScheme());
    if (ca != null && !secure) {
      throw reader.fault("ca", "it is of use only where server is an https:// address");
    }
    boolean isFile = pin != null && pin.startsWith("/");
    if (pin != null && !isFile && !isPin(pin)) {
      throw reader.fault(
          "pin",
          "\""
              + pin
              + "\" is no pin: 43 letters, digits, - and _, as the server shows it, or the whole"
              + " path of a certificate with its key");
    }
    if (pin != null && !secure) {
      throw reader.fault("pin", "it is of use only where server is an https:// address");
    }
    if (pin != null && ca != null) {
      throw reader.fault("pin", "ca says who may sign any key, pin which key it is: give one");
    }
    if (file != null && !secure && !Addresses.isLoopback(address)) {
      throw reader.fault(
          "token_file", "whoever is on the way would read the token: server has to be https://");
    }
    return new ServerConfig(
        address,
        ca,
        isFile ? null : pin,
        isFile ? path(reader, "pin", pin) : null,
        file == null ? null : token(reader, file),
        null);
  }

  private static @Nullable Path path(Settings reader, String key, @Nullable String text) {
    return text == null ? null : Paths.of(reader, key, text);
  }

  private static @Nullable String or(
      Map<String, String> options, String name, @Nullable String otherwise) {
    return options.containsKey(name) ? options.get(name) : otherwise;
  }

  private static Token token(Settings reader, Path file) {
    try {
      return Token.in(file);
    } catch (BadInput e) {
      throw reader.fault("token_file", String.valueOf(e.getMessage()));
    }
  }

  /** Whether a text is a key's SHA-256 in base64url: 43 characters. */
  public static boolean isPin(String text) {
    return PIN.matcher(text).matches();
  }
}
