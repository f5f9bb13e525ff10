// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The ways out: mail, HTTP, MQTT and commands. Knows nothing of rules. */
@NullMarked
package org.domestik.server.notify.channel;

import org.jspecify.annotations.NullMarked;
