// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The commands: the server itself, and those on stored data, whether a server runs there or not.
 */
@NullMarked
package org.domestik.server.command;

import org.jspecify.annotations.NullMarked;
