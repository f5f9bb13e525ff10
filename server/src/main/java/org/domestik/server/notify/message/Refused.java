// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import java.io.IOException;

/** The other side does not want this message, and will not want it later. */
public final class Refused extends IOException {
  private static final long serialVersionUID = 1L;

  public Refused(String message) {
    super(message);
  }
}
