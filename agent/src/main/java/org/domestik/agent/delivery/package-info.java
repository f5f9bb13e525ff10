// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The way to the server: what is in an outbox goes through a spool and by HTTP. */
@NullMarked
package org.domestik.agent.delivery;

import org.jspecify.annotations.NullMarked;
