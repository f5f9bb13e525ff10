// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The sandbox: real Lua 5.4 within limits. */
module org.domestik.lua {
  requires transitive org.domestik.model;
  requires party.iroiro.luajava;
  requires party.iroiro.luajava.lua54;
  requires static transitive org.jspecify;

  exports org.domestik.lua;
}
