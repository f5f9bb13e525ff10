// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.io.IOException;

/** Knows who makes a request. Safe for use by many threads. */
@FunctionalInterface
public interface Gatekeeper {

  /**
   * Who it is.
   *
   * @param needed what the request needs: where it is nothing, strangers pass too
   * @throws Refused with 401 for a stranger, with 403 for one who may not
   */
  Caller admit(Exchange exchange, Right needed) throws IOException;
}
