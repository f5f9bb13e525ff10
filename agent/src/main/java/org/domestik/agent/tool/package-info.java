// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The author's tools: {@code probe new | run | explain | check | record | replay | munin}. */
@NullMarked
package org.domestik.agent.tool;

import org.jspecify.annotations.NullMarked;
