// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.time.InstantSource;
import java.util.List;
import java.util.function.IntSupplier;
import org.domestik.model.BadInput;
import org.domestik.server.access.CodeAddress;
import org.domestik.server.config.ListenConfig;
import org.domestik.server.config.Network;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.TrustConfig;
import org.domestik.server.http.Listening;
import org.domestik.server.http.Site;
import org.domestik.server.tls.TlsDoor;
import org.domestik.server.tls.TlsFolder;
import org.jspecify.annotations.Nullable;

/** From where the server can be reached, and what that demands. */
public final class Reach {
  private Reach() {}

  /** Where and how a server answers that is configured so; {@link BadInput} where it may not. */
  public static Listening of(ServerConfig config, InstantSource clock) {
    ListenConfig listen = config.listen();
    TrustConfig trust = config.trust();
    TlsFolder folder = new TlsFolder(config.data());
    boolean isLocal = Listening.address(listen.listen()).isLoopbackAddress();
    boolean isSecure = !trust.tls().equals("off") && folder.exists();
    if (!isLocal && !isSecure) {
      throw refusal(config, "TLS");
    }
    if (!isLocal && "open".equals(trust.access())) {
      throw new BadInput(
          "access: \"open\" would let everybody in who reaches "
              + listen.listen()
              + "; remove it, or listen on 127.0.0.1");
    }
    boolean login =
        trust.access() == null
            ? !isLocal || trust.externalUrl() != null
            : trust.access().equals("login");
    List<Network> proxies = trust.networks();
    Site site =
        new Site(
            isSecure,
            login,
            trust.externalUrl(),
            address -> proxies.stream().anyMatch(each -> each.contains(address)));
    @Nullable TlsDoor door = isSecure ? new TlsDoor(folder, clock) : null;
    return new Listening(listen.listen(), listen.port(), door, site);
  }

  /** Where agents find a server that is configured so. */
  public static CodeAddress codes(ServerConfig config, IntSupplier port) {
    TlsFolder folder = new TlsFolder(config.data());
    boolean isSecure = !config.trust().tls().equals("off") && folder.exists();
    return new CodeAddress(
        config.trust().externalUrl(),
        isSecure ? folder.pin() : null,
        isSecure ? folder.names() : List.of(),
        port);
  }

  /** Says what is missing for an address that others reach. */
  static BadInput refusal(ServerConfig config, String what) {
    return new BadInput(
        "listen: others can reach "
            + config.listen().listen()
            + ", which needs a certificate for TLS and a user, and there is no "
            + what
            + "; say ./domestik secure --data "
            + config.data()
            + " and ./domestik user add NAME --role admin --data "
            + config.data());
  }
}
