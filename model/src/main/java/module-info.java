// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What agent and server agree on. Depends on nothing but the JDK and does no I/O. */
module org.domestik.model {
  requires static transitive org.jspecify;

  exports org.domestik.model;
  exports org.domestik.model.alert;
  exports org.domestik.model.command;
  exports org.domestik.model.delivery;
  exports org.domestik.model.description;
  exports org.domestik.model.log;
}
