// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.io.IOException;

/** Answers one kind of request. */
@FunctionalInterface
public interface Endpoint {

  /** Answers, or throws what {@link Faults} turns into an answer. */
  void answer(Exchange exchange) throws IOException;
}
