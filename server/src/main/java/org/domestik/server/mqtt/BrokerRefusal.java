// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.mqtt;

import java.io.IOException;

/** A broker that answers, but does not want what it is asked for: to ask again is of no use. */
public final class BrokerRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  BrokerRefusal(String message) {
    super(message);
  }
}
