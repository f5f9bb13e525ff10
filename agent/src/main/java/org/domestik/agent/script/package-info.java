// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** One probe's script: its file, its sandbox, and samples from the tables it returns. */
@NullMarked
package org.domestik.agent.script;

import org.jspecify.annotations.NullMarked;
