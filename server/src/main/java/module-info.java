// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The server: the only module that opens a port. Nothing depends on it. */
@SuppressWarnings(
    "requires-automatic") // Spring's and protobuf's libraries have names, but no descriptors.
module org.domestik.server {
  requires org.domestik.model;
  requires org.domestik.lua;
  requires org.domestik.storage;
  requires com.fasterxml.jackson.core;
  requires com.google.protobuf;
  requires com.samskivert.jmustache;
  requires de.siegmar.fastcsv;
  requires io.helidon.common.tls;
  requires io.helidon.webserver;
  requires jakarta.mail;
  requires java.logging;
  requires java.net.http;
  requires spring.security.crypto;
  requires static org.jspecify;

  uses org.domestik.storage.Probe;
}
