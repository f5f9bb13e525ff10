// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The command line, as all commands read it. */
@NullMarked
package org.domestik.model.command;

import org.jspecify.annotations.NullMarked;
