// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Where a command does its work: in a folder by itself, or by the server that runs there. */
@NullMarked
package org.domestik.server.command.place;

import org.jspecify.annotations.NullMarked;
