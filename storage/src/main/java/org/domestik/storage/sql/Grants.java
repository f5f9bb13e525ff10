// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import org.domestik.model.BadInput;
import org.domestik.storage.Login;

/** Who may read the probes' views besides the store itself. */
public interface Grants {
  /** In a store without roles, nobody. */
  Grants NONE = new Grants() {};

  /**
   * Makes known whom the configuration names, and creates a reader where none is named and this
   * login may.
   *
   * @throws BadInput for an unknown role
   */
  default void setUp(Database database) {}

  /** Those who ask questions log in with it. */
  default Login reader(Database database) {
    throw new BadInput("this store has no roles");
  }

  /** Lets all of them read what there is by now; for the end of what creates tables or views. */
  default void apply(Transaction transaction) {}
}
