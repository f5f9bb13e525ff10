// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Samples in SQL, on DuckDB and PostgreSQL. The only module that may say java.sql. */
module org.domestik.storage {
  requires transitive org.domestik.model;
  requires java.sql;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires jdk.net;
  requires com.fasterxml.jackson.core;
  requires duckdb.jdbc;
  requires org.postgresql.jdbc;
  requires com.zaxxer.hikari;
  requires static org.checkerframework.checker.qual;
  requires static transitive org.jspecify;

  exports org.domestik.storage;
  exports org.domestik.storage.access;
  exports org.domestik.storage.alert;
  exports org.domestik.storage.engine;
  exports org.domestik.storage.parquet;

  // The driver makes sockets of a class that it is named.
  opens org.domestik.storage.postgres to
      org.postgresql.jdbc;
}
