// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** dmkcheckd, the agent. Nothing depends on it. */
module org.domestik.agent {
  requires org.domestik.model;
  requires org.domestik.lua;
  requires jdk.httpserver; // For Rehearsal alone.
  requires static org.jspecify;
}
