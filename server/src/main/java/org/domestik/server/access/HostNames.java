// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.JsonRequest;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.storage.Storage;

/** Gives hosts other names: with all they have, and with their agents' tokens. */
public final class HostNames {
  private final Storage storage;
  private final Directory directory;
  private final Accounts accounts;

  /** Those of a store. */
  public HostNames(Storage storage, Directory directory) {
    this.storage = storage;
    this.directory = directory;
    this.accounts = new Accounts(directory);
  }

  /** Adds the endpoint. */
  public void addTo(Routes routes) {
    routes.add("POST", "/api/v1/operations/rename-host", Right.ADMIN, this::rename);
  }

  private void rename(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "host", "name");
    exchange.json(
        200,
        JsonBody.of(
            rename(
                request.required("host"),
                request.required("name"),
                exchange.caller().name(),
                exchange.address())));
  }

  /**
   * Renames a host; the answer says whether its agent is enrolled, and so goes on by itself.
   *
   * @param who does it, for the audit; {@code address}: from where
   * @throws BadInput where it cannot be
   */
  public Map<String, Object> rename(String host, String name, String who, String address) {
    Names.host(name);
    if (isEnrolled(name)) {
      throw new Refused(
          409,
          "an agent is enrolled as host \""
              + name
              + "\"; shut it out first: ./domestik token revoke host:"
              + name);
    }
    boolean enrolled = isEnrolled(host);
    storage.renameHost(host, name);
    directory.changed();
    accounts.note(who, address, "rename", "host " + host + " is " + name + " now");
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("host", name);
    tree.put("was", host);
    tree.put("enrolled", enrolled);
    return tree;
  }

  private boolean isEnrolled(String host) {
    return directory.known().tokens().values().stream().anyMatch(it -> host.equals(it.host()));
  }
}
