// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Real Lua 5.4 within limits, for scripts nobody has read before.
 *
 * <p>{@link org.domestik.lua.LuaSandbox} is one Lua state: it compiles one script and runs it again
 * and again; results are plain trees of Map, List, String, Long, Double and Boolean. {@link
 * org.domestik.lua.LuaConfig} reads a file of assignments, {@link org.domestik.lua.LuaDescription}
 * the {@code probe { … }} at the top of a probe's file.
 */
@NullMarked
package org.domestik.lua;

import org.jspecify.annotations.NullMarked;
