// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Where running scripts put what they have for the server, a box a host. */
@NullMarked
package org.domestik.agent.outbox;

import org.jspecify.annotations.NullMarked;
